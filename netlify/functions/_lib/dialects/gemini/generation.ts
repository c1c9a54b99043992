import { z } from 'zod'
import type { ReasoningEffort, ResponseFormat } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, readObject } from '../body-fields.ts'
import type { JsonObject, TranslatedRequest } from '../dialect.ts'
import {
  type Field,
  type Fields,
  itemsIn,
  numberValue,
  objectIn,
  refuseOtherFields,
  textValue,
  valueIn,
} from './fields.ts'
import { generationConfigOf } from './input.ts'
import { jsonSchemaOf } from './schema.ts'

/** `maxOutputTokens` travels beside the translated request; `responseModalities` was read and is text. */
const CARRIED = ['maxOutputTokens', 'temperature', 'topP', 'stopSequences', 'thinkingConfig', 'responseModalities']
const FORMAT_FIELDS = ['responseMimeType', 'responseSchema', 'responseJsonSchema']

/** Fields that only Google has (ai.google.dev/api/generate-content#GenerationConfig), with the values that change nothing. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  candidateCount: [0, 1],
  presencePenalty: [0],
  frequencyPenalty: [0],
  responseLogprobs: [false],
  logprobs: [0],
  enableEnhancedCivicAnswers: [false],
  mediaResolution: ['MEDIA_RESOLUTION_UNSPECIFIED'],
}
const KNOWN = new Set([...CARRIED, ...FORMAT_FIELDS, ...Object.keys(NEUTRAL)])

type Generation = Pick<TranslatedRequest, 'temperature' | 'topP' | 'stop' | 'responseFormat' | 'reasoning'>

/** @throws GatewayError BAD_REQUEST naming the field that no other dialect can express */
export const translateGeneration = (request: Fields): Generation => {
  const config = generationConfigOf(request)
  refuseOtherFields(config, KNOWN)
  for (const [name, { value, path }] of config.byName) {
    if (NEUTRAL[name]?.includes(value) === false) throw badField(path, CANNOT_TRANSLATE)
  }
  const temperature = valueIn(config, 'temperature', numberValue)
  const topP = valueIn(config, 'topP', numberValue)
  const stop = stopOf(config)
  const responseFormat = formatOf(config)
  const reasoning = reasoningOf(config)
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stop.length > 0 && { stop }),
    ...(responseFormat && { responseFormat }),
    ...(reasoning && { reasoning }),
  }
}

const stopOf = (config: Fields): string[] => {
  const stop: string[] = []
  for (const { value, path } of itemsIn(config, 'stopSequences')) {
    if (typeof value !== 'string') throw badField(path, 'is not a text')
    if (value !== '') stop.push(value)
  }
  return stop
}

const formatOf = (config: Fields): ResponseFormat | undefined => {
  const type = valueIn(config, 'responseMimeType', textValue) ?? ''
  const schema = schemaOf(config)
  switch (type) {
    case 'application/json':
      return schema
        ? { type: 'json_schema', name: nameOf(schema.value), schema: schema.value }
        : { type: 'json_object' }
    case '':
    case 'text/plain':
      if (schema) throw badField(schema.field.path, 'needs responseMimeType application/json')
      return undefined
    default:
      throw badField(config.byName.get('responseMimeType')?.path ?? config.path, CANNOT_TRANSLATE)
  }
}

const schemaOf = (config: Fields): { field: Field; value: JsonObject } | undefined => {
  const json = config.byName.get('responseJsonSchema')
  if (json) return { field: json, value: readObject(json.value, json.path) }
  const googles = config.byName.get('responseSchema')
  return googles && { field: googles, value: jsonSchemaOf(googles.value, googles.path) }
}

/** Others demand a name for a schema, which they show to the model. */
const nameOf = (schema: JsonObject): string => {
  const title = schema['title']
  return typeof title === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(title) ? title : 'response'
}

const levelValue = textValue
  .toLowerCase()
  .pipe(z.enum(['thinking_level_unspecified', 'minimal', 'low', 'medium', 'high'], 'is no thinking level'))

/**
 * Whether thoughts are shown is left to what the other vendor shows. A budget is the effort that Google itself equates with it
 * (ai.google.dev/gemini-api/docs/openai, "Thinking"); -1 lets the model decide, as not asking does.
 */
const reasoningOf = (config: Fields): ReasoningEffort | undefined => {
  const thinking = objectIn(config, 'thinkingConfig')
  if (!thinking) return undefined
  refuseOtherFields(thinking, new Set(['includeThoughts', 'thinkingBudget', 'thinkingLevel']))
  const level = valueIn(thinking, 'thinkingLevel', levelValue)
  const budget = valueIn(thinking, 'thinkingBudget', numberValue)
  if (level !== undefined && level !== 'thinking_level_unspecified') {
    if (budget !== undefined) throw badField(thinking.path, 'thinkingLevel and thinkingBudget exclude each other')
    return level
  }
  if (budget === undefined || budget < 0) return undefined
  if (budget === 0) return 'none'
  if (budget <= 1_024) return 'low'
  return budget <= 8_192 ? 'medium' : 'high'
}
