import type { PricedModel } from '../../../shared/answers.ts'
import { picoOf, usdOf } from '../../../shared/pico.ts'

type Tokens = {
  input_tokens: number
  cached_tokens: number
  cache_write_tokens: number
  output_tokens: number
  reasoning_tokens: number
}

/** What a call has to come to: what its customer paid and what it used above its hold, and what the vendor takes. */
type Sums = { charged: string; listed: string }

type Prices = PricedModel['tiers'][number]['per_million_tokens']
/** Per million tokens, or for so many of them; exact dollars. */
type Price = { list_usd: string; price_usd: string }

export type OperatorReceiptLine = { name: string; tokens: number; perMillion: Price; amount: Price }

const MILLION = 1_000_000n

/**
 * Tokens times price, class by class, with the prices of today; undefined unless that is exactly what the call came to: prices change,
 * and sounds and searches have prices of their own that a call does not keep apart.
 */
export const operatorReceipt = (
  call: Tokens,
  sums: Sums,
  model: PricedModel | undefined,
): OperatorReceiptLine[] | undefined => {
  const prices = model?.tiers.findLast((tier) => call.input_tokens > tier.above_input_tokens) ?? model?.tiers[0]
  if (prices === undefined) return undefined
  return candidates(call, prices.per_million_tokens).find(
    (lines) => sumOf(lines, 'price_usd') === picoOf(sums.charged) && sumOf(lines, 'list_usd') === picoOf(sums.listed),
  )
}

/** Classes of tokens that a call has any of. */
export const tokenClasses = (call: Tokens): { name: string; tokens: number }[] =>
  [
    { name: 'Input', tokens: call.input_tokens - call.cached_tokens - call.cache_write_tokens },
    { name: 'Cached input', tokens: call.cached_tokens },
    { name: 'Cache write', tokens: call.cache_write_tokens },
    { name: 'Output', tokens: call.output_tokens - call.reasoning_tokens },
    { name: 'Reasoning', tokens: call.reasoning_tokens },
  ].filter(({ tokens }) => tokens !== 0)

/** A class without a price of its own costs what it is part of. What was written to a cache is kept for minutes or an hour: either. */
const candidates = (call: Tokens, prices: Prices): OperatorReceiptLine[][] => {
  const { input, output, cached_input: cached = input, cache_write_5m: short = input } = prices
  const writes = [short, prices.cache_write_1h ?? short]
  return writes.map((write) => {
    const priceOf: Readonly<Record<string, Price | undefined>> = {
      Input: input,
      'Cached input': cached,
      'Cache write': write,
      Output: output,
      Reasoning: output,
    }
    return tokenClasses(call).map(({ name, tokens }) => {
      const perMillion = priceOf[name] ?? { list_usd: '0', price_usd: '0' }
      return { name, tokens, perMillion, amount: amountOf(perMillion, tokens) }
    })
  })
}

const amountOf = ({ list_usd: list, price_usd: price }: Price, tokens: number): Price => {
  const times = (perMillion: string): string => usdOf((picoOf(perMillion) / MILLION) * BigInt(tokens))
  return { list_usd: times(list), price_usd: times(price) }
}

const sumOf = (lines: readonly OperatorReceiptLine[], name: keyof Price): bigint =>
  lines.reduce((sum, { amount }) => sum + picoOf(amount[name]), 0n)
