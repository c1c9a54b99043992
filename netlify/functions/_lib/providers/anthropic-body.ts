import { Buffer } from 'node:buffer'
import type { ChatRequest, FilePart, ImagePart, Message, TextPart, Tool, ToolCall, ToolChoice } from '../domain/chat.ts'
import { cannotExpress, contentPath } from './cannot-express.ts'
import { parseRecord } from './json-reader.ts'
import { plainText } from './plain-text.ts'

/** The API takes 0…1 and its own OpenAI endpoint caps what is above (docs.anthropic.com "OpenAI SDK compatibility"). */
const MAX_TEMPERATURE = 1

type Block = Readonly<Record<string, unknown>>
type Turn = { role: 'user' | 'assistant'; content: Block[] }

/**
 * The body of a streaming Messages call. System and developer messages become the one `system` text, a blank line
 * between two; tool results become blocks of the user's turn, and neighbours of one role become one turn, because all results
 * of parallel calls must be in the turn right after them (docs.anthropic.com "How to implement tool use").
 * Throws BAD_REQUEST for a file that is neither PDF, text nor image, and for a tool call whose arguments are not a JSON object.
 */
export const anthropicBody = (request: ChatRequest) => {
  const system = request.messages.flatMap((message) => (isInstruction(message) ? message.content : []))
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    stream: true,
    ...(system.length > 0 && { system: plainText(system) }),
    messages: turnsOf(request.messages),
    ...(request.temperature !== undefined && { temperature: Math.min(request.temperature, MAX_TEMPERATURE) }),
    ...(request.topP !== undefined && { top_p: request.topP }),
    ...(request.stop?.length && { stop_sequences: request.stop }),
    ...(request.tools?.length && {
      tools: request.tools.map(toolOf),
      ...(request.toolChoice !== undefined && { tool_choice: toolChoiceOf(request.toolChoice) }),
    }),
  }
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
      return [{ type: 'tool_result', tool_use_id: message.toolCallId, content: textBlocks(message.content) }]
  }
}

/** Empty text blocks are refused by the API. */
const textBlocks = (parts: readonly TextPart[]): Block[] =>
  parts.filter(({ text }) => text !== '').map(({ text }) => ({ type: 'text', text }))

const toolUse = ({ id, name, arguments: args }: ToolCall, index: number): Block => {
  const input = parseRecord(args === '' ? '{}' : args)
  if (!input) throw cannotExpress(`messages[${index}].tool_calls`, `the arguments of ${name} are not a JSON object`)
  return { type: 'tool_use', id, name, input }
}

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

const toolChoiceOf = (choice: ToolChoice) => {
  if (typeof choice !== 'string') return { type: 'tool', name: choice.name }
  return { type: choice === 'required' ? 'any' : choice }
}
