import type { ChatRequest, Message, ResponseFormat, TextPart, Tool, ToolChoice, UserPart } from '../domain/chat.ts'
import { cannotExpress, contentPath } from './cannot-express.ts'
import type { JsonObject } from './codec.ts'
import { recordOf } from './json-reader.ts'
import { mediaUrl } from './media-url.ts'
import type { OpenAIChatDialect } from './openai-chat.ts'

/**
 * The body of a streaming chat completion (platform.openai.com "Create chat completion"), with usage asked for.
 * Throws BAD_REQUEST for a file given by URL: the format carries file bytes only.
 */
export const openaiChatBody = (request: ChatRequest, dialect: OpenAIChatDialect) => ({
  model: request.model,
  messages: request.messages.map((message, index) => messageOf(message, index, dialect)),
  [dialect.maxTokensField]: request.maxTokens,
  stream: true,
  ...(dialect.streamOptions && { stream_options: { include_usage: true } }),
  ...(request.temperature !== undefined && { temperature: request.temperature }),
  ...(request.topP !== undefined && { top_p: request.topP }),
  ...(request.stop?.length && { stop: request.stop }),
  ...(request.tools?.length && {
    tools: request.tools.map(toolOf),
    ...(request.toolChoice !== undefined && { tool_choice: toolChoiceOf(request.toolChoice) }),
    // OpenAI refuses it in a request without tools.
    ...(request.parallelToolCalls !== undefined && { parallel_tool_calls: request.parallelToolCalls }),
  }),
  ...(request.responseFormat && { response_format: responseFormatOf(request.responseFormat) }),
  ...(request.reasoning !== undefined && { reasoning_effort: request.reasoning }),
})

/**
 * A body that is written for OpenAI itself (a client's own, passed through) in the words of the vendor: its name of the token
 * limit, no `stream_options`, `store` or role `developer` where they are unknown. Everything else is the client's own business.
 */
export const adaptBody = (body: JsonObject, dialect: OpenAIChatDialect): JsonObject => {
  const { max_completion_tokens: current, max_tokens: old, stream_options: streamOptions, store, ...rest } = body
  const maxTokens = current ?? old
  const messages = rest['messages']
  return {
    ...rest,
    ...(maxTokens !== undefined && { [dialect.maxTokensField]: maxTokens }),
    ...(dialect.streamOptions && streamOptions !== undefined && { stream_options: streamOptions }),
    // Both are OpenAI's own inventions: the vendor that knows the one stores completions, and the others know neither.
    ...(dialect.developerRole && store !== undefined && { store }),
    ...(!dialect.developerRole && Array.isArray(messages) && { messages: messages.map(withoutDeveloper) }),
  }
}

const withoutDeveloper = (message: unknown): unknown => {
  const known = recordOf(message)
  return known?.['role'] === 'developer' ? { ...known, role: 'system' } : message
}

const messageOf = (message: Message, index: number, { developerRole }: OpenAIChatDialect) => {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: textContent(message.content) }
    case 'developer':
      return { role: developerRole ? 'developer' : 'system', content: textContent(message.content) }
    case 'user':
      return { role: 'user', content: userContent(message.content, index) }
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content.length === 0 && message.toolCalls.length > 0 ? null : textContent(message.content),
        ...(message.toolCalls.length > 0 && {
          tool_calls: message.toolCalls.map(({ id, name, arguments: args }) => ({
            id,
            type: 'function',
            function: { name, arguments: args },
          })),
        }),
      }
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: textContent(message.content) }
  }
}

/** A string where possible: several compatible vendors read no arrays of text. */
const textContent = (parts: readonly TextPart[]) => (parts.length > 1 ? parts : (parts[0]?.text ?? ''))

const userContent = (parts: readonly UserPart[], index: number) => {
  const [only] = parts
  if (!only) return ''
  if (parts.length === 1 && only.type === 'text') return only.text
  return parts.map((part, position) => userPart(part, contentPath(index, position)))
}

const userPart = (part: UserPart, path: string) => {
  if (part.type === 'text') return { type: 'text', text: part.text }
  if (part.type === 'image') {
    const { source, detail } = part
    return { type: 'image_url', image_url: { url: mediaUrl(source), ...(detail !== undefined && { detail }) } }
  }
  const { source, filename = 'file' } = part
  if (source.kind === 'url') throw cannotExpress(path, 'this provider takes files as base64 data, not by URL')
  const audio = AUDIO_FORMATS.get(source.mediaType)
  if (audio !== undefined) return { type: 'input_audio', input_audio: { data: source.data, format: audio } }
  return { type: 'file', file: { filename, file_data: mediaUrl(source) } }
}

/** The two that the format knows. */
const AUDIO_FORMATS = new Map([
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
])

const toolOf = ({ name, description, parameters, strict }: Tool) => ({
  type: 'function',
  function: {
    name,
    ...(description !== undefined && { description }),
    parameters,
    ...(strict !== undefined && { strict }),
  },
})

const toolChoiceOf = (choice: ToolChoice) =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } }

const responseFormatOf = (format: ResponseFormat) => {
  if (format.type === 'json_object') return format
  const { type, name, description, schema, strict } = format
  return {
    type,
    json_schema: {
      name,
      ...(description !== undefined && { description }),
      schema,
      ...(strict !== undefined && { strict }),
    },
  }
}
