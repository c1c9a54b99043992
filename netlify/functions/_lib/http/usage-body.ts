import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { ChargeLine } from '../domain/pricing.ts'
import type { HeldEvent, KeySums, Timing, UsageEvent, UsageSums } from '../services/usage-reports.ts'

type Priced = { cost_pico: bigint; list_pico: bigint }

/** A row without its pico-dollars, which JSON cannot carry, and what the customer paid. */
const paidBody = <Row extends Priced>({ cost_pico, list_pico, ...rest }: Row) => ({
  paid: { ...rest, cost_cents: picoToCents(cost_pico), cost_usd: picoToUsd(cost_pico) },
  margin: marginBody(cost_pico, list_pico),
})

/** What the vendors charge by their list prices, and what is left: the operator's business, and no customer's. */
export const marginBody = (costPico: bigint, listPico: bigint) => ({
  list_cents: picoToCents(listPico),
  list_usd: picoToUsd(listPico),
  margin_usd: picoToUsd(costPico - listPico),
})

/** Sums as a customer sees them. */
export const sumsBody = <Sums extends UsageSums>(sums: Sums) => paidBody(sums).paid

/** Sums as the operator sees them. */
export const operatorSumsBody = <Sums extends UsageSums>(sums: Sums) => {
  const { paid, margin } = paidBody(sums)
  return { ...paid, ...margin }
}

/** Sums as the operator sees them, with how long the calls took on average; null when none was timed. */
export const timedSumsBody = <Sums extends UsageSums & Timing>({
  duration_ms,
  timed_calls,
  first_token_ms,
  first_token_calls,
  ...sums
}: Sums) => ({
  ...operatorSumsBody(sums),
  average_duration_ms: averageOf(duration_ms, timed_calls),
  average_first_token_ms: averageOf(first_token_ms, first_token_calls),
})

const averageOf = (sum: number, count: number): number | null => (count === 0 ? null : Math.round(sum / count))

/** What a call was charged for, at the prices of that day: tokens, or searches. */
const chargeLineBody = ({ class: name, units, rate }: ChargeLine) => ({
  class: name,
  units,
  unit_price_usd: picoToUsd(rate.pricePico),
  amount_usd: picoToUsd(rate.pricePico * BigInt(units)),
})

const operatorChargeLineBody = (line: ChargeLine) => ({
  ...chargeLineBody(line),
  unit_list_usd: picoToUsd(line.rate.listPico),
  list_amount_usd: picoToUsd(line.rate.listPico * BigInt(line.units)),
})

export const eventBody = ({ charge_lines, ...event }: UsageEvent) => ({
  ...paidBody(event).paid,
  charge_lines: charge_lines?.map(chargeLineBody) ?? null,
})

/** With what was set aside for the call, what of it was given back, and what the call used above it, uncharged. */
export const operatorEventBody = ({ hold_pico, overrun_pico, charge_lines, ...event }: HeldEvent) => {
  const { paid, margin } = paidBody(event)
  return {
    ...paid,
    ...margin,
    hold_usd: picoToUsd(hold_pico),
    released_usd: picoToUsd(hold_pico - event.cost_pico),
    overrun_usd: picoToUsd(overrun_pico),
    charge_lines: charge_lines?.map(operatorChargeLineBody) ?? null,
  }
}

/** A key's month as its customer sees it. */
export const keySumsBody = ({ id, key_last4, label, role, ...key }: KeySums) => ({
  id,
  key_last4,
  label,
  role,
  spent_cents: picoToCents(key.spent_pico),
  spent_usd: picoToUsd(key.spent_pico),
  input_tokens: key.input_tokens,
  output_tokens: key.output_tokens,
  calls: key.calls,
  updated_at: key.updated_at,
})
