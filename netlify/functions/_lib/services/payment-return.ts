import type { Settings } from './settings.ts'

const PAGES = { admin: '/', user: '/dashboard.html' }

/**
 * Where a payer is sent after a payment page, paid or not; undefined: nowhere. From the settings only: the Origin and Host of a request
 * are its sender's to choose, and the page may be somebody else's to pay.
 */
export const paymentReturn = (
  { stripe, publicOrigin }: Settings,
  payer: keyof typeof PAGES,
): { successUrl: string; cancelUrl: string } | undefined => {
  const page = (outcome: string): string | undefined =>
    publicOrigin === undefined ? undefined : `${publicOrigin}${PAGES[payer]}?billing=${outcome}`
  const successUrl = stripe.successUrl ?? page('success')
  const cancelUrl = stripe.cancelUrl ?? page('cancel')
  return successUrl === undefined || cancelUrl === undefined ? undefined : { successUrl, cancelUrl }
}
