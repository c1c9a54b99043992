import { z } from 'zod'
import type { Message, Tool, ToolChoice, UserPart } from '../domain/chat.ts'
import type { ChatCall } from '../services/prepare-chat.ts'
import { listField } from './fields.ts'

/**
 * The body of gateway-chat and gateway-stream (wire contract 1.1): messages whose content is a string or an array of text,
 * image and file parts, and tools in the shape that OpenAI made common. Unknown extra fields are ignored.
 */

/** A name that is stored and logged: printable, without spaces. */
const name = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(maxLength, `has more than ${maxLength} characters`)
    .regex(/^[\x21-\x7e]+$/, 'has characters that no name has')

const base64 = z
  .string()
  .min(1)
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'is not base64')
const mediaType = z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, 'is not a media type')

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,([A-Za-z0-9+/_-]+={0,2})$/

const mediaUrl = z.string().transform((url, context) => {
  const [, type, data] = DATA_URL.exec(url) ?? []
  if (type !== undefined && data !== undefined) return { kind: 'data' as const, mediaType: type, data }
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return { kind: 'url' as const, url }
  context.addIssue({ code: 'custom', message: 'is neither an http(s) URL nor a base64 data URL' })
  return z.NEVER
})

const textPart = z.object({ type: z.literal('text'), text: z.string() })

const imagePart = z
  .object({
    type: z.literal('image_url'),
    image_url: z.object({ url: mediaUrl, detail: z.enum(['low', 'high', 'auto']).optional() }),
  })
  .transform(({ image_url: { url, detail } }): UserPart => ({
    type: 'image',
    source: url,
    ...(detail === undefined ? {} : { detail }),
  }))

const inlineImagePart = z
  .object({ type: z.literal('image'), media_type: mediaType, data: base64 })
  .transform((part): UserPart => ({
    type: 'image',
    source: { kind: 'data', mediaType: part.media_type, data: part.data },
  }))

const filePart = z
  .object({
    type: z.literal('file'),
    file: z.object({ file_data: mediaUrl, filename: z.string().max(255).optional() }),
  })
  .transform(({ file }): UserPart => ({
    type: 'file',
    source: file.file_data,
    ...(file.filename === undefined ? {} : { filename: file.filename }),
  }))

const asParts = <Part>(content: string | Part[]) =>
  typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content

const MAX_PARTS = 10_000

const textContent = z
  .union([z.string(), listField(textPart, MAX_PARTS)], 'is neither a string nor an array of text parts')
  .transform(asParts)

const userPart: z.ZodType<UserPart> = z.discriminatedUnion('type', [textPart, imagePart, inlineImagePart, filePart], {
  error: 'the type is none of text, image_url, image, file',
})
const userContent = z
  .union([z.string(), listField(userPart, MAX_PARTS)], 'is neither a string nor an array of parts')
  .transform(asParts)

const toolCall = z
  .object({ id: z.string().min(1).max(256), function: z.object({ name: name(128), arguments: z.string() }) })
  .transform((call) => ({ id: call.id, name: call.function.name, arguments: call.function.arguments }))

const message: z.ZodType<Message> = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.enum(['system', 'developer']), content: textContent }),
    z.object({ role: z.literal('user'), content: userContent }),
    z
      .object({
        role: z.literal('assistant'),
        content: textContent.nullish(),
        tool_calls: listField(toolCall, 128).nullish(),
      })
      .transform(({ role, content, tool_calls }) => ({ role, content: content ?? [], toolCalls: tool_calls ?? [] })),
    z
      .object({ role: z.literal('tool'), tool_call_id: z.string().min(1).max(256), content: textContent })
      .transform(({ role, tool_call_id, content }) => ({ role, toolCallId: tool_call_id, content })),
  ],
  { error: 'the role is none of system, developer, user, assistant, tool' },
)

/** Existing clients send roles in any case. */
const messageWithAnyCase = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && 'role' in value && typeof value.role === 'string'
      ? { ...value, role: value.role.toLowerCase() }
      : value,
  message,
)

const tool: z.ZodType<Tool> = z
  .object({
    type: z.literal('function'),
    function: z.object({
      name: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/, 'is not a function name'),
      description: z.string().max(16_384).optional(),
      parameters: z.record(z.string(), z.unknown()).optional(),
      strict: z.boolean().nullish(),
    }),
  })
  .transform(({ function: { name, description, parameters, strict } }) => ({
    name,
    parameters: parameters ?? { type: 'object', properties: {} },
    ...(description === undefined ? {} : { description }),
    ...(strict == null ? {} : { strict }),
  }))

const toolChoice: z.ZodType<ToolChoice> = z.union(
  [
    z.enum(['auto', 'none', 'required']),
    z
      .object({ type: z.literal('function'), function: z.object({ name: z.string() }) })
      .transform((choice) => ({ name: choice.function.name })),
  ],
  'is none of auto, none, required, or {type: "function", function: {name}}',
)

/** More than any model gives, and still what admission can count for a model that it does not know. */
const MAX_TOKENS_EVER = 1_000_000_000

/** The predecessor's defaults, which existing clients rely on. */
const DEFAULT_MAX_TOKENS = { chat: 1_024, stream: 1_024, job: 4_096 } as const satisfies Record<
  ChatCall['surface'],
  number
>

export const chatBody = z
  .object({
    provider: name(40)
      .toLowerCase()
      .meta({ description: '`openai`, `anthropic`, `gemini` …; `skyes-over-london` is the default provider.' }),
    model: name(200),
    messages: z.array(messageWithAnyCase).min(1, 'is empty').max(10_000),
    max_tokens: z
      .int('is not a whole number')
      .min(1, 'has to be at least 1')
      .max(MAX_TOKENS_EVER, `is more than ${MAX_TOKENS_EVER}`)
      .optional()
      .meta({
        description: `Absent: ${DEFAULT_MAX_TOKENS.chat} (of a job ${DEFAULT_MAX_TOKENS.job}), or as much as the remaining money buys.`,
      }),
    temperature: z.number().min(0, 'has to be from 0 to 2').max(2, 'has to be from 0 to 2').optional(),
    top_p: z.number().gt(0, 'has to be above 0').max(1, 'has to be at most 1').optional(),
    stop: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1).max(16)], 'is neither a text nor 1 to 16 texts')
      .optional(),
    tools: z.array(tool).max(512).optional(),
    tool_choice: toolChoice.optional(),
  })
  .meta({ title: 'ChatRequest' })
export type ChatBody = z.output<typeof chatBody>

export const chatCall = (surface: ChatCall['surface'], body: ChatBody): ChatCall => ({
  surface,
  provider: body.provider,
  defaultMaxTokens: DEFAULT_MAX_TOKENS[surface],
  request: {
    model: body.model,
    messages: body.messages,
    maxTokens: body.max_tokens,
    ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
    ...(body.top_p === undefined ? {} : { topP: body.top_p }),
    ...(body.stop === undefined ? {} : { stop: typeof body.stop === 'string' ? [body.stop] : body.stop }),
    ...(body.tools === undefined ? {} : { tools: body.tools }),
    ...(body.tool_choice === undefined ? {} : { toolChoice: body.tool_choice }),
  },
})
