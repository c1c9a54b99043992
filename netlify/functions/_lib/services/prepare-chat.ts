import { withCanon } from '../domain/canon.ts'
import type { ChatRequest } from '../domain/chat.ts'
import { GatewayError } from '../domain/errors.ts'
import { inputTokenBound, inputTokenFloor } from '../domain/input-bound.ts'
import type { ModelPrice } from '../domain/pricing.ts'
import type { ProviderEntry } from '../providers/registry.ts'
import type { Deps } from './deps.ts'
import { assertConfigured, outputTokens, worstCase, type PreparedCall } from './prepared-call.ts'
import { resolveProvider } from './provider-alias.ts'
import { requestText } from './request-text.ts'
import { unknownProvider } from './unknown-provider.ts'

/** A chat call as gateway-chat and gateway-stream parse it. */
export type ChatCall = {
  surface: 'chat' | 'stream' | 'job'
  provider: string
  /** `maxTokens` undefined: the surface's default, or less when money is short. */
  request: Omit<ChatRequest, 'maxTokens'> & { maxTokens: number | undefined }
  defaultMaxTokens: number
}

/**
 * Everything that can be said about a call without the database.
 * @throws GatewayError BAD_REQUEST naming the field, PROVIDER_NOT_CONFIGURED
 */
export const prepareChat = (deps: Deps, call: ChatCall): PreparedCall => {
  const provider = resolveProvider(deps.settings, call.provider)
  const { model } = call.request
  const price = deps.prices.find(provider, model)
  const tokens = outputTokens(price, call.request.maxTokens, call.defaultMaxTokens, 'max_tokens')
  const request: ChatRequest = {
    ...call.request,
    messages: withCanon(deps.settings.canon, call.request.messages),
    maxTokens: tokens.maxTokens,
  }
  const entry = deps.providers.find(provider)
  if (entry === undefined) throw unknownProvider(deps)
  const prepared = {
    surface: call.surface,
    provider,
    model,
    ...tokens,
    exchange: (maxTokens: number) => ({ kind: 'request' as const, request: { ...request, maxTokens } }),
    buffered: call.surface === 'chat',
    inputText: () => requestText(request),
  }
  if (price === undefined) return { ...prepared, priced: undefined }
  assertConfigured(deps, entry)
  // As the client numbered its messages: without the canon in front.
  assertExpressible(entry, price, { ...request, messages: call.request.messages })
  const input = {
    boundTokens: inputTokenBound(request, provider, price.contextTokens),
    floorTokens: inputTokenFloor(request),
  }
  return { ...prepared, priced: { price, entry, worst: worstCase(price, input) } }
}

/**
 * What the vendor's format cannot say has to be refused before money is held for it.
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const assertExpressible = (entry: ProviderEntry, price: ModelPrice, request: ChatRequest): void => {
  if (entry.kind === 'local') return
  const codec = entry.codecFor(price.api)
  if (codec === undefined) throw new GatewayError('BAD_REQUEST', `model: ${price.model} does not answer chats`)
  codec.encode(request, entry.target)
}
