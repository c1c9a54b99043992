import { z } from 'zod'
import { usdPerMillionToPico, usdToPico } from './money.ts'
import { FREE, type ModelApi, type ModelPrice, type PriceBook, type Rate, type Rates, type Tier } from './pricing.ts'

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
