import { z } from 'zod'
import type { Tool, ToolChoice } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, pathOf, readField, readList, readObject, refuseOthers } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/** A tool of a request; `preambleTokens` is what a tool of the vendor's own design adds to the input unseen. */
export type ToolEntry = { path: string; raw: JsonObject; isFunction: boolean; preambleTokens: number }

const MAX_TOOLS = 10_000

/**
 * Tools that the vendor designed and the client runs (platform.claude.com "Tool use" → client tools), with more than the
 * published overhead: bash 245 tokens, text editor 700, computer 735 and a system prompt of 499. The toolsets of 2026 have
 * up to 31 members, and no figure is published.
 */
const CLIENT_TOOLS: readonly (readonly [type: RegExp, preambleTokens: number])[] = [
  [/^(?:bash|text_editor|memory)_\d{8}$/, 2_048],
  [/^computer_\d{8}$/, 4_096],
  [/^(?:computer|browser)_toolset_\d{8}$/, 24_576],
]

/** @throws GatewayError BAD_REQUEST for every tool that the vendor would run: each can add input without a bound */
export const readTools = (value: unknown): ToolEntry[] =>
  value == null ? [] : readList(value, 'tools', MAX_TOOLS, readTool)

const toolFields = z.object({ name: z.string().min(1, 'is empty'), description: z.string().nullish() })

const readTool = (value: unknown, path: string): ToolEntry => {
  const raw = readObject(value, path)
  const type = raw['type'] ?? 'custom'
  if (type === 'custom') {
    readField(toolFields, raw, path)
    readObject(raw['input_schema'], `${path}.input_schema`)
    return { path, raw, isFunction: true, preambleTokens: 0 }
  }
  if (typeof type !== 'string') throw badField(`${path}.type`, 'is not a string')
  const known = CLIENT_TOOLS.find(([pattern]) => pattern.test(type))
  if (!known) throw badField(`${path}.type`, 'only tools that the client runs are offered')
  return { path, raw, isFunction: false, preambleTokens: known[1] }
}

/** `cache_control` and `eager_input_streaming` change when bytes come and what they cost, not what they say. */
const FUNCTION_FIELDS = new Set([
  ...['type', 'name', 'description', 'input_schema', 'strict', 'allowed_callers', 'defer_loading', 'input_examples'],
  ...['cache_control', 'eager_input_streaming'],
])

const translatable = z.object({
  name: z.string(),
  description: z.string().nullish(),
  strict: z.boolean().nullish(),
  defer_loading: z.literal(false, CANNOT_TRANSLATE).nullish(),
  allowed_callers: z.tuple([z.literal('direct', CANNOT_TRANSLATE)], CANNOT_TRANSLATE).nullish(),
  input_examples: z.tuple([], CANNOT_TRANSLATE).nullish(),
})

/** @throws GatewayError BAD_REQUEST for a tool of the vendor's own design */
export const translateTool = ({ raw, path, isFunction }: ToolEntry): Tool => {
  if (!isFunction) throw badField(pathOf(path, 'type'), CANNOT_TRANSLATE)
  refuseOthers(raw, path, FUNCTION_FIELDS)
  const { name, description, strict } = readField(translatable, raw, path)
  return {
    name,
    parameters: readObject(raw['input_schema'], `${path}.input_schema`),
    ...(description != null && { description }),
    ...(strict != null && { strict }),
  }
}

const choice = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.enum(['auto', 'any', 'none']), disable_parallel_tool_use: z.boolean().nullish() }),
    z.object({ type: z.literal('tool'), name: z.string(), disable_parallel_tool_use: z.boolean().nullish() }),
  ],
  'the type is none of auto, any, tool, none',
)
const CHOICE_FIELDS = new Set(['type', 'name', 'disable_parallel_tool_use'])
const CHOICES = { auto: 'auto', any: 'required', none: 'none' } as const

export const translateToolChoice = (value: unknown): { toolChoice?: ToolChoice; parallelToolCalls?: boolean } => {
  if (value == null) return {}
  const given = readField(choice, value, 'tool_choice')
  refuseOthers(readObject(value, 'tool_choice'), 'tool_choice', CHOICE_FIELDS)
  const toolChoice = given.type === 'tool' ? { name: given.name } : CHOICES[given.type]
  const { disable_parallel_tool_use: disabled } = given
  return { toolChoice, ...(disabled != null && { parallelToolCalls: !disabled }) }
}
