import { createEmbeddingCodec, type Vector } from './embedding-codec.ts'
import { countOf, recordOf, recordsOf } from './json-reader.ts'
import { vectorOf } from './vector.ts'

/** ai.google.dev/api/embeddings: "at most 100 requests can be in one batch". */
const MAX_INPUTS = 100

/**
 * Gemini's embeddings (ai.google.dev/api/embeddings). POST `{baseUrl}/models/{model}:batchEmbedContents`, or `:embedContent` for a
 * body that has one content and no `requests`. Newer models report usage; when it is missing, the meter estimates.
 */
export const geminiEmbeddings = createEmbeddingCodec({
  format: 'gemini',
  maxInputs: MAX_INPUTS,
  takesTokens: false,
  takesBase64: false,
  body: ({ model, inputs, dimensions, taskType, title }) => ({
    requests: inputs.map((text) => ({
      model: `models/${model}`,
      content: { parts: [{ text }] },
      ...(dimensions !== undefined && { outputDimensionality: dimensions }),
      ...(taskType !== undefined && { taskType }),
      ...(title !== undefined && { title }),
    })),
  }),
  vectors: (answer) => {
    const record = recordOf(answer)
    const one = recordOf(record?.['embedding'])
    const found = (one === undefined ? recordsOf(record?.['embeddings']) : [one]).map(({ values }) => vectorOf(values))
    return found.length > 0 && found.every((vector): vector is Vector => vector !== undefined) ? found : undefined
  },
  address: (body, model, { baseUrl, apiKey }) => ({
    url: `${baseUrl}/models/${encodeURIComponent(model)}:${'requests' in body ? 'batchEmbedContents' : 'embedContent'}`,
    headers: { 'x-goog-api-key': apiKey, 'content-type': 'application/json' },
  }),
  adapt: (body) => body,
  inputTokens: (answer) => {
    const tokens = countOf(recordOf(recordOf(answer)?.['usageMetadata'])?.['promptTokenCount'])
    return tokens === 0 ? undefined : tokens
  },
})
