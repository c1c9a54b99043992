import { z } from 'zod'
import { count, timestamp } from './columns.ts'
import { one, sql, type Database } from './database.ts'

const retention = z.object({
  /** Of the events of the monitor. */
  oldest_event_at: timestamp.nullable(),
  /** Of the last run that found something to move. */
  last_archived_at: timestamp.nullable(),
  last_archived_events: count.nullable(),
  /** By hand. */
  last_pruned_at: timestamp.nullable(),
})
export type Retention = z.output<typeof retention>

/** How far back the monitor's events go, and what was last done about those that are old. */
export const readRetention = (db: Database): Promise<Retention> =>
  one(
    db,
    sql(retention)`select (select min(created_at) from gateway_events) as oldest_event_at,
        archived.created_at as last_archived_at, archived.meta->>'events' as last_archived_events,
        (select created_at from audit_events where action = 'MONITOR_PRUNE' order by id desc limit 1) as last_pruned_at
      from (values (1)) as always
      left join lateral (
        select created_at, meta from audit_events where action = 'MONITOR_ARCHIVE' order by id desc limit 1
      ) archived on true`,
  )
