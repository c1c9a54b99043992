import type { ChatEvent } from '../domain/chat.ts'
import type { EmbeddingRequest } from '../domain/embedding.ts'
import { GatewayError } from '../domain/errors.ts'
import { NO_USAGE } from '../domain/usage.ts'
import type { Codec, JsonObject, Target, UpstreamCall } from './codec.ts'

export type Vector = readonly number[]

/** A vendor's wire format of embeddings. It is a codec whose answers have usage and no text. */
export type EmbeddingCodec = Codec & {
  /** The client's format that is the vendor's own. */
  format: 'openai' | 'gemini'
  /** In one request. */
  maxInputs: number
  /** Whether the vendor reads token ids, as texts that are encoded already. */
  takesTokens: boolean
  /** Whether the vendor writes vectors in base64 when asked to. */
  takesBase64: boolean
  body: (request: EmbeddingRequest) => JsonObject
  /** The vectors of an answer in the order of the inputs; undefined when it has none that can be read. */
  vectors: (answer: unknown) => readonly Vector[] | undefined
}

type Format = Omit<EmbeddingCodec, 'encode' | 'decode' | 'decodeBody' | 'forward'> & {
  address: (body: JsonObject, model: string, target: Target) => Pick<UpstreamCall, 'url' | 'headers'>
  adapt: (body: JsonObject) => JsonObject
  /** Undefined when the vendor reports none. */
  inputTokens: (answer: unknown) => number | undefined
}

/** Completes a vendor's format to a codec. */
export const createEmbeddingCodec = ({ address, adapt, inputTokens, ...format }: Format): EmbeddingCodec => ({
  ...format,
  encode: ({ model }) => {
    throw new GatewayError('BAD_REQUEST', `model: ${model} does not answer chats`, { details: { field: 'model' } })
  },
  forward: (body, { model }, target) => ({ ...address(body, model, target), body: adapt(body) }),
  // No vendor streams embeddings; started, so that leaving it ends the connection.
  async *decode(events) {
    const reading = events[Symbol.asyncIterator]()
    await reading.next()
    await reading.return?.()
    yield unreadable()
  },
  *decodeBody(answer) {
    if (format.vectors(answer) === undefined) {
      yield unreadable()
      return
    }
    const tokens = inputTokens(answer)
    if (tokens !== undefined) yield { type: 'usage', usage: { ...NO_USAGE, inputTokens: tokens }, final: true }
    yield { type: 'finish', reason: 'stop' }
  },
})

const unreadable = (): ChatEvent => ({
  type: 'error',
  error: new GatewayError('UPSTREAM_ERROR', 'The provider sent embeddings that cannot be read'),
})
