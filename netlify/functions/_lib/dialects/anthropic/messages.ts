import type { FilePart, ImagePart, MediaSource, Message, TextPart, ToolCall, UserPart } from '../../domain/chat.ts'
import type { Block, DocumentBlock, ImageBlock } from './blocks.ts'
import type { AnthropicMessage } from './request.ts'
import { badField, CANNOT_TRANSLATE, pathOf, readObject, refuseOthers } from '../body-fields.ts'

const MESSAGE_FIELDS = new Set(['role', 'content'])
/** `cache_control` concerns the vendor's own cache; the citations of a text are what another vendor once cited. */
const TEXT_FIELDS = new Set(['type', 'text', 'cache_control', 'citations'])
const IMAGE_FIELDS = new Set(['type', 'source', 'cache_control', 'transformations'])
const DOCUMENT_FIELDS = new Set(['type', 'source', 'title', 'context', 'cache_control', 'citations'])
const TOOL_USE_FIELDS = new Set(['type', 'id', 'name', 'input', 'cache_control', 'caller'])
const TOOL_RESULT_FIELDS = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control'])

/** @throws GatewayError BAD_REQUEST naming what another vendor cannot be told */
export const translateMessages = (system: readonly Block[], messages: readonly AnthropicMessage[]): Message[] => {
  const last = messages.at(-1)
  if (last?.role === 'assistant') {
    throw badField(last.path, 'only models of this API continue an answer that is already begun')
  }
  const content = systemText(system)
  return [...(content.length > 0 ? [{ role: 'system' as const, content }] : []), ...messages.flatMap(translateMessage)]
}

const translateMessage = ({ role, content, raw, path }: AnthropicMessage): Message[] => {
  refuseOthers(raw, path, MESSAGE_FIELDS)
  if (role === 'user') return userMessages(content)
  if (role === 'assistant') return assistantMessages(content)
  const text = systemText(content)
  return text.length > 0 ? [{ role, content: text }] : []
}

const systemText = (blocks: readonly Block[]): TextPart[] =>
  blocks.map((block) => {
    if (block.type !== 'text') throw badField(block.path, CANNOT_TRANSLATE)
    return textPart(block)
  })

/** Results first: they have to follow the calls that they answer, on every API. */
const userMessages = (blocks: readonly Block[]): Message[] => {
  const messages: Message[] = []
  const content: UserPart[] = []
  for (const block of blocks) {
    if (block.type === 'tool_result') {
      const result = toolResult(block)
      messages.push({ role: 'tool', toolCallId: block.toolUseId, content: result.text })
      content.push(...result.media)
    } else content.push(...userParts(block))
  }
  return content.length > 0 ? [...messages, { role: 'user', content }] : messages
}

/**
 * Images and files of a result follow it as the user's, because the results of other vendors are text; that a call failed is
 * said in words, because they have no field for it.
 */
const toolResult = ({ raw, path, content, isError, toolUseId }: Extract<Block, { type: 'tool_result' }>) => {
  refuseOthers(raw, path, TOOL_RESULT_FIELDS)
  const parts = content.flatMap(userParts)
  const text = parts.filter((part) => part.type === 'text')
  const media = parts.filter((part) => part.type !== 'text')
  return {
    text: isError ? [{ type: 'text' as const, text: 'The tool call failed:' }, ...text] : text,
    media:
      media.length > 0 ? [{ type: 'text' as const, text: `From the result of tool call ${toolUseId}:` }, ...media] : [],
  }
}

/**
 * Thinking is left out: its signature can be verified by the vendor that signed it only, and other models are told what was
 * answered and not what was thought.
 */
const assistantMessages = (blocks: readonly Block[]): Message[] => {
  const content: TextPart[] = []
  const toolCalls: ToolCall[] = []
  for (const block of blocks) {
    if (block.type === 'text') content.push(textPart(block))
    else if (block.type === 'tool_use') toolCalls.push(toolCall(block))
    else if (block.type !== 'thinking') throw badField(pathOf(block.path, 'type'), CANNOT_TRANSLATE)
  }
  return content.length + toolCalls.length > 0 ? [{ role: 'assistant', content, toolCalls }] : []
}

const toolCall = ({ raw, path, id, name, input }: Extract<Block, { type: 'tool_use' }>): ToolCall => {
  refuseOthers(raw, path, TOOL_USE_FIELDS)
  const caller = raw['caller'] == null ? undefined : readObject(raw['caller'], pathOf(path, 'caller'))
  if (caller && caller['type'] !== 'direct') throw badField(pathOf(path, 'caller'), CANNOT_TRANSLATE)
  return { id, name, arguments: JSON.stringify(input) }
}

const userParts = (block: Block): UserPart[] => {
  switch (block.type) {
    case 'text':
      return [textPart(block)]
    case 'image':
      return [imagePart(block)]
    case 'document':
      return documentParts(block)
    case 'tool_use':
    case 'tool_result':
    case 'thinking':
    case 'other':
      throw badField(pathOf(block.path, 'type'), CANNOT_TRANSLATE)
  }
}

const textPart = ({ raw, path, text }: Extract<Block, { type: 'text' }>): TextPart => {
  refuseOthers(raw, path, TEXT_FIELDS)
  return { type: 'text', text }
}

const imagePart = ({ raw, path, source }: ImageBlock): ImagePart => {
  refuseOthers(raw, path, IMAGE_FIELDS)
  // Scaling an image down that is too large is the default here and what other vendors do; an error is not.
  const transformations = readObject(raw['transformations'] ?? {}, pathOf(path, 'transformations'))
  if (transformations['oversized_image'] === 'error') throw badField(pathOf(path, 'transformations'), CANNOT_TRANSLATE)
  return { type: 'image', source: mediaSource(source, pathOf(path, 'source')) }
}

/** A document of text becomes text, with its title and context before it; a PDF becomes a file. */
const documentParts = ({ raw, path, source, title, context }: DocumentBlock): UserPart[] => {
  refuseOthers(raw, path, DOCUMENT_FIELDS)
  const citations = readObject(raw['citations'] ?? {}, pathOf(path, 'citations'))
  if (citations['enabled'] === true) throw badField(pathOf(path, 'citations'), CANNOT_TRANSLATE)
  const contextPart: TextPart[] = context === undefined ? [] : [{ type: 'text', text: context }]
  if (source.type === 'text' || source.type === 'content') {
    const titlePart: TextPart[] = title === undefined ? [] : [{ type: 'text', text: title }]
    const content: UserPart[] =
      source.type === 'text' ? [{ type: 'text', text: source.data }] : source.content.flatMap(userParts)
    return [...titlePart, ...contextPart, ...content]
  }
  const file: FilePart = {
    type: 'file',
    source: mediaSource(source, pathOf(path, 'source')),
    ...(title !== undefined && { filename: title }),
  }
  return [...contextPart, file]
}

/** A file by id is in an account that other vendors cannot see. */
const mediaSource = (source: ImageBlock['source'], path: string): MediaSource => {
  switch (source.type) {
    case 'base64':
      return { kind: 'data', mediaType: source.media_type, data: source.data }
    case 'url':
      if (!/^https?:$/.test(URL.parse(source.url)?.protocol ?? ''))
        throw badField(pathOf(path, 'url'), 'is no http(s) URL')
      return { kind: 'url', url: source.url }
  }
}
