import { z } from 'zod'
import { badField, pathOf, readField, readList, readObject, SHARED_FILE } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/** Where something was read from, for what is judged later: which other fields it has, and what to call it. */
type Source = { raw: JsonObject; path: string }

/** The input items of a response (platform.openai.com "Create a model response", `input`) that stand for themselves. */
export type InputItem = Source &
  (
    | { type: 'message'; role: 'system' | 'developer' | 'user' | 'assistant'; content: Content }
    | { type: 'function_call'; call_id: string; name: string; arguments: string }
    | { type: 'function_call_output'; call_id: string; output: Content }
    | { type: 'custom_tool_call' | 'custom_tool_call_output' | 'reasoning' | 'compaction' }
  )

export type Content = string | InputPart[]
export type InputPart = Source & z.infer<typeof partSchema>

/** Far above any conversation, and few enough to be read in a moment. */
const MAX_LENGTH = 10_000

/**
 * The items of `input`, a text being one message of the user. Their types are an allow-list: an unknown item may bring tools
 * of its own (`additional_tools`, `tool_search_output`) or state that the vendor keeps.
 * @throws GatewayError BAD_REQUEST naming the first field that is wrong
 */
export const readItems = (input: unknown): InputItem[] => {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input, raw: {}, path: 'input' }]
  if (!Array.isArray(input)) throw badField('input', 'is neither a text nor an array of items')
  return readList(input, 'input', MAX_LENGTH, readItem)
}

const readItem = (value: unknown, path: string): InputItem => {
  const raw = readObject(value, path)
  const source = { raw, path }
  const type = itemType(raw, path)
  switch (type) {
    case 'message': {
      const { role } = readField(message, raw, path)
      return { type, role, content: readContent(raw['content'], pathOf(path, 'content')), ...source }
    }
    case 'function_call':
      return { type, ...readField(functionCall, raw, path), ...source }
    case 'custom_tool_call':
      readField(customCall, raw, path)
      return { type, ...source }
    case 'function_call_output': {
      const { call_id } = readField(callOutput, raw, path)
      return { type, call_id, output: readContent(raw['output'], pathOf(path, 'output')), ...source }
    }
    case 'custom_tool_call_output':
      readField(callOutput, raw, path)
      readContent(raw['output'], pathOf(path, 'output'))
      return { type, ...source }
    case 'reasoning':
    case 'compaction':
      return { type, ...source }
    case 'item_reference':
      throw badField(path, NO_STORED_ITEM)
    default:
      throw badField(pathOf(path, 'type'), UNKNOWN_ITEM)
  }
}

const NO_STORED_ITEM =
  'refers to a stored item, and nothing is stored behind this gateway; send the item itself, as SDKs do when told store: false'

const UNKNOWN_ITEM =
  'is none of message, reasoning, compaction and the calls and outputs of function and custom tools; others cannot be metered'

/** A message may leave its type out, and so may a reference, which has nothing but an id. */
const itemType = (item: JsonObject, path: string): string => {
  const type = item['type'] ?? undefined
  if (type !== undefined) return readField(z.string(), type, pathOf(path, 'type'))
  return item['role'] === undefined && item['id'] !== undefined ? 'item_reference' : 'message'
}

const readContent = (value: unknown, path: string): Content => {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) throw badField(path, 'is neither a text nor an array of parts')
  return readList(value, path, MAX_LENGTH, readPart)
}

const readPart = (value: unknown, path: string): InputPart => {
  const raw = readObject(value, path)
  return { ...readField(partSchema, raw, path), raw, path }
}

const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'is none of system, developer, user, assistant',
  }),
})
const functionCall = z.object({ call_id: z.string().min(1), name: z.string().min(1), arguments: z.string() })
const customCall = z.object({ call_id: z.string().min(1), name: z.string().min(1), input: z.string() })
const callOutput = z.object({ call_id: z.string().min(1) })

const partSchema = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.enum(['input_text', 'output_text']), text: z.string() }),
    z.object({ type: z.literal('refusal'), refusal: z.string() }),
    z.object({
      type: z.literal('input_image'),
      image_url: z.string().nullish(),
      file_id: z.null(SHARED_FILE).optional(),
      detail: z.string().nullish(),
    }),
    z.object({
      type: z.literal('input_file'),
      file_data: z.string().nullish(),
      file_url: z.string().nullish(),
      file_id: z.null(SHARED_FILE).optional(),
      filename: z.string().nullish(),
    }),
    z.object({ type: z.literal('input_audio'), input_audio: z.object({ data: z.string(), format: z.string() }) }),
  ],
  { error: 'the type is none of input_text, input_image, input_file, input_audio, output_text, refusal' },
)
