import type { EmbeddingCall } from '../dialects/embeddings/call.ts'
import { embeddingBound, embeddingFloor, type EmbeddingInput } from '../domain/embedding.ts'
import { GatewayError } from '../domain/errors.ts'
import type { ModelPrice } from '../domain/pricing.ts'
import type { EmbeddingCodec } from '../providers/embedding-codec.ts'
import type { ProviderEntry } from '../providers/registry.ts'
import type { Deps } from './deps.ts'
import { assertConfigured, type PreparedCall, type PricedCall } from './prepared-call.ts'
import { resolveProvider } from './provider-alias.ts'
import { resolveModels, type ModelTarget } from './resolve-model.ts'
import { unknownProvider } from './unknown-provider.ts'

/**
 * An embedding call, ready to be admitted: in the vendor's own format, whether the client spoke it or not. There is no second
 * model to try when the first fails: vectors of different models cannot be compared.
 * @throws GatewayError BAD_REQUEST naming the field, UNPRICED_MODEL, PROVIDER_NOT_CONFIGURED
 */
export const prepareEmbedding = (deps: Deps, call: EmbeddingCall): PreparedCall => {
  const { provider, model } = targetOf(deps, call)
  const entry = deps.providers.find(provider)
  if (entry === undefined) throw unknownProvider(deps)
  const price = deps.prices.find(provider, model)
  const codec = codecOf(entry)
  const base = {
    surface: 'embeddings' as const,
    provider,
    model,
    maxTokens: 0,
    minTokens: 0,
    buffered: true,
    inputText: () => call.inputs.map(textOf).join('\n'),
  }
  if (price === undefined) return { ...base, priced: undefined, exchange: nothingToExchange }
  if (price.api !== 'embeddings' || codec === undefined) throw badField('model', `${model} makes no embeddings`)
  assertConfigured(deps, entry)
  assertAccepted(call, codec)
  const body = call.format === codec.format ? call.amend(model) : codec.body({ ...call.translate(), model })
  return {
    ...base,
    priced: { price, entry, worst: worstCase(price, call) },
    exchange: () => ({ kind: 'pass-through', api: 'embeddings', body, model, stream: false, headers: {} }),
  }
}

/** Whether the vendor's own answer is what the client asked for, so that its bytes can be handed on. */
export const answersAsAsked = (call: EmbeddingCall, codec: EmbeddingCodec): boolean =>
  call.format === codec.format && (!call.asksBase64 || codec.takesBase64)

export const codecOf = (entry: ProviderEntry): EmbeddingCodec | undefined =>
  entry.kind === 'http' ? entry.embeddings : undefined

const targetOf = (deps: Deps, { provider, model }: EmbeddingCall): ModelTarget =>
  provider === undefined
    ? resolveModels(deps, [model])[0]
    : { provider: resolveProvider(deps.settings, provider), model: withoutFolder(model) }

const withoutFolder = (model: string): string => model.replace(/^models\//, '')

const assertAccepted = ({ inputs }: EmbeddingCall, codec: EmbeddingCodec): void => {
  if (inputs.length > codec.maxInputs) {
    throw badField('input', `has more than ${codec.maxInputs} elements, which is what this provider takes at once`)
  }
  if (!codec.takesTokens && inputs.some((input) => typeof input !== 'string')) {
    throw badField('input', "are tokens, which only OpenAI's own models take; send texts")
  }
}

/** Only texts are taken, so the classes of other input, which may be dearer, cannot occur. */
const worstCase = (price: ModelPrice, { inputs, title = '' }: EmbeddingCall): PricedCall['worst'] => {
  const titleBytes = Buffer.byteLength(title)
  const bound = inputs.reduce((sum, input) => sum + embeddingBound(input, titleBytes, price.contextTokens), 0)
  const rates = price.tiers.map(({ rates: { input } }) => input.pricePico)
  const dearest = rates.reduce((most, rate) => (rate > most ? rate : most), 0n)
  return {
    inputPico: BigInt(bound) * dearest,
    outputPicoPerToken: 0n,
    floorPico: BigInt(embeddingFloor(inputs, price.contextTokens)) * price.tiers[0].rates.input.pricePico,
  }
}

/** A text that an estimate counts as many tokens in as there are ids. */
const textOf = (input: EmbeddingInput): string => (typeof input === 'string' ? input : ' a'.repeat(input.length))

const badField = (field: string, problem: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `${field}: ${problem}`, { details: { field } })

const nothingToExchange = (): never => {
  throw new Error('a call without a price was admitted')
}
