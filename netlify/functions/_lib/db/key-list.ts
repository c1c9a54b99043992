import { z } from 'zod'
import { ROLES, type Role } from '../domain/roles.ts'
import { id, pico, timestamp } from './columns.ts'
import { customersNamed } from './customers-named.ts'
import { all, fragment, maybe, sql, type Database, type Fragment } from './database.ts'
import { behind, orderOf, type KeyPosition, type KeySort } from './key-order.ts'

/** `active` and `rotating` keys work; a rotating one until its grace period is over. */
export const KEY_STATUSES = ['active', 'rotating', 'revoked', 'expired'] as const

export const keyRow = z.object({
  id,
  customer_id: id,
  customer_email: z.string(),
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

/** Of `k`, a row of api_keys. */
export const keyStatus = fragment`case when k.revoked_at <= now() then 'revoked' when k.expires_at <= now() then 'expired'
  when k.revoked_at is not null then 'rotating' else 'active' end`

/** Rows of api_keys as keyRow has them. Usage is looked up row by row, so that a page costs what its rows do. */
export const keyRows = (keys: Fragment, month: string): Fragment =>
  fragment`select k.id, k.customer_id, (select c.email from customers c where c.id = k.customer_id) as customer_email, k.key_last4, k.label, k.role, ${keyStatus} as status, k.monthly_cap_cents, k.rpm_limit,
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
  /** Undefined: of everybody, which only the newest come first of, or those by label. */
  customerId: string | undefined
  /** Part of the label or the last four characters (and the notes, if the operator asks), in any case; or the id. */
  q: string | undefined
  asker: 'operator' | 'customer'
  /** `active`: all that work now, the rotating ones too. */
  status: 'active' | 'revoked' | 'expired' | 'all'
  role: Role | undefined
  sort: KeySort
  /** Where the page before ended, in the same order. */
  after: KeyPosition | undefined
  limit: number
}

/** One more than the limit when there are more. */
export const listKeys = (db: Database, query: KeyQuery, month: string): Promise<KeyRow[]> => {
  const { q, role, sort, after } = query
  const { customerId } = query
  const months =
    customerId !== undefined && (sort === 'spent' || sort === 'use') ? spentBy(customerId, month) : fragment``
  const page = fragment`select k.* from api_keys k${months} where true${
    customerId === undefined ? fragment`` : fragment` and k.customer_id = ${customerId}`
  }${
    after === undefined ? fragment`` : fragment` and ${behind(after)}`
  }${role === undefined ? fragment`` : fragment` and k.role = ${role}`}${STATUS_CONDITION[query.status]}${
    q === undefined ? fragment`` : matching(q, query)
  } order by ${orderOf(sort)} limit ${query.limit + 1}`
  return all(db, sql(keyRow)`${keyRows(page, month)} order by ${orderOf(sort)}`)
}

/** What each key and each rotation line of a customer spent: to sort by it, all of them have to be known. */
const spentBy = (customerId: string, month: string): Fragment =>
  fragment` left join monthly_key_usage own on own.api_key_id = k.id and own.customer_id = k.customer_id and own.month = ${month}
    left join (
      select l.first_key_id, sum(u.spent_pico)::bigint as spent_pico
        from monthly_key_usage u join api_keys l on l.id = u.api_key_id and l.customer_id = u.customer_id
       where u.customer_id = ${customerId} and u.month = ${month} group by l.first_key_id
    ) line on line.first_key_id = k.first_key_id`

const STATUS_CONDITION: Readonly<Record<KeyQuery['status'], Fragment>> = {
  all: fragment``,
  active: fragment` and ${keyStatus} in ('active', 'rotating')`,
  revoked: fragment` and ${keyStatus} = 'revoked'`,
  expired: fragment` and ${keyStatus} = 'expired'`,
}

/** Notes are the operator's own: a customer must not find out by searching what they say. */
const matching = (q: string, { asker, customerId }: KeyQuery): Fragment =>
  fragment` and (strpos(lower(k.label), lower(${q})) > 0 or strpos(lower(k.key_last4), lower(${q})) > 0 or k.id::text = ${q}${
    asker === 'operator' ? fragment` or strpos(lower(k.notes), lower(${q})) > 0` : fragment``
  }${customerId === undefined ? fragment` or k.customer_id in ${customersNamed(q)}` : fragment``})`

/** Undefined when there is no such key. */
export const findKey = (db: Database, keyId: string, month: string): Promise<KeyRow | undefined> =>
  maybe(db, sql(keyRow)`${keyRows(fragment`select * from api_keys where id = ${keyId}`, month)}`)
