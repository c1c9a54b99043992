import { z } from 'zod'
import { badField, readField, readList } from '../body-fields.ts'
import type { Dialect, DialectCall } from '../dialect.ts'
import { amendGemini } from './amend.ts'
import { readContents, readInstruction } from './contents.ts'
import { type Fields, fieldsOf, nameValue, valueIn } from './fields.ts'
import { geminiInput, generationConfigOf } from './input.ts'
import { translateGemini } from './translate.ts'
import { refuseUnmetered } from './unmetered.ts'

/** More than any model gives, and still what admission can count for a model that it does not know. */
const MAX_TOKENS_EVER = 1_000_000_000

const MAX_FALLBACKS = 16

const maxTokensValue = z
  .int('is not a whole number')
  .min(1, 'has to be at least 1')
  .max(MAX_TOKENS_EVER, `is more than ${MAX_TOKENS_EVER}`)

/** ai.google.dev/api/generate-content#GenerationConfig gives at most eight; zero is protobuf's unset. */
const choicesValue = z.int('is not a whole number').min(0, 'is negative').max(8, 'is more than 8')

/**
 * A GenerateContentRequest (ai.google.dev/api/generate-content); the model and whether to stream are in its address.
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const readGemini: Dialect['read'] = (body, address): DialectCall => {
  const request = fieldsOf(body, '')
  refuseUnmetered(request)
  const config = generationConfigOf(request)
  const maxTokens = valueIn(config, 'maxOutputTokens', maxTokensValue)
  const choices = valueIn(config, 'candidateCount', choicesValue)
  const contents = readContents(request)
  const instruction = readInstruction(request)
  return {
    models: modelsOf(request, address?.model ?? ''),
    stream: address?.stream ?? false,
    maxTokens,
    choices: choices === undefined || choices === 0 ? 1 : choices,
    input: geminiInput(body, request),
    translate: () => translateGemini(request, contents, instruction),
    amend: (change) => amendGemini(body, request, instruction, change),
    // Every chunk that Gemini sends is its answer; the usage is in them whether asked for or not.
    hides: () => false,
  }
}

const modelsOf = (request: Fields, address: string): string[] => {
  const first = address.replace(/^models\//, '')
  if (first === '') throw badField('model', 'is not in the address')
  const field = request.byName.get('models')
  const others = field
    ? readList(field.value, field.path, MAX_FALLBACKS, (item, path) => readField(nameValue, item, path))
    : []
  return [...new Set([first, ...others.map((model) => model.replace(/^models\//, ''))])]
}
