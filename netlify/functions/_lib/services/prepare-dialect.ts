import { withCanon } from '../domain/canon.ts'
import type { ChatRequest } from '../domain/chat.ts'
import { inputBoundOfSize, inputFloorOfSize } from '../domain/input-bound.ts'
import type { ModelPrice } from '../domain/pricing.ts'
import type { Dialect, DialectCall } from '../dialects/dialect.ts'
import type { ProviderEntry } from '../providers/registry.ts'
import type { Deps } from './deps.ts'
import { assertExpressible } from './prepare-chat.ts'
import { assertConfigured, outputTokens, worstCase, type Exchange, type PreparedCall } from './prepared-call.ts'
import { requestText } from './request-text.ts'
import type { ModelTarget } from './resolve-model.ts'

/** What a client of a vendor's dialect gets when it names no limit: as much as the vendors' own defaults would not exceed often. */
const DEFAULT_MAX_TOKENS = 4_096

/**
 * A call in a vendor's dialect, for one of its models: passed through when the model's own API speaks the dialect, translated
 * otherwise. `vendorHeaders` are the client's own that its vendor may see.
 * @throws GatewayError BAD_REQUEST naming the field, PROVIDER_NOT_CONFIGURED
 */
export const prepareDialect = (
  deps: Deps,
  dialect: Dialect,
  call: DialectCall,
  target: ModelTarget,
  vendorHeaders: Readonly<Record<string, string>>,
): PreparedCall => {
  const { provider, model } = target
  const price = deps.prices.find(provider, model)
  const entry = deps.providers.find(provider)
  const isOwn = price !== undefined && entry !== undefined && isPassedThrough(dialect, price, entry)
  const api = isOwn ? dialect.api : price?.api
  const tokens = outputTokens(price, call.maxTokens, DEFAULT_MAX_TOKENS, 'max_tokens', api)
  const base = { buffered: !call.stream, surface: dialect.name, provider, model, ...tokens }
  if (price === undefined || entry === undefined) {
    return { ...base, priced: undefined, exchange: nothingToExchange, inputText: () => '' }
  }
  assertConfigured(deps, entry)
  const input = {
    boundTokens: inputBoundOfSize(withCanonSize(deps, call.input), price),
    floorTokens: inputFloorOfSize(call.input),
  }
  const priced = { price, entry, worst: worstCase(price, input, call.choices) }
  if (isOwn) {
    const amend = (maxTokens: number) => call.amend({ canon: deps.settings.canon, model, maxTokens })
    // Now, because what the API would not take may not be found out when money is held already.
    const least = amend(tokens.minTokens)
    return {
      ...base,
      priced,
      exchange: (maxTokens) => ({
        kind: 'pass-through',
        api: dialect.api,
        body: amend(maxTokens),
        model,
        stream: call.stream,
        headers: vendorHeaders,
      }),
      inputText: () => JSON.stringify(least, withoutMedia),
    }
  }
  const translated = call.translate()
  const request = (maxTokens: number): ChatRequest => ({ ...translated, model, maxTokens })
  assertExpressible(entry, price, request(tokens.maxTokens))
  const governed = (maxTokens: number): ChatRequest => ({
    ...request(maxTokens),
    messages: withCanon(deps.settings.canon, translated.messages),
  })
  return {
    ...base,
    priced,
    exchange: (maxTokens) => ({ kind: 'request', request: governed(maxTokens) }),
    inputText: () => requestText(governed(1)),
  }
}

/**
 * Whether the model's own vendor speaks the client's dialect for it. OpenAI serves its chat models on Responses too
 * (developers.openai.com "Migrate to the Responses API"), but not the other way round, and not those that hear: Responses takes no
 * `input_audio` (community.openai.com/t/1364108).
 */
const isPassedThrough = (dialect: Dialect, price: ModelPrice, entry: ProviderEntry): boolean => {
  if (price.api === dialect.api) return true
  return (
    dialect.api === 'responses' &&
    price.api === 'chat' &&
    price.tiers[0].rates.audioInput === undefined &&
    entry.kind === 'http' &&
    entry.codecFor('responses') !== undefined
  )
}

/** Media are billed by pixels and seconds; read as text, an image of a few hundred kilobytes would cost what a book does. */
const withoutMedia = (...[, value]: [name: string, value: unknown]): unknown =>
  typeof value === 'string' && BASE64.test(value) ? '' : value

const BASE64 = /^(?:data:[^,]*,)?[\w+/=-]{512,}$/

const nothingToExchange = (): Exchange => {
  throw new Error('a call without a price was admitted')
}

const withCanonSize = (deps: Deps, input: DialectCall['input']): DialectCall['input'] => ({
  ...input,
  textBytes: input.textBytes + Buffer.byteLength(deps.settings.canon),
  messages: input.messages + 1,
})
