import type { ChatRequest } from '../domain/chat.ts'
import { GatewayError } from '../domain/errors.ts'
import { worstRates, type ModelApi, type ModelPrice } from '../domain/pricing.ts'
import type { JsonObject } from '../providers/codec.ts'
import type { ProviderEntry } from '../providers/registry.ts'
import type { Deps } from './deps.ts'
import { configuredProviders } from './unknown-provider.ts'

export type Surface =
  'chat' | 'stream' | 'job' | 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini' | 'embeddings'

/** What is sent: a request in our vocabulary, or a body that is in the vendor's own format already. */
export type Exchange =
  | { kind: 'request'; request: ChatRequest }
  | {
      kind: 'pass-through'
      /** Which of the vendor's APIs speaks the client's dialect. */
      api: ModelApi
      body: JsonObject
      model: string
      stream: boolean
      /** Those of the client that the vendor may see. */
      headers: Readonly<Record<string, string>>
    }

/** What the model costs, how much may be needed, and who answers. */
export type PricedCall = {
  price: ModelPrice
  entry: ProviderEntry
  worst: { inputPico: bigint; outputPicoPerToken: bigint; floorPico: bigint }
}

/** A call that is ready to be admitted: everything that can be said about it without the database. */
export type PreparedCall = {
  surface: Surface
  provider: string
  model: string
  maxTokens: number
  /** Fewer than maxTokens may be granted when money is short, but never fewer than this. */
  minTokens: number
  /** Undefined: the model has no price, and admission will refuse the call. */
  priced: PricedCall | undefined
  /** `maxTokens`: what admission granted. */
  exchange: (maxTokens: number) => Exchange
  /** Answered in one piece, which has a bound; a stream has a far higher one. */
  buffered: boolean
  /** The text of the input, for an estimate when the vendor reports nothing. */
  inputText: () => string
}

/** What a call may cost at most: the input by its bound, and the price of one more output token, for each of the choices. */
export const worstCase = (
  price: ModelPrice,
  input: { boundTokens: number; floorTokens: number },
  choices = 1,
): PricedCall['worst'] => {
  const { inputPico, outputPico } = worstRates(price, input.boundTokens)
  return {
    inputPico: BigInt(input.boundTokens) * inputPico,
    outputPicoPerToken: outputPico * BigInt(choices),
    floorPico: BigInt(input.floorTokens) * price.tiers[0].rates.input.pricePico,
  }
}

/** OpenAI's Responses API takes no fewer; see max_output_tokens in its reference. */
const RESPONSES_MIN_TOKENS = 16

/**
 * How many output tokens to ask admission for. A number that the client named is not negotiable; the surface's default is lowered to
 * what the model gives and to what the remaining money buys.
 * @throws GatewayError BAD_REQUEST when the client asks for more than the model gives; `field` is what it called the number, `api` the
 *   vendor API that will be asked
 */
export const outputTokens = (
  price: ModelPrice | undefined,
  asked: number | undefined,
  surfaceDefault: number,
  field: string,
  api = price?.api,
): { maxTokens: number; minTokens: number } => {
  const most = price?.maxOutputTokens ?? Infinity
  if (asked === undefined) {
    const maxTokens = Math.min(surfaceDefault, most)
    return { maxTokens, minTokens: api === 'responses' ? Math.min(RESPONSES_MIN_TOKENS, maxTokens) : 1 }
  }
  if (asked > most) {
    throw new GatewayError('BAD_REQUEST', `${field}: ${price?.model ?? 'the model'} gives at most ${most}`, {
      details: { field },
    })
  }
  return { maxTokens: asked, minTokens: asked }
}

/** @throws GatewayError PROVIDER_NOT_CONFIGURED */
export const assertConfigured = (deps: Pick<Deps, 'providers'>, { name, configured }: ProviderEntry): void => {
  if (configured) return
  throw new GatewayError('PROVIDER_NOT_CONFIGURED', `The provider ${name} is not set up on this gateway`, {
    hint: `Ask the operator of this gateway for it, or name another provider. Set up are: ${configuredProviders(deps)}.`,
  })
}
