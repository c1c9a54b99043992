import type { Deps } from './deps.ts'
import { paymentReturn } from './payment-return.ts'
import { creditsPayments, takesPayments } from './takes-payments.ts'

/** Half of what payments need: nobody should find out by paying. */
export const paymentWarnings = (deps: Deps) => [
  ...(takesPayments(deps) && paymentReturn(deps.settings, 'user') === undefined ? [NOWHERE_TO_RETURN] : []),
  ...(creditsPayments(deps) ? [] : [NOTHING_IS_CREDITED]),
]

const NOWHERE_TO_RETURN = {
  variable: 'PUBLIC_APP_ORIGIN',
  text: 'Nobody can pay: Stripe has a key here, and a payer has no address to return to',
  howToMend:
    'Set `PUBLIC_APP_ORIGIN` to the address of this site, `https://gateway.example.com`; or `STRIPE_SUCCESS_URL` and `STRIPE_CANCEL_URL` to pages of your own. Then start the gateway again.',
} as const

const NOTHING_IS_CREDITED = {
  variable: 'STRIPE_WEBHOOK_SECRET',
  text: 'Nobody can pay: Stripe has a key here, and without the secret of its webhook nothing that was paid could be credited',
  howToMend:
    'In Stripe, add a webhook for `/.netlify/functions/stripe-webhook` of this site, set `STRIPE_WEBHOOK_SECRET` to its signing secret, and start the gateway again. `docs/money.md` names its events.',
} as const
