import { z } from 'zod'
import { count, id, pico } from './columns.ts'
import { all, fragment, maybe, sql, type Database, type Fragment } from './database.ts'
import { matchingSeqs } from './ledger-search.ts'
import { rowsOf } from './nested.ts'
import { lineOf } from './usage-sums.ts'

export const LEDGER_KINDS = ['charge', 'topup', 'refund', 'adjustment', 'overrun'] as const

/** An entry with everything that its hash covers; `created_at` is the text that was hashed, to the microsecond. */
const ledgerEntry = z.object({
  customer_id: id,
  seq: z.string(),
  kind: z.enum(LEDGER_KINDS),
  amount_pico: pico,
  month: z.string(),
  api_key_id: id.nullable(),
  source_kind: z.string(),
  source_id: z.string(),
  created_at: z.string(),
  prev_hash: z.string(),
  hash: z.string(),
  /** How the key is known today; the hash does not cover it. */
  key_label: z.string().nullable(),
  key_last4: z.string().nullable(),
  /** The call that it is about, which the hash covers by its hold. */
  call: z.object({ id, request_id: z.string() }).nullable(),
})
export type LedgerEntry = z.output<typeof ledgerEntry>

/** What a changed ledger says is not to be relied on. */
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

const ledgerPage = z.object({ last_seq: z.string(), last_hash: z.string(), entries: z.array(ledgerEntry) })
export type LedgerPage = z.output<typeof ledgerPage>

export type LedgerQuery = {
  customerId: string
  /** Only entries of this key and the keys it was rotated from or to. */
  keyLine: string | undefined
  month: string | undefined
  kind: (typeof LEDGER_KINDS)[number] | undefined
  /** How the source begins, the request id of a call, or the place in the chain. */
  q: string | undefined
  order: 'asc' | 'desc'
  /** The sequence number of the last entry of the page before. */
  cursor: string | undefined
  limit: number
}

/** One entry more than the limit when there are more. Undefined when there is no such customer. */
export const findLedgerPage = (db: Database, query: LedgerQuery): Promise<LedgerPage | undefined> =>
  maybe(
    db,
    sql(ledgerPage)`
      select b.last_seq, encode(b.last_hash, 'hex') as last_hash, ${rowsOf(entries(query))} as entries
        from customer_books b where b.customer_id = ${query.customerId}`,
  )

const entries = (query: LedgerQuery): Fragment => {
  const isAscending = query.order === 'asc'
  const from =
    query.cursor === undefined
      ? fragment``
      : isAscending
        ? fragment` and l.seq > ${query.cursor}`
        : fragment` and l.seq < ${query.cursor}`
  const direction = isAscending ? fragment`asc` : fragment`desc`
  const cut = fragment`order by l.seq ${direction} limit ${query.limit + 1}`
  const page = fragment`${from}${query.month === undefined ? fragment`` : fragment` and l.month = ${query.month}`}${
    query.kind === undefined ? fragment`` : fragment` and l.kind = ${query.kind}`
  } ${cut}`
  const found = foundEntries(query, page, cut)
  return fragment`select e.customer_id::text as customer_id, e.seq::text as seq, e.kind, e.amount_pico::text as amount_pico,
      e.month, e.api_key_id::text as api_key_id, e.source_kind, e.source_id,
      to_char(e.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
      encode(e.prev_hash, 'hex') as prev_hash, encode(e.hash, 'hex') as hash,
      k.label as key_label, k.key_last4,
      (select jsonb_build_object('id', u.id::text, 'request_id', u.request_id) from usage_events u
        where u.hold_id = case when e.source_kind = 'hold' and e.source_id ~ ${UUID} then e.source_id::uuid end
          and u.customer_id = e.customer_id) as call
    from (${found}) e left join api_keys k on k.id = e.api_key_id order by e.seq ${direction}`
}

const foundEntries = ({ customerId, keyLine, q }: LedgerQuery, page: Fragment, cut: Fragment): Fragment => {
  if (q !== undefined) {
    return fragment`select l.* from (${matchingSeqs({ customerId, keyLine, q, page, cut })}) matching
      join ledger_entries l on l.customer_id = ${customerId} and l.seq = matching.seq`
  }
  return keyLine === undefined
    ? fragment`select l.* from ledger_entries l where l.customer_id = ${customerId}${page}`
    : fragment`select l.* from ${lineOf(keyLine)} line cross join lateral (
          select l.* from ledger_entries l where l.api_key_id = line.id and l.customer_id = ${customerId}${page}
        ) l ${cut}`
}

const disagreement = z.object({
  customer_id: id,
  problem: z.string(),
  subject: z.string().nullable(),
  expected: z.string(),
  found: z.string(),
})
export type Disagreement = z.output<typeof disagreement>

/** Replays the books of a customer, or of all: every sum, every hold, every hash. Books in order give nothing. */
export const findDisagreements = (db: Database, customerId: string | null): Promise<Disagreement[]> =>
  all(
    db,
    sql(disagreement)`
      select * from check_books(${customerId}::bigint) union all select * from check_daily_usage(${customerId}::bigint)
      union all select * from check_charge_lines(${customerId}::bigint)`,
  )

const ledgerSize = z.object({ customer_id: id, entries: count, last_hash: z.string() })
export type LedgerSize = z.output<typeof ledgerSize>

export const listLedgers = (db: Database): Promise<LedgerSize[]> =>
  all(
    db,
    sql(ledgerSize)`select customer_id, last_seq as entries, encode(last_hash, 'hex') as last_hash
      from customer_books order by customer_id`,
  )
