import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { all, fragment, sql, type Database } from './database.ts'

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
  action: string | undefined
  actor: string | undefined
  /** The id of the last event of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listAuditEvents = (
  db: Database,
  { target, action, actor, before, limit }: AuditQuery,
): Promise<AuditEvent[]> =>
  all(
    db,
    sql(auditEvent)`
      select id, actor, action, target, meta, created_at from audit_events
       where true${target === undefined ? fragment`` : fragment` and target = ${target}`}${
         action === undefined ? fragment`` : fragment` and action = ${action}`
       }${actor === undefined ? fragment`` : fragment` and actor = ${actor}`}${
         before === undefined ? fragment`` : fragment` and id < ${before}`
       }
       order by id desc limit ${limit + 1}`,
  )
