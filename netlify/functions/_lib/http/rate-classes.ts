import type { ModelPrice, Rate, Rates } from '../domain/pricing.ts'

/** The classes of tokens that have a price, by the names that answers have for them. */
const RATE_CLASSES = {
  input: 'input',
  cachedInput: 'cached_input',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  audioInput: 'audio_input',
  output: 'output',
  audioOutput: 'audio_output',
} as const satisfies Record<keyof Rates, string>

export type RateClass = (typeof RATE_CLASSES)[keyof Rates]

/** The classes that a model prices apart. An embedding model has no output, so a price of none is not one. */
export const pricedClasses = ({ api }: ModelPrice, rates: Rates): { name: RateClass; rate: Rate }[] =>
  Object.entries(RATE_CLASSES).flatMap(([key, name]) => {
    // The keys of RATE_CLASSES are those of Rates.
    const rate = rates[key as keyof Rates]
    return rate === undefined || (api === 'embeddings' && name === 'output') ? [] : [{ name, rate }]
  })
