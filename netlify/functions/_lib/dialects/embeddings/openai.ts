import { z } from 'zod'
import type { EmbeddingInput } from '../../domain/embedding.ts'
import { badField, readField, readList, refuseOthers } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import { MAX_EMBEDDING_INPUTS, type EmbeddingAnswer, type EmbeddingCall } from './call.ts'

const fields = z.object({
  model: z.string('is missing').min(1, 'is empty').max(200, 'has more than 200 characters'),
  encoding_format: z.enum(['float', 'base64'], 'is neither float nor base64').nullish(),
  dimensions: z.int('is not a whole number').min(1, 'has to be at least 1').max(100_000, 'is too long').nullish(),
})

const TRANSLATED: ReadonlySet<string> = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user'])

/**
 * The body of POST /v1/embeddings (platform.openai.com/docs/api-reference/embeddings/create).
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const readOpenAIEmbedding = (body: JsonObject): EmbeddingCall => {
  const { model, encoding_format: encoding, dimensions } = readField(fields, body, '')
  const inputs = readInput(body['input'])
  return {
    provider: undefined,
    model,
    inputs,
    title: undefined,
    format: 'openai',
    asksBase64: encoding === 'base64',
    amend: (target) => ({ ...body, model: target }),
    translate: () => {
      refuseOthers(body, '', TRANSLATED)
      return {
        inputs: inputs.filter((input) => typeof input === 'string'),
        ...(dimensions == null ? {} : { dimensions }),
      }
    },
  }
}

/** As the vendor writes it. */
export const writeOpenAIEmbedding = (answer: EmbeddingAnswer, { asksBase64 }: EmbeddingCall): JsonObject => ({
  object: 'list',
  data: answer.vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: asksBase64 ? toBase64(vector) : vector,
  })),
  model: answer.model,
  usage: { prompt_tokens: answer.inputTokens, total_tokens: answer.inputTokens },
})

/** 32-bit floats, the low byte first. */
const toBase64 = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4))
  return bytes.toString('base64')
}

const MAX_TOKEN_ID = 2 ** 31

/** A text, texts, token ids, or lists of token ids. */
const readInput = (value: unknown): EmbeddingInput[] => {
  if (value === undefined || value === null) throw badField('input', 'is missing')
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) throw badField('input', 'is neither a text nor an array')
  if (value.length === 0) throw badField('input', 'is empty')
  const items: unknown[] = value
  if (typeof items[0] === 'number') return [readTokens(items, 'input')]
  return readList(items, 'input', MAX_EMBEDDING_INPUTS, (item, path): EmbeddingInput => {
    if (typeof item === typeof items[0]) {
      if (typeof item === 'string') return item
      if (Array.isArray(item) && item.length > 0) return readTokens(item, path)
    }
    throw badField(path, 'is neither a text nor a list of tokens as the first one is')
  })
}

const readTokens = (items: readonly unknown[], path: string): readonly number[] => {
  const wrong = items.findIndex(
    (item) => typeof item !== 'number' || !Number.isSafeInteger(item) || item < 0 || item > MAX_TOKEN_ID,
  )
  if (wrong !== -1) throw badField(`${path}.${wrong}`, 'is not a token')
  // Every element was looked at just now.
  return items as readonly number[]
}
