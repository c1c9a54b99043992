import { z } from 'zod'
import { CHARGE_CLASSES, type ChargeLine } from '../domain/pricing.ts'
import { pico } from './columns.ts'

const line = z
  .object({ class: z.enum(CHARGE_CLASSES), units: z.int(), list_pico: pico, price_pico: pico })
  .transform(({ class: name, units, list_pico, price_pico }): ChargeLine => ({
    class: name,
    units,
    rate: { listPico: list_pico, pricePico: price_pico },
  }))

/** What a call was charged for, at the prices of that day, as usage_events.charge_lines keeps it. */
export const chargeLines = z.array(line)

/** A line as it is kept; pico-dollars are text, because JSON numbers are doubles. */
export const chargeLineRow = ({ class: name, units, rate }: ChargeLine) => ({
  class: name,
  units,
  list_pico: String(rate.listPico),
  price_pico: String(rate.pricePico),
})

/** Lines as a jsonb parameter; null when they are not known. */
export const chargeLinesJson = (lines: readonly ChargeLine[] | undefined): string | null =>
  lines === undefined ? null : JSON.stringify(lines.map(chargeLineRow))
