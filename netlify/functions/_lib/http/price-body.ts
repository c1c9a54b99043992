import { picoToUsd } from '../domain/money.ts'
import type { Rate, Tier } from '../domain/pricing.ts'
import type { Paged } from '../services/paging.ts'
import type { PricedModel, UnpricedModel } from '../services/prices.ts'
import { pricedClasses, type RateClass } from './rate-classes.ts'

/** What the vendor lists, and what is charged for it; exact decimals of dollars. */
type Prices = { list_usd: string; price_usd: string }

/** A model and what it costs, as the operator sees it. */
const priceBody = (price: PricedModel) => ({
  provider: price.provider,
  model: price.model,
  aliases: price.aliases,
  api: price.api,
  configured: price.configured,
  /** The first has no threshold; each further one applies to calls with more input tokens than its own. */
  tiers: price.tiers.map((tier) => tierBody(price, tier)),
  web_search_per_1k: price.webSearch === undefined ? null : pricesOf(price.webSearch, 1_000n),
  context_tokens: price.contextTokens,
  max_output_tokens: price.maxOutputTokens,
  markup_pct: price.markupPct,
  source: price.source,
  effective_from: price.effectiveFrom,
  effective_until: price.effectiveUntil ?? null,
})

const tierBody = (price: PricedModel, { aboveInputTokens, rates }: Tier) => {
  const prices: Partial<Record<RateClass, Prices>> = Object.fromEntries(
    pricedClasses(price, rates).map(({ name, rate }) => [name, pricesOf(rate, 1_000_000n)]),
  )
  return { above_input_tokens: aboveInputTokens, per_million_tokens: prices }
}

const pricesOf = ({ listPico, pricePico }: Rate, units: bigint): Prices => ({
  list_usd: picoToUsd(listPico * units),
  price_usd: picoToUsd(pricePico * units),
})

/** A page of priced models, and what was asked for that has no price. */
export const pricesBody = ({ rows, nextCursor }: Paged<PricedModel>, unpriced: readonly UnpricedModel[]) => ({
  models: rows.map(priceBody),
  unpriced,
  next_cursor: nextCursor,
})
