import type { FilePart, ImagePart, MediaSource, TextPart, UserPart } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, pathOf, refuseOthers } from '../body-fields.ts'
import type { Content, InputPart } from './items.ts'

/** @throws GatewayError BAD_REQUEST naming the part that no other dialect can express */
export const userParts = (content: Content): UserPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(userPart)

/** For the places that are text in every other dialect: instructions, the assistant's words, a tool's output. */
export const textParts = (content: Content): TextPart[] => {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return content.map((part) => {
    const read = userPart(part)
    if (read.type !== 'text') throw badField(part.path, `an image or file in this place ${CANNOT_TRANSLATE}`)
    return read
  })
}

const userPart = (part: InputPart): UserPart => {
  refuseOthers(part.raw, part.path, FIELDS[part.type])
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: part.text }
    case 'refusal':
      return { type: 'text', text: part.refusal }
    case 'input_image':
      return imagePart(part)
    case 'input_file':
      return filePart(part)
    case 'input_audio':
      return audioPart(part)
  }
}

const imagePart = ({ image_url, detail, path }: Extract<InputPart, { type: 'input_image' }>): ImagePart => {
  const source = mediaSource(image_url, pathOf(path, 'image_url'))
  if (detail === undefined || detail === null) return { type: 'image', source }
  if (detail !== 'low' && detail !== 'high' && detail !== 'auto')
    throw badField(pathOf(path, 'detail'), CANNOT_TRANSLATE)
  return { type: 'image', source, detail }
}

const filePart = (part: Extract<InputPart, { type: 'input_file' }>): FilePart => {
  const { file_data, file_url, filename, path } = part
  const source =
    typeof file_data === 'string'
      ? mediaSource(file_data, pathOf(path, 'file_data'))
      : mediaSource(file_url, pathOf(path, 'file_url'))
  return { type: 'file', source, ...(typeof filename === 'string' && { filename }) }
}

const audioPart = ({ input_audio, path }: Extract<InputPart, { type: 'input_audio' }>): FilePart => {
  const { data, format } = input_audio
  const mediaType = AUDIO_TYPES.get(format)
  if (mediaType === undefined) throw badField(pathOf(path, 'input_audio.format'), 'is none of wav, mp3')
  return { type: 'file', source: { kind: 'data', mediaType, data } }
}

const AUDIO_TYPES = new Map([
  ['wav', 'audio/wav'],
  ['mp3', 'audio/mpeg'],
])

const mediaSource = (url: string | null | undefined, path: string): MediaSource => {
  const [, mediaType, data] = DATA_URL.exec(url ?? '') ?? []
  if (mediaType !== undefined && data !== undefined) return { kind: 'data', mediaType, data }
  if (typeof url === 'string' && /^https?:$/.test(URL.parse(url)?.protocol ?? '')) return { kind: 'url', url }
  throw badField(path, 'is neither an http(s) URL nor a base64 data URL')
}

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w.+-]+=[^;,]*)*;base64,([A-Za-z0-9+/_-]+={0,2})$/i

/** A cache hint changes what a call costs, not what it says; annotations and probabilities describe an earlier answer. */
const DROPPED = ['prompt_cache_breakpoint', 'annotations', 'logprobs']
const FIELDS: Readonly<Record<InputPart['type'], ReadonlySet<string>>> = {
  input_text: new Set([...DROPPED, 'type', 'text']),
  output_text: new Set([...DROPPED, 'type', 'text']),
  refusal: new Set([...DROPPED, 'type', 'refusal']),
  input_image: new Set([...DROPPED, 'type', 'image_url', 'file_id', 'detail']),
  input_file: new Set([...DROPPED, 'type', 'file_data', 'file_url', 'file_id', 'filename']),
  input_audio: new Set([...DROPPED, 'type', 'input_audio']),
}
