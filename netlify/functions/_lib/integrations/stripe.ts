import Stripe from 'stripe'
import { GatewayError } from '../domain/errors.ts'
import type { CheckoutOrder, PaymentProvider } from '../domain/payments.ts'
import { paymentEventOf } from './stripe-events.ts'

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
        throw failureOf(error)
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
    payment_intent_data: { metadata },
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    ...(order.email === undefined ? {} : { customer_email: order.email }),
  }
}

const addressOf = (apiBase: string | undefined) => {
  if (apiBase === undefined) return {}
  const { protocol, hostname, port } = new URL(apiBase)
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const)
  return { host: hostname, port: port || (scheme === 'http' ? 80 : 443), protocol: scheme }
}

/** Stripe's texts may quote keys and addresses, so they stay private. */
const failureOf = (cause: unknown): GatewayError => {
  if (cause instanceof Stripe.errors.StripeIdempotencyError) {
    return new GatewayError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another checkout', {
      hint: 'Use a new key for a new request.',
      cause,
    })
  }
  const hint = 'Nothing was paid. Try again.'
  if (cause instanceof Stripe.errors.StripeConnectionError) {
    return new GatewayError('UPSTREAM_TIMEOUT', 'The payment provider could not be reached', { hint, cause })
  }
  if (cause instanceof Stripe.errors.StripeRateLimitError) {
    return new GatewayError('UPSTREAM_BUSY', 'The payment provider is busy', { hint, retryAfterSeconds: 5, cause })
  }
  const status = cause instanceof Stripe.errors.StripeError ? cause.statusCode : undefined
  return new GatewayError('UPSTREAM_ERROR', 'The payment provider refused or failed', {
    hint: 'The operator of this gateway finds the reason in its log.',
    details: status === undefined ? {} : { upstream_status: status },
    cause,
  })
}
