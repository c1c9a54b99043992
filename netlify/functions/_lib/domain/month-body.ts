import { picoToCents, picoToUsd } from './money.ts'

/** Where a customer and a key stand in a month, in pico-dollars. A null key cap: only the customer's counts. */
export type MonthFigures = {
  month: string
  customer_cap_pico: bigint
  customer_spent_pico: bigint
  customer_held_pico: bigint
  key_cap_pico: bigint | null
  key_spent_pico: bigint
  key_held_pico: bigint
}

/** The `month` object that every answer carries (wire contract 0.4), with what is left added. */
export const monthBody = (figures: MonthFigures) => {
  const keyCap = figures.key_cap_pico ?? figures.customer_cap_pico
  const left = remainingPico(figures)
  return {
    month: figures.month,
    cap_cents: picoToCents(figures.customer_cap_pico),
    spent_cents: picoToCents(figures.customer_spent_pico),
    customer_cap_cents: picoToCents(figures.customer_cap_pico),
    customer_spent_cents: picoToCents(figures.customer_spent_pico),
    key_cap_cents: picoToCents(keyCap),
    key_spent_cents: picoToCents(figures.key_spent_pico),
    held_cents: picoToCents(figures.customer_held_pico),
    remaining_usd: picoToUsd(left < 0n ? 0n : left),
  }
}

/** What the next call may still cost, over both scopes; negative when a cap was lowered below what is spent. */
export const remainingPico = (figures: MonthFigures): bigint => {
  const customer = figures.customer_cap_pico - figures.customer_spent_pico - figures.customer_held_pico
  if (figures.key_cap_pico === null) return customer
  const key = figures.key_cap_pico - figures.key_spent_pico - figures.key_held_pico
  return key < customer ? key : customer
}
