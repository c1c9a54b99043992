import type { Classify, Media } from '../body-size.ts'
import type { JsonObject } from '../dialect.ts'

/** Parts whose words are billed as the text that they are; `thinking` is Mistral's. */
const TEXT_PARTS = new Set<unknown>(['text', 'refusal', 'thinking'])

/**
 * The media of a chat completion body: the content parts of its messages, and nothing that only looks like one (in a tool's
 * schema, say). A part of an unknown type, which compatible vendors have for audio, video and documents, counts as a file, and
 * so does an `image_url` that says of itself that it is no image.
 */
export const chatMedia: Classify = (value, path) => {
  if (path.length !== 4 || path[0] !== 'messages' || path[2] !== 'content') return undefined
  if (typeof value === 'string' || TEXT_PARTS.has(value['type'])) return undefined
  const data = dataOf(value)
  const isImage = value['type'] === 'image_url' && data.every((text) => /^data:image\//i.test(text))
  return { kind: isImage ? 'image' : 'file', data } satisfies Media
}

/** `image_url.url`, `file.file_data`, `input_audio.data` and their likes, or the string that stands in the place of the object. */
const dataOf = (part: JsonObject): string[] => {
  const { type } = part
  const medium = typeof type === 'string' ? part[type] : undefined
  const holder = typeof medium === 'object' && medium !== null ? medium : { url: medium }
  return Object.entries(holder).flatMap(([field, text]: [string, unknown]) =>
    DATA_FIELDS.has(field) && typeof text === 'string' && !/^https?:/i.test(text) ? [text] : [],
  )
}

const DATA_FIELDS = new Set(['url', 'file_data', 'data'])
