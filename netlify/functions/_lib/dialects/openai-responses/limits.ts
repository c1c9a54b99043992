import { z } from 'zod'
import { badField, pathOf, readField, readList, readObject } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/**
 * Refuses what the gateway cannot meter, bound or keep no state for (platform.openai.com "Create a model response"). Tools and
 * items are judged where they are read.
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const refuseUnmetered = (body: JsonObject): void => {
  for (const { field, harmless, why } of REFUSED) {
    const value = body[field] ?? undefined
    if (value !== undefined && !harmless(value)) throw badField(field, why)
  }
  refuseWithin(body, 'reasoning', REFUSED_REASONING)
  refuseWithin(body, 'prompt_cache_options', REFUSED_CACHING)
  const include = body['include'] ?? undefined
  if (include !== undefined)
    readList(include, 'include', MAX_INCLUDES, (name, path) => readField(includable, name, path))
}

type Rule = { field: string; harmless: (value: unknown) => boolean; why: string }

const never = (): boolean => false
const isFalse = (value: unknown): boolean => value === false
const isFlag = (value: unknown): boolean => typeof value === 'boolean'
const isOneOf =
  (...harmless: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && harmless.includes(value)
const isOff = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'enabled' in value && value.enabled === false

const REFUSED: readonly Rule[] = [
  {
    field: 'previous_response_id',
    harmless: never,
    why: 'no responses are stored behind this gateway; send the whole conversation as input',
  },
  {
    field: 'conversation',
    harmless: never,
    why: 'no conversations are stored behind this gateway; send the whole conversation as input',
  },
  {
    field: 'prompt',
    harmless: never,
    why: 'the size of a stored prompt is not known; send its text as instructions and input',
  },
  {
    // Whatever is asked for, nothing is stored: what refers to a stored item is refused where it stands.
    field: 'store',
    harmless: isFlag,
    why: 'is neither true nor false',
  },
  {
    field: 'background',
    harmless: isFalse,
    why: 'work in the background cannot be metered; leave it out or say false',
  },
  {
    field: 'service_tier',
    harmless: isOneOf('auto', 'default', 'standard'),
    why: 'this tier has a price of its own; leave it out or say default',
  },
  {
    field: 'multi_agent',
    harmless: isOff,
    why: 'the work of further agents is not bounded by max_output_tokens',
  },
  {
    field: 'context_management',
    harmless: (value) => Array.isArray(value) && value.length === 0,
    why: 'the tokens of a compaction are not bounded by max_output_tokens',
  },
  { field: 'audio', harmless: never, why: 'this endpoint answers in text only' },
  {
    field: 'modalities',
    harmless: (value) => Array.isArray(value) && value.length === 1 && value[0] === 'text',
    why: 'this endpoint answers in text only',
  },
]

/** Pro mode runs the input several times over (developers.openai.com "Reasoning models"). */
const REFUSED_REASONING: readonly Rule[] = [
  { field: 'mode', harmless: isOneOf('standard'), why: 'how often this mode bills the input is not known beforehand' },
]

/** Writes that are kept for longer are another price class, which the usage counts together with the first. */
const REFUSED_CACHING: readonly Rule[] = [
  { field: 'ttl', harmless: isOneOf('30m'), why: 'has a price of its own; only 30m is metered' },
  { field: 'comparison_response_id', harmless: never, why: 'no responses are stored behind this gateway' },
]

const refuseWithin = (body: JsonObject, name: string, rules: readonly Rule[]): void => {
  const value = body[name] ?? undefined
  if (value === undefined) return
  const object = readObject(value, name)
  for (const { field, harmless, why } of rules) {
    const inner = object[field] ?? undefined
    if (inner !== undefined && !harmless(inner)) throw badField(pathOf(name, field), why)
  }
}

const MAX_INCLUDES = 100

/** Those that do not belong to a tool of the vendor. */
const includable = z.enum(
  ['reasoning.encrypted_content', 'message.output_text.logprobs', 'message.input_image.image_url'],
  { error: 'belongs to a tool that this gateway does not offer' },
)
