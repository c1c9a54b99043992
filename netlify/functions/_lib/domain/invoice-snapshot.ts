import { z } from 'zod'

const pico = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt)
const count = z.int()

const key = { api_key_id: z.string(), key_last4: z.string(), label: z.string() }

const keyTotal = z.object({ ...key, spent_pico: pico, input_tokens: count, output_tokens: count, calls: count })

const lineItem = z.object({
  ...key,
  provider: z.string(),
  model: z.string(),
  calls: count,
  estimated_calls: count,
  /** Without what was read from a cache or written to one. */
  input_tokens: count,
  cached_tokens: count,
  cache_write_tokens: count,
  /** With the reasoning. */
  output_tokens: count,
  reasoning_tokens: count,
  amount_pico: pico,
})
export type LineItem = z.output<typeof lineItem>

const topUp = z.object({
  amount_cents: z.int(),
  reversed_cents: z.int(),
  source: z.string(),
  stripe_session_id: z.string().nullable(),
  status: z.string(),
  created_at: z.string(),
})
export type InvoicedTopUp = z.output<typeof topUp>

/**
 * What an invoice says, as `invoice_snapshot` (sql/0010) makes it and `invoices` keeps it: facts, and money in pico-dollars. All
 * that is ever shown of an invoice is made from this alone.
 */
export const invoiceSnapshot = z.object({
  /** Who sends it; one line or more. */
  seller: z.string(),
  generated_at: z.string(),
  month: z.string(),
  /** Null: not issued, how things stand. */
  revision: z.int().nullable(),
  customer: z.object({
    id: z.string(),
    email: z.string(),
    plan_name: z.string(),
    monthly_cap_cents: z.int(),
    stripe_customer_id: z.string().nullable(),
  }),
  totals: z.object({
    cap_pico: pico,
    /** Top-ups less what was taken back of them. */
    extra_pico: pico,
    spent_pico: pico,
    plan_fee_pico: pico,
    push_total_pico: pico,
    grand_total_pico: pico,
    /** Below zero: credit is left. */
    amount_due_pico: pico,
    calls: count,
    input_tokens: count,
    output_tokens: count,
  }),
  keys: z.array(keyTotal),
  line_items: z.array(lineItem),
  topups: z.array(topUp),
  auto_topup: z.object({
    enabled: z.boolean(),
    threshold_cents: z.int().nullable(),
    amount_cents: z.int().nullable(),
  }),
  push: z.null(),
})
export type InvoiceSnapshot = z.output<typeof invoiceSnapshot>

type Named = { customer: { id: string }; month: string; revision: number | null }

/** What names an issued invoice; null for one that is not. */
export const invoiceNumber = ({ customer, month, revision }: Named): string | null =>
  revision === null ? null : `${customer.id}-${month}-r${revision}`
