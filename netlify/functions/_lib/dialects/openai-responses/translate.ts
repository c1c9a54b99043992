import { z } from 'zod'
import type { Message, ReasoningEffort, ResponseFormat, Tool, ToolChoice } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, pathOf, readField, readObject, refuseOthers } from '../body-fields.ts'
import type { JsonObject, TranslatedRequest } from '../dialect.ts'
import type { InputItem } from './items.ts'
import { messagesOf } from './messages.ts'
import { readToolChoice, type ResponsesTool } from './tools.ts'

/**
 * A response body in the gateway's own words. `instructions` are the first system message, as the API itself puts them.
 * @throws GatewayError BAD_REQUEST naming the field that no other dialect can express
 */
export const translateResponsesBody = (
  body: JsonObject,
  items: readonly InputItem[],
  tools: readonly ResponsesTool[],
): TranslatedRequest => {
  refuseOthers(withoutDefaults(body), '', KNOWN)
  const temperature = readField(between0And(2), body['temperature'], 'temperature') ?? undefined
  const topP = readField(between0And(1), body['top_p'], 'top_p') ?? undefined
  const parallelToolCalls =
    readField(z.boolean().nullish(), body['parallel_tool_calls'], 'parallel_tool_calls') ?? undefined
  const toolChoice = toolChoiceOf(body['tool_choice'])
  const responseFormat = responseFormatOf(body['text'])
  const reasoning = reasoningOf(body['reasoning'])
  if (Array.isArray(body['include'])) body['include'].forEach(refuseInclude)
  return {
    messages: [...instructionsOf(body['instructions']), ...messagesOf(items)],
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(tools.length > 0 && { tools: tools.map(toolOf) }),
    ...(toolChoice !== undefined && { toolChoice }),
    ...(parallelToolCalls !== undefined && { parallelToolCalls }),
    ...(responseFormat !== undefined && { responseFormat }),
    ...(reasoning !== undefined && { reasoning }),
  }
}

const CARRIED = [
  ...['model', 'models', 'input', 'instructions', 'max_output_tokens', 'stream', 'temperature', 'top_p', 'tools'],
  ...['tool_choice', 'parallel_tool_calls', 'text', 'reasoning', 'include'],
]

/**
 * Left out, because the answer is the same without them: labels for the vendor's own books and abuse checks, hints for its
 * cache, padding of its stream, the bound of tools that it runs (which are refused), and what was read as harmless before.
 */
const DROPPED = [
  ...['user', 'metadata', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options'],
  ...['stream_options', 'max_tool_calls', 'store', 'background', 'service_tier', 'multi_agent', 'context_management'],
  'modalities',
]

const KNOWN = new Set([...CARRIED, ...DROPPED])

const DEFAULTS = new Map<string, unknown>([
  ['truncation', 'disabled'],
  ['top_logprobs', 0],
  ['frequency_penalty', 0],
  ['presence_penalty', 0],
])

const withoutDefaults = (body: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !DEFAULTS.has(name) || DEFAULTS.get(name) !== value),
  )

const instructionsOf = (instructions: unknown): Message[] =>
  typeof instructions === 'string' && instructions !== ''
    ? [{ role: 'system', content: [{ type: 'text', text: instructions }] }]
    : []

const between0And = (limit: number) =>
  z
    .number('is not a number')
    .min(0, `has to be from 0 to ${limit}`)
    .max(limit, `has to be from 0 to ${limit}`)
    .nullish()

/**
 * Without `strict` the API makes the schema strict where it can and else lets it be ("Function calling", strict mode). No
 * other vendor does, and strict is an error there for a schema that is not made for it; so it stays unsaid.
 */
const toolOf = (tool: ResponsesTool): Tool => {
  if (tool.type !== 'function') throw badField(pathOf(tool.path, 'type'), `a tool of this type ${CANNOT_TRANSLATE}`)
  refuseOthers(withoutFalse(tool.raw), tool.path, TOOL_FIELDS)
  const { name, description, parameters, strict } = tool
  return {
    name,
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

const TOOL_FIELDS = new Set(['type', 'name', 'description', 'parameters', 'strict'])

/** `defer_loading` and its likes are off when they are false. */
const withoutFalse = (raw: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== false))

const toolChoiceOf = (value: unknown): ToolChoice | undefined => {
  const choice = readToolChoice(value)
  if (choice === 'other') throw badField('tool_choice.type', CANNOT_TRANSLATE)
  return choice
}

const responseFormatOf = (text: unknown): ResponseFormat | undefined => {
  if (text === undefined || text === null) return undefined
  const { format, verbosity, ...others } = readObject(text, 'text')
  refuseOthers(others, 'text', new Set())
  if (verbosity !== undefined && verbosity !== null && verbosity !== 'medium')
    throw badField('text.verbosity', CANNOT_TRANSLATE)
  if (format === undefined || format === null) return undefined
  const read = readField(formatSchema, format, 'text.format')
  if (read.type === 'text') return undefined
  if (read.type === 'json_object') return { type: read.type }
  refuseOthers(readObject(format, 'text.format'), 'text.format', FORMAT_FIELDS)
  const { type, name, description, schema, strict } = read
  return {
    type,
    name,
    schema,
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

const FORMAT_FIELDS = new Set(['type', 'name', 'description', 'schema', 'strict'])
const formatSchema = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('text') }),
    z.object({ type: z.literal('json_object') }),
    z.object({
      type: z.literal('json_schema'),
      name: z.string().min(1),
      description: z.string().nullish(),
      schema: z.record(z.string(), z.unknown()),
      strict: z.boolean().nullish(),
    }),
  ],
  { error: 'the type is none of text, json_object, json_schema' },
)

/** Whatever reasoning the other model shows is sent as a summary, which is what `auto` asks for. */
const reasoningOf = (value: unknown): ReasoningEffort | undefined => {
  if (value === undefined || value === null) return undefined
  const { effort, summary, generate_summary, context, ...others } = readObject(value, 'reasoning')
  refuseOthers(others, 'reasoning', new Set(['mode']))
  for (const [name, asked] of Object.entries({ summary, generate_summary, context })) {
    if (asked !== undefined && asked !== null && asked !== 'auto')
      throw badField(pathOf('reasoning', name), CANNOT_TRANSLATE)
  }
  return readField(effortSchema, effort, 'reasoning.effort') ?? undefined
}

const effortSchema = z
  .enum(['none', 'minimal', 'low', 'medium', 'high'], {
    error: `is none of none, minimal, low, medium, high, and ${CANNOT_TRANSLATE}`,
  })
  .nullish()

/** Sealed reasoning could not be sent to another vendor again, and the images of the input are never part of an answer. */
const refuseInclude = (name: unknown, index: number): void => {
  if (name === 'message.output_text.logprobs') throw badField(pathOf('include', index), CANNOT_TRANSLATE)
}
