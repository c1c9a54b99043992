import { withCanon } from '../domain/canon.ts'
import type { ChatRequest } from '../domain/chat.ts'
import { GatewayError } from '../domain/errors.ts'
import { inputTokenBound, inputTokenFloor } from '../domain/input-bound.ts'
import { worstRates, type ModelPrice } from '../domain/pricing.ts'
import type { ProviderEntry } from '../providers/registry.ts'
import type { Deps } from './deps.ts'
import { resolveProvider } from './provider-alias.ts'

/** A chat call as a surface parsed it. */
export type ChatCall = {
  surface: 'chat' | 'stream'
  provider: string
  /** `maxTokens` undefined: the surface's default, or less when money is short. */
  request: Omit<ChatRequest, 'maxTokens'> & { maxTokens: number | undefined }
  defaultMaxTokens: number
}

/** What the model costs, how much may be needed, and who answers. */
export type PricedCall = {
  price: ModelPrice
  entry: ProviderEntry
  worst: { inputPico: bigint; outputPicoPerToken: bigint; floorPico: bigint }
}

export type PreparedCall = {
  surface: ChatCall['surface']
  provider: string
  /** With the canon; `maxTokens` is what is asked of admission. */
  request: ChatRequest
  minTokens: number
  /** Undefined: the model has no price, and admission will refuse the call. */
  priced: PricedCall | undefined
}

/** OpenAI's Responses API takes no fewer; see max_output_tokens in its reference. */
const RESPONSES_MIN_TOKENS = 16

/**
 * Everything that can be said about a call without the database.
 * @throws GatewayError BAD_REQUEST naming the field, PROVIDER_NOT_CONFIGURED
 */
export const prepareChat = (deps: Deps, call: ChatCall): PreparedCall => {
  const provider = resolveProvider(deps.settings, call.provider)
  const price = deps.prices.find(provider, call.request.model)
  const asked = call.request.maxTokens
  const maxTokens = Math.min(asked ?? call.defaultMaxTokens, price?.maxOutputTokens ?? Infinity)
  if (price !== undefined && asked !== undefined && asked > price.maxOutputTokens) {
    throw new GatewayError('BAD_REQUEST', `max_tokens: ${call.request.model} gives at most ${price.maxOutputTokens}`)
  }
  const request: ChatRequest = {
    ...call.request,
    messages: withCanon(deps.settings.canon, call.request.messages),
    maxTokens,
  }
  const surface = { surface: call.surface, provider, request }
  const entry = deps.providers.find(provider)
  if (entry === undefined) throw new GatewayError('BAD_REQUEST', `provider: this gateway has no provider of that name`)
  if (price === undefined) return { ...surface, minTokens: 1, priced: undefined }
  if (!entry.configured) {
    throw new GatewayError('PROVIDER_NOT_CONFIGURED', `The provider ${provider} is not set up on this gateway`, {
      hint: `The operator has to set its API key.`,
    })
  }
  // As the client numbered its messages: without the canon in front.
  assertExpressible(entry, price, { ...request, messages: call.request.messages })
  return {
    ...surface,
    minTokens: leastTokens(price, asked, maxTokens),
    priced: { price, entry, worst: worstCase(price, request) },
  }
}

const leastTokens = (price: ModelPrice, asked: number | undefined, maxTokens: number): number => {
  if (asked !== undefined) return asked
  return price.api === 'responses' ? Math.min(RESPONSES_MIN_TOKENS, maxTokens) : 1
}

const worstCase = (price: ModelPrice, request: ChatRequest): PricedCall['worst'] => {
  const inputTokens = inputTokenBound(request, price.provider, price.contextTokens)
  const { inputPico, outputPico } = worstRates(price, inputTokens)
  const floorRate = price.tiers[0].rates.input.pricePico
  return {
    inputPico: BigInt(inputTokens) * inputPico,
    outputPicoPerToken: outputPico,
    floorPico: BigInt(inputTokenFloor(request)) * floorRate,
  }
}

/** What the vendor's format cannot say has to be refused before money is held for it. */
const assertExpressible = (entry: ProviderEntry, price: ModelPrice, request: ChatRequest): void => {
  if (entry.kind === 'local') return
  const codec = entry.codecFor(price.api)
  if (codec === undefined) throw new GatewayError('BAD_REQUEST', `model: ${price.model} does not answer chats`)
  codec.encode(request, entry.target)
}
