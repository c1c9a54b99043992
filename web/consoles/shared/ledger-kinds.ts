import type { LedgerEntry } from './answers.ts'

/** What the kinds of entries are called, and what each means. */
export const KINDS = {
  charge: { label: 'Charge', tone: 'quiet', meaning: 'a call that was used' },
  topup: { label: 'Top-up', tone: 'good', meaning: 'money that came in' },
  refund: { label: 'Refund', tone: 'warn', meaning: 'money that went back' },
  adjustment: { label: 'Adjustment', tone: 'busy', meaning: 'what came out late about a call' },
  overrun: { label: 'Overrun', tone: 'bad', meaning: 'what a call cost above its hold: ours, not the customer’s' },
} as const satisfies Record<LedgerEntry['kind'], unknown>

export const KIND_OPTIONS = Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))
