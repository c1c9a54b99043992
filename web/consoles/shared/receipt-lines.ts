import type { ChargeClass } from '../../../netlify/functions/_lib/domain/pricing.ts'
import { picoOf, usdOf } from './pico.ts'

/** What a call was charged for in one class; the vendor's own prices are the operator's to see. */
export type ChargeLine = {
  class: ChargeClass
  units: number
  unit_price_usd: string
  amount_usd: string
  unit_list_usd?: string
  list_amount_usd?: string
}

export type Charged = {
  input_tokens: number
  cached_tokens: number
  cache_write_tokens: number
  output_tokens: number
  cost_usd: string
  charge_lines: readonly ChargeLine[] | null
}

const NAMES: Readonly<Record<ChargeClass, string>> = {
  input: 'Input',
  cached_input: 'Input, from a cache',
  cache_write_5m: 'Input, to a cache',
  cache_write_1h: 'Input, to a cache for an hour',
  audio_input: 'Audio in',
  output: 'Output',
  audio_output: 'Audio out',
  web_search: 'Web searches',
}

export const chargeName = (line: ChargeLine): string => NAMES[line.class]

const MILLION = 1_000_000n

/** Tokens are priced by the million, searches one by one: exact dollars, and of what. */
export const quoted = (line: ChargeLine, unitUsd: string): { usd: string; per: 'million' | 'search' } =>
  line.class === 'web_search'
    ? { usd: unitUsd, per: 'search' }
    : { usd: usdOf(picoOf(unitUsd) * MILLION), per: 'million' }

/** What the lines come to, and how much of it was used above the call's hold and is not charged. Exact dollars. */
export const totalOf = (
  lines: readonly ChargeLine[],
  costUsd: string,
): { usd: string; listUsd: string | undefined; unchargedUsd: string | undefined } => {
  const pico = lines.reduce((sum, line) => sum + picoOf(line.amount_usd), 0n)
  const isListed = lines.every((line) => line.list_amount_usd !== undefined)
  const list = lines.reduce((sum, line) => sum + picoOf(line.list_amount_usd ?? '0'), 0n)
  const uncharged = pico - picoOf(costUsd)
  return {
    usd: usdOf(pico),
    listUsd: isListed ? usdOf(list) : undefined,
    unchargedUsd: uncharged === 0n ? undefined : usdOf(uncharged),
  }
}

/** The tokens of a call whose prices were not kept. */
export const tokenClasses = (call: Charged): { name: string; tokens: number }[] =>
  [
    { name: NAMES.input, tokens: call.input_tokens - call.cached_tokens - call.cache_write_tokens },
    { name: NAMES.cached_input, tokens: call.cached_tokens },
    { name: NAMES.cache_write_5m, tokens: call.cache_write_tokens },
    { name: NAMES.output, tokens: call.output_tokens },
  ].filter(({ tokens }) => tokens > 0)
