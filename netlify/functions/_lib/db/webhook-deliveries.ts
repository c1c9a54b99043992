import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { all, fragment, maybe, one, sql, type Database } from './database.ts'

/** Messages to web hooks: written by what happened, in its own transaction (sql/0011_notices.sql), and sent from here. */

const payload = z.record(z.string(), z.unknown())

const claimed = z.object({
  id,
  customer_id: id,
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
  customer_id: id,
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

const columns = fragment`id, customer_id, event_type, payload, state, attempts, next_attempt_at, last_status, last_error, created_at,
  delivered_at`

export type DeliveryQuery = {
  customerId: string | undefined
  state: Delivery['state'] | undefined
  /** The id of the last one of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listDeliveries = (
  db: Database,
  { customerId, state, before, limit }: DeliveryQuery,
): Promise<Delivery[]> =>
  all(
    db,
    sql(delivery)`select ${columns} from webhook_deliveries
       where true${customerId === undefined ? fragment`` : fragment` and customer_id = ${customerId}`}${
         state === undefined ? fragment`` : fragment` and state = ${state}`
       }${before === undefined ? fragment`` : fragment` and id < ${before}`}
       order by id desc limit ${limit + 1}`,
  )

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
