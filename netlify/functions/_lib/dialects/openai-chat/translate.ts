import { z } from 'zod'
import type { ResponseFormat, Tool, ToolChoice } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, readField, readList, readObject, refuseOthers } from '../body-fields.ts'
import type { JsonObject, TranslatedRequest } from '../dialect.ts'
import { translateChatMessage } from './messages.ts'

/** What becomes part of the translated request, or was read before (`model`, the bounds, the stream). */
const TRANSLATED = [
  'messages',
  'temperature',
  'top_p',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'model',
  'models',
  'stream',
  'max_completion_tokens',
  'max_tokens',
]

/**
 * Left out, as the answer is the same without: how the answer is delivered and stored, labels and ids for the vendor's own
 * dashboard and abuse reports, hints for its cache, and the tier, of which only the standard one gets here.
 */
const WITHOUT_EFFECT = [
  'stream_options',
  'store',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'service_tier',
]

const KNOWN = new Set([...TRANSLATED, ...WITHOUT_EFFECT])

/** Fields that no other vendor shares, with the value that asks for nothing ("Create chat completion", defaults). */
const DEFAULTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: (value) => value === 1,
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  logit_bias: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  verbosity: (value) => value === 'medium',
  modalities: () => true,
  functions: (value) => Array.isArray(value) && value.length === 0,
  function_call: (value) => value === 'none' || value === 'auto',
}

/**
 * The body in our vocabulary, for a model of another vendor. The legacy `functions` are refused by name: their client would not
 * understand the `tool_calls` of the answer.
 * @throws GatewayError BAD_REQUEST naming the field that is wrong or that no other vendor can be told
 */
export const translateChatBody = (body: JsonObject): TranslatedRequest => {
  refuseOthers(withoutDefaults(body), '', KNOWN)
  const { temperature, top_p: topP, stop, parallel_tool_calls: parallel, reasoning_effort: reasoning } = scalarsOf(body)
  const tools = isUnset(body['tools']) ? [] : readList(body['tools'], 'tools', MAX_TOOLS, toolOf)
  const toolChoice = isUnset(body['tool_choice']) ? undefined : toolChoiceOf(body['tool_choice'])
  const responseFormat = isUnset(body['response_format']) ? undefined : responseFormatOf(body['response_format'])
  return {
    messages: readList(body['messages'], 'messages', MAX_MESSAGES, translateChatMessage),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stop && stop.length > 0 && { stop }),
    ...(tools.length > 0 && { tools }),
    ...(toolChoice !== undefined && { toolChoice }),
    ...(parallel !== undefined && { parallelToolCalls: parallel }),
    ...(responseFormat && { responseFormat }),
    ...(reasoning !== undefined && { reasoning }),
  }
}

/** As the reader of the body allows; see there. */
const MAX_MESSAGES = 10_000
const MAX_TOOLS = 512

const isUnset = (value: unknown): boolean => value === undefined || value === null

const withoutDefaults = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(
      ([field, value]) => !(Object.hasOwn(DEFAULTS, field) && DEFAULTS[field]?.(value) === true),
    ),
  )

const optional = <T>(schema: z.ZodType<T>) => schema.nullish().transform((value) => value ?? undefined)

const stopText = z.string().min(1, 'is empty')

const temperature = optional(z.number().min(0, 'has to be from 0 to 2').max(2, 'has to be from 0 to 2'))
const topP = optional(z.number().min(0, 'has to be from 0 to 1').max(1, 'has to be from 0 to 1'))
const flag = optional(z.boolean('is neither true nor false'))

/** `xhigh` and `max` are OpenAI's own. */
const effort = optional(
  z.enum(['none', 'minimal', 'low', 'medium', 'high'], 'is none of none, minimal, low, medium, high'),
)

const scalarsOf = (body: JsonObject) => ({
  temperature: readField(temperature, body['temperature'], 'temperature'),
  top_p: readField(topP, body['top_p'], 'top_p'),
  parallel_tool_calls: readField(flag, body['parallel_tool_calls'], 'parallel_tool_calls'),
  reasoning_effort: readField(effort, body['reasoning_effort'], 'reasoning_effort'),
  stop: stopOf(body['stop']),
})

const MAX_STOPS = 16

const stopOf = (stop: unknown): string[] | undefined => {
  if (isUnset(stop)) return undefined
  if (!Array.isArray(stop)) return [readField(stopText, stop, 'stop')]
  return readList(stop, 'stop', MAX_STOPS, (text, path) => readField(stopText, text, path))
}

const schemaObject = z.record(z.string(), z.unknown(), 'is not a JSON Schema')

const namedFunction = z.looseObject(
  {
    name: z.string('is not a name').min(1, 'is empty').max(256, 'has more than 256 characters'),
    description: optional(z.string()),
    parameters: optional(schemaObject),
    strict: flag,
  },
  'is not a function',
)

const TOOL_FIELDS = new Set(['type', 'function', 'cache_control'])
const FUNCTION_FIELDS = new Set(['name', 'description', 'parameters', 'strict'])

const toolOf = (value: unknown, path: string): Tool => {
  const tool = readObject(value, path)
  if (tool['type'] !== 'function') throw badField(`${path}.type`, CANNOT_TRANSLATE)
  const { name, description, parameters, strict } = readField(namedFunction, tool['function'], `${path}.function`)
  refuseOthers(tool, path, TOOL_FIELDS)
  refuseOthers(readObject(tool['function'], `${path}.function`), `${path}.function`, FUNCTION_FIELDS)
  return {
    name,
    ...(description !== undefined && { description }),
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(strict !== undefined && { strict }),
  }
}

const namedChoice = z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string().min(1) }) })

const toolChoiceOf = (value: unknown): ToolChoice => {
  if (value === 'auto' || value === 'none' || value === 'required') return value
  const named = namedChoice.safeParse(value)
  if (named.success) return { name: named.data.function.name }
  throw badField('tool_choice', 'is none of auto, none, required, or {type: "function", function: {name}}')
}

const FORMAT_FIELDS = new Set(['type', 'json_schema'])
const SCHEMA_FIELDS = new Set(['name', 'description', 'schema', 'strict'])

const jsonSchema = z.looseObject(
  {
    name: z.string('is not a name').min(1, 'is empty'),
    description: optional(z.string()),
    schema: optional(schemaObject),
    strict: flag,
  },
  'is not an object',
)

const responseFormatOf = (value: unknown): ResponseFormat | undefined => {
  const format = readObject(value, 'response_format')
  refuseOthers(format, 'response_format', FORMAT_FIELDS)
  const { type } = format
  if (type === 'text') return undefined
  if (type === 'json_object') return { type }
  if (type !== 'json_schema') throw badField('response_format.type', 'is none of text, json_object, json_schema')
  const path = 'response_format.json_schema'
  const { name, description, schema, strict } = readField(jsonSchema, format['json_schema'], path)
  refuseOthers(readObject(format['json_schema'], path), path, SCHEMA_FIELDS)
  return {
    type,
    name,
    ...(description !== undefined && { description }),
    schema: schema ?? {},
    ...(strict !== undefined && { strict }),
  }
}
