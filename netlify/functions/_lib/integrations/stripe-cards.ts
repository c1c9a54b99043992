import Stripe from 'stripe'
import type { CardCharge, ChargeOutcome, PaymentProvider } from '../domain/payments.ts'
import { stripeFailure } from './stripe-failure.ts'

type Cards = Pick<PaymentProvider, 'cardOf' | 'chargeCard' | 'chargeStatus' | 'forgetCard'>

/** Saved cards: what a checkout left behind, and charging it while its owner is away. */
export const stripeCards = (client: Stripe): Cards => ({
  cardOf: async (paymentId) => {
    const payment = await client.paymentIntents
      .retrieve(paymentId, { expand: ['payment_method'] })
      .catch((error: unknown) => {
        throw stripeFailure(error)
      })
    const providerCustomerId = idOf(payment.customer)
    const method = payment.payment_method
    if (providerCustomerId === undefined || method === null || typeof method === 'string') return undefined
    return { providerCustomerId, paymentMethodId: method.id, label: labelOf(method) }
  },

  chargeCard: async (charge) => {
    try {
      // The same key makes the same charge, however often it is asked for.
      const idempotencyKey = `kaixu-auto-topup-${charge.autoTopUpId}`
      return outcomeOf(await client.paymentIntents.create(chargeOf(charge), { idempotencyKey }))
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal !== undefined) return refusal
      throw stripeFailure(error)
    }
  },

  chargeStatus: async (paymentId) => {
    try {
      return outcomeOf(await client.paymentIntents.retrieve(paymentId))
    } catch (error) {
      throw stripeFailure(error)
    }
  },

  forgetCard: async (paymentMethodId) => {
    try {
      await client.paymentMethods.detach(paymentMethodId)
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw stripeFailure(error)
    }
  },
})

const chargeOf = (charge: CardCharge): Stripe.PaymentIntentCreateParams => ({
  amount: charge.amountCents,
  currency: charge.currency,
  customer: charge.providerCustomerId,
  payment_method: charge.paymentMethodId,
  allowed_payment_method_types: ['card'],
  off_session: true,
  confirm: true,
  description: 'Kaixu Gateway credit, topped up automatically',
  metadata: { auto_topup_id: charge.autoTopUpId, kaixu_customer_id: charge.customerId },
})

const outcomeOf = ({ id, status, amount_received }: Stripe.PaymentIntent): ChargeOutcome => {
  if (status === 'succeeded') return { kind: 'paid', paymentId: id, amountCents: amount_received }
  if (status === 'processing') return { kind: 'processing', paymentId: id }
  return { kind: 'refused', reason: status === 'requires_action' ? 'authentication_required' : 'declined' }
}

/** The bank's no, and a request that will never be accepted: a card that is gone, say. Undefined when another try may go well. */
const refusalOf = (error: unknown): ChargeOutcome | undefined => {
  if (error instanceof Stripe.errors.StripeCardError) return { kind: 'refused', reason: wordOf(error) ?? 'declined' }
  if (error instanceof Stripe.errors.StripeInvalidRequestError)
    return { kind: 'refused', reason: wordOf(error) ?? 'refused' }
  return undefined
}

/** Stripe's own word for it, `insufficient_funds` say: from a closed list, unlike its texts. */
const wordOf = ({ decline_code, code }: Stripe.errors.StripeError): string | undefined =>
  [decline_code, code].find((word) => word !== undefined && /^[a-z_]{1,60}$/.test(word))

const labelOf = ({ type, card }: Stripe.PaymentMethod): string =>
  card === undefined ? type.slice(0, 60) : `${card.brand} •••• ${card.last4}`.slice(0, 60)

const idOf = (reference: string | { id: string } | null): string | undefined =>
  typeof reference === 'string' ? reference : reference?.id
