import { Buffer } from 'node:buffer'
import type { ChatRequest, FilePart, ImagePart, Message, TextPart, Tool, ToolCall } from '../domain/chat.ts'
import { anthropicControls } from './anthropic-controls.ts'
import { anthropicModel } from './anthropic-model.ts'
import { cannotExpress, contentPath } from './cannot-express.ts'
import { parseRecord } from './json-reader.ts'
import { plainText } from './plain-text.ts'

type Block = Readonly<Record<string, unknown>>
type Turn = { role: 'user' | 'assistant'; content: Block[] }

/**
 * The body of a streaming Messages call. System and developer messages become the one `system` text, a blank line
 * between two; tool results become blocks of the user's turn, and neighbours of one role become one turn, because all results
 * of parallel calls must be in the turn right after them (docs.anthropic.com "How to implement tool use").
 * Throws BAD_REQUEST for a file that is neither PDF, text nor image, for a tool call whose arguments are not a JSON object,
 * and for what the model does not take (`anthropicControls`).
 */
export const anthropicBody = (request: ChatRequest) => {
  const system = request.messages.flatMap((message) => (isInstruction(message) ? message.content : []))
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    ...(system.length > 0 && { system: plainText(system) }),
    messages: turnsOf(request.messages),
    ...(request.stop?.length && { stop_sequences: request.stop.map(stopSequence) }),
    ...(request.tools?.length && { tools: request.tools.map(toolOf) }),
    ...anthropicControls(request, anthropicModel(request.model)),
  }
}

/** "Each stop sequence must contain non-whitespace", says the API. */
const stopSequence = (text: string): string => {
  if (text.trim() === '') throw cannotExpress('stop', 'this provider takes no stop sequence of white space')
  return text
}

const isInstruction = (message: Message): message is Extract<Message, { role: 'system' | 'developer' }> =>
  message.role === 'system' || message.role === 'developer'

const turnsOf = (messages: readonly Message[]): Turn[] => {
  const turns: Turn[] = []
  messages.forEach((message, index) => {
    if (isInstruction(message)) return
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const content = blocksOf(message, index)
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...content)
    else if (content.length > 0) turns.push({ role, content })
  })
  return turns
}

const blocksOf = (message: Message, index: number): Block[] => {
  switch (message.role) {
    case 'system':
    case 'developer':
      return []
    case 'user':
      return message.content.flatMap((part, position) =>
        part.type === 'text' ? textBlocks([part]) : [mediaBlock(part, contentPath(index, position))],
      )
    case 'assistant':
      return [...textBlocks(message.content), ...message.toolCalls.map((call) => toolUse(call, index))]
    case 'tool':
      return [{ type: 'tool_result', tool_use_id: idOf(message.toolCallId), content: textBlocks(message.content) }]
  }
}

/** Empty text blocks are refused by the API. */
const textBlocks = (parts: readonly TextPart[]): Block[] =>
  parts.filter(({ text }) => text !== '').map(({ text }) => ({ type: 'text', text }))

const toolUse = ({ id, name, arguments: args }: ToolCall, index: number): Block => {
  const input = parseRecord(args === '' ? '{}' : args)
  if (!input) throw cannotExpress(`messages[${index}].tool_calls`, `the arguments of ${name} are not a JSON object`)
  return { type: 'tool_use', id: idOf(id), name, input }
}

/** Calls of other vendors have ids that this API does not take (`^[a-zA-Z0-9_-]+$`). */
const idOf = (id: string): string => id.replace(/[^\w-]/g, '_')

/** Images, PDF and plain text (docs.anthropic.com "Vision", "PDF support"); by URL, a file can only be a PDF. */
const mediaBlock = (part: ImagePart | FilePart, path: string): Block => {
  const { source } = part
  const title = part.type === 'file' && part.filename !== undefined ? { title: part.filename } : {}
  if (source.kind === 'url') {
    const from = { type: 'url', url: source.url }
    return part.type === 'image' ? { type: 'image', source: from } : { type: 'document', source: from, ...title }
  }
  const { mediaType, data } = source
  if (part.type === 'image' || mediaType.startsWith('image/')) {
    return { type: 'image', source: { type: 'base64', media_type: mediaType, data } }
  }
  if (mediaType === 'application/pdf') {
    return { type: 'document', source: { type: 'base64', media_type: mediaType, data }, ...title }
  }
  if (mediaType.startsWith('text/')) {
    const text = Buffer.from(data, 'base64').toString('utf8')
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...title }
  }
  throw cannotExpress(path, 'this provider takes images, PDF and plain text only')
}

const toolOf = ({ name, description, parameters, strict }: Tool) => ({
  name,
  ...(description !== undefined && { description }),
  input_schema: parameters,
  ...(strict === true && { strict }),
})
