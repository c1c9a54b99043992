import type { Deps } from './deps.ts'
import { paymentReturn } from './payment-return.ts'

/** Whether there is anybody to pay through. Not in payment-provider.ts: who only asks carries no payment package around. */
export const takesPayments = ({ payments, settings }: Deps): boolean =>
  payments !== undefined || settings.stripe.secretKey !== undefined

/** Whether what somebody pays is credited: without the secret of its webhook, nothing that Stripe says is taken. */
export const creditsPayments = ({ settings: { stripe } }: Deps): boolean =>
  stripe.secretKey === undefined || stripe.webhookSecret !== undefined

/** Whether a page can be opened where somebody pays: what is paid there has to be credited, and the payer to come back somewhere. */
export const takesCheckouts = (deps: Deps): boolean =>
  takesPayments(deps) && creditsPayments(deps) && paymentReturn(deps.settings, 'user') !== undefined
