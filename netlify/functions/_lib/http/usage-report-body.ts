import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { CustomerUsageReport } from '../services/usage-reports.ts'
import { keySumsBody, marginBody, operatorEventBody, operatorSumsBody } from './usage-body.ts'

/** A customer's month as the operator sees it. */
export const customerUsageBody = (month: string, usage: CustomerUsageReport) => ({
  customer: {
    // Existing clients read the id as the number that they sent.
    id: Number(usage.id),
    email: usage.email,
    plan_name: usage.plan_name,
    monthly_cap_cents: usage.monthly_cap_cents,
  },
  month,
  rollup: {
    spent_cents: picoToCents(usage.spent_pico),
    spent_usd: picoToUsd(usage.spent_pico),
    extra_cents: picoToCents(usage.extra_pico),
    held_cents: picoToCents(usage.held_pico),
    overrun_cents: picoToCents(usage.overrun_pico),
    overrun_usd: picoToUsd(usage.overrun_pico),
    ...marginBody(usage.spent_pico, usage.list_pico),
    calls: usage.calls,
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    updated_at: usage.updated_at,
  },
  per_key: usage.per_key.map((key) => ({ ...keySumsBody(key), ...marginBody(key.spent_pico, key.list_pico) })),
  per_model: usage.per_model.map(operatorSumsBody),
  per_day: usage.per_day.map(operatorSumsBody),
  events: usage.events.rows.map(operatorEventBody),
  next_cursor: usage.events.nextCursor,
})
