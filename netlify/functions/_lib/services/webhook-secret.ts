import { hkdfSync } from 'node:crypto'
import type { Settings } from './settings.ts'

/**
 * What messages to a webhook are signed with, in the form of the Standard Webhooks specification (`whsec_` and base64). Each
 * customer has a secret of its own, derived, so that there is none to store; the operator's own address has one too.
 */
export const webhookSecret = (settings: Settings, owner: { customerId: string } | 'operator'): string => {
  const subject = owner === 'operator' ? 'operator' : `customer:${owner.customerId}`
  const key = hkdfSync('sha256', settings.webhookSecret, '', `kaixu webhook ${subject}`, 32)
  return `whsec_${Buffer.from(key).toString('base64')}`
}
