import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { customersNamed } from './customers-named.ts'
import { all, fragment, maybe, one, sql, type Database, type Fragment } from './database.ts'

/** Messages to webhooks: written by what happened, in its own transaction (sql/0011_notices.sql), and sent from here. */

const payload = z.record(z.string(), z.unknown())

const claimed = z.object({
  id,
  /** Null: a test of the operator's own webhook. */
  customer_id: id.nullable(),
  event_type: z.string(),
  payload,
  attempts: z.int(),
  created_at: timestamp,
  /** An address of the customer's; null: the operator's. */
  own_url: z.string().nullable(),
})
export type ClaimedDelivery = z.output<typeof claimed>

/** Takes what is due; for `leaseSeconds` nobody else takes it. */
export const claimDeliveries = (db: Database, limit: number, leaseSeconds: number): Promise<ClaimedDelivery[]> =>
  all(db, sql(claimed)`select * from claim_webhook_deliveries(${limit}, ${leaseSeconds})`)

export type DeliveryResult = {
  id: string
  /** Of the claim: a sender that comes back after its lease changes nothing. */
  attempts: number
  status: number | undefined
  error: string | undefined
  /** Undefined: it has arrived. */
  next: { afterSeconds: number } | 'given up' | undefined
}

export const finishDelivery = async (db: Database, result: DeliveryResult): Promise<void> => {
  const { next } = result
  const state = next === undefined ? 'delivered' : next === 'given up' ? 'dead' : 'pending'
  const pause = typeof next === 'object' ? next.afterSeconds : 0
  await maybe(
    db,
    sql(z.object({}))`
      update webhook_deliveries set state = ${state}, last_status = ${result.status ?? null}::int,
             last_error = ${result.error ?? null}, next_attempt_at = clock_timestamp() + make_interval(secs => ${pause}),
             delivered_at = case when ${state} = 'delivered' then clock_timestamp() end
       where id = ${result.id} and attempts = ${result.attempts} and state = 'pending' returning 1 as done`,
  )
}

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const

const delivery = z.object({
  id,
  customer_id: id.nullable(),
  event_type: z.string(),
  payload,
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  next_attempt_at: timestamp,
  last_status: z.int().nullable(),
  last_error: z.string().nullable(),
  created_at: timestamp,
  delivered_at: timestamp.nullable(),
})
export type Delivery = z.output<typeof delivery>

const listedDelivery = delivery.extend({
  /** Where it goes, if that is an address of the customer’s own: its path may be a secret. Null: to the operator. */
  own_host: z.string().nullable(),
  customer_email: z.string().nullable(),
  /** Of the key that it tells of, if it is about one. */
  key_label: z.string().nullable(),
  key_last4: z.string().nullable(),
})
/** A message, and how those who read it know whom and what it is about. */
export type ListedDelivery = z.output<typeof listedDelivery>

const columns = fragment`w.id, w.customer_id, w.event_type, w.payload, w.state, w.attempts, w.next_attempt_at, w.last_status, w.last_error,
  w.created_at, w.delivered_at`

export type DeliveryQuery = {
  customerId: string | undefined
  /** The operator finds messages by whom they are about, too; a customer must not find out its own e-mail address by asking. */
  asker: 'operator' | 'customer'
  /** A part of what they tell of, or their id, also as receivers see it (msg_5). */
  q: string | undefined
  state: Delivery['state'] | undefined
  /** The id of the last one of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listDeliveries = (
  db: Database,
  { customerId, asker, q, state, before, limit }: DeliveryQuery,
): Promise<ListedDelivery[]> =>
  all(
    db,
    sql(listedDelivery)`select ${columns}, o.email as customer_email,
        substring(coalesce(w.url, o.alert_webhook_url) from '^https?://(?:[^/?#]*@)?([^/?#]+)') as own_host, k.label as key_label, k.key_last4
        from webhook_deliveries w left join customers o on o.id = w.customer_id
        left join api_keys k on k.id = (w.payload->>'api_key_id')::bigint and k.customer_id = w.customer_id
       where w.id in (
         select d.id from webhook_deliveries d
          where true${customerId === undefined ? fragment`` : fragment` and d.customer_id = ${customerId}`}${
            state === undefined ? fragment`` : fragment` and d.state = ${state}`
          }${q === undefined ? fragment`` : matching(q, asker)}${before === undefined ? fragment`` : fragment` and d.id < ${before}`}
          order by d.id desc limit ${limit + 1}
       )
       order by w.id desc`,
  )

/** What it tells of is searched as it is read, without underscores. */
const matching = (q: string, asker: DeliveryQuery['asker']): Fragment => {
  const [, mark, number] = /^(msg_)?([1-9]\d{0,17})$/.exec(q) ?? []
  const byId = number === undefined ? fragment`false` : fragment`d.id = ${number}`
  if (mark !== undefined) return fragment` and ${byId}`
  const byOwner = asker === 'operator' ? fragment` or d.customer_id in ${customersNamed(q)}` : fragment``
  return fragment` and (${byId} or strpos(d.event_type, upper(replace(${q}, ' ', '_'))) > 0${byOwner})`
}

const revived = z.object({ known: z.boolean(), revived: z.boolean() })

/** Puts a message that was given up back on its way. */
export const reviveDelivery = (db: Database, deliveryId: string, actor: string): Promise<z.output<typeof revived>> =>
  one(
    db,
    sql(revived)`with again as (
      update webhook_deliveries set state = 'pending', attempts = 0, next_attempt_at = clock_timestamp()
       where id = ${deliveryId} and state = 'dead' returning customer_id
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${actor}, 'WEBHOOK_RETRY', 'customer:' || customer_id, jsonb_build_object('delivery_id', ${deliveryId}::text) from again
    ) select exists (select 1 from webhook_deliveries where id = ${deliveryId}) as known, exists (select 1 from again) as revived`,
  )

const testMessage = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('WRITTEN'), delivery_id: id }),
  z.object({ verdict: z.literal('TOO_SOON'), next_at: timestamp }),
  z.object({ verdict: z.enum(['NO_ADDRESS', 'NOT_FOUND']) }),
])

export type TestOrder = {
  /** Whose address is tested; undefined: the operator's own. */
  customerId: string | undefined
  /** Whether the operator has a webhook, and may hear of it when the customer has none. */
  operatorHears: boolean
  pauseSeconds: number
  actor: string
}

/** Writes a message that tells of nothing, if none was written for so long; see sql/0023_looked_for.sql. */
export const writeTestMessage = (db: Database, order: TestOrder): Promise<z.output<typeof testMessage>> =>
  one(
    db,
    sql(testMessage)`select * from write_test_message(${order.customerId ?? null}, ${order.operatorHears},
      ${order.pauseSeconds}, ${order.actor})`,
  )
