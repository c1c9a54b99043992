import { newestEventId, readEvents, type NamedEventRow } from '../db/monitor-events.ts'
import type { Database } from '../db/database.ts'
import { toGatewayError, type GatewayError } from '../domain/errors.ts'

/** Who looks on. `see` gets every new event, in order; neither may throw. */
export type Viewer = { see(rows: readonly NamedEventRow[]): void; warn(error: GatewayError): void }

/** One's own place at the hub. */
export type Seat = {
  /** The id of the last event that the viewers have been shown. */
  shownUpTo(): bigint
  /** From the event after `shownUpTo()` on, as it is at this moment. */
  watch(viewer: Viewer): void
  leave(): void
}

export type Hub = {
  /** @throws GatewayError DATABASE_UNAVAILABLE */
  join(): Promise<Seat>
}

const POLL_MS = 1_000

/** Of one query. When there are more, the next query comes at once. */
const EVENTS_AT_ONCE = 1_000

const hubs = new WeakMap<Database, Hub>()

/** The hub of this process: however many look on, the database is asked once a second, and not at all when nobody does. */
export const hubOf = (db: Database): Hub => {
  const known = hubs.get(db)
  if (known !== undefined) return known
  const made = createHub(db)
  hubs.set(db, made)
  return made
}

const createHub = (db: Database): Hub => {
  const seats = new Map<symbol, Viewer | undefined>()
  let shownUpTo = 0n
  /** Undefined: nobody looks on, and nobody asks. */
  let started: Promise<void> | undefined

  const tell = (act: (viewer: Viewer) => void): void => {
    for (const viewer of seats.values()) if (viewer !== undefined) act(viewer)
  }
  const poll = async (): Promise<number> => {
    try {
      const rows = await readEvents(db, { filter: {}, after: String(shownUpTo), limit: EVENTS_AT_ONCE })
      const last = rows.at(-1)
      if (last === undefined) return 0
      // In one tick, so that whoever begins to watch does so between two polls.
      shownUpTo = BigInt(last.id)
      tell((viewer) => viewer.see(rows))
      return rows.length
    } catch (error) {
      tell((viewer) => viewer.warn(toGatewayError(error)))
      return 0
    }
  }
  const tick = (): void => {
    if (seats.size === 0) started = undefined
    else poll().then(schedule, () => schedule(0))
  }
  const schedule = (found: number): void => {
    setTimeout(tick, found < EVENTS_AT_ONCE ? POLL_MS : 0)
  }
  const start = async (): Promise<void> => {
    shownUpTo = BigInt(await newestEventId(db))
    schedule(0)
  }
  return {
    join: async () => {
      const seat = Symbol('seat')
      seats.set(seat, undefined)
      try {
        await (started ??= start())
      } catch (error) {
        seats.delete(seat)
        started = undefined
        throw error
      }
      return {
        shownUpTo: () => shownUpTo,
        watch: (viewer) => void seats.set(seat, viewer),
        leave: () => void seats.delete(seat),
      }
    },
  }
}
