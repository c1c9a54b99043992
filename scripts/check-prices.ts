/**
 * Compares the price file with the public table of the npm package `@pydantic/genai-prices` (its bundled data, no network)
 * and prints the differences for a person to judge. Fails only when the file itself is invalid.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { calcPrice, type TieredPrices } from '@pydantic/genai-prices'
import { picoToUsd } from '../netlify/functions/_lib/domain/money.ts'
import { parsePriceBook } from '../netlify/functions/_lib/domain/price-book.ts'
import type { ModelPrice, PriceBook, Rates } from '../netlify/functions/_lib/domain/pricing.ts'
import { readCommandLine } from './command-line.ts'

const USAGE = `npm run check-prices

Compares pricing/pricing.json with the public table of the npm package @pydantic/genai-prices, without a network, and prints the
differences for a person to judge. Exits 1 only when the file itself is invalid. There are no options.`

const MILLION = 1_000_000n
const REMIND_DAYS = 45
const THEIR_PROVIDER: Readonly<Record<string, string>> = { gemini: 'google', xai: 'x-ai' }
const THEIR_CLASS: Readonly<Record<keyof Rates, string>> = {
  input: 'input_mtok',
  output: 'output_mtok',
  cachedInput: 'cache_read_mtok',
  cacheWrite5m: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  audioInput: 'input_audio_mtok',
  audioOutput: 'output_audio_mtok',
}

type TheirPrices = Readonly<Record<string, number | TieredPrices | undefined>>
type Difference = { field: string; ours: string; theirs: string }
type Row = Difference & { name: string }

const readBook = (): PriceBook =>
  parsePriceBook(JSON.parse(readFileSync(new URL('../pricing/pricing.json', import.meta.url), 'utf8')))

// DeepSeek's rates follow the clock; the price file carries the peak rates, which apply at this hour.
const peakHour = (day: string): Date => new Date(`${day}T02:00:00Z`)

const theirPrices = (provider: string, model: string, day: string): TheirPrices | undefined =>
  calcPrice({ input_tokens: 1, output_tokens: 1 }, model, {
    providerId: THEIR_PROVIDER[provider] ?? provider,
    timestamp: peakHour(day),
  })?.model_price

const perMillion = (pico: bigint | undefined): string => (pico === undefined ? '-' : picoToUsd(pico * MILLION))

const toPico = (usdPerMillion: number | undefined): bigint | undefined =>
  usdPerMillion === undefined ? undefined : BigInt(Math.round(usdPerMillion * 1e6))

/** Their price in the tier that starts at one of our thresholds; they may write a threshold as the token before it. */
const inTier = (price: number | TieredPrices | undefined, aboveInputTokens: number): number | undefined => {
  if (typeof price !== 'object') return price
  const reached = price.tiers.filter((tier) => tier.start <= aboveInputTokens)
  return aboveInputTokens === 0 ? price.base : (reached.at(-1)?.price ?? price.base)
}

const tierDifferences = (price: ModelPrice, theirs: TheirPrices): Difference[] => {
  const theirInput = theirs['input_mtok']
  const theirTiers = typeof theirInput === 'object' ? theirInput.tiers.length : 0
  const ourTiers = price.tiers.length - 1
  return ourTiers === theirTiers
    ? []
    : [{ field: 'long-context tiers', ours: String(ourTiers), theirs: String(theirTiers) }]
}

const rateDifferences = (price: ModelPrice, theirs: TheirPrices): Difference[] =>
  price.tiers.flatMap(({ aboveInputTokens, rates }) =>
    Object.entries(THEIR_CLASS).flatMap(([field, theirField]) => {
      // The keys of THEIR_CLASS are exactly those of Rates; Object.entries widens them to string.
      const ours = rates[field as keyof Rates]?.listPico
      const other = toPico(inTier(theirs[theirField], aboveInputTokens))
      // An absent output price (embeddings) is zero on our side.
      if (ours === other || (ours === 0n && other === undefined)) return []
      const tier = aboveInputTokens > 0 ? ` above ${aboveInputTokens}` : ''
      return [{ field: field + tier, ours: perMillion(ours), theirs: perMillion(other) }]
    }),
  )

const feeDifferences = (price: ModelPrice, theirs: TheirPrices): Difference[] => {
  const ours = price.webSearch ? picoToUsd(price.webSearch.listPico * 1000n) : '-'
  const fee = inTier(theirs['web_searches_kcount'], 0)
  // Their table lacks this fee for whole vendors, so its absence there says nothing.
  return fee === undefined || ours === String(fee) ? [] : [{ field: 'webSearch per 1k', ours, theirs: String(fee) }]
}

/** By each name of the entry, because they may price an alias apart; undefined when they list none of the names. */
const compare = (price: ModelPrice, day: string): Row[] | undefined => {
  const seen = new Set<string>()
  const named = [price.model, ...price.aliases].flatMap((model) => {
    const theirs = theirPrices(price.provider, model, day)
    return theirs ? [{ name: `${price.provider}/${model}`, theirs }] : []
  })
  if (named.length === 0) return undefined
  return named.flatMap(({ name, theirs }) =>
    [...rateDifferences(price, theirs), ...tierDifferences(price, theirs), ...feeDifferences(price, theirs)]
      .filter(({ field, theirs: value }) => !seen.has(field + value) && seen.add(field + value))
      .map((difference) => ({ name, ...difference })),
  )
}

const printTable = (rows: readonly Row[]): void => {
  const table = [{ name: 'model', field: 'class', ours: 'ours', theirs: 'theirs' }, ...rows]
  const width = (column: keyof Row): number => Math.max(...table.map((row) => row[column].length)) + 2
  const [name, field, ours] = [width('name'), width('field'), width('ours')]
  for (const row of table)
    console.log(row.name.padEnd(name) + row.field.padEnd(field) + row.ours.padEnd(ours) + row.theirs)
}

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

const printEndingSoon = (prices: readonly ModelPrice[], today: string): number => {
  const ending = prices.filter((price) => (price.effectiveUntil ?? '9999') <= addDays(today, REMIND_DAYS))
  for (const { provider, model, effectiveUntil, source } of ending)
    console.log(`${provider}/${model}: announced only until ${effectiveUntil ?? ''}, see ${source}`)
  return ending.length
}

const main = (today: string): void => {
  const prices = readBook().models()
  const compared = prices.filter(({ provider }) => provider !== 'sandbox')
  const results = compared.map((price) => ({ name: `${price.provider}/${price.model}`, rows: compare(price, today) }))
  const unlisted = results.filter(({ rows }) => rows === undefined).map(({ name }) => name)
  const differing = results.filter(({ rows }) => rows !== undefined && rows.length > 0).length
  console.log('List prices that differ from the public table (USD per million tokens):\n')
  printTable(results.flatMap(({ rows }) => rows ?? []))
  console.log(`\nNot in the public table: ${unlisted.join(', ') || 'none'}`)
  console.log(`\nPrices that end within ${REMIND_DAYS} days:`)
  const ending = printEndingSoon(prices, today)
  console.log(
    `\n${prices.length} models valid; ${compared.length - unlisted.length} compared, ${differing} differ, ${unlisted.length} not listed there, ${ending} to renew soon.`,
  )
}

readCommandLine(USAGE, (args) => parseArgs({ args }))
try {
  main(new Date().toISOString().slice(0, 10))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
