import { picoToUsd } from '../domain/money.ts'
import type { ModelPrice, Rates } from '../domain/pricing.ts'
import type { ListedModel } from '../services/list-models.ts'
import { pricedClasses } from './rate-classes.ts'

/** How a vendor writes its models, for its SDK; `list` has all of them on one page. */
export type ModelForm = {
  one: (model: ListedModel) => object
  list: (models: readonly ListedModel[]) => object
  /** The vendor's page about it. */
  reference: string
}

/** What no vendor says: ours, in a field that the SDKs keep as they keep every unknown one. */
const kaixu = ({ provider, model, price }: ListedModel) => ({
  provider,
  model,
  api: price.api,
  aliases: price.aliases,
  context_tokens: price.contextTokens,
  max_output_tokens: price.maxOutputTokens,
  // What this gateway charges, in US dollars per million tokens.
  usd_per_million_tokens: pricesOf(price, price.tiers[0].rates),
  ...(price.tiers.length === 1
    ? {}
    : {
        long_context: price.tiers.slice(1).map(({ aboveInputTokens, rates }) => ({
          above_input_tokens: aboveInputTokens,
          usd_per_million_tokens: pricesOf(price, rates),
        })),
      }),
  ...(price.webSearch === undefined ? {} : { web_search_per_1k_usd: picoToUsd(price.webSearch.pricePico * 1_000n) }),
})

const pricesOf = (price: ModelPrice, rates: Rates): Record<string, string> =>
  Object.fromEntries(
    pricedClasses(price, rates).map(({ name, rate }) => [name, picoToUsd(rate.pricePico * 1_000_000n)]),
  )

const openaiModel = (model: ListedModel) => ({
  id: model.id,
  object: 'model',
  created: Math.floor(Date.parse(model.price.effectiveFrom) / 1000),
  owned_by: model.provider,
  kaixu: kaixu(model),
})

export const openaiModelsBody = (models: readonly ListedModel[]) => ({ object: 'list', data: models.map(openaiModel) })

export const openaiModels: ModelForm = {
  reference: 'https://platform.openai.com/docs/api-reference/models',
  one: openaiModel,
  list: openaiModelsBody,
}

export const anthropicModels: ModelForm = {
  reference: 'https://platform.claude.com/docs/en/api/models-list',
  one: (model) => ({
    type: 'model',
    id: model.id,
    display_name: model.model,
    created_at: `${model.price.effectiveFrom}T00:00:00Z`,
    max_input_tokens: model.price.contextTokens,
    max_tokens: model.price.maxOutputTokens,
    capabilities: null,
    lifecycle: 'active',
    line: null,
    deprecated_at: null,
    retires_at: null,
    kaixu: kaixu(model),
  }),
  list: (models) => ({
    data: models.map(anthropicModels.one),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  }),
}

export const geminiModels: ModelForm = {
  reference: 'https://ai.google.dev/api/models',
  one: (model) => ({
    name: `models/${model.id}`,
    baseModelId: model.model,
    version: model.price.effectiveFrom,
    displayName: model.model,
    description: `${model.model} of ${model.provider}`,
    inputTokenLimit: model.price.contextTokens,
    outputTokenLimit: model.price.maxOutputTokens,
    supportedGenerationMethods:
      model.price.api === 'embeddings'
        ? ['embedContent', 'batchEmbedContents']
        : ['generateContent', 'streamGenerateContent', 'countTokens'],
    kaixu: kaixu(model),
  }),
  list: (models) => ({ models: models.map(geminiModels.one) }),
}
