import { noteAudit } from '../db/audit.ts'
import {
  newestEventId,
  pruneEvents,
  readEvents,
  readEventsBackwards,
  type EventFilter,
  type NamedEventRow,
} from '../db/monitor-events.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'

export type { EventFilter, NamedEventRow }

export type EventList = Paged<NamedEventRow> & {
  /** From where on there is only what is newer than all of this. */
  nextAfterId: string
}

/** Oldest first, from the event after `after`. */
export const eventsAfter = async (
  deps: Deps,
  { filter, after, limit }: { filter: EventFilter; after: string; limit: number },
): Promise<EventList> => {
  const page = nextPage(await readEvents(deps.db, { filter, after, limit: limit + 1 }), limit, ({ id }) => id)
  return { ...page, nextAfterId: page.rows.at(-1)?.id ?? after }
}

/** Newest first, from the event before `before`. */
export const latestEvents = async (
  deps: Deps,
  { filter, before, limit }: { filter: EventFilter; before: string | undefined; limit: number },
): Promise<EventList> => {
  const page = nextPage(await readEventsBackwards(deps.db, { filter, before, limit: limit + 1 }), limit, ({ id }) => id)
  return { ...page, nextAfterId: page.rows[0]?.id ?? (await newestEventId(deps.db)) }
}

const PRUNED_AT_ONCE = 5_000

/** A function has 60 s. */
const TIME_LIMIT_MS = 40_000

/** Deletes what is older than so many days, and says how many events that were. */
export const pruneOldEvents = async (
  deps: Deps,
  { days, actor }: { days: number; actor: string },
  now = new Date(),
): Promise<number> => {
  const before = new Date(now.getTime() - days * 86_400_000)
  const startedAt = Date.now()
  let deleted = 0
  for (;;) {
    const pruned = await pruneEvents(deps.db, before, PRUNED_AT_ONCE)
    deleted += pruned
    if (pruned < PRUNED_AT_ONCE || Date.now() - startedAt > TIME_LIMIT_MS) break
  }
  await noteAudit(deps.db, {
    actor,
    action: 'MONITOR_PRUNE',
    target: null,
    meta: { older_than_days: days, events: deleted },
  })
  return deleted
}
