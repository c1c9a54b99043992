import { type Classify, type Media, measureBody } from '../body-size.ts'
import type { InputSize, JsonObject } from '../dialect.ts'
import type { InputItem } from './items.ts'
import { countTools, type ResponsesTool } from './tools.ts'

/**
 * What the input can be billed for. A file by id or address is a file, and so is audio, as only the model's context bounds
 * them; an image by id or address is an image.
 */
export const measureInput = (
  body: JsonObject,
  items: readonly InputItem[],
  tools: readonly ResponsesTool[],
): InputSize => ({
  ...measureBody(body, mediaOf),
  messages: items.length + (typeof body['instructions'] === 'string' ? 1 : 0),
  tools: countTools(tools),
})

/** Media are parts of a message's content or of a tool's output: `input.3.content.0`. */
const mediaOf: Classify = (value, path) => {
  const [root, , list] = path
  const isPart = path.length === 4 && root === 'input' && (list === 'content' || list === 'output')
  if (!isPart || typeof value === 'string') return undefined
  switch (value['type']) {
    case 'input_image':
      return imageOf(value['image_url'])
    case 'input_file':
      return { kind: 'file', data: [value['file_data']].filter((data) => typeof data === 'string') }
    case 'input_audio':
      return { kind: 'file', data: audioData(value['input_audio']) }
    default:
      return undefined
  }
}

/** An image that says of itself that it is none is whatever the vendor makes of it. */
const imageOf = (url: unknown): Media => {
  if (typeof url !== 'string' || !/^data:/i.test(url)) return { kind: 'image', data: [] }
  return { kind: /^data:image\//i.test(url) ? 'image' : 'file', data: [url] }
}

const audioData = (audio: unknown): string[] =>
  typeof audio === 'object' && audio !== null && 'data' in audio && typeof audio.data === 'string' ? [audio.data] : []
