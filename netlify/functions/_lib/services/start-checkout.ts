import { createHash } from 'node:crypto'
import { findPayer, type Payer } from '../db/payments.ts'
import { GatewayError } from '../domain/errors.ts'
import type { CheckoutOrder } from '../domain/payments.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { hasEnded, monthHasEnded } from './open-month.ts'
import { paymentProvider, paymentsNotConfigured } from './payment-provider.ts'
import { paymentReturn } from './payment-return.ts'
import { creditsPayments } from './takes-payments.ts'

export type TopUpOrder = {
  customerId: string
  amountCents: number
  month: string | undefined
  /** Whose page the payer comes back to. */
  payer: 'admin' | 'user'
  /** Keeps the card for automatic top-ups. */
  saveCard: boolean
  idempotencyKey: string | undefined
}

/**
 * A page of the payment provider where a customer's top-up can be paid. Nothing is credited until its webhook says so.
 * What is paid there is credited whenever it is paid, so that a month which has ended is refused here or not at all.
 * @throws GatewayError NOT_FOUND, PROVIDER_NOT_CONFIGURED also while nothing that is paid could be credited and without an address to
 *   return to, BAD_REQUEST for a month that has ended,
 *   and as createCheckout
 */
export const startCheckout = async (deps: Deps, order: TopUpOrder): Promise<{ id: string; url: string }> => {
  if (order.month !== undefined && hasEnded(order.month)) throw monthHasEnded(order.month)
  const provider = await paymentProvider(deps, order.payer === 'user' ? 'customer' : 'operator')
  if (!creditsPayments(deps)) throw halfSetUp(order, NOTHING_IS_CREDITED)
  const addresses = paymentReturn(deps.settings, order.payer)
  if (addresses === undefined) throw halfSetUp(order, NOWHERE_TO_RETURN)
  const payer = await findPayer(deps.db, order.customerId)
  if (payer === undefined) throw noSuchCustomer()
  const { customerId, amountCents, month, saveCard, idempotencyKey } = order
  return provider.createCheckout({
    customerId,
    amountCents,
    currency: deps.settings.stripe.currency,
    month,
    ...addresses,
    saveCard,
    payer: payerOf(order, payer),
    // The provider keeps keys per account, our customers share it.
    idempotencyKey: idempotencyKey && hashOf(`${order.payer}\n${customerId}\n${idempotencyKey}`),
  })
}

/** The one that Stripe knows has its card there. An operator may open the page himself, so no address is filled in for him. */
const payerOf = ({ payer, saveCard }: TopUpOrder, known: Payer): CheckoutOrder['payer'] => {
  if (known.stripe_customer_id !== null && (payer === 'user' || saveCard)) {
    return { providerCustomerId: known.stripe_customer_id }
  }
  return payer === 'user' ? { email: known.email } : undefined
}

const NOTHING_IS_CREDITED = {
  message: 'What is paid could not be credited',
  hint: "Set STRIPE_WEBHOOK_SECRET to the signing secret of Stripe's webhook for this gateway.",
}

const NOWHERE_TO_RETURN = {
  message: 'There is no address to return to after the payment',
  hint: 'Set PUBLIC_APP_ORIGIN, or STRIPE_SUCCESS_URL and STRIPE_CANCEL_URL.',
}

/** What is missing is the operator's to know. */
const halfSetUp = ({ payer }: TopUpOrder, { message, hint }: { message: string; hint: string }): GatewayError =>
  payer === 'user' ? paymentsNotConfigured('customer') : new GatewayError('PROVIDER_NOT_CONFIGURED', message, { hint })

const hashOf = (text: string): string => `kaixu-${createHash('sha256').update(text).digest('hex')}`
