import { z } from 'zod'
import type { PaymentEvent } from '../domain/payments.ts'
import { maybe, one, sql, type Database } from './database.ts'

const toppedUp = z.object({
  verdict: z.enum(['CREDITED', 'REPEATED', 'MISMATCH', 'NOT_FOUND', 'TOO_MUCH']),
  month: z.string().nullable(),
})
export type ToppedUp = z.output<typeof toppedUp>

export type ManualTopUp = {
  customerId: string
  amountCents: number
  /** `YYYY-MM`; undefined: the current one. */
  month: string | undefined
  /** What makes it once. */
  requestId: string
  actor: string
}

/** Credits a customer by hand, once per request id; see sql/0007_money_in.sql. */
export const topUp = (db: Database, order: ManualTopUp): Promise<ToppedUp> =>
  one(
    db,
    sql(toppedUp)`select * from top_up(${order.customerId}, ${order.month ?? null}, ${order.amountCents},
      ${order.requestId}, ${order.actor})`,
  )

const takenBack = z.object({
  verdict: z.enum(['TAKEN_BACK', 'REPEATED', 'NOT_FOUND']),
  month: z.string().nullable(),
  amount_cents: z.number().nullable(),
})

/** Takes back a top-up by hand, once; see sql/0021_topup_taken_back.sql. */
export const takeBackTopUp = (
  db: Database,
  order: { customerId: string; requestId: string; actor: string },
): Promise<z.output<typeof takenBack>> =>
  one(db, sql(takenBack)`select * from take_back_top_up(${order.customerId}, ${order.requestId}, ${order.actor})`)

/** Whether a request credited somebody by hand. */
export const topUpExists = async (db: Database, requestId: string): Promise<boolean> =>
  (await maybe(db, sql(z.object({}))`select 1 from topup_events where request_id = ${requestId}`)) !== undefined

const received = z.object({ verdict: z.enum(['CREDITED', 'REVERSED', 'RECORDED', 'REPEATED', 'NOT_FOUND']) })

/** Takes in one verified event, once per event id; see sql/0007_money_in.sql. */
export const receivePaymentEvent = (db: Database, event: PaymentEvent): Promise<z.output<typeof received>> =>
  one(
    db,
    sql(
      received,
    )`select * from receive_payment_event(${event.id}, ${event.type}, ${event.createdAt}::timestamptz, ${event.fact},
      ${event.subjectId}, ${event.paymentId ?? null}, ${event.amountCents}, ${event.label?.customerId ?? null}::bigint,
      ${event.label?.month ?? null})`,
  )

/** Whether a payment was credited to somebody. */
export const paymentExists = async (db: Database, paymentId: string): Promise<boolean> =>
  (await maybe(db, sql(z.object({}))`select 1 from topup_events where payment_id = ${paymentId}`)) !== undefined

const payer = z.object({ email: z.string(), stripe_customer_id: z.string().nullable() })
export type Payer = z.output<typeof payer>

/** Who is to pay; undefined when there is no such customer. */
export const findPayer = (db: Database, customerId: string): Promise<Payer | undefined> =>
  maybe(db, sql(payer)`select email, stripe_customer_id from customers where id = ${customerId}`)
