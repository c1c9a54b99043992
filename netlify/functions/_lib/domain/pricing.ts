import type { Usage } from './usage.ts'

/** Which of the vendor's APIs serves the model. */
export type ModelApi = 'chat' | 'responses' | 'messages' | 'generateContent' | 'sandbox' | 'embeddings'

/** One price, in pico-dollars per token (per call for fees): the vendor's list price, and what we charge (list + markup). */
export type Rate = { listPico: bigint; pricePico: bigint }

/** Rates per token class. A class without a rate of its own is charged at the class it is part of. */
export type Rates = {
  input: Rate
  /** Zero for an embedding model, which has no output; above zero for every other. */
  output: Rate
  cachedInput?: Rate
  cacheWrite5m?: Rate
  cacheWrite1h?: Rate
  audioInput?: Rate
  audioOutput?: Rate
}

/** A tier applies when the call's total input tokens exceed `aboveInputTokens` (the base tier's is 0 and always first). */
export type Tier = { aboveInputTokens: number; rates: Rates }

export type ModelPrice = {
  provider: string
  /** The entry's own name. The vendor is called by the name the caller used, which may be one of `aliases`. */
  model: string
  aliases: readonly string[]
  api: ModelApi
  contextTokens: number
  maxOutputTokens: number
  tiers: readonly [Tier, ...Tier[]]
  /** Per search. */
  webSearch?: Rate
  markupPct: number
  /** The vendor's page that states the price. */
  source: string
  /** First day (YYYY-MM-DD) on which this price is charged. */
  effectiveFrom: string
  /** Last day on which the vendor has announced to hold the price; a reminder for people, not a switch. */
  effectiveUntil?: string
}

/** What a class costs that the vendor does not charge for. */
export const FREE: Rate = { listPico: 0n, pricePico: 0n }

/** What is charged apart: tokens, and for `web_search` searches. */
export const CHARGE_CLASSES = [
  'input',
  'cached_input',
  'cache_write_5m',
  'cache_write_1h',
  'audio_input',
  'output',
  'audio_output',
  'web_search',
] as const
export type ChargeClass = (typeof CHARGE_CLASSES)[number]

/** So many units of a class at this price each. */
export type ChargeLine = { class: ChargeClass; units: number; rate: Rate }

export type Cost = { listPico: bigint; costPico: bigint }

export type PriceBook = {
  /** By the vendor's model name or one of the entry's aliases; undefined means unpriced, and so not callable. */
  find(provider: string, model: string): ModelPrice | undefined
  models(): readonly ModelPrice[]
}

const refuseFractions = (usage: Usage): void => {
  for (const [field, count] of Object.entries(usage))
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`usage.${field} must be a non-negative integer, not ${count}`)
}

/** The parts of a total as far as it goes, and last what no part claimed, at the price of `rest`. */
const split = (total: number, parts: readonly ChargeLine[], rest: Omit<ChargeLine, 'units'>): ChargeLine[] => {
  let left = total
  const taken = parts.map((part) => {
    const units = Math.min(part.units, left)
    left -= units
    return { ...part, units }
  })
  return [...taken, { ...rest, units: left }]
}

/** The rate of every input class; a class the vendor does not price apart costs what it is part of. */
const inputRates = ({ input, cachedInput, cacheWrite5m, cacheWrite1h, audioInput }: Rates) => ({
  plain: input,
  cached: cachedInput ?? input,
  write5m: cacheWrite5m ?? input,
  write1h: cacheWrite1h ?? cacheWrite5m ?? input,
  audio: audioInput ?? input,
})

const tierFor = (price: ModelPrice, inputTokens: number): Tier =>
  price.tiers.findLast((tier) => inputTokens > tier.aboveInputTokens) ?? price.tiers[0]

/**
 * What a call is charged for, class by class, without the classes that it used nothing of. The whole call is charged in the tier that
 * its total input falls into. Searches of a model without a search fee cost nothing here: such a tool must not be offered.
 * @throws RangeError when a count is not a non-negative integer.
 */
export const chargeLines = (price: ModelPrice, usage: Usage): ChargeLine[] => {
  refuseFractions(usage)
  const { rates } = tierFor(price, usage.inputTokens)
  const rate = inputRates(rates)
  // Dearest first: should a vendor's parts ever exceed its total, the cheaper part gives way.
  const input: ChargeLine[] = [
    { class: 'audio_input', units: usage.audioInputTokens, rate: rate.audio },
    { class: 'cache_write_1h', units: usage.cacheWrite1hTokens, rate: rate.write1h },
    { class: 'cache_write_5m', units: usage.cacheWrite5mTokens, rate: rate.write5m },
    { class: 'cached_input', units: usage.cachedTokens, rate: rate.cached },
  ]
  const output: ChargeLine[] = [
    { class: 'audio_output', units: usage.audioOutputTokens, rate: rates.audioOutput ?? rates.output },
  ]
  const lines: ChargeLine[] = [
    ...split(usage.inputTokens, input, { class: 'input', rate: rate.plain }).toReversed(),
    ...split(usage.outputTokens, output, { class: 'output', rate: rates.output }).toReversed(),
    { class: 'web_search', units: usage.webSearches, rate: price.webSearch ?? FREE },
  ]
  return lines.filter(({ units }) => units > 0)
}

/** What lines come to, in pico-dollars: a sum of whole products, never rounded. */
export const sumOf = (lines: readonly ChargeLine[]): Cost =>
  lines.reduce(
    (sum, { units, rate }) => ({
      listPico: sum.listPico + rate.listPico * BigInt(units),
      costPico: sum.costPico + rate.pricePico * BigInt(units),
    }),
    { listPico: 0n, costPico: 0n },
  )

/** What a call costs. @throws RangeError as chargeLines does. */
export const costOf = (price: ModelPrice, usage: Usage): Cost => sumOf(chargeLines(price, usage))

const dearest = (rates: readonly Rate[]): bigint =>
  rates.reduce((most, { pricePico }) => (pricePico > most ? pricePico : most), 0n)

/**
 * The most that one input and one output token can cost, in pico-dollars with markup: what a hold is computed with.
 * `inputTokensAtMost` leaves out the tiers that a call of at most so many input tokens cannot reach. Search fees come on top.
 */
export const worstRates = (
  price: ModelPrice,
  inputTokensAtMost = Number.POSITIVE_INFINITY,
): { inputPico: bigint; outputPico: bigint } => {
  const reachable = price.tiers.filter((tier, index) => index === 0 || inputTokensAtMost > tier.aboveInputTokens)
  return {
    inputPico: dearest(reachable.flatMap(({ rates }) => Object.values(inputRates(rates)))),
    outputPico: dearest(reachable.flatMap(({ rates }) => [rates.output, rates.audioOutput ?? rates.output])),
  }
}
