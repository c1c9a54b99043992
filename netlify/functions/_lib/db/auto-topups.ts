import { z } from 'zod'
import type { PaymentEvent } from '../domain/payments.ts'
import { id } from './columns.ts'
import { maybe, one, sql, type Database } from './database.ts'

/** Automatic top-ups: ordered by settle when the threshold is crossed (sql/0011_notices.sql), charged from here. */

const claimed = z.object({
  id: z.string(),
  customer_id: id,
  amount_cents: z.int(),
  stripe_customer_id: z.string(),
  stripe_payment_method_id: z.string(),
  attempts: z.int(),
  /** Known once the charge is being processed. */
  payment_id: z.string().nullable(),
})
export type ClaimedTopUp = z.output<typeof claimed>

/** Takes one that is due; for `leaseSeconds` nobody else takes it. */
export const claimAutoTopUp = (db: Database, leaseSeconds: number): Promise<ClaimedTopUp | undefined> =>
  maybe(db, sql(claimed)`select * from claim_auto_topup(${leaseSeconds})`)

const credited = z.object({ verdict: z.enum(['CREDITED', 'REPEATED', 'MISMATCH', 'NOT_FOUND']) })
export type CreditVerdict = z.output<typeof credited>['verdict']

/** Credits a payment, once; `event` when it is Stripe's event that tells of it. */
export const creditAutoTopUp = async (
  db: Database,
  payment: { autoTopUpId: string; paymentId: string; amountCents: number; event: PaymentEvent | undefined },
): Promise<CreditVerdict> => {
  const { autoTopUpId, paymentId, amountCents, event } = payment
  const { verdict } = await one(
    db,
    sql(credited)`select credit_auto_topup(${autoTopUpId}, ${paymentId}, ${amountCents}, ${event?.id ?? null},
      ${event?.type ?? null}, ${event?.createdAt ?? null}::timestamptz) as verdict`,
  )
  return verdict
}

/** False when it was no longer open. */
export const failAutoTopUp = async (db: Database, autoTopUpId: string, failure: string): Promise<boolean> => {
  const { failed } = await one(
    db,
    sql(z.object({ failed: z.boolean() }))`select fail_auto_topup(${autoTopUpId}, ${failure}) as failed`,
  )
  return failed
}

/** Leaves it for another try; `paymentId` when the charge is under way. */
export const postponeAutoTopUp = async (
  db: Database,
  {
    autoTopUpId,
    paymentId,
    afterSeconds,
  }: { autoTopUpId: string; paymentId: string | undefined; afterSeconds: number },
): Promise<void> => {
  await maybe(
    db,
    sql(z.object({}))`update auto_topups set payment_id = coalesce(payment_id, ${paymentId ?? null}),
        next_attempt_at = clock_timestamp() + make_interval(secs => ${afterSeconds})
      where id = ${autoTopUpId} and state = 'due' returning 1 as done`,
  )
}
