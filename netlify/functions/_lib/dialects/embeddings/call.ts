import type { EmbeddingInput, EmbeddingRequest } from '../../domain/embedding.ts'
import type { JsonObject } from '../dialect.ts'

/** A client's embedding request, read from whichever format it speaks. */
export type EmbeddingCall = {
  /** Undefined: it is for the model's name to say. */
  provider: string | undefined
  /** As the client named it. */
  model: string
  /** At least one, in the order in which the vectors are wanted. */
  inputs: readonly EmbeddingInput[]
  /** What the vendor reads before each input. */
  title: string | undefined
  /** The vendor's format that this body is in already; undefined: no vendor's. */
  format: 'openai' | 'gemini' | undefined
  /** Whether the client wants vectors in base64. */
  asksBase64: boolean
  /** The client's body for a vendor of the same format. */
  amend(model: string): JsonObject
  /** In our vocabulary; only for texts. @throws GatewayError BAD_REQUEST naming the field that no other format has */
  translate(): Omit<EmbeddingRequest, 'model'>
}

/** `model` as the client named it. */
export type EmbeddingAnswer = {
  model: string
  vectors: readonly (readonly number[])[]
  inputTokens: number
}

/** More than any vendor takes in one request. */
export const MAX_EMBEDDING_INPUTS = 2_048
