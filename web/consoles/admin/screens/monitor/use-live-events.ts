import { useEffect, useState } from 'react'
import { ApiError, type Query } from '../../../shared/api.ts'
import type { MonitorEvents, MonitorRow } from '../../../shared/answers.ts'
import { useApi } from '../../../shared/session.tsx'
import { followMonitor } from './follow-monitor.ts'

/** What is kept of a stream: one screenful and some. The whole past is in the list that is not live. */
const MOST_ROWS = 300
const FIRST_ROWS = 100

/** A busy gateway has many events a second, and nobody reads faster than this. */
const SHOW_EVERY_MS = 300

export type Live = {
  state: 'connecting' | 'live' | 'interrupted'
  problem?: string | undefined
  error?: ApiError | undefined
  /** Newest first; undefined: not known yet. */
  rows?: readonly MonitorRow[] | undefined
}

/** The newest events, and those that come. Another `attempt` begins anew. */
export const useLiveEvents = (query: Query, attempt: number): Live => {
  const api = useApi()
  const [live, setLive] = useState<Live>({ state: 'connecting' })

  useEffect(() => {
    const end = new AbortController()
    const { signal } = end
    let incoming: MonitorRow[] = []
    const show = (): void => {
      if (incoming.length === 0) return
      const added = incoming.toReversed()
      incoming = []
      setLive((before) => ({ ...before, rows: [...added, ...(before.rows ?? [])].slice(0, MOST_ROWS) }))
    }
    const timer = setInterval(show, SHOW_EVERY_MS)
    const begin = async (): Promise<void> => {
      const first = await api.json<MonitorEvents>('admin-monitor-events', {
        query: { ...query, limit: FIRST_ROWS },
        signal,
      })
      setLive({ state: 'connecting', rows: first.events })
      await followMonitor(
        api,
        { query, after: first.next_after_id, signal },
        {
          see: (row) => {
            incoming = [...incoming.slice(1 - MOST_ROWS), row]
          },
          connected: () => setLive((before) => ({ ...before, state: 'live', problem: undefined })),
          interrupted: (problem) => setLive((before) => ({ ...before, state: 'interrupted', problem })),
          refused: (error) => setLive((before) => ({ ...before, error })),
        },
      )
    }
    setLive({ state: 'connecting' })
    begin().catch((error: unknown) => {
      if (!signal.aborted && error instanceof ApiError) setLive({ state: 'interrupted', error })
    })
    return () => {
      clearInterval(timer)
      end.abort()
    }
  }, [api, query, attempt])
  return live
}
