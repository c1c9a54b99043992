import { cannotExpress } from './cannot-express.ts'
import type { JsonObject, Target } from './codec.ts'
import { createEmbeddingCodec, type EmbeddingCodec, type Vector } from './embedding-codec.ts'
import { countOf, recordOf } from './json-reader.ts'
import { vectorOf } from './vector.ts'

type Dialect = {
  takesTokens: boolean
  takesBase64: boolean
  /** Undefined: the vendor calls it what OpenAI does. */
  dimensionsField?: string
  /** Whether fields that are OpenAI's own (`user`, `encoding_format`) are known. */
  openaiFields: boolean
}

/** platform.openai.com/docs/api-reference/embeddings: at most 2,048 inputs. */
const MAX_INPUTS = 2_048

/**
 * OpenAI's embeddings and the vendors that speak them. POST `{baseUrl}/embeddings`. Not every vendor knows `encoding_format`, so
 * only those that do are asked for base64; the others write numbers.
 */
const createOpenAIEmbeddings = (dialect: Dialect): EmbeddingCodec =>
  createEmbeddingCodec({
    format: 'openai',
    maxInputs: MAX_INPUTS,
    takesTokens: dialect.takesTokens,
    takesBase64: dialect.takesBase64,
    body: ({ model, inputs, dimensions, taskType, title }) => {
      if (taskType !== undefined) throw cannotExpress('taskType', NO_SUCH_SETTING)
      if (title !== undefined) throw cannotExpress('title', NO_SUCH_SETTING)
      return {
        model,
        input: inputs,
        ...(dimensions !== undefined && { dimensions }),
        // A third of the bytes on the way.
        ...(dialect.takesBase64 && { encoding_format: 'base64' }),
      }
    },
    vectors,
    address: (_body, _model, { baseUrl, apiKey }: Target) => ({
      url: `${baseUrl}/embeddings`,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    }),
    adapt: (body) => adapt(body, dialect),
    inputTokens: (answer) => {
      const tokens = countOf(recordOf(recordOf(answer)?.['usage'])?.['prompt_tokens'])
      // Servers that do not count say zero.
      return tokens === 0 ? undefined : tokens
    },
  })

const NO_SUCH_SETTING = 'this provider has no such setting'

const OPENAI_FIELDS: ReadonlySet<string> = new Set(['dimensions', 'user', 'encoding_format'])

const adapt = (body: JsonObject, { openaiFields, dimensionsField = 'dimensions' }: Dialect): JsonObject => {
  if (openaiFields) return body
  const { dimensions } = body
  const shared = Object.entries(body).filter(([name]) => !OPENAI_FIELDS.has(name))
  return { ...Object.fromEntries(shared), ...(dimensions !== undefined && { [dimensionsField]: dimensions }) }
}

const vectors = (answer: unknown): readonly Vector[] | undefined => {
  const data = recordOf(answer)?.['data']
  if (!Array.isArray(data) || data.length === 0) return undefined
  const found: Vector[] = []
  const items: unknown[] = data
  for (const [place, item] of items.entries()) {
    const vector = vectorOf(recordOf(item)?.['embedding'])
    if (vector === undefined) return undefined
    found[countOf(recordOf(item)?.['index']) ?? place] = vector
  }
  const isWhole = found.length === items.length && Object.keys(found).length === items.length
  return isWhole ? found : undefined
}

export const openaiEmbeddings = createOpenAIEmbeddings({ takesTokens: true, takesBase64: true, openaiFields: true })

/** docs.mistral.ai/api "Embeddings": forbids unknown fields, and calls the length `output_dimension`. */
export const mistralEmbeddings = createOpenAIEmbeddings({
  takesTokens: false,
  takesBase64: false,
  dimensionsField: 'output_dimension',
  openaiFields: false,
})

export const compatibleEmbeddings = createOpenAIEmbeddings({
  takesTokens: false,
  takesBase64: false,
  openaiFields: false,
})
