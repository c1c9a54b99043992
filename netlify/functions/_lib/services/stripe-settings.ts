import { z } from 'zod'
import { maybeText } from './setting-fields.ts'

export type StripeSettings = {
  secretKey: string | undefined
  webhookSecret: string | undefined
  /** Lower case. A hundredth of it is credited as a cent. */
  currency: string
  /** Where a payer returns to; undefined: a page of this site. */
  successUrl: string | undefined
  cancelUrl: string | undefined
  /** Another address than Stripe's own. */
  apiBase: string | undefined
}

/** Stripe counts these in whole units or thousandths, where a credit in cents would be another amount. */
const WITHOUT_CENTS = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf bhd jod kwd omr tnd'.split(' '),
)

export const currency = z
  .string()
  .toLowerCase()
  .regex(/^[a-z]{3}$/, 'is not a currency of three letters')
  .refine((code) => !WITHOUT_CENTS.has(code), 'is a currency without hundredths')

/** Stripe puts the session's id where the address has {CHECKOUT_SESSION_ID}, so it stays as it is written. */
export const returnUrl = z
  .string()
  .refine((value) => {
    const url = URL.parse(value)
    return url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
  }, 'is not an http(s) URL without credentials')
  .transform(maybeText)
