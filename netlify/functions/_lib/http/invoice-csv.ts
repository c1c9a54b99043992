import { creditLines } from '../domain/invoice-credits.ts'
import type { InvoiceSnapshot, LineItem } from '../domain/invoice-snapshot.ts'
import { picoToUsd } from '../domain/money.ts'

// The first five are what existing clients read.
const COLUMNS = [
  'type',
  'api_key_id',
  'key_last4',
  'spent_cents',
  'total_tokens',
  'label',
  'provider',
  'model',
  'calls',
  'estimated_calls',
  'input_tokens',
  'uncached_input_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'amount_cents',
  'amount_usd',
  'source',
  'stripe_session_id',
  'created_at',
] as const

export type InvoiceColumn = (typeof COLUMNS)[number]
type Row = Readonly<Record<InvoiceColumn, string | number | null>>

/**
 * An invoice as a table: TOTAL and a KEY for each key, then a LINE per key and model, PLAN, CREDIT (below zero: top-ups, above: what was
 * taken back of them) and DUE. Of TOTAL, KEY and LINE the spent_cents are usage; the amounts of LINE, PLAN and CREDIT add up to
 * that of DUE. Input tokens are all of them, as in every table; beside them are the classes that they are made of. Output includes
 * reasoning.
 */
export const invoiceCsv = (snapshot: InvoiceSnapshot): { columns: readonly InvoiceColumn[]; rows: Row[] } => {
  const { totals, line_items: lines } = snapshot
  const usage = (pico: bigint, tokens: number) => ({ spent_cents: cents(pico), total_tokens: tokens, ...money(pico) })
  return {
    columns: COLUMNS,
    rows: [
      row('TOTAL', { ...sums(lines), ...usage(totals.spent_pico, totals.input_tokens + totals.output_tokens) }),
      ...snapshot.keys.map((key) =>
        row('KEY', {
          ...{ api_key_id: key.api_key_id, key_last4: key.key_last4, label: key.label },
          ...sums(lines.filter(({ api_key_id }) => api_key_id === key.api_key_id)),
          ...usage(key.spent_pico, key.input_tokens + key.output_tokens),
        }),
      ),
      ...lines.map(({ amount_pico, ...line }) =>
        row('LINE', { ...line, ...sums([line]), ...usage(amount_pico, inputOf(line) + line.output_tokens) }),
      ),
      row('PLAN', { label: snapshot.customer.plan_name, ...money(totals.plan_fee_pico) }),
      ...creditLines(snapshot.topups).map(({ type, amount_pico, ...credit }) =>
        row('CREDIT', { label: type, ...credit, ...money(amount_pico) }),
      ),
      row('DUE', money(totals.amount_due_pico)),
    ],
  }
}

const row = (type: string, given: Partial<Row>): Row => {
  const blank = Object.fromEntries(COLUMNS.map((column) => [column, null]))
  // Every column is there by now.
  return { ...blank, ...given, type } as Row
}

const money = (pico: bigint) => ({ amount_cents: cents(pico), amount_usd: picoToUsd(pico) })

/** Exact: a dollar has a hundred of them. */
const cents = (pico: bigint): string => picoToUsd(pico * 100n)

const COUNTS = [
  'calls',
  'estimated_calls',
  'cached_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
] as const

type Counted = Omit<LineItem, 'amount_pico'>

const sums = (lines: readonly Counted[]): Partial<Row> => {
  const sum = (of: (line: Counted) => number): number => lines.reduce((total, line) => total + of(line), 0)
  return {
    input_tokens: sum(inputOf),
    // A line's own are those that are in none of the other classes.
    uncached_input_tokens: sum((line) => line.input_tokens),
    ...Object.fromEntries(COUNTS.map((name) => [name, sum((line) => line[name])])),
  }
}

/** All that was read, from a cache or not. */
const inputOf = (line: Counted): number => line.input_tokens + line.cached_tokens + line.cache_write_tokens
