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

export type Cost = { listPico: bigint; costPico: bigint }

export type PriceBook = {
  /** By the vendor's model name or one of the entry's aliases; undefined means unpriced, and so not callable. */
  find(provider: string, model: string): ModelPrice | undefined
  models(): readonly ModelPrice[]
}

const charge = (rate: Rate, units: number): Cost => ({
  listPico: rate.listPico * BigInt(units),
  costPico: rate.pricePico * BigInt(units),
})

const sum = (costs: readonly Cost[]): Cost =>
  costs.reduce((total, cost) => ({
    listPico: total.listPico + cost.listPico,
    costPico: total.costPico + cost.costPico,
  }))

const refuseFractions = (usage: Usage): void => {
  for (const [field, count] of Object.entries(usage))
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`usage.${field} must be a non-negative integer, not ${count}`)
}

/** Takes each part out of the total, as far as it goes; the last element is what no part claimed. */
const splitOff = (total: number, parts: readonly number[]): number[] => {
  let left = total
  const taken = parts.map((part) => {
    const share = Math.min(part, left)
    left -= share
    return share
  })
  return [...taken, left]
}

const chargeSplit = (total: number, classes: readonly { rate: Rate; tokens: number }[], rest: Rate): Cost[] => {
  const shares = splitOff(
    total,
    classes.map(({ tokens }) => tokens),
  )
  const rates = [...classes.map(({ rate }) => rate), rest]
  return rates.map((rate, index) => charge(rate, shares[index] ?? 0))
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
 * What a call costs, in pico-dollars: a sum of whole products, never rounded. The whole call is charged in the tier that
 * its total input falls into. Searches of a model without a search fee cost nothing here: such a tool must not be offered.
 * @throws RangeError when a count is not a non-negative integer.
 */
export const costOf = (price: ModelPrice, usage: Usage): Cost => {
  refuseFractions(usage)
  const { rates } = tierFor(price, usage.inputTokens)
  const rate = inputRates(rates)
  // Dearest first: should a vendor's parts ever exceed its total, the cheaper part gives way.
  const inputClasses = [
    { rate: rate.audio, tokens: usage.audioInputTokens },
    { rate: rate.write1h, tokens: usage.cacheWrite1hTokens },
    { rate: rate.write5m, tokens: usage.cacheWrite5mTokens },
    { rate: rate.cached, tokens: usage.cachedTokens },
  ]
  const outputClasses = [{ rate: rates.audioOutput ?? rates.output, tokens: usage.audioOutputTokens }]
  return sum([
    ...chargeSplit(usage.inputTokens, inputClasses, rate.plain),
    ...chargeSplit(usage.outputTokens, outputClasses, rates.output),
    charge(price.webSearch ?? FREE, usage.webSearches),
  ])
}

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
