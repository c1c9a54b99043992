import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from '../services/deps.ts'
import { openWatch, type EventFilter, type Screen } from '../services/monitor-watch.ts'
import { eventStream, type Frames } from './event-stream.ts'

/** What is past is sent no faster than it is taken. */
const MAX_WAITING = 1_000

/** Of what is new. Whoever is so far behind comes back and goes on from the last event that arrived. */
const MAX_BEHIND = 5_000

/** So that the stream ends by itself before the platform cuts it off. */
const MARGIN_MS = 3_000

/**
 * Events as they happen: `hello`, then an `event` each with its id, `warn` when the database is out of reach, `ping`. Ends by itself after
 * `seconds` at most (0: with what is past), or when the client goes away; whoever comes back with the last id misses nothing.
 * @throws GatewayError DATABASE_UNAVAILABLE
 */
export const monitorStream = async (
  deps: Deps,
  { filter, after, seconds }: { filter: EventFilter; after: string | undefined; seconds: number },
  waitUntil: (work: Promise<unknown>) => void,
): Promise<Response> => {
  const watch = await openWatch(deps, { filter, after })
  const longestMs = Math.max(1_000, deps.settings.softDeadlineMs - MARGIN_MS)
  const lifeMs = seconds === 0 ? longestMs : Math.min(seconds * 1_000, longestMs)
  return eventStream(async (frames) => {
    frames.send('hello', { ok: true, after_id: watch.from, now: new Date().toISOString() })
    const end = new AbortController()
    const timer = setTimeout(() => end.abort(), lifeMs)
    const until = AbortSignal.any([end.signal, frames.gone, deps.shutdown])
    try {
      await (seconds === 0 ? watch.catchUp : watch.follow)(screenOf(frames, end, until), until)
    } finally {
      clearTimeout(timer)
      watch.leave()
    }
  }, waitUntil)
}

const screenOf = (frames: Frames, end: AbortController, until: AbortSignal): Screen => ({
  show: (row) => {
    frames.send('event', row, row.id)
    if (frames.waiting() > MAX_BEHIND) end.abort()
  },
  warn: (error) => frames.send('warn', { error: error.message }),
  room: async () => {
    while (!until.aborted && frames.waiting() > MAX_WAITING) await sleep(50)
  },
})

/** From where a client goes on: a header that it sends by itself when it comes back is newer than the address it asks. */
export const resumeAfter = (request: Request, afterId: string | undefined): string | undefined => {
  const last = request.headers.get('last-event-id')
  if (last === null || last === '') return afterId
  if (/^\d{1,18}$/.test(last)) return last
  throw new GatewayError('BAD_REQUEST', 'Last-Event-ID: is not the id of an event')
}
