import { useEffect, useRef, useState } from 'react'
import { ApiError, type Query } from '../../../shared/api.ts'
import type { MonitorRow } from '../../../shared/answers.ts'
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
  /** Events that have come since it was paused. */
  waiting: number
}

type First = { events: MonitorRow[]; next_after_id: string }

/** The newest events, and those that come. While `paused` what comes is kept back; another `attempt` begins anew. */
export const useLiveEvents = (query: Query, { paused, attempt }: { paused: boolean; attempt: number }): Live => {
  const api = useApi()
  const [live, setLive] = useState<Live>({ state: 'connecting', waiting: 0 })
  const isPaused = useRef(paused)
  useEffect(() => {
    isPaused.current = paused
  }, [paused])

  useEffect(() => {
    const end = new AbortController()
    const { signal } = end
    let incoming: MonitorRow[] = []
    let arrived = 0
    const show = (): void => {
      if (arrived === 0) return
      if (isPaused.current) {
        setLive((before) => ({ ...before, waiting: arrived }))
        return
      }
      const added = incoming.toReversed()
      incoming = []
      arrived = 0
      setLive((before) => ({ ...before, rows: [...added, ...(before.rows ?? [])].slice(0, MOST_ROWS), waiting: 0 }))
    }
    const timer = setInterval(show, SHOW_EVERY_MS)
    const begin = async (): Promise<void> => {
      const first = await api.json<First>('admin-monitor-events', { query: { ...query, limit: FIRST_ROWS }, signal })
      setLive({ state: 'connecting', rows: first.events, waiting: 0 })
      await followMonitor(
        api,
        { query, after: first.next_after_id, signal },
        {
          see: (row) => {
            incoming = [...incoming.slice(1 - MOST_ROWS), row]
            arrived += 1
          },
          connected: () => setLive((before) => ({ ...before, state: 'live', problem: undefined })),
          interrupted: (problem) => setLive((before) => ({ ...before, state: 'interrupted', problem })),
          refused: (error) => setLive((before) => ({ ...before, error })),
        },
      )
    }
    setLive({ state: 'connecting', waiting: 0 })
    begin().catch((error: unknown) => {
      if (!signal.aborted && error instanceof ApiError) setLive({ state: 'interrupted', error, waiting: 0 })
    })
    return () => {
      clearInterval(timer)
      end.abort()
    }
  }, [api, query, attempt])
  return live
}
