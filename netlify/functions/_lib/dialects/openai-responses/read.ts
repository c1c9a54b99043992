import { z } from 'zod'
import { badField, readField, readList } from '../body-fields.ts'
import type { DialectCall, JsonObject } from '../dialect.ts'
import { amendResponsesBody, MIN_OUTPUT_TOKENS } from './amend.ts'
import { measureInput } from './input.ts'
import { readItems } from './items.ts'
import { refuseUnmetered } from './limits.ts'
import { readToolChoice, readTools } from './tools.ts'
import { translateResponsesBody } from './translate.ts'

/**
 * Reads the body of "Create a model response" (platform.openai.com/docs/api-reference/responses/create) without state, with
 * `models`, further models in the order of preference.
 * @throws GatewayError BAD_REQUEST naming the field, also for everything that cannot be metered
 */
export const readResponsesBody = (body: JsonObject): DialectCall => {
  refuseUnmetered(body)
  const models = readModels(body)
  const stream = readField(flag, body['stream'], 'stream') ?? false
  const maxTokens = readField(tokenCount, body['max_output_tokens'], 'max_output_tokens') ?? undefined
  readField(instructions, body['instructions'], 'instructions')
  const items = readItems(body['input'])
  if (items.length === 0) throw badField('input', 'is empty')
  const tools = readTools(body['tools'])
  readToolChoice(body['tool_choice'])
  return {
    models,
    stream,
    maxTokens,
    choices: 1,
    input: measureInput(body, items, tools),
    translate: () => translateResponsesBody(body, items, tools),
    amend: (change) => amendResponsesBody(body, change),
    // Usage is part of the event that ends a response, asked for or not.
    hides: () => false,
  }
}

const readModels = (body: JsonObject): string[] => {
  const first = body['model'] ?? undefined
  const others = readList(body['models'] ?? [], 'models', MAX_MODELS, (name, path) => readField(modelName, name, path))
  const names = first === undefined ? others : [readField(modelName, first, 'model'), ...others]
  if (names.length === 0) throw badField('model', 'is missing')
  return [...new Set(names)]
}

const MAX_MODELS = 16

const modelName = z
  .string('is not a model name')
  .trim()
  .min(1, 'is empty')
  .max(200, 'has more than 200 characters')
  .regex(/^[\x21-\x7e]+$/, 'has characters that no name has')

/** More than any model gives, and still what admission can count for a model that it does not know. */
const MAX_TOKENS_EVER = 1_000_000_000

const tokenCount = z
  .int('is not a whole number')
  .min(MIN_OUTPUT_TOKENS, `has to be at least ${MIN_OUTPUT_TOKENS}`)
  .max(MAX_TOKENS_EVER, `is more than ${MAX_TOKENS_EVER}`)
  .nullish()

const flag = z.boolean('is neither true nor false').nullish()
const instructions = z.string('is not a text').nullish()
