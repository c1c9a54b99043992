import type { Deps } from './deps.ts'
import { paymentReturn } from './payment-return.ts'

/** Whether there is anybody to pay through. Not in payment-provider.ts: who only asks carries no payment package around. */
export const takesPayments = ({ payments, settings }: Deps): boolean =>
  payments !== undefined || settings.stripe.secretKey !== undefined

/** Whether a page can be opened where somebody pays: whoever has paid there has to come back somewhere. */
export const takesCheckouts = (deps: Deps): boolean =>
  takesPayments(deps) && paymentReturn(deps.settings, 'user') !== undefined
