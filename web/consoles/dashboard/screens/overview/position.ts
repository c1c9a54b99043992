import type { Summary } from '../../../shared/answers.ts'
import type { Scope } from '../../scope-switch.tsx'

/** Where the account, or a key alone, stands in a month. */
export type Position = {
  /** Undefined: none of its own, so the account's counts. */
  capUsd: string | undefined
  spentUsd: string
  remainingUsd: string
  calls: number
  tokens: number
}

export const positionOf = (month: Summary['month'], scope: Scope): Position =>
  scope === 'customer'
    ? {
        capUsd: month.customer_cap_usd,
        spentUsd: month.customer_spent_usd,
        remainingUsd: month.customer_remaining_usd,
        calls: month.customer_calls,
        tokens: month.customer_tokens,
      }
    : {
        capUsd: month.key_cap_usd ?? undefined,
        spentUsd: month.key_spent_usd,
        remainingUsd: month.remaining_usd,
        calls: month.key_calls,
        tokens: month.key_tokens,
      }
