import type { Profile } from './profile.ts'
import type { Random } from './random.ts'

/** A card that Stripe keeps for a customer. */
export type Card = { customerId: string; paymentMethodId: string; label: string; savedAt: number }

/** Those with automatic top-ups have one. */
export const cardOf = ({ traits: { moneyIn }, createdAt }: Profile, random: Random): Card | undefined =>
  moneyIn === 'auto' || moneyIn === 'declined'
    ? {
        customerId: `cus_${random.hex(16)}`,
        paymentMethodId: `pm_${random.hex(24)}`,
        label: `${random.pick(['visa', 'mastercard', 'amex'])} •••• ${random.between(1_000, 9_999)}`,
        savedAt: createdAt + 600_000,
      }
    : undefined
