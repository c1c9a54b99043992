import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { all, fragment, one, sql, type Database, type Fragment } from './database.ts'

const auditEvent = z.object({
  id,
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()),
  created_at: timestamp,
})
export type AuditEvent = z.output<typeof auditEvent>

export type AuditQuery = {
  target: string | undefined
  /** What happened to a customer and to its keys. */
  customerId: string | undefined
  action: string | undefined
  actor: string | undefined
  /** The id of the last event of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listAuditEvents = (
  db: Database,
  { target, customerId, action, actor, before, limit }: AuditQuery,
): Promise<AuditEvent[]> =>
  all(
    db,
    sql(auditEvent)`
      select id, actor, action, target, meta, created_at from audit_events
       where true${target === undefined ? fragment`` : fragment` and target = ${target}`}${
         customerId === undefined ? fragment`` : fragment` and target = any (${targetsOf(customerId)})`
       }${
         action === undefined ? fragment`` : fragment` and action = ${action}`
       }${actor === undefined ? fragment`` : fragment` and actor = ${actor}`}${
         before === undefined ? fragment`` : fragment` and id < ${before}`
       }
       order by id desc limit ${limit + 1}`,
  )

const targetsOf = (customerId: string): Fragment =>
  fragment`array(select 'key:' || id from api_keys where customer_id = ${customerId}) || ('customer:' || ${customerId}::text)`

/** Notes what changed no row, and is therefore not noted by the statement that does it. */
export const noteAudit = async (
  db: Database,
  event: { actor: string; action: string; target: string | null },
): Promise<void> => {
  await one(
    db,
    sql(
      z.object({}),
    )`insert into audit_events (actor, action, target) values (${event.actor}, ${event.action}, ${event.target})
      returning 1 as noted`,
  )
}
