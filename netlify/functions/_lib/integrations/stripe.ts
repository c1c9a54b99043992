import Stripe from 'stripe'
import { GatewayError } from '../domain/errors.ts'
import type { CheckoutOrder, PaymentProvider } from '../domain/payments.ts'
import { stripeCards } from './stripe-cards.ts'
import { paymentEventOf } from './stripe-events.ts'
import { stripeFailure } from './stripe-failure.ts'

const TOLERANCE_SECONDS = 300

/** Below what a synchronous function may take, a retry included. */
const TIMEOUT_MS = 20_000

/** Checkouts and webhooks by the official package. `apiBase` stands in for Stripe's own address in tests. */
export const createStripe = (options: { secretKey: string; apiBase: string | undefined }): PaymentProvider => {
  const client = new Stripe(options.secretKey, {
    ...addressOf(options.apiBase),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
  })
  return {
    mode: /^[a-z]+_live_/.test(options.secretKey) ? 'live' : 'test',

    createCheckout: async (order) => {
      const { idempotencyKey } = order
      try {
        const session = await client.checkout.sessions.create(
          sessionOf(order),
          idempotencyKey === undefined ? {} : { idempotencyKey },
        )
        if (session.url === null) throw new Error('the session has no address')
        return { id: session.id, url: session.url }
      } catch (error) {
        throw stripeFailure(error)
      }
    },

    readEvent: (body, signature, secret) => {
      try {
        return paymentEventOf(verified(client, body, signature, secret))
      } catch (cause) {
        if (cause instanceof GatewayError) throw cause
        throw new GatewayError('BAD_REQUEST', 'The signature does not fit', { cause })
      }
    },

    ...stripeCards(client),
  }
}

const verified = (client: Stripe, body: string, signature: string, secret: string): unknown => {
  const event = client.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS)
  // The package refuses only what is too old.
  const times = [...signature.matchAll(/(?:^|,)\s*t=(\d{1,12})\s*(?=,|$)/g)].map((match) => Number(match[1]))
  const ahead = (times[0] ?? Infinity) - Date.now() / 1000
  if (times.length !== 1 || ahead > TOLERANCE_SECONDS) throw new Error('the timestamp is ambiguous or in the future')
  return event
}

const sessionOf = (order: CheckoutOrder): Stripe.Checkout.SessionCreateParams => {
  const metadata = {
    customer_id: order.customerId,
    amount_cents: String(order.amountCents),
    ...(order.month === undefined ? {} : { month: order.month }),
    ...(order.saveCard ? { save_card: '1' } : {}),
  }
  return {
    mode: 'payment',
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: order.currency,
          unit_amount: order.amountCents,
          product_data: { name: 'Kaixu Gateway credit' },
        },
      },
    ],
    client_reference_id: order.customerId,
    metadata,
    payment_intent_data: { metadata, ...(order.saveCard ? { setup_future_usage: 'off_session' } : {}) },
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    ...payerOf(order),
  }
}

/** A saved card belongs to a customer of Stripe's; one is made when there is none yet. */
const payerOf = ({ payer, saveCard }: CheckoutOrder): Partial<Stripe.Checkout.SessionCreateParams> => {
  const card: Partial<Stripe.Checkout.SessionCreateParams> = saveCard ? { allowed_payment_method_types: ['card'] } : {}
  if (payer !== undefined && 'providerCustomerId' in payer) return { ...card, customer: payer.providerCustomerId }
  return {
    ...card,
    ...(payer === undefined ? {} : { customer_email: payer.email }),
    ...(saveCard ? { customer_creation: 'always' as const } : {}),
  }
}

const addressOf = (apiBase: string | undefined) => {
  if (apiBase === undefined) return {}
  const { protocol, hostname, port } = new URL(apiBase)
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const)
  return { host: hostname, port: port || (scheme === 'http' ? 80 : 443), protocol: scheme }
}
