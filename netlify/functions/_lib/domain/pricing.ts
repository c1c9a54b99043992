import { z } from 'zod'
import { usdPerMillionToPico, usdToPico } from './money.ts'
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

export type Cost = { listPico: bigint; costPico: bigint }

export type PriceBook = {
  /** By the vendor's model name or one of the entry's aliases; undefined means unpriced, and so not callable. */
  find(provider: string, model: string): ModelPrice | undefined
  models(): readonly ModelPrice[]
}

const FREE: Rate = { listPico: 0n, pricePico: 0n }

const DEFAULT_API: Readonly<Record<string, ModelApi>> = {
  openai: 'chat',
  anthropic: 'messages',
  gemini: 'generateContent',
  sandbox: 'sandbox',
}

const decimal = (convert: (text: string) => bigint | undefined) =>
  z.string().transform((text, context) => {
    const pico = convert(text)
    if (pico !== undefined && pico > 0n) return pico
    const wrong = pico === 0n ? 'must be above zero' : 'is not a plain decimal string of dollars in whole pico-dollars'
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} ${wrong}` })
    return z.NEVER
  })

const perThousandToPico = (text: string): bigint | undefined => {
  const pico = usdToPico(text)
  return pico === undefined || pico % 1000n !== 0n ? undefined : pico / 1000n
}

const perToken = decimal(usdPerMillionToPico)
const markup = z.number().int().nonnegative()
const day = z.iso.date()
const classes = {
  input: perToken,
  cached_input: perToken.optional(),
  cache_write_5m: perToken.optional(),
  cache_write_1h: perToken.optional(),
  audio_input: perToken.optional(),
  output: perToken.optional(),
  audio_output: perToken.optional(),
}
const modelSchema = z.strictObject({
  markup_pct: markup.optional(),
  aliases: z.array(z.string().min(1)).optional(),
  api: z.enum(['chat', 'responses', 'messages', 'generateContent', 'sandbox', 'embeddings']).optional(),
  ...classes,
  long_context: z.array(z.strictObject({ above_input_tokens: z.number().int().positive(), ...classes })).optional(),
  web_search_per_1k_usd: decimal(perThousandToPico).optional(),
  context_tokens: z.number().int().positive(),
  max_output_tokens: z.number().int().nonnegative(),
  source: z.url({ protocol: /^https$/ }),
  effective_from: day,
  effective_until: day.optional(),
})
// Models are `unknown` here and parsed one by one, so that one broken entry does not hide the problems of the others.
const bookSchema = z.strictObject({
  markup_pct: markup,
  providers: z.record(
    z.string().regex(/^[a-z0-9-]+$/),
    z.strictObject({ markup_pct: markup.optional(), models: z.record(z.string(), z.unknown()) }),
  ),
})

type ModelEntry = z.infer<typeof modelSchema>
type ClassPrices = Pick<ModelEntry, keyof typeof classes>
type Report = (field: string, problem: string) => void

const reportIssues = (error: z.ZodError, report: Report): void => {
  for (const issue of error.issues) report(issue.path.join('/'), issue.message)
}

/** List × (100 + markup) / 100; a price that would have to be rounded is reported, because no cost is ever rounded. */
const toRate = (listPico: bigint, markupPct: number, field: string, report: Report): Rate => {
  const hundredfold = listPico * BigInt(100 + markupPct)
  if (hundredfold % 100n !== 0n) report(field, `list price + ${markupPct} % is not a whole number of pico-dollars`)
  return { listPico, pricePico: hundredfold / 100n }
}

const toRates = (prices: ClassPrices, api: ModelApi, markupPct: number, at: string, report: Report): Rates => {
  const optional = (field: keyof ClassPrices) => {
    const listPico = prices[field]
    return listPico === undefined ? undefined : toRate(listPico, markupPct, at + field, report)
  }
  const output = optional('output')
  if (output && api === 'embeddings') report(`${at}output`, 'an embedding model has no output price')
  if (!output && api !== 'embeddings') report(`${at}output`, 'is missing')
  const rates: Rates = {
    input: toRate(prices.input, markupPct, `${at}input`, report),
    output: output ?? FREE,
  }
  const cachedInput = optional('cached_input')
  const cacheWrite5m = optional('cache_write_5m')
  const cacheWrite1h = optional('cache_write_1h')
  const audioInput = optional('audio_input')
  const audioOutput = optional('audio_output')
  return {
    ...rates,
    ...(cachedInput && { cachedInput }),
    ...(cacheWrite5m && { cacheWrite5m }),
    ...(cacheWrite1h && { cacheWrite1h }),
    ...(audioInput && { audioInput }),
    ...(audioOutput && { audioOutput }),
  }
}

const toModelPrice = (
  provider: string,
  model: string,
  entry: ModelEntry,
  markupPct: number,
  report: Report,
): ModelPrice => {
  const api = entry.api ?? DEFAULT_API[provider] ?? 'chat'
  const base: Tier = { aboveInputTokens: 0, rates: toRates(entry, api, markupPct, '', report) }
  const longer = (entry.long_context ?? []).map((tier, index, all): Tier => {
    const at = `long_context/${index}/`
    if (tier.above_input_tokens <= (all[index - 1]?.above_input_tokens ?? 0))
      report(`${at}above_input_tokens`, 'is not above the tier before it')
    return { aboveInputTokens: tier.above_input_tokens, rates: toRates(tier, api, markupPct, at, report) }
  })
  if (entry.max_output_tokens > entry.context_tokens)
    report('max_output_tokens', `${entry.max_output_tokens} is more than context_tokens ${entry.context_tokens}`)
  if ((entry.max_output_tokens === 0) !== (api === 'embeddings'))
    report('max_output_tokens', 'is 0 for an embedding model, and only for one')
  if (entry.effective_until !== undefined && entry.effective_until < entry.effective_from)
    report('effective_until', 'is before effective_from')
  return {
    provider,
    model,
    aliases: entry.aliases ?? [],
    api,
    contextTokens: entry.context_tokens,
    maxOutputTokens: entry.max_output_tokens,
    tiers: [base, ...longer],
    ...(entry.web_search_per_1k_usd !== undefined && {
      webSearch: toRate(entry.web_search_per_1k_usd, markupPct, 'web_search_per_1k_usd', report),
    }),
    markupPct,
    source: entry.source,
    effectiveFrom: entry.effective_from,
    ...(entry.effective_until !== undefined && { effectiveUntil: entry.effective_until }),
  }
}

/** Model names and aliases share one namespace per provider: a name that means two prices means none. */
const indexByName = (prices: readonly ModelPrice[], report: Report): Map<string, ModelPrice> => {
  const index = new Map(prices.map((price) => [`${price.provider}/${price.model}`, price]))
  for (const price of prices)
    for (const alias of price.aliases) {
      const taken = index.get(`${price.provider}/${alias}`)
      if (taken) report(`${price.provider}/${price.model}/aliases`, `"${alias}" already means ${taken.model}`)
      else index.set(`${price.provider}/${alias}`, price)
    }
  return index
}

const refusal = (problems: readonly string[]): Error =>
  new Error(`The price file is refused:\n- ${problems.join('\n- ')}`)

/**
 * Parses and validates the price file. Decimal strings of dollars per million tokens become pico-dollars per token.
 * @throws Error with one line per problem, each led by its path `provider/model/field`; nothing is usable then.
 */
export const parsePriceBook = (json: unknown): PriceBook => {
  const problems: string[] = []
  const report: Report = (path, problem) => problems.push(`${path || 'the file'}: ${problem}`)
  const book = bookSchema.safeParse(json)
  if (!book.success) {
    reportIssues(book.error, report)
    throw refusal(problems)
  }
  const prices: ModelPrice[] = []
  for (const [provider, entries] of Object.entries(book.data.providers))
    for (const [model, value] of Object.entries(entries.models)) {
      const reportHere: Report = (field, problem) => report([provider, model, field].filter(Boolean).join('/'), problem)
      const entry = modelSchema.safeParse(value)
      if (entry.success) {
        const markupPct = entry.data.markup_pct ?? entries.markup_pct ?? book.data.markup_pct
        prices.push(toModelPrice(provider, model, entry.data, markupPct, reportHere))
      } else reportIssues(entry.error, reportHere)
    }
  const index = indexByName(prices, report)
  if (problems.length > 0) throw refusal(problems)
  return { find: (provider, model) => index.get(`${provider}/${model}`), models: () => prices }
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
