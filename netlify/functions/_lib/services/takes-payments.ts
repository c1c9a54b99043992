import type { Deps } from './deps.ts'

/** Whether there is anybody to pay through. Not in payment-provider.ts: who only asks carries no payment package around. */
export const takesPayments = ({ payments, settings }: Deps): boolean =>
  payments !== undefined || settings.stripe.secretKey !== undefined
