import { readEvents, type EventFilter, type NamedEventRow } from '../db/monitor-events.ts'
import type { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { hubOf } from './monitor-hub.ts'

export type { EventFilter, NamedEventRow }

/** Where what is watched goes. None may throw. */
export type Screen = {
  show(row: NamedEventRow): void
  warn(error: GatewayError): void
  /** Resolves when there is room for more of what is past. */
  room(): Promise<unknown>
}

/** Somebody who looks on, from an event on: every event from there that passes the filter is shown once, and in order. */
export type Watch = {
  /** The id of the event from which on, without that one. */
  from: string
  /** Shows what has happened by now. */
  catchUp: (screen: Screen, until: AbortSignal) => Promise<void>
  /** The same, and then what happens, until `until` aborts. */
  follow: (screen: Screen, until: AbortSignal) => Promise<void>
  leave: () => void
}

/** What is past is read a page at a time. */
const PAGE = 500

/**
 * `after` undefined: from now on.
 * @throws GatewayError DATABASE_UNAVAILABLE
 */
export const openWatch = async (
  deps: Deps,
  { filter, after }: { filter: EventFilter; after: string | undefined },
): Promise<Watch> => {
  const seat = await hubOf(deps.db).join()
  const from = after === undefined ? seat.shownUpTo() : BigInt(after)
  let seen = from
  const isBehind = (until: AbortSignal): boolean => !until.aborted && seen < seat.shownUpTo()
  const showPage = async (screen: Screen): Promise<void> => {
    const upTo = seat.shownUpTo()
    const page = await readEvents(deps.db, { filter, after: String(seen), upTo: String(upTo), limit: PAGE })
    page.forEach((row) => screen.show(row))
    seen = page.length < PAGE ? upTo : BigInt(page.at(-1)?.id ?? upTo)
    await screen.room()
  }
  // Somebody may ask for what comes after an event that is not there yet.
  const isWanted = (row: NamedEventRow): boolean => BigInt(row.id) > from && passes(row, filter)
  return {
    from: String(from),
    catchUp: async (screen, until) => {
      while (isBehind(until)) await showPage(screen)
    },
    follow: async (screen, until) => {
      while (isBehind(until)) await showPage(screen)
      // In the same tick as the last look, so that nothing comes between what is past and what is new.
      seat.watch({
        see: (rows) => rows.filter(isWanted).forEach((row) => screen.show(row)),
        warn: (error) => screen.warn(error),
      })
      await aborted(until)
    },
    leave: () => seat.leave(),
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** What the database's own `where` says, for rows that are here already. */
const passes = (row: NamedEventRow, filter: EventFilter): boolean =>
  (filter.level === undefined || row.level === filter.level) &&
  (filter.kinds === undefined || filter.kinds.includes(row.kind)) &&
  (filter.functionName === undefined || row.function_name === filter.functionName) &&
  (filter.appId === undefined || row.app_id === filter.appId) &&
  (filter.requestId === undefined || row.request_id === filter.requestId) &&
  (filter.errorCode === undefined || row.error_code === filter.errorCode) &&
  (filter.requestPrefix === undefined || row.request_id?.startsWith(filter.requestPrefix) === true) &&
  (filter.customerId === undefined || row.customer_id === filter.customerId) &&
  (filter.since === undefined || row.created_at >= filter.since)
