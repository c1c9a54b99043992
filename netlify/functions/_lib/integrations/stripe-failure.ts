import Stripe from 'stripe'
import { GatewayError } from '../domain/errors.ts'

/** A failure of Stripe's as ours. Its texts may quote keys and addresses, so they stay private. */
export const stripeFailure = (cause: unknown): GatewayError => {
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
