import type { Random } from './random.ts'

/** What is special about a customer. */
export type Traits = {
  /** How the month's usage comes to lie beside the cap. */
  load: 'ample' | 'near' | 'full'
  moneyIn: 'none' | 'manual' | 'stripe' | 'refunded' | 'disputed' | 'auto' | 'declined'
  access: 'open' | 'allow-lists' | 'seats'
  isDisabled: boolean
  keys: number
  plan: keyof typeof PLANS
}

export const PLANS = {
  free: { feeCents: 0 },
  starter: { feeCents: 0 },
  team: { feeCents: 4_900 },
  business: { feeCents: 19_900 },
  enterprise: { feeCents: 99_000 },
}

// The first customers show one thing each, so that even a small seed has everything.
const SHOWCASE: readonly Traits[] = [
  { load: 'near', moneyIn: 'auto', access: 'open', isDisabled: false, keys: 8, plan: 'business' },
  { load: 'full', moneyIn: 'manual', access: 'open', isDisabled: false, keys: 3, plan: 'enterprise' },
  { load: 'near', moneyIn: 'none', access: 'seats', isDisabled: false, keys: 4, plan: 'starter' },
  { load: 'ample', moneyIn: 'refunded', access: 'allow-lists', isDisabled: false, keys: 5, plan: 'team' },
  { load: 'ample', moneyIn: 'manual', access: 'open', isDisabled: true, keys: 2, plan: 'starter' },
  { load: 'full', moneyIn: 'declined', access: 'open', isDisabled: false, keys: 3, plan: 'business' },
  { load: 'ample', moneyIn: 'disputed', access: 'seats', isDisabled: false, keys: 6, plan: 'team' },
  { load: 'near', moneyIn: 'stripe', access: 'open', isDisabled: false, keys: 1, plan: 'starter' },
]

/** `size`: the customer's share of the calls beside an average one's. */
export const traitsOf = (random: Random, index: number, size: number): Traits =>
  SHOWCASE[index] ?? {
    load: random.draw([
      { weight: 7, value: 'ample' },
      { weight: 2, value: 'near' },
      { weight: 1, value: 'full' },
    ]),
    moneyIn: random.draw([
      { weight: 9, value: 'none' },
      { weight: 3, value: 'manual' },
      { weight: 4, value: 'stripe' },
      { weight: 1, value: 'refunded' },
      { weight: 0.5, value: 'disputed' },
      { weight: 3, value: 'auto' },
      { weight: 0.5, value: 'declined' },
    ]),
    access: random.draw([
      { weight: 7, value: 'open' },
      { weight: 2, value: 'allow-lists' },
      { weight: 2, value: 'seats' },
    ]),
    isDisabled: random.chance(0.06),
    keys: Math.min(8, Math.max(1, random.around(2 + Math.sqrt(size) * 1.5, 0.4))),
    plan: size < 0.3 ? 'free' : size < 0.8 ? 'starter' : size < 2 ? 'team' : size < 4 ? 'business' : 'enterprise',
  }
