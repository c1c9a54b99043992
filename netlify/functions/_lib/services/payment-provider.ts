import { GatewayError } from '../domain/errors.ts'
import type { PaymentProvider } from '../domain/payments.ts'
import type { Deps } from './deps.ts'
import type { StripeSettings } from './stripe-settings.ts'

const made = new WeakMap<StripeSettings, Promise<PaymentProvider>>()

/**
 * The payment provider: that of `deps`, or Stripe's, loaded on first use. Here and not in live.ts, so that the package is part
 * of the functions that take payments and of no other.
 * @throws GatewayError PROVIDER_NOT_CONFIGURED
 */
export const paymentProvider = async (deps: Deps): Promise<PaymentProvider> => {
  if (deps.payments !== undefined) return deps.payments
  const { stripe } = deps.settings
  const { secretKey } = stripe
  if (secretKey === undefined) throw paymentsNotConfigured()
  const known = made.get(stripe)
  if (known !== undefined) return known
  const provider = import('../integrations/stripe.ts').then(({ createStripe }) =>
    createStripe({ secretKey, apiBase: stripe.apiBase }),
  )
  made.set(stripe, provider)
  return provider
}

export const paymentsNotConfigured = (): GatewayError =>
  new GatewayError('PROVIDER_NOT_CONFIGURED', 'Payments are not set up on this gateway', {
    hint: 'The operator has to set STRIPE_SECRET_KEY, and STRIPE_WEBHOOK_SECRET for the webhook.',
  })
