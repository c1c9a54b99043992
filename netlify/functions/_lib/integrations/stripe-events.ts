import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import type { CheckoutLabel, PaymentEvent, PaymentFact } from '../domain/payments.ts'

/** Only what is used, because an endpoint may be set to another version of the API than this package. */
const envelope = z.object({
  id: z.string().min(1).max(255),
  type: z.string(),
  created: z.int(),
  livemode: z.boolean(),
  data: z.object({ object: z.unknown() }),
})

const objectId = z.string().regex(/^\w{1,200}$/)
const cents = z.int().min(0)
/** An id, or the object itself where the endpoint expands it. */
const reference = z.union([objectId, z.object({ id: objectId }).transform(({ id }) => id)]).nullish()

const session = z.object({
  id: objectId,
  payment_intent: reference,
  payment_status: z.string(),
  amount_total: cents.nullable(),
  currency: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullish(),
})
const charge = z.object({ id: objectId, payment_intent: reference, amount_refunded: cents, currency: z.string() })
const dispute = z.object({
  id: objectId,
  payment_intent: reference,
  amount: cents,
  currency: z.string(),
  status: z.string(),
})

const payment = z.object({
  id: objectId,
  amount: cents,
  amount_received: cents.nullish(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
})

type Told = Pick<PaymentEvent, 'fact' | 'subjectId' | 'paymentId' | 'amountCents' | 'currency'> &
  Partial<Pick<PaymentEvent, 'label' | 'autoTopUpId'>>
type Reader = (object: unknown) => Told | undefined

const checkout =
  (factOf: (paymentStatus: string) => PaymentFact): Reader =>
  (object) => {
    const { id, payment_intent, payment_status, amount_total, currency, metadata } = session.parse(object)
    return {
      fact: factOf(payment_status),
      subjectId: id,
      paymentId: payment_intent ?? undefined,
      amountCents: amount_total ?? 0,
      currency: currency ?? '',
      label: labelOf(metadata ?? {}),
    }
  }

const refund: Reader = (object) => {
  const { id, payment_intent, amount_refunded, currency } = charge.parse(object)
  return {
    fact: 'refunded',
    subjectId: id,
    paymentId: payment_intent ?? undefined,
    amountCents: amount_refunded,
    currency,
  }
}

const disputed: Reader = (object) => {
  const { id, payment_intent, amount, currency, status } = dispute.parse(object)
  return {
    // `warning_closed` and the like: an inquiry that took no money.
    fact: status === 'lost' ? 'dispute_lost' : status === 'won' ? 'dispute_won' : 'dispute_open',
    subjectId: id,
    paymentId: payment_intent ?? undefined,
    amountCents: amount,
    currency,
  }
}

/** The payment behind a checkout tells nothing that the checkout does not; one of an automatic top-up has no checkout. */
const charged =
  (fact: 'paid' | 'failed'): Reader =>
  (object) => {
    const { id, amount, amount_received, currency, metadata } = payment.parse(object)
    const autoTopUpId = metadata?.['auto_topup_id']
    if (autoTopUpId === undefined) return undefined
    return {
      fact,
      subjectId: id,
      paymentId: id,
      amountCents: fact === 'paid' ? (amount_received ?? 0) : amount,
      currency,
      autoTopUpId: z.uuid().parse(autoTopUpId),
    }
  }

const paidOrNot = (status: string): PaymentFact => (status === 'paid' ? 'paid' : 'unpaid')

const READERS = new Map<string, Reader>([
  ['checkout.session.completed', checkout(paidOrNot)],
  ['checkout.session.async_payment_succeeded', checkout(paidOrNot)],
  ['checkout.session.async_payment_failed', checkout(() => 'failed')],
  ['checkout.session.expired', checkout(() => 'failed')],
  ['payment_intent.succeeded', charged('paid')],
  ['payment_intent.payment_failed', charged('failed')],
  ['charge.refunded', refund],
  ['charge.dispute.created', disputed],
  ['charge.dispute.closed', disputed],
])

const label = z
  .object({
    customer_id: z.string().regex(/^[1-9]\d{0,17}$/),
    amount_cents: z.string().regex(/^[1-9]\d{0,7}$/),
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
      .optional(),
    save_card: z.literal('1').optional(),
  })
  .transform(({ customer_id, amount_cents, month, save_card }): CheckoutLabel => ({
    customerId: customer_id,
    amountCents: Number(amount_cents),
    month,
    saveCard: save_card === '1',
  }))

/** A checkout that some other program made on the same Stripe account does not carry both of our fields. */
const labelOf = (metadata: Record<string, string>): CheckoutLabel | undefined => {
  if (metadata['customer_id'] === undefined || metadata['amount_cents'] === undefined) return undefined
  const parsed = label.safeParse(metadata)
  if (parsed.success) return parsed.data
  throw new GatewayError('BAD_REQUEST', 'The checkout has a label that is none of ours', { cause: parsed.error })
}

/**
 * The event in a verified delivery, in our words; undefined when it is of a kind that moves no money of ours.
 * @throws GatewayError BAD_REQUEST when it is not shaped as Stripe documents it
 */
export const paymentEventOf = (delivered: unknown): PaymentEvent | undefined => {
  try {
    const { id, type, created, livemode, data } = envelope.parse(delivered)
    const told = READERS.get(type)?.(data.object)
    if (told === undefined) return undefined
    const about = { id, type, createdAt: new Date(created * 1000), mode: livemode ? 'live' : 'test' } as const
    return { label: undefined, autoTopUpId: undefined, ...about, ...told }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause
    throw new GatewayError('BAD_REQUEST', 'The event is not shaped as expected', { cause })
  }
}
