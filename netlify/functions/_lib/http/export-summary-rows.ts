import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { MonthSummary, SummaryKey } from '../services/export-summary.ts'

/** What existing spreadsheets read comes first, in the order that they know. */
export const ADMIN_SUMMARY_COLUMNS = [
  'month',
  'customer_id',
  'email',
  'plan',
  'cap_cents',
  'extra_cents',
  'spent_cents',
  'input_tokens',
  'output_tokens',
  'calls',
  'spent_usd',
  'held_cents',
  'list_usd',
  'margin_usd',
  'overrun_usd',
  'key_id',
  'key_last4',
  'key_label',
  'key_cap_cents',
  'key_spent_cents',
  'key_spent_usd',
  'key_input_tokens',
  'key_output_tokens',
  'key_calls',
] as const

/** One row: the customer's month, and beside it the key's when one was asked for. */
export const adminSummaryRows = (month: string, summary: MonthSummary) => [
  {
    month,
    customer_id: summary.id,
    email: summary.email,
    plan: summary.plan_name,
    cap_cents: picoToCents(summary.cap_pico),
    extra_cents: picoToCents(summary.extra_pico),
    spent_cents: picoToCents(summary.spent_pico),
    input_tokens: summary.input_tokens,
    output_tokens: summary.output_tokens,
    calls: summary.calls,
    spent_usd: picoToUsd(summary.spent_pico),
    held_cents: picoToCents(summary.held_pico),
    list_usd: picoToUsd(summary.list_pico),
    margin_usd: picoToUsd(summary.spent_pico - summary.list_pico),
    overrun_usd: picoToUsd(summary.overrun_pico),
    ...keyCells(summary.keys[0]),
  },
]

export const USER_SUMMARY_COLUMNS = [
  'month',
  'customer_id',
  'plan',
  'customer_cap_cents',
  'customer_spent_cents',
  'customer_extra_cents',
  'key_id',
  'key_last4',
  'key_label',
  'key_cap_cents',
  'key_spent_cents',
  'customer_spent_usd',
  'customer_held_cents',
  'key_spent_usd',
  'key_held_cents',
  'key_input_tokens',
  'key_output_tokens',
  'key_calls',
] as const

/** One row a key, the customer's month repeated in each. */
export const userSummaryRows = (month: string, summary: MonthSummary) =>
  summary.keys.map((key) => ({
    month,
    customer_id: summary.id,
    plan: summary.plan_name,
    customer_cap_cents: picoToCents(summary.cap_pico),
    customer_spent_cents: picoToCents(summary.spent_pico),
    customer_extra_cents: picoToCents(summary.extra_pico),
    customer_spent_usd: picoToUsd(summary.spent_pico),
    customer_held_cents: picoToCents(summary.held_pico),
    ...keyCells(key),
    key_held_cents: picoToCents(key.held_pico),
  }))

/** A key without a cap of its own has an empty one: its customer's counts. */
const keyCells = (key: SummaryKey | undefined) => ({
  key_id: key?.id ?? null,
  key_last4: key?.key_last4 ?? null,
  key_label: key?.label ?? null,
  key_cap_cents: key?.monthly_cap_cents ?? null,
  key_spent_cents: key === undefined ? null : picoToCents(key.spent_pico),
  key_spent_usd: key === undefined ? null : picoToUsd(key.spent_pico),
  key_input_tokens: key?.input_tokens ?? null,
  key_output_tokens: key?.output_tokens ?? null,
  key_calls: key?.calls ?? null,
})
