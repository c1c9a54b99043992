import { z } from 'zod'
import { badField, readField, readList, readObject, SHARED_FILE } from '../body-fields.ts'
import { measureBody } from '../body-size.ts'
import type { DialectCall, JsonObject } from '../dialect.ts'
import { amendChatBody } from './amend.ts'
import { chatMedia } from './media.ts'
import { translateChatBody } from './translate.ts'
import { refuseHostedTool, refuseUnmetered } from './unmetered.ts'
import { isUsageChunk } from './usage.ts'

/** `usageAsked`: whether the client wants the usage of a stream, in a last chunk of its own. */
export type OpenAIChatCall = DialectCall & { usageAsked: boolean }

const MAX_MESSAGES = 10_000
const MAX_PARTS = 10_000
const MAX_TOOLS = 512
const MAX_MODELS = 16

/** More than any model gives, and still what admission can count for a model that it does not know. */
const MAX_TOKENS_EVER = 1_000_000_000

/** The API's own limit. */
const MAX_CHOICES = 128

const modelName = z
  .string('is not a model name')
  .trim()
  .min(1, 'is empty')
  .max(200, 'has more than 200 characters')
  .regex(/^[\x21-\x7e]+$/, 'has characters that no name has')

const tokenCount = z
  .int('is not a whole number')
  .min(1, 'has to be at least 1')
  .max(MAX_TOKENS_EVER, `is more than ${MAX_TOKENS_EVER}`)
  .nullish()

const choiceCount = z
  .int('is not a whole number')
  .min(1, 'has to be at least 1')
  .max(MAX_CHOICES, `is more than ${MAX_CHOICES}`)
  .nullish()

const flag = z.boolean('is neither true nor false').nullish()

/**
 * Reads the body of "Create chat completion" (platform.openai.com/docs/api-reference/chat/create), as OpenAI's clients and
 * those of compatible vendors send it, with `models`, further models in the order of preference.
 * @throws GatewayError BAD_REQUEST naming the field, also for everything that cannot be metered
 */
export const readChatBody = (body: JsonObject): OpenAIChatCall => {
  refuseUnmetered(body)
  const models = readModels(body)
  const stream = readField(flag, body['stream'], 'stream') ?? false
  const current = readField(tokenCount, body['max_completion_tokens'], 'max_completion_tokens')
  const old = readField(tokenCount, body['max_tokens'], 'max_tokens')
  const usageAsked = readUsageAsked(body['stream_options'])
  const messages = readList(body['messages'], 'messages', MAX_MESSAGES, checkMessage).length
  if (messages === 0) throw badField('messages', 'is empty')
  const tools =
    readOptionalList(body['tools'], 'tools', checkTool) + readOptionalList(body['functions'], 'functions', readObject)
  return {
    models,
    stream,
    maxTokens: current ?? old ?? undefined,
    choices: readField(choiceCount, body['n'], 'n') ?? 1,
    input: { ...measureBody(body, chatMedia), messages, tools },
    usageAsked,
    translate: () => translateChatBody(body),
    amend: (change) => amendChatBody(body, change),
    hides: ({ data }) => !usageAsked && isUsageChunk(data),
  }
}

const readModels = (body: JsonObject): string[] => {
  const others = body['models'] ?? []
  const first = body['model'] ?? undefined
  const names = readList(others, 'models', MAX_MODELS, (name, path) => readField(modelName, name, path))
  if (first !== undefined) names.unshift(readField(modelName, first, 'model'))
  if (names.length === 0) throw badField('model', 'is missing')
  return [...new Set(names)]
}

const readUsageAsked = (options: unknown): boolean => {
  if (options === undefined || options === null) return false
  const { include_usage: asked } = readObject(options, 'stream_options')
  return readField(flag, asked, 'stream_options.include_usage') ?? false
}

const readOptionalList = (value: unknown, path: string, check: (item: unknown, path: string) => unknown): number =>
  value === undefined || value === null ? 0 : readList(value, path, MAX_TOOLS, check).length

/** What both ways need of a message; the rest is checked by the vendor or in translation. */
const checkMessage = (value: unknown, path: string): void => {
  const { role, content, audio } = readObject(value, path)
  if (typeof role !== 'string') throw badField(`${path}.role`, 'is not a role')
  if (audio !== undefined && audio !== null) {
    throw badField(`${path}.audio`, 'an answer that the provider keeps is input that cannot be counted beforehand')
  }
  if (content === undefined || content === null || typeof content === 'string') return
  if (!Array.isArray(content)) throw badField(`${path}.content`, 'is neither a string nor an array of parts')
  readList(content, `${path}.content`, MAX_PARTS, checkPart)
}

const checkPart = (value: unknown, path: string): void => {
  const { type, file } = readObject(value, path)
  if (typeof type !== 'string') throw badField(`${path}.type`, 'is not a type of part')
  if (type === 'file' && readObject(file, `${path}.file`)['file_id'] != null)
    throw badField(`${path}.file.file_id`, SHARED_FILE)
}

const checkTool = (value: unknown, path: string): void => {
  refuseHostedTool(readObject(value, path), path)
}
