import type { InvoicedTopUp } from './invoice-snapshot.ts'
import { PICO_PER_CENT } from './money.ts'

/** A top-up, or what a refund or a lost dispute took back of it, as a line: below zero it lowers what is due. */
export type CreditLine = {
  type: 'topup' | 'reversal'
  source: string
  stripe_session_id: string | null
  /** Of the top-up, for both. */
  created_at: string
  amount_pico: bigint
}

export const creditLines = (topUps: readonly InvoicedTopUp[]): CreditLine[] =>
  topUps.flatMap(({ amount_cents, reversed_cents, source, stripe_session_id, created_at }) => {
    const line = { source, stripe_session_id, created_at }
    const credit: CreditLine = { type: 'topup', ...line, amount_pico: BigInt(-amount_cents) * PICO_PER_CENT }
    const reversal: CreditLine = { type: 'reversal', ...line, amount_pico: BigInt(reversed_cents) * PICO_PER_CENT }
    return reversed_cents === 0 ? [credit] : [credit, reversal]
  })
