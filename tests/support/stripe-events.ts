import { randomUUID } from 'node:crypto'
import type { StubPayment } from './stub-payments.ts'

export type StripeEvent = {
  id: string
  object: 'event'
  api_version: string
  type: string
  created: number
  livemode: boolean
  data: { object: Record<string, unknown> }
}

/** One payment of a customer, and what Stripe may have to say of it. */
export type Payment = {
  customerId: string
  sessionId: string
  paymentId: string
  chargeId: string
  amountCents: number
}

const serial = (): string => randomUUID().replaceAll('-', '').slice(0, 20)

export const newPayment = (customerId: string, amountCents = 2_500): Payment => ({
  customerId,
  sessionId: `cs_test_${serial()}`,
  paymentId: `pi_${serial()}`,
  chargeId: `ch_${serial()}`,
  amountCents,
})

const event = (type: string, object: Record<string, unknown>): StripeEvent => ({
  id: `evt_${serial()}`,
  object: 'event',
  api_version: '2026-10-28.endive',
  type,
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  data: { object },
})

type Step = 'completed' | 'async_payment_succeeded' | 'async_payment_failed' | 'expired'

/** An event of a checkout session; `change` overwrites fields of the session. */
export const sessionEvent = (step: Step, payment: Payment, change: Record<string, unknown> = {}): StripeEvent =>
  event(`checkout.session.${step}`, {
    id: payment.sessionId,
    object: 'checkout.session',
    mode: 'payment',
    amount_total: payment.amountCents,
    currency: 'usd',
    payment_intent: payment.paymentId,
    payment_status: step === 'completed' || step === 'async_payment_succeeded' ? 'paid' : 'unpaid',
    metadata: { customer_id: payment.customerId, amount_cents: String(payment.amountCents) },
    ...change,
  })

/** All refunds of the payment so far come to `refundedCents`. */
export const refundEvent = (
  payment: Payment,
  refundedCents = payment.amountCents,
  change: Record<string, unknown> = {},
): StripeEvent =>
  event('charge.refunded', {
    id: payment.chargeId,
    object: 'charge',
    amount: payment.amountCents,
    amount_refunded: refundedCents,
    refunded: refundedCents === payment.amountCents,
    currency: 'usd',
    payment_intent: payment.paymentId,
    ...change,
  })

export const disputeEvent = (
  step: 'created' | 'closed',
  payment: Payment,
  status: string,
  change: Record<string, unknown> = {},
): StripeEvent =>
  event(`charge.dispute.${step}`, {
    id: `dp_${payment.chargeId}`,
    object: 'dispute',
    amount: payment.amountCents,
    charge: payment.chargeId,
    currency: 'usd',
    payment_intent: payment.paymentId,
    status,
    ...change,
  })

/** An event of the payment of an automatic top-up. */
export const chargeEvent = (
  step: 'succeeded' | 'payment_failed',
  payment: StubPayment | undefined,
  change: Record<string, unknown> = {},
): StripeEvent =>
  event(`payment_intent.${step}`, {
    ...payment,
    object: 'payment_intent',
    amount_received: step === 'succeeded' ? payment?.amount : 0,
    ...change,
  })
