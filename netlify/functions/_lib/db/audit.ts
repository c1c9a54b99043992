import { z } from 'zod'
import { matchingIds } from './audit-search.ts'
import { id, timestamp } from './columns.ts'
import { all, fragment, one, sql, type Database, type Fragment } from './database.ts'

const auditEvent = z.object({
  id,
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()),
  created_at: timestamp,
  /** Whom it was done to, and with which key of theirs, as both are known today; the owner of a key is whom it was done to. */
  customer_id: id.nullable(),
  customer_email: z.string().nullable(),
  key_label: z.string().nullable(),
  key_last4: z.string().nullable(),
  /** When a key did it. */
  actor_label: z.string().nullable(),
  actor_last4: z.string().nullable(),
})
export type AuditEvent = z.output<typeof auditEvent>

export type AuditQuery = {
  target: string | undefined
  /** What happened to a customer and to its keys. */
  customerId: string | undefined
  action: string | undefined
  actor: string | undefined
  /** How who did it or its target begins, or a part of what was done, as it is read; or a whole name or number of either. */
  q: string | undefined
  /** The id of the last event of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listAuditEvents = (db: Database, query: AuditQuery): Promise<AuditEvent[]> => {
  const { target, customerId, action, actor, q, before, limit } = query
  const page = fragment`${target === undefined ? fragment`` : fragment` and e.target = ${target}`}${
    customerId === undefined ? fragment`` : fragment` and e.target = any (${targetsOf(customerId)})`
  }${action === undefined ? fragment`` : fragment` and e.action = ${action}`}${
    actor === undefined ? fragment`` : fragment` and e.actor = ${actor}`
  }${before === undefined ? fragment`` : fragment` and e.id < ${before}`} order by e.id desc limit ${limit + 1}`
  return all(
    db,
    q === undefined
      ? sql(auditEvent)`${named(fragment`select e.* from audit_events e where true${page}`)}`
      : sql(auditEvent)`${named(fragment`select e.* from (${matchingIds({ q, page, limit })}) matching
          join audit_events e on e.id = matching.id`)}`,
  )
}

/** Of a page of events: the names that go with the numbers in them. */
const named = (page: Fragment): Fragment =>
  fragment`select e.id, e.actor, e.action, e.target, e.meta, e.created_at, c.id as customer_id, c.email as customer_email,
      k.label as key_label, k.key_last4, a.label as actor_label, a.key_last4 as actor_last4
    from (${page}) e
    left join api_keys k on k.id = ${numberOf('key', fragment`e.target`)}
    left join customers c on c.id = coalesce(k.customer_id, ${numberOf('customer', fragment`e.target`)})
    left join api_keys a on a.id = ${numberOf('key', fragment`e.actor`)}
   order by e.id desc`

/** The number in `customer:3` or `key:3`; null when it is neither. */
const numberOf = (kind: 'customer' | 'key', name: Fragment): Fragment =>
  fragment`substring(${name} from ${`^${kind}:([0-9]{1,18})$`})::bigint`

const targetsOf = (customerId: string): Fragment =>
  fragment`array(select 'key:' || id from api_keys where customer_id = ${customerId}) || ('customer:' || ${customerId}::text)`

/** Notes what changed no row, and is therefore not noted by the statement that does it. */
export const noteAudit = async (
  db: Database,
  event: { actor: string; action: string; target: string | null; meta?: Readonly<Record<string, number>> },
): Promise<void> => {
  const { actor, action, target, meta = {} } = event
  await one(
    db,
    sql(z.object({}))`insert into audit_events (actor, action, target, meta)
      values (${actor}, ${action}, ${target}, ${JSON.stringify(meta)}::jsonb) returning 1 as noted`,
  )
}
