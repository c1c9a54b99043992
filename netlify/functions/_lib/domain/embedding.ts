/** A text, or the token ids of one (OpenAI's own models take those). */
export type EmbeddingInput = string | readonly number[]

/** The gateway's vocabulary for an embedding call: one vector for each text, in their order. */
export type EmbeddingRequest = {
  /** The vendor's own name of the model. */
  model: string
  /** At least one. */
  inputs: readonly string[]
  /** The length of the vectors; undefined: the model's own. */
  dimensions?: number
  /** What the vectors are for, in Gemini's words (`RETRIEVAL_DOCUMENT`). */
  taskType?: string
  /** Of the document that the texts are from; goes with `RETRIEVAL_DOCUMENT`. */
  title?: string
}

/** Marks that a model puts around a text, and the words that a task type puts before it. */
const TOKENS_PER_INPUT = 32

/**
 * The most tokens that one input can be billed for: no tokenizer makes more tokens than UTF-8 bytes, and no model reads more
 * than its context window. `prefixBytes`: what is read before every input (a title).
 */
export const embeddingBound = (input: EmbeddingInput, prefixBytes: number, contextTokens: number): number => {
  const size = typeof input === 'string' ? Buffer.byteLength(input) : input.length
  return Math.min(size + prefixBytes + TOKENS_PER_INPUT, contextTokens)
}

/** What the inputs surely cost even if nothing is ever heard of the call again: four bytes of text a token. */
export const embeddingFloor = (inputs: readonly EmbeddingInput[], contextTokens: number): number => {
  let tokens = 0
  for (const input of inputs) {
    const size = typeof input === 'string' ? Math.ceil(Buffer.byteLength(input) / 4) : input.length
    tokens += Math.min(size, contextTokens)
  }
  return Math.max(1, tokens)
}
