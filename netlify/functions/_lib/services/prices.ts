import { listUnpricedModels, type UnpricedModel } from '../db/unpriced-models.ts'
import { GatewayError } from '../domain/errors.ts'
import type { ModelPrice } from '../domain/pricing.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'

export type { UnpricedModel }

export type PriceQuery = {
  /** Part of a model's name or of an alias, in any case. */
  q: string | undefined
  provider: string | undefined
  /** Only models of providers that have a key, or only the others. */
  configured: boolean | undefined
  /** `provider/model` of the last price of the page before. */
  after: string | undefined
  limit: number
}

export type PricedModel = ModelPrice & { configured: boolean }

/** Every model with a price, those that can be called first, else in the order of the price file. @throws GatewayError BAD_REQUEST for a cursor of no model */
export const pricedModels = (deps: Deps, { q, provider, configured, after, limit }: PriceQuery): Paged<PricedModel> => {
  const found = deps.prices
    .models()
    .filter((price) => (provider === undefined || price.provider === provider) && isNamed(price, q))
    .map((price) => ({ ...price, configured: isConfigured(deps, price) }))
    .filter((price) => configured === undefined || price.configured === configured)
    .toSorted((a, b) => Number(b.configured) - Number(a.configured))
  const start = after === undefined ? 0 : found.findIndex((price) => nameOf(price) === after) + 1
  if (after !== undefined && start === 0) {
    throw new GatewayError('BAD_REQUEST', 'cursor: is not a cursor of this list', { details: { field: 'cursor' } })
  }
  return nextPage(found.slice(start, start + limit + 1), limit, nameOf)
}

const UNPRICED_DAYS = 30
const MOST_UNPRICED = 100

/** What was asked for in the last 30 days and refused because it has no price. */
export const unpricedModels = (deps: Deps, now = new Date()): Promise<UnpricedModel[]> =>
  listUnpricedModels(deps.db, unpricedSince(now), MOST_UNPRICED)

export const unpricedSince = (now: Date): Date => new Date(now.getTime() - UNPRICED_DAYS * 86_400_000)

const isNamed = ({ model, aliases, provider }: ModelPrice, q: string | undefined): boolean => {
  if (q === undefined) return true
  const part = q.toLowerCase()
  return [`${provider}/${model}`, ...aliases].some((name) => name.toLowerCase().includes(part))
}

const isConfigured = (deps: Deps, { provider }: ModelPrice): boolean =>
  deps.providers.find(provider)?.configured === true

const nameOf = ({ provider, model }: ModelPrice): string => `${provider}/${model}`
