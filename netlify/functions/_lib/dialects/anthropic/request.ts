import { z } from 'zod'
import { type Block, mediaOf, readContent } from './blocks.ts'
import { readTools, type ToolEntry } from './tools.ts'
import { GatewayError } from '../../domain/errors.ts'
import { badField, readField, readList, readObject } from '../body-fields.ts'
import { measureBody } from '../body-size.ts'
import type { InputSize, JsonObject } from '../dialect.ts'

export type AnthropicMessage = {
  role: 'user' | 'assistant' | 'system'
  content: Block[]
  path: string
  raw: JsonObject
}

/** A Messages request as far as the gateway reads it; `body` is the client's own. */
export type AnthropicRequest = {
  body: JsonObject
  models: string[]
  stream: boolean
  maxTokens: number | undefined
  system: Block[]
  messages: AnthropicMessage[]
  tools: ToolEntry[]
}

/** The API's own limit of one request. */
const MAX_MESSAGES = 100_000
const MAX_MODELS = 16
/** More than any model gives, and still what admission can count for a model that it does not know. */
const MAX_TOKENS_EVER = 1_000_000_000

const modelName = z
  .string()
  .min(1, 'is empty')
  .max(200, 'has more than 200 characters')
  .regex(/^[\x21-\x7e]+$/, 'has characters that no name has')

/**
 * The prices of the file are those of standard speed and capacity at any place: fast mode, inference in one country and
 * Priority Tier have others (platform.claude.com "Pricing", "Data residency", "Service tiers").
 */
const scalars = z.object({
  model: modelName.nullish(),
  stream: z.boolean().nullish(),
  max_tokens: z
    .int('is not a whole number')
    .min(1, 'has to be at least 1')
    .max(MAX_TOKENS_EVER, `is more than ${MAX_TOKENS_EVER}`)
    .nullish(),
  service_tier: z.enum(['auto', 'default', 'standard', 'standard_only'], 'only standard capacity is offered').nullish(),
  speed: z.literal('standard', 'only standard speed is offered').nullish(),
  inference_geo: z.literal('global', 'only global inference is offered').nullish(),
})

/** What cannot be metered or bounded: state or work on the vendor's side, other models or other payers behind the call. */
const REFUSED: readonly (readonly [field: string, why: string])[] = [
  ['container', 'containers of the provider are not offered here'],
  ['mcp_servers', 'MCP servers of the provider are not offered here; call them from the client as tools'],
  ['compaction', 'its tokens are not in the reported usage'],
  ['fallbacks', 'name further models in models; each is metered at its own price'],
  ['fallback_credit_token', 'credits of the provider are not offered here'],
  ['billing_policy', 'the gateway is billed'],
]
export const REFUSED_FIELDS: readonly string[] = ['thread', ...REFUSED.map(([field]) => field)]

/** In the vendor's own words, by which its SDK's tool runner goes on without a stored conversation. */
const noThread = (): GatewayError =>
  new GatewayError('BAD_REQUEST', 'thread: conversations are not stored; send all messages', {
    details: { field: 'thread', error_code: 'thread_unsupported_request', unsupported: ['thread'] },
  })

/**
 * Reads the body of POST /v1/messages and /v1/messages/count_tokens (platform.claude.com "Create a Message").
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const readAnthropicRequest = (body: JsonObject): AnthropicRequest => {
  const { model, stream, max_tokens } = readField(scalars, body, '')
  if (isSet(body['thread'])) throw noThread()
  for (const [field, why] of REFUSED) if (isSet(body[field])) throw badField(field, why)
  checkContextEdits(body['context_management'])
  const system = body['system'] == null ? [] : readContent(body['system'], 'system')
  const image = system.find(({ type }) => type !== 'text')
  if (image) throw badField(`${image.path}.type`, 'is not text')
  const messages = readList(body['messages'], 'messages', MAX_MESSAGES, readMessage)
  if (messages.length === 0) throw badField('messages', 'is empty')
  return {
    body,
    models: readModels(model ?? undefined, body['models']),
    stream: stream ?? false,
    maxTokens: max_tokens ?? undefined,
    system,
    messages,
    tools: readTools(body['tools']),
  }
}

const isSet = (value: unknown): boolean => value != null && !(Array.isArray(value) && value.length === 0)

const readModels = (model: string | undefined, fallbacks: unknown): string[] => {
  const others =
    fallbacks == null ? [] : readList(fallbacks, 'models', MAX_MODELS, (name, path) => readField(modelName, name, path))
  const models = [...new Set([...(model === undefined ? [] : [model]), ...others])]
  if (models.length === 0) throw badField('model', 'is missing')
  return models
}

/**
 * Clearing old tool uses or thinking only takes input away. Compaction has the vendor write a summary whose tokens are in
 * `usage.iterations` and not in the totals (platform.claude.com "Compaction").
 */
const checkContextEdits = (value: unknown): void => {
  if (value == null) return
  const { edits } = readObject(value, 'context_management')
  if (edits == null) return
  readList(edits, 'context_management.edits', 100, (edit, path) => {
    const { type } = readField(z.object({ type: z.string() }), edit, path)
    if (!type.startsWith('clear_')) throw badField(`${path}.type`, 'its tokens are not in the reported usage')
  })
}

const readMessage = (value: unknown, path: string): AnthropicMessage => {
  const raw = readObject(value, path)
  const { role } = readField(messageFields, raw, path)
  // A system message in the middle may consist of settings alone.
  const content = role === 'system' && raw['content'] == null ? [] : readContent(raw['content'], `${path}.content`)
  return { role, content, path, raw }
}
const messageFields = z.object({
  role: z.enum(['user', 'assistant', 'system'], 'the role is none of user, assistant, system'),
})

/** Instructions that the vendor adds when an output format is set (platform.claude.com "Structured outputs"). */
const FORMAT_PREAMBLE_TOKENS = 1_024

/** What the input can be billed for at most. Blocks of thinking count with their signature, which is longer than its tokens. */
export const anthropicInputSize = ({ body, system, messages, tools }: AnthropicRequest): InputSize => {
  const media = new Map(messages.flatMap(({ content }) => mediaOf(content)))
  const size = measureBody(body, (value) => (typeof value === 'string' ? undefined : media.get(value)))
  const preambles = tools.reduce((sum, { preambleTokens }) => sum + preambleTokens, 0)
  const hasFormat = body['output_config'] != null || body['output_format'] != null
  return {
    ...size,
    textBytes: size.textBytes + preambles + (hasFormat ? FORMAT_PREAMBLE_TOKENS : 0),
    messages: messages.length + (system.length > 0 ? 1 : 0),
    tools: tools.length,
  }
}
