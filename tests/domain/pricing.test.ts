import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePriceBook } from '../../netlify/functions/_lib/domain/price-book.ts'
import {
  chargeLines,
  costOf,
  worstRates,
  type Cost,
  type ModelPrice,
} from '../../netlify/functions/_lib/domain/pricing.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import priceFile from '../../pricing/pricing.json' with { type: 'json' }

type Json = Record<string, unknown>

const entry = (overrides: Json = {}): Json => ({
  input: '3',
  output: '15',
  context_tokens: 200_000,
  max_output_tokens: 8_192,
  source: 'https://vendor.example/pricing',
  effective_from: '2026-11-20',
  ...overrides,
})

const fileOf = (models: Json, book: Json = {}, provider: Json = {}): Json => ({
  markup_pct: 31,
  providers: { anthropic: { ...provider, models } },
  ...book,
})

const priced = (book: { find(provider: string, model: string): ModelPrice | undefined }, name: string): ModelPrice => {
  const [provider = '', ...model] = name.split('/')
  const price = book.find(provider, model.join('/'))
  if (!price) throw new Error(`${name} is not priced`)
  return price
}

const priceOf = (overrides: Json = {}, book: Json = {}, provider: Json = {}): ModelPrice =>
  priced(parsePriceBook(fileOf({ m: entry(overrides) }, book, provider)), 'anthropic/m')

const usage = (counts: Partial<Usage>): Usage => ({ ...NO_USAGE, ...counts })
const cost = (price: ModelPrice, counts: Partial<Usage>): Cost => costOf(price, usage(counts))

const refusalOf = (json: unknown): string[] => {
  try {
    parsePriceBook(json)
  } catch (error) {
    if (error instanceof Error) return error.message.split('\n')
  }
  throw new Error('the file was accepted')
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const shipped = parsePriceBook(priceFile)

describe('cost: exact figures', () => {
  test('gpt-4o-mini: 1,000 in and 500 out are 0.00045 USD at list, 0.0005895 USD with 31 %', () => {
    expect(cost(priced(shipped, 'openai/gpt-4o-mini'), { inputTokens: 1_000, outputTokens: 500 })).toEqual({
      listPico: 450_000_000n,
      costPico: 589_500_000n,
    })
  })

  test('every class at its own rate, each token once', () => {
    const price = priceOf({
      cached_input: '0.3',
      cache_write_5m: '3.75',
      cache_write_1h: '6',
      audio_input: '40',
      audio_output: '80',
      web_search_per_1k_usd: '10',
    })
    const counts = {
      inputTokens: 1_000,
      cachedTokens: 400,
      cacheWrite5mTokens: 200,
      cacheWrite1hTokens: 100,
      audioInputTokens: 50,
      outputTokens: 60,
      audioOutputTokens: 10,
      reasoningTokens: 30,
      webSearches: 2,
    }
    // 400 × 0.3 + 200 × 3.75 + 100 × 6 + 50 × 40 + 250 × 3 + 10 × 80 + 50 × 15 = 5770 millionths, and two cents of searches
    expect(cost(price, counts)).toEqual({ listPico: 25_770_000_000n, costPico: 33_758_700_000n })
    const lines = chargeLines(price, usage(counts))
    expect(lines.map((line) => [line.class, line.units, line.rate.listPico])).toEqual([
      ['input', 250, 3_000_000n],
      ['cached_input', 400, 300_000n],
      ['cache_write_5m', 200, 3_750_000n],
      ['cache_write_1h', 100, 6_000_000n],
      ['audio_input', 50, 40_000_000n],
      ['output', 50, 15_000_000n],
      ['audio_output', 10, 80_000_000n],
      ['web_search', 2, 10_000_000_000n],
    ])
  })

  test('a class of which nothing was used has no line', () => {
    expect(chargeLines(priceOf(), usage({ inputTokens: 7 })).map((line) => line.class)).toEqual(['input'])
    expect(chargeLines(priceOf(), usage({}))).toEqual([])
  })

  test('nothing used costs nothing', () => {
    expect(cost(priceOf(), {})).toEqual({ listPico: 0n, costPico: 0n })
  })

  test('reasoning is part of the output and not charged again', () => {
    const price = priceOf()
    expect(cost(price, { outputTokens: 90, reasoningTokens: 80 })).toEqual(cost(price, { outputTokens: 90 }))
  })

  test('an amount far beyond 2^53 pico-dollars stays exact', () => {
    expect(cost(priceOf({ output: '15.0001' }), { outputTokens: 999_999_999_999 }).listPico).toBe(
      15_000_100n * 999_999_999_999n,
    )
  })

  test('searches of a model without a search fee cost nothing', () => {
    expect(cost(priceOf(), { webSearches: 3 })).toEqual({ listPico: 0n, costPico: 0n })
  })
})

describe('cost: a class without a rate is charged at the class it is part of', () => {
  const list = (overrides: Json, counts: Partial<Usage>): bigint => cost(priceOf(overrides), counts).listPico

  test('cached input, cache writes and audio input at the input rate', () => {
    expect(list({}, { inputTokens: 10, cachedTokens: 10 })).toBe(30_000_000n)
    expect(list({}, { inputTokens: 10, cacheWrite5mTokens: 10 })).toBe(30_000_000n)
    expect(list({}, { inputTokens: 10, cacheWrite1hTokens: 10 })).toBe(30_000_000n)
    expect(list({}, { inputTokens: 10, audioInputTokens: 10 })).toBe(30_000_000n)
  })

  test('a one-hour cache write at the five-minute rate', () => {
    expect(list({ cache_write_5m: '3.75' }, { inputTokens: 10, cacheWrite1hTokens: 10 })).toBe(37_500_000n)
  })

  test('audio output at the output rate', () => {
    expect(list({}, { outputTokens: 10, audioOutputTokens: 10 })).toBe(150_000_000n)
  })
})

describe('cost: long-context tiers', () => {
  const tiered = priced(shipped, 'gemini/gemini-2.5-pro')

  test('at exactly 200,000 input tokens the base tier still applies', () => {
    expect(cost(tiered, { inputTokens: 200_000, outputTokens: 10 }).listPico).toBe(
      200_000n * 1_250_000n + 10n * 10_000_000n,
    )
  })

  test('from 200,001 on the whole call is charged in the long tier, output included', () => {
    expect(cost(tiered, { inputTokens: 200_001, outputTokens: 10 }).listPico).toBe(
      200_001n * 2_500_000n + 10n * 15_000_000n,
    )
  })

  test('cached tokens count towards the threshold', () => {
    expect(cost(tiered, { inputTokens: 200_001, cachedTokens: 200_001 }).listPico).toBe(200_001n * 250_000n)
  })

  test('the highest tier reached is taken', () => {
    const price = priceOf({
      long_context: [
        { above_input_tokens: 100, input: '4', output: '20' },
        { above_input_tokens: 200, input: '5', output: '25' },
      ],
    })
    expect([100, 101, 200, 201].map((inputTokens) => cost(price, { inputTokens }).listPico)).toEqual([
      100n * 3_000_000n,
      101n * 4_000_000n,
      200n * 4_000_000n,
      201n * 5_000_000n,
    ])
  })
})

describe('cost: usage that does not add up', () => {
  test('parts never exceed their total; the dearest part is kept', () => {
    const price = priceOf({ cached_input: '0.3', cache_write_5m: '3.75' })
    expect(cost(price, { inputTokens: 10, cachedTokens: 10, cacheWrite5mTokens: 4 }).listPico).toBe(
      4n * 3_750_000n + 6n * 300_000n,
    )
    expect(cost(price, { outputTokens: 10, audioOutputTokens: 11 }).listPico).toBe(150_000_000n)
  })

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d tokens throw, naming the field', (count) => {
    for (const field of Object.keys(NO_USAGE))
      expect(() => cost(priceOf(), { [field]: count })).toThrow(
        new RangeError(`usage.${field} must be a non-negative integer, not ${count}`),
      )
  })
})

describe('worst rates', () => {
  test('the dearest class over all tiers, with markup', () => {
    expect(worstRates(priced(shipped, 'anthropic/claude-opus-4-6'))).toEqual({
      inputPico: 13_100_000n,
      outputPico: 32_750_000n,
    })
    expect(worstRates(priced(shipped, 'gemini/gemini-2.5-pro'))).toEqual({
      inputPico: 3_275_000n,
      outputPico: 19_650_000n,
    })
  })

  test('a tier that the input cannot reach is left out', () => {
    const price = priced(shipped, 'gemini/gemini-2.5-pro')
    expect(worstRates(price, 200_000)).toEqual({ inputPico: 1_637_500n, outputPico: 13_100_000n })
    expect(worstRates(price, 200_001)).toEqual(worstRates(price))
    expect(worstRates(price, 0)).toEqual(worstRates(price, 200_000))
  })

  test('audio output counts as an output class', () => {
    expect(worstRates(priceOf({ audio_output: '80' })).outputPico).toBe(104_800_000n)
  })
})

describe('markup', () => {
  const markups = (book: Json, provider: Json, model: Json): bigint =>
    priceOf(model, book, provider).tiers[0].rates.input.pricePico

  test('the most specific one applies: model, then provider, then book', () => {
    expect(markups({}, {}, {})).toBe(3_930_000n)
    expect(markups({}, { markup_pct: 10 }, {})).toBe(3_300_000n)
    expect(markups({}, { markup_pct: 10 }, { markup_pct: 0 })).toBe(3_000_000n)
  })

  test('it applies to search fees too', () => {
    expect(priceOf({ web_search_per_1k_usd: '10' }).webSearch).toEqual({
      listPico: 10_000_000_000n,
      pricePico: 13_100_000_000n,
    })
  })

  test('a list price with five decimals fits a markup of 20 % but not of 31 %', () => {
    expect(priceOf({ input: '0.01875', markup_pct: 20 }).tiers[0].rates.input.pricePico).toBe(22_500n)
    expect(refusalOf(fileOf({ m: entry({ input: '0.01875' }) }))).toEqual([
      'The price file is refused:',
      '- anthropic/m/input: list price + 31 % is not a whole number of pico-dollars',
    ])
  })
})

describe('finding a price', () => {
  test('by name and by alias, within the provider only', () => {
    const book = parsePriceBook(fileOf({ m: entry({ aliases: ['m-2026', 'm-latest'] }) }))
    expect(book.find('anthropic', 'm-latest')).toBe(book.find('anthropic', 'm'))
    expect(book.find('openai', 'm')).toBeUndefined()
    expect(book.find('anthropic', 'n')).toBeUndefined()
    expect(book.find('anthropic', 'constructor')).toBeUndefined()
    expect(book.models()).toHaveLength(1)
  })

  test('the API follows the provider unless the entry says otherwise', () => {
    const api = (provider: string, overrides: Json = {}): string =>
      priced(
        parsePriceBook({ markup_pct: 31, providers: { [provider]: { models: { m: entry(overrides) } } } }),
        `${provider}/m`,
      ).api
    expect(['openai', 'anthropic', 'gemini', 'sandbox', 'groq'].map((provider) => api(provider))).toEqual([
      'chat',
      'messages',
      'generateContent',
      'sandbox',
      'chat',
    ])
    expect(api('openai', { api: 'responses' })).toBe('responses')
  })
})

describe('a file is refused', () => {
  const embedding = { api: 'embeddings', output: undefined, max_output_tokens: 0 }
  const tier = (above_input_tokens: number, overrides: Json = {}): Json => ({
    above_input_tokens,
    input: '6',
    output: '22.5',
    ...overrides,
  })

  test.each<[string, Json, string]>([
    ['a price as a number', { input: 3 }, 'input: Invalid input: expected string, received number'],
    [
      'a price that is not a decimal',
      { output: '1e3' },
      'output: "1e3" is not a plain decimal string of dollars in whole pico-dollars',
    ],
    ['a negative price', { input: '-3' }, 'input: "-3" is not a plain decimal string of dollars in whole pico-dollars'],
    ['a zero price', { input: '0.00' }, 'input: "0.00" must be above zero'],
    ['a zero class price', { cached_input: '0' }, 'cached_input: "0" must be above zero'],
    [
      'a price finer than one pico-dollar per token',
      { input: '0.0000001' },
      'input: "0.0000001" is not a plain decimal string of dollars in whole pico-dollars',
    ],
    ['no output price', { output: undefined }, 'output: is missing'],
    ['no input price', { input: undefined }, 'input: Invalid input: expected string, received undefined'],
    [
      'an output price of an embedding model',
      { ...embedding, output: '1' },
      'output: an embedding model has no output price',
    ],
    [
      'an embedding model with output tokens',
      { ...embedding, max_output_tokens: 5 },
      'max_output_tokens: is 0 for an embedding model, and only for one',
    ],
    [
      'a model without output tokens',
      { max_output_tokens: 0 },
      'max_output_tokens: is 0 for an embedding model, and only for one',
    ],
    [
      'more output than context',
      { max_output_tokens: 200_001 },
      'max_output_tokens: 200001 is more than context_tokens 200000',
    ],
    [
      'a fee finer than a pico-dollar per search',
      { web_search_per_1k_usd: '0.0000000001' },
      'web_search_per_1k_usd: "0.0000000001" is not a plain decimal string of dollars in whole pico-dollars',
    ],
    [
      'tiers that do not ascend',
      { long_context: [tier(200), tier(200)] },
      'long_context/1/above_input_tokens: is not above the tier before it',
    ],
    [
      'a tier without an output price',
      { long_context: [tier(200, { output: undefined })] },
      'long_context/0/output: is missing',
    ],
    [
      'a tier that cannot be marked up exactly',
      { long_context: [tier(200, { input: '6.00001' })] },
      'long_context/0/input: list price + 31 % is not a whole number of pico-dollars',
    ],
    ['an unknown field', { inptu: '3' }, ': Unrecognized key: "inptu"'],
    ['a source that is not https', { source: 'http://vendor.example' }, 'source: Invalid URL'],
    ['a day that does not exist', { effective_from: '2026-02-30' }, 'effective_from: Invalid ISO date'],
    ['an end before the start', { effective_until: '2026-11-19' }, 'effective_until: is before effective_from'],
    ['a fractional markup', { markup_pct: 0.5 }, 'markup_pct: Invalid input: expected int, received number'],
    ['an unknown API', { api: 'completions' }, 'api: Invalid option'],
  ])('%s', (_, overrides, problem) => {
    const [title, first, ...rest] = refusalOf(fileOf({ m: entry(overrides) }))
    expect(title).toBe('The price file is refused:')
    expect(first).toMatch(new RegExp(`^- anthropic/m/?${escaped(problem)}`))
    expect(rest).toEqual([])
  })

  test('an alias that another model has, by name or by alias', () => {
    const models = {
      a: entry({ aliases: ['x', 'b'] }),
      b: entry({ aliases: ['x'] }),
    }
    expect(refusalOf(fileOf(models)).slice(1)).toEqual([
      '- anthropic/a/aliases: "b" already means b',
      '- anthropic/b/aliases: "x" already means a',
    ])
  })

  test('the book itself out of shape', () => {
    expect(refusalOf(undefined)[1]).toMatch(/^- the file: Invalid input/)
    expect(refusalOf({ markup_pct: -1, providers: {} })[1]).toMatch(/^- markup_pct: Too small/)
    expect(refusalOf({ markup_pct: 31, providers: {}, extra: 1 })[1]).toBe('- the file: Unrecognized key: "extra"')
    expect(refusalOf({ markup_pct: 31, providers: { 'Open AI': { models: {} } } })[1]).toMatch(/^- providers\/Open AI/)
  })

  test('with every problem at once, each under its path', () => {
    const models = {
      a: entry({ input: 'three', output: '0' }),
      b: entry({ max_output_tokens: 300_000, input: '0.00001' }),
      c: entry({ aliases: ['b'] }),
    }
    expect(refusalOf(fileOf(models))).toEqual([
      'The price file is refused:',
      '- anthropic/a/input: "three" is not a plain decimal string of dollars in whole pico-dollars',
      '- anthropic/a/output: "0" must be above zero',
      '- anthropic/b/input: list price + 31 % is not a whole number of pico-dollars',
      '- anthropic/b/max_output_tokens: 300000 is more than context_tokens 200000',
      '- anthropic/c/aliases: "b" already means b',
    ])
  })
})

describe('the shipped file', () => {
  test.each([
    ['openai/gpt-4o', '2.5', '10'],
    ['openai/gpt-4o-mini', '0.15', '0.6'],
    ['openai/gpt-4.1-mini', '0.4', '1.6'],
    ['anthropic/claude-3-5-sonnet-20241022', '3', '15'],
    ['anthropic/claude-opus-4-6', '5', '25'],
    ['gemini/gemini-2.5-flash', '0.3', '2.5'],
    ['sandbox/echo', '1', '2'],
    ['sandbox/lorem', '1', '2'],
  ])('prices %s at %s in, %s out per million tokens', (name, input, output) => {
    const { rates } = priced(shipped, name).tiers[0]
    expect(rates.input.listPico).toBe(BigInt(Number(input) * 1e6))
    expect(rates.output.listPico).toBe(BigInt(Number(output) * 1e6))
  })

  test('prices embeddings by their input alone', () => {
    const price = priced(shipped, 'openai/text-embedding-3-small')
    expect(price).toMatchObject({ api: 'embeddings', maxOutputTokens: 0 })
    expect(cost(price, { inputTokens: 1_000, outputTokens: 7 }).listPico).toBe(20_000_000n)
  })

  test('carries the cache classes of Anthropic: reads below a tenth, writes 1.25 and 2 times the input', () => {
    // Claude 3 Haiku's list prices are rounded by the vendor.
    const exact = shipped.models().filter((price) => price !== shipped.find('anthropic', 'claude-3-haiku-20240307'))
    const anthropic = exact.filter(({ provider }) => provider === 'anthropic')
    expect(anthropic.length).toBeGreaterThan(15)
    for (const { rates } of anthropic.flatMap(({ tiers }) => tiers)) {
      expect(rates.cacheWrite1h?.listPico).toBe(rates.input.listPico * 2n)
      expect((rates.cacheWrite5m?.listPico ?? 0n) * 4n).toBe(rates.input.listPico * 5n)
      expect(rates.cachedInput?.listPico).toBeLessThanOrEqual(rates.input.listPico / 10n)
    }
  })

  test('sends the models without a chat endpoint to the Responses API', () => {
    const only = shipped.models().filter(({ provider, model }) => provider === 'openai' && /-(pro|codex)\b/.test(model))
    expect(only.length).toBeGreaterThan(8)
    expect(only.every(({ api }) => api === 'responses')).toBe(true)
  })

  test('says of every price where it comes from and since when it is charged', () => {
    for (const price of shipped.models()) {
      expect(price.source).toMatch(/^https:\/\//)
      expect(price.effectiveFrom).toMatch(/^20\d\d-\d\d-\d\d$/)
    }
  })
})

describe('for every shipped model and any usage', () => {
  const tokens = fc.nat({ max: 2_000_000 })
  const anyPrice = fc.constantFrom(...shipped.models())
  const anyUsage = fc.record({
    inputTokens: tokens,
    cachedTokens: tokens,
    cacheWrite5mTokens: tokens,
    cacheWrite1hTokens: tokens,
    audioInputTokens: tokens,
    outputTokens: tokens,
    reasoningTokens: tokens,
    audioOutputTokens: tokens,
    webSearches: fc.nat({ max: 50 }),
  })

  test('what is charged is list + 31 %, to the last pico-dollar', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, (price, used) => {
        const { listPico, costPico } = costOf(price, used)
        expect(costPico * 100n).toBe(listPico * 131n)
      }),
    )
  })

  test('one more token in or out never costs less', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, tokens, (price, used, more) => {
        const { costPico } = costOf(price, used)
        const longer = costOf(price, { ...used, inputTokens: used.inputTokens + more })
        const wordier = costOf(price, { ...used, outputTokens: used.outputTokens + more })
        expect(longer.costPico).toBeGreaterThanOrEqual(costPico)
        expect(wordier.costPico).toBeGreaterThanOrEqual(costPico)
      }),
    )
  })

  test('no split into classes costs more than the worst rates, so a hold always covers', () => {
    fc.assert(
      fc.property(anyPrice, anyUsage, tokens, (price, used, slack) => {
        const worst = worstRates(price, used.inputTokens + slack)
        const fees = (price.webSearch?.pricePico ?? 0n) * BigInt(used.webSearches)
        const bound = worst.inputPico * BigInt(used.inputTokens) + worst.outputPico * BigInt(used.outputTokens) + fees
        expect(costOf(price, used).costPico).toBeLessThanOrEqual(bound)
      }),
    )
  })
})
