import { picoOf, usdOf } from './pico.ts'

/** What a million tokens of each class cost, in exact dollars; a class without a price costs what it is part of. */
export type ClassPrices = {
  input?: string
  cached_input?: string
  cache_write_5m?: string
  cache_write_1h?: string
  output?: string
}

type Tokens = {
  input_tokens: number
  cached_tokens: number
  cache_write_tokens: number
  output_tokens: number
}

export type ReceiptLine = {
  name: string
  tokens: number
  /** Undefined: no price list makes what was charged. */
  priced: { perMillionUsd: string; amountUsd: string } | undefined
}

type Prices = ClassPrices & { cache_write?: string | undefined }

const MILLION = 1_000_000n

/** A call class by class, with tokens × price = amount where one of the price lists makes exactly what was charged, and else without. */
export const receiptLines = (call: Tokens, chargedUsd: string, lists: readonly ClassPrices[]): ReceiptLine[] => {
  const charged = picoOf(chargedUsd)
  for (const prices of lists.flatMap(perCacheWrite)) {
    const lines = classesOf(call, prices).map((line) => ({ ...line, pico: amountOf(line.tokens, line.price) }))
    if (lines.reduce((sum, { pico }) => sum + pico, 0n) === charged) {
      return lines.map(({ name, tokens, price, pico }) => ({
        name,
        tokens,
        priced: { perMillionUsd: price, amountUsd: usdOf(pico) },
      }))
    }
  }
  return classesOf(call, {}).map(({ name, tokens }) => ({ name, tokens, priced: undefined }))
}

/** The classes that a call has tokens of. */
const classesOf = (call: Tokens, prices: Prices): { name: string; tokens: number; price: string }[] => {
  const input = prices.input ?? '0'
  const uncached = call.input_tokens - call.cached_tokens - call.cache_write_tokens
  return [
    { name: uncached === call.input_tokens ? 'Input' : 'Input, uncached', tokens: uncached, price: input },
    { name: 'Input, from a cache', tokens: call.cached_tokens, price: prices.cached_input ?? input },
    { name: 'Input, written to a cache', tokens: call.cache_write_tokens, price: prices.cache_write ?? input },
    { name: 'Output', tokens: call.output_tokens, price: prices.output ?? '0' },
  ].filter(({ tokens }) => tokens > 0)
}

/** A call does not say for how long what it wrote to a cache is kept there, and the two have prices of their own. */
const perCacheWrite = (prices: ClassPrices): Prices[] =>
  [...new Set([prices.cache_write_5m, prices.cache_write_1h])].map((price) => ({ ...prices, cache_write: price }))

const amountOf = (tokens: number, perMillionUsd: string): bigint => (picoOf(perMillionUsd) * BigInt(tokens)) / MILLION
