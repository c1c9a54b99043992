import { z } from 'zod'
import { CANNOT_TRANSLATE, badField, pathOf } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import {
  fieldsOf,
  itemsIn,
  objectIn,
  refuseOtherFields,
  requiredIn,
  textValue,
  valueIn,
  type Fields,
} from '../gemini/fields.ts'
import { MAX_EMBEDDING_INPUTS, type EmbeddingAnswer, type EmbeddingCall } from './call.ts'

type EmbedRequest = { fields: Fields; text: string; title: string | undefined; dimensions: number | undefined }

const dimensionsValue = z.int('is not a whole number').min(0, 'is negative').max(100_000, 'is too long')

/**
 * A body of embedContent (ai.google.dev/api/embeddings#EmbedContentRequest); the model is in its address.
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const readGeminiEmbedding = (body: JsonObject, model: string): EmbeddingCall => {
  const fields = fieldsOf(body, '')
  // The body tells our codec which of the two addresses it is for.
  if (fields.byName.has('requests')) throw badField('requests', 'belongs to batchEmbedContents')
  return callOf([readRequest(fields)], model, (target) => withModel(body, fields, target))
}

/** A body of batchEmbedContents: several such requests, all for the model of the address. */
export const readGeminiEmbeddingBatch = (body: JsonObject, model: string): EmbeddingCall => {
  const fields = fieldsOf(body, '')
  const requests: EmbedRequest[] = []
  const raw: { value: unknown; fields: Fields }[] = []
  for (const { value, path } of itemsIn(fields, 'requests')) {
    if (requests.length === MAX_EMBEDDING_INPUTS) {
      throw badField('requests', `has more than ${MAX_EMBEDDING_INPUTS} elements`)
    }
    const request = fieldsOf(value, path)
    requests.push(readRequest(request))
    raw.push({ value, fields: request })
  }
  if (requests.length === 0) throw badField('requests', 'is missing or empty')
  return callOf(requests, model, (target) => ({
    ...body,
    // `fieldsOf` has seen that each is an object.
    requests: raw.map(({ value, fields: own }) => withModel(value as JsonObject, own, target)),
  }))
}

export const writeGeminiEmbedding = ({ vectors, inputTokens }: EmbeddingAnswer): JsonObject => ({
  embedding: { values: vectors[0] ?? [] },
  usageMetadata: { promptTokenCount: inputTokens },
})

export const writeGeminiEmbeddingBatch = ({ vectors, inputTokens }: EmbeddingAnswer): JsonObject => ({
  embeddings: vectors.map((values) => ({ values })),
  usageMetadata: { promptTokenCount: inputTokens },
})

const callOf = (
  requests: readonly EmbedRequest[],
  model: string,
  amend: (model: string) => JsonObject,
): EmbeddingCall => ({
  provider: undefined,
  model,
  inputs: requests.map(({ text }) => text),
  title: longest(requests),
  format: 'gemini',
  asksBase64: false,
  amend,
  translate: () => {
    const [first] = requests
    for (const { fields, dimensions } of requests) {
      refuseOtherFields(fields, TRANSLATED)
      if (dimensions !== first?.dimensions)
        throw badField(pathOf(fields.path, 'outputDimensionality'), CANNOT_TRANSLATE)
    }
    const dimensions = first?.dimensions
    return { inputs: requests.map(({ text }) => text), ...(dimensions === undefined ? {} : { dimensions }) }
  },
})

const TRANSLATED: ReadonlySet<string> = new Set(['model', 'content', 'outputDimensionality'])

const longest = (requests: readonly EmbedRequest[]): string | undefined =>
  requests.reduce<string | undefined>(
    (most, { title }) => (title !== undefined && title.length >= (most?.length ?? 0) ? title : most),
    undefined,
  )

const readRequest = (request: Fields): EmbedRequest => {
  const content = objectIn(request, 'content')
  if (content === undefined) throw badField(pathOf(request.path, 'content'), 'is missing')
  const texts: string[] = []
  for (const { value, path } of itemsIn(content, 'parts')) {
    const part = fieldsOf(value, path)
    // Images, sound and film have prices of their own, which the price file does not know.
    const other = [...part.byName.values()].find((_, index) => [...part.byName.keys()][index] !== 'text')
    if (other !== undefined) throw badField(other.path, 'only texts can be embedded here')
    texts.push(requiredIn(part, 'text', textValue))
  }
  if (texts.length === 0) throw badField(pathOf(content.path, 'parts'), 'is missing or empty')
  const settings = objectIn(request, 'embedContentConfig')
  const dimensions = valueIn(request, 'outputDimensionality', dimensionsValue)
  return {
    fields: request,
    text: texts.join('\n'),
    title: valueIn(request, 'title', textValue) ?? (settings && valueIn(settings, 'title', textValue)),
    // Zero is protobuf's unset.
    dimensions: dimensions === 0 ? undefined : dimensions,
  }
}

/** Google wants the model of the address repeated in each request, and refuses another one. */
const withModel = (body: JsonObject, fields: Fields, model: string): JsonObject => ({
  ...body,
  [fields.byName.get('model')?.key ?? 'model']: `models/${model}`,
})
