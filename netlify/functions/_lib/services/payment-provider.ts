import { GatewayError } from '../domain/errors.ts'
import type { PaymentProvider } from '../domain/payments.ts'
import type { Deps } from './deps.ts'
import type { StripeSettings } from './stripe-settings.ts'

const made = new WeakMap<StripeSettings, Promise<PaymentProvider>>()

/** Who is refused while payments are not set up, and so what helps. */
type Asker = 'operator' | 'customer'

/**
 * The payment provider: that of `deps`, or Stripe's, loaded on first use. Here and not in live.ts, so that the package is part
 * of the functions that take payments and of no other.
 * @throws GatewayError PROVIDER_NOT_CONFIGURED
 */
export const paymentProvider = async (deps: Deps, asker: Asker = 'operator'): Promise<PaymentProvider> => {
  if (deps.payments !== undefined) return deps.payments
  const { stripe } = deps.settings
  const { secretKey } = stripe
  if (secretKey === undefined) throw paymentsNotConfigured(asker)
  const known = made.get(stripe)
  if (known !== undefined) return known
  const provider = import('../integrations/stripe.ts').then(({ createStripe }) =>
    createStripe({ secretKey, apiBase: stripe.apiBase }),
  )
  made.set(stripe, provider)
  return provider
}

export const paymentsNotConfigured = (asker: Asker): GatewayError =>
  new GatewayError('PROVIDER_NOT_CONFIGURED', 'Payments are not set up on this gateway', {
    hint:
      asker === 'customer'
        ? 'Ask the operator of this gateway, who can also top up the account by hand.'
        : 'Set STRIPE_SECRET_KEY, and STRIPE_WEBHOOK_SECRET for the webhook. POST admin-topup credits by hand.',
  })
