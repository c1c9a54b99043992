import { z } from 'zod'
import { ROLES, type Role } from '../domain/roles.ts'
import { id, pico, timestamp } from './columns.ts'
import { all, fragment, maybe, sql, type Database, type Fragment } from './database.ts'

/** `active` and `rotating` keys work; a rotating one until its grace period is over. */
export const KEY_STATUSES = ['active', 'rotating', 'revoked', 'expired'] as const

export const keyRow = z.object({
  id,
  customer_id: id,
  key_last4: z.string(),
  label: z.string(),
  role: z.enum(ROLES),
  status: z.enum(KEY_STATUSES),
  monthly_cap_cents: z.int().nullable(),
  rpm_limit: z.int().nullable(),
  rpd_limit: z.int().nullable(),
  concurrency_limit: z.int().nullable(),
  max_devices: z.int().nullable(),
  require_install_id: z.boolean().nullable(),
  allowed_providers: z.array(z.string()).nullable(),
  allowed_models: z.record(z.string(), z.array(z.string())).nullable(),
  expires_at: timestamp.nullable(),
  last_seen_at: timestamp.nullable(),
  created_at: timestamp,
  revoked_at: timestamp.nullable(),
  revoked_by: z.string().nullable(),
  rotated_from: id.nullable(),
  notes: z.string().nullable(),
  spent_pico: pico,
  line_spent_pico: pico,
})
/** A key, and what it spent in a month: itself, and with the keys it was rotated from or to, which share its cap. */
export type KeyRow = z.output<typeof keyRow>

const status = fragment`case when k.revoked_at <= now() then 'revoked' when k.expires_at <= now() then 'expired'
  when k.revoked_at is not null then 'rotating' else 'active' end`

/** Rows of api_keys as keyRow has them. Usage is looked up row by row, so that a page costs what its rows do. */
export const keyRows = (keys: Fragment, month: string): Fragment =>
  fragment`select k.id, k.customer_id, k.key_last4, k.label, k.role, ${status} as status, k.monthly_cap_cents, k.rpm_limit,
      k.rpd_limit, k.concurrency_limit, k.max_devices, k.require_install_id, k.allowed_providers, k.allowed_models,
      k.expires_at, k.last_seen_at, k.created_at, k.revoked_at, k.revoked_by, k.rotated_from, k.notes,
      coalesce(own.spent_pico, 0) as spent_pico, coalesce(line.spent_pico, 0) as line_spent_pico
    from (${keys}) k
    left join lateral (
      select u.spent_pico from monthly_key_usage u where u.api_key_id = k.id and u.month = ${month} limit 1
    ) own on true
   cross join lateral (
      select sum(u.spent_pico)::bigint as spent_pico
        from api_keys l join monthly_key_usage u on u.api_key_id = l.id
       where l.first_key_id = k.first_key_id and u.month = ${month}
    ) line`

export type KeyQuery = {
  customerId: string
  /** Part of the label or the last four characters (and the notes, if the operator asks), in any case; or the id. */
  q: string | undefined
  asker: 'operator' | 'customer'
  /** `active`: all that work now, the rotating ones too. */
  status: 'active' | 'revoked' | 'expired' | 'all'
  role: Role | undefined
  /** The id of the last key of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listKeys = (db: Database, query: KeyQuery, month: string): Promise<KeyRow[]> => {
  const { q, role, before } = query
  const page = fragment`select k.* from api_keys k where k.customer_id = ${query.customerId}${
    before === undefined ? fragment`` : fragment` and k.id < ${before}`
  }${role === undefined ? fragment`` : fragment` and k.role = ${role}`}${STATUS_CONDITION[query.status]}${
    q === undefined ? fragment`` : matching(q, query.asker)
  } order by k.id desc limit ${query.limit + 1}`
  return all(db, sql(keyRow)`${keyRows(page, month)} order by k.id desc`)
}

const STATUS_CONDITION: Readonly<Record<KeyQuery['status'], Fragment>> = {
  all: fragment``,
  active: fragment` and ${status} in ('active', 'rotating')`,
  revoked: fragment` and ${status} = 'revoked'`,
  expired: fragment` and ${status} = 'expired'`,
}

/** Notes are the operator's own: a customer must not find out by searching what they say. */
const matching = (q: string, asker: KeyQuery['asker']): Fragment =>
  fragment` and (strpos(lower(k.label), lower(${q})) > 0 or strpos(lower(k.key_last4), lower(${q})) > 0 or k.id::text = ${q}${
    asker === 'operator' ? fragment` or strpos(lower(k.notes), lower(${q})) > 0` : fragment``
  })`

/** Undefined when there is no such key. */
export const findKey = (db: Database, keyId: string, month: string): Promise<KeyRow | undefined> =>
  maybe(db, sql(keyRow)`${keyRows(fragment`select * from api_keys where id = ${keyId}`, month)}`)
