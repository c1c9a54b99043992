import { picoToCents, picoToUsd } from '../domain/money.ts'
import { monthBody } from '../domain/month-body.ts'
import type { UserSummary } from '../services/usage-reports.ts'
import { keySumsBody, sumsBody } from './usage-body.ts'

/** Where a key and its customer stand in a month, as existing dashboards read it, with the sums per model added. */
export const summaryBody = (
  month: string,
  summary: UserSummary,
  { payments, capWarnPct }: { payments: boolean; capWarnPct: number },
) => {
  const customerLeft = summary.customer_cap_pico - summary.customer_spent_pico - summary.customer_held_pico
  const keyCapLeft =
    (summary.key_cap_pico ?? summary.customer_cap_pico) - summary.key_spent_pico - summary.key_held_pico
  // A key without a cap of its own has what its customer has.
  const keyLeft = summary.key_cap_pico === null ? customerLeft : keyCapLeft
  return {
    customer: {
      id: summary.customer_id,
      plan_name: summary.plan_name,
      monthly_cap_cents: summary.monthly_cap_cents,
      is_active: summary.is_active,
      created_at: summary.created_at,
    },
    key: {
      id: summary.key_id,
      label: summary.label,
      key_last4: summary.key_last4,
      role: summary.role,
      has_cap_override: summary.has_cap_override,
    },
    month: {
      ...monthBody({ ...summary, month }),
      extra_cents: picoToCents(summary.extra_pico),
      extra_usd: picoToUsd(summary.extra_pico),
      customer_cap_usd: picoToUsd(summary.customer_cap_pico),
      customer_spent_usd: picoToUsd(summary.customer_spent_pico),
      customer_held_usd: picoToUsd(summary.customer_held_pico),
      customer_remaining_cents: picoToCents(atLeastZero(customerLeft)),
      customer_remaining_usd: picoToUsd(atLeastZero(customerLeft)),
      /** Null: none of its own. */
      key_cap_usd: summary.key_cap_pico === null ? null : picoToUsd(summary.key_cap_pico),
      key_spent_usd: picoToUsd(summary.key_spent_pico),
      key_held_usd: picoToUsd(summary.key_held_pico),
      key_remaining_cents: picoToCents(atLeastZero(keyLeft)),
      key_remaining_usd: picoToUsd(atLeastZero(keyLeft)),
      customer_tokens: summary.customer_tokens,
      key_tokens: summary.key_tokens,
      customer_calls: summary.customer_calls,
      key_calls: summary.key_calls,
    },
    by_model: summary.by_model.map(sumsBody),
    keys: summary.keys.map(keySumsBody),
    /** Whether top-ups can be paid on this gateway. */
    payments,
    /** How much of a cap has to be spent for a warning, in percent. */
    cap_warn_pct: capWarnPct,
  }
}

const atLeastZero = (pico: bigint): bigint => (pico < 0n ? 0n : pico)
