import { ApiError, type Api, type Query } from '../../../shared/api.ts'
import type { MonitorRow } from '../../../shared/answers.ts'
import { readEvents, type ServerEvent } from '../../../shared/read-events.ts'

export type Watcher = {
  /** In order, each once. */
  see(row: MonitorRow): void
  connected(): void
  /** It goes on by itself. `problem`: what the gateway said about it, if it did. */
  interrupted(problem: string | undefined): void
  /** Asking again would not help. */
  refused(error: ApiError): void
}

/** A `ping` comes every 15 seconds; without one the connection is dead, whatever the browser thinks. */
const SILENCE_MS = 40_000
const PAUSES_MS = [250, 1_000, 3_000, 10_000] as const

type Follow = { query: Query; after: string; signal: AbortSignal; pausesMs?: readonly number[] }

/** Shows what happens from the event after `after` on, and comes back after every break without a gap or a repeat. */
export const followMonitor = async (
  api: Api,
  { query, after, signal, pausesMs = PAUSES_MS }: Follow,
  watcher: Watcher,
): Promise<void> => {
  let last = after
  let breaks = 0
  const take = ({ event, id, data }: ServerEvent): void => {
    if (event === 'event' && id !== undefined) {
      last = id
      // The gateway's own row, of the same build (answers.ts).
      watcher.see(data as MonitorRow)
    } else if (event === 'warn') watcher.interrupted('The gateway cannot reach its database at the moment')
    else watcher.connected()
  }
  while (!signal.aborted) {
    try {
      await attempt(api, { ...query, after_id: last }, signal, (event) => {
        breaks = 0
        take(event)
      })
    } catch (error) {
      if (wasStopped(signal)) return
      if (error instanceof ApiError && isFinal(error)) {
        watcher.refused(error)
        return
      }
      watcher.interrupted(error instanceof ApiError ? error.message : undefined)
    }
    await pause(pausesMs[Math.min(breaks, pausesMs.length - 1)] ?? 0, signal)
    breaks += 1
  }
}

/** Asked anew, after something was waited for. */
const wasStopped = (signal: AbortSignal): boolean => signal.aborted

const isFinal = ({ status }: ApiError): boolean => status >= 400 && status < 500 && status !== 429

/** One connection, until it ends. */
const attempt = async (
  api: Api,
  query: Query,
  signal: AbortSignal,
  take: (event: ServerEvent) => void,
): Promise<void> => {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  try {
    const response = await api.send('admin-monitor-stream', {
      query,
      signal: AbortSignal.any([signal, silence.signal]),
    })
    for await (const event of readEvents(response)) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      take(event)
    }
  } finally {
    clearTimeout(timer)
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
