import type { PriceBook } from '../../../netlify/functions/_lib/domain/pricing.ts'

/** What somebody asks for though it has no price; without a provider: a name that none of them has. */
export type WantedModel = { provider: string | undefined; model: string }

const WANTED: readonly WantedModel[] = [
  { provider: 'openai', model: 'gpt-4.5-preview' },
  { provider: 'mistral', model: 'mistral-saba-2502' },
  { provider: 'anthropic', model: 'claude-2.1' },
  { provider: undefined, model: 'gpt4-turbo' },
  { provider: 'gemini', model: 'gemini-1.5-pro' },
  { provider: 'groq', model: 'mixtral-8x7b-32768' },
]

/** Those that are still without a price. */
export const wantedModels = (prices: PriceBook): WantedModel[] =>
  WANTED.filter(({ provider, model }) => provider === undefined || prices.find(provider, model) === undefined)
