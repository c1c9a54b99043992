import { z } from 'zod'
import type { Media } from '../body-size.ts'
import { badField, readField, readList, readObject, SHARED_FILE } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/** A content block as far as the gateway looks into it; `raw` is the client's own object and `path` its place in the body. */
export type Block = { path: string; raw: JsonObject } & (
  | { type: 'text'; text: string }
  | { type: 'image'; source: z.infer<typeof imageSource> }
  | { type: 'document'; source: DocumentSource; title: string | undefined; context: string | undefined }
  | { type: 'tool_use'; id: string; name: string; input: JsonObject }
  | { type: 'tool_result'; toolUseId: string; content: Block[]; isError: boolean }
  | { type: 'thinking' | 'other' }
)
export type ImageBlock = Extract<Block, { type: 'image' }>
export type DocumentBlock = Extract<Block, { type: 'document' }>
type DocumentSource = z.infer<typeof documentSource> | { type: 'content'; content: Block[] }

const MAX_BLOCKS = 1_000_000

const base64 = z.object({ type: z.literal('base64'), media_type: z.string(), data: z.string() })
const byUrl = z.object({ type: z.literal('url'), url: z.string() })

const imageSource = z.discriminatedUnion('type', [base64, byUrl], 'the type is none of base64, url')
const plainText = z.object({ type: z.literal('text'), data: z.string() })
const documentSource = z.discriminatedUnion(
  'type',
  [base64, plainText, byUrl],
  'the type is none of base64, text, content, url',
)

const textFields = z.object({ text: z.string() })
const documentFields = z.object({ title: z.string().nullish(), context: z.string().nullish() })
const toolUseFields = z.object({ id: z.string(), name: z.string() })
const toolResultFields = z.object({ tool_use_id: z.string(), is_error: z.boolean().nullish() })

/**
 * Blocks that make the vendor do work which is not in the token counts, or that bring such tools in later
 * (platform.claude.com "Code execution", "Mid-conversation tool changes").
 */
const REFUSED: ReadonlyMap<unknown, string> = new Map([
  ['container_upload', 'containers of the provider are not offered here'],
  ['tool_addition', 'tools can be given in tools only'],
  ['tool_removal', 'tools can be given in tools only'],
  ['mcp_tool_listing', 'MCP servers of the provider are not offered here'],
])

/**
 * `content` of a message, tool result or document: a text, or blocks.
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const readContent = (value: unknown, path: string): Block[] => {
  if (typeof value === 'string') return [{ type: 'text', text: value, path, raw: {} }]
  if (!Array.isArray(value)) throw badField(path, 'is neither a string nor an array of blocks')
  return readList(value, path, MAX_BLOCKS, readBlock)
}

const readBlock = (value: unknown, path: string): Block => {
  const raw = readObject(value, path)
  const type = raw['type']
  if (typeof type !== 'string') throw badField(`${path}.type`, 'is not a string')
  const refusal = REFUSED.get(type)
  if (refusal !== undefined) throw badField(`${path}.type`, refusal)
  switch (type) {
    case 'text':
      return { type, ...readField(textFields, raw, path), path, raw }
    case 'image':
      return {
        type,
        source: readField(imageSource, ownSource(raw['source'], `${path}.source`), `${path}.source`),
        path,
        raw,
      }
    case 'document': {
      const { title, context } = readField(documentFields, raw, path)
      const source = readDocumentSource(raw['source'], `${path}.source`)
      return { type, source, title: title ?? undefined, context: context ?? undefined, path, raw }
    }
    case 'tool_use': {
      const { id, name } = readField(toolUseFields, raw, path)
      return { type, id, name, input: readObject(raw['input'], `${path}.input`), path, raw }
    }
    case 'tool_result': {
      const { tool_use_id: toolUseId, is_error } = readField(toolResultFields, raw, path)
      const content = raw['content'] == null ? [] : readContent(raw['content'], `${path}.content`)
      return { type, toolUseId, content, isError: is_error === true, path, raw }
    }
    case 'thinking':
    case 'redacted_thinking':
      return { type: 'thinking', path, raw }
    default:
      return { type: 'other', path, raw }
  }
}

const ownSource = (value: unknown, path: string): JsonObject => {
  const source = readObject(value, path)
  if (source['type'] === 'file') throw badField(`${path}.file_id`, SHARED_FILE)
  return source
}

const readDocumentSource = (value: unknown, path: string): DocumentSource => {
  const source = ownSource(value, path)
  if (source['type'] !== 'content') return readField(documentSource, source, path)
  return { type: 'content', content: readContent(source['content'], `${path}.content`) }
}

/** Every medium in the blocks, by the client's object. A text document is text; what a file holds is not known before. */
export const mediaOf = (blocks: readonly Block[]): [JsonObject, Media][] =>
  blocks.flatMap((block): [JsonObject, Media][] => {
    switch (block.type) {
      case 'image':
        return [[block.raw, { kind: 'image', data: dataOf(block.source) }]]
      case 'document':
        if (block.source.type === 'content') return mediaOf(block.source.content)
        return block.source.type === 'text' ? [] : [[block.raw, { kind: 'file', data: dataOf(block.source) }]]
      case 'tool_result':
        return mediaOf(block.content)
      case 'text':
      case 'tool_use':
      case 'thinking':
      case 'other':
        return []
    }
  })

const dataOf = (source: z.infer<typeof imageSource>): string[] => (source.type === 'base64' ? [source.data] : [])
