import { z } from 'zod'
import type { MediaSource, UserPart } from '../../domain/chat.ts'
import { badField, CANNOT_TRANSLATE, readField, readObject, refuseOthers } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/** Marks of a cached prefix: the answer is the same without them. */
const CACHE_MARKS = ['cache_control', 'prompt_cache_breakpoint']

export const TEXT_FIELDS = new Set(['type', 'text', ...CACHE_MARKS])
export const REFUSAL_FIELDS = new Set(['type', 'refusal', ...CACHE_MARKS])

/**
 * One content part of a user's message. Audio and other files are files in our vocabulary.
 * @throws GatewayError BAD_REQUEST naming the field that is wrong or that no other vendor can be told
 */
export const chatUserPart = (value: unknown, path: string): UserPart => {
  const part = readObject(value, path)
  const { type } = part
  switch (type) {
    case 'text':
      refuseOthers(part, path, TEXT_FIELDS)
      return { type, text: readField(words, part['text'], `${path}.text`) }
    case 'image_url':
      return imagePart(part, path)
    case 'file':
      return filePart(part, path)
    case 'input_audio':
      return audioPart(part, path)
    default:
      throw badField(`${path}.type`, typeof type === 'string' ? CANNOT_TRANSLATE : 'is not a type of part')
  }
}

const words = z.string('is not a text')

const IMAGE_PART = new Set(['type', 'image_url', ...CACHE_MARKS])
const IMAGE_FIELDS = new Set(['url', 'detail'])

/** OpenAI knows `original` too, which no other vendor has. */
const detailLevel = z.enum(['low', 'high', 'auto'], 'is none of low, high, auto').nullish()

const imagePart = (part: JsonObject, path: string): UserPart => {
  refuseOthers(part, path, IMAGE_PART)
  const imagePath = `${path}.image_url`
  // Mistral's clients may give the address alone.
  const image =
    typeof part['image_url'] === 'string' ? { url: part['image_url'] } : readObject(part['image_url'], imagePath)
  refuseOthers(image, imagePath, IMAGE_FIELDS)
  const detail = readField(detailLevel, image['detail'], `${imagePath}.detail`) ?? undefined
  return {
    type: 'image',
    source: mediaSource(image['url'], `${imagePath}.url`),
    ...(detail !== undefined && { detail }),
  }
}

const FILE_PART = new Set(['type', 'file', ...CACHE_MARKS])
/** Not `file_id`: the file is the vendor's, and no other one has it. */
const FILE_FIELDS = new Set(['file_data', 'filename'])

const fileName = z.string('is not a name').max(255, 'has more than 255 characters').nullish()

const filePart = (part: JsonObject, path: string): UserPart => {
  refuseOthers(part, path, FILE_PART)
  const filePath = `${path}.file`
  const file = readObject(part['file'], filePath)
  refuseOthers(file, filePath, FILE_FIELDS)
  const filename = readField(fileName, file['filename'], `${filePath}.filename`) ?? undefined
  return {
    type: 'file',
    source: mediaSource(file['file_data'], `${filePath}.file_data`),
    ...(filename !== undefined && { filename }),
  }
}

const AUDIO_PART = new Set(['type', 'input_audio', ...CACHE_MARKS])
const AUDIO_FIELDS = new Set(['data', 'format'])
const AUDIO_TYPES = new Map<unknown, string>([
  ['wav', 'audio/wav'],
  ['mp3', 'audio/mpeg'],
])

const audioPart = (part: JsonObject, path: string): UserPart => {
  refuseOthers(part, path, AUDIO_PART)
  const audioPath = `${path}.input_audio`
  const audio = readObject(part['input_audio'], audioPath)
  refuseOthers(audio, audioPath, AUDIO_FIELDS)
  const mediaType = AUDIO_TYPES.get(audio['format'])
  if (mediaType === undefined) throw badField(`${audioPath}.format`, 'is none of wav, mp3')
  const data = readField(base64, audio['data'], `${audioPath}.data`)
  return { type: 'file', source: { kind: 'data', mediaType, data } }
}

const base64 = z
  .string('is not a text')
  .min(1, 'is empty')
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'is not base64')

const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,([A-Za-z0-9+/_-]+={0,2})$/

const mediaSource = (value: unknown, path: string): MediaSource => {
  const url = readField(words, value, path)
  const [, mediaType, data] = DATA_URL.exec(url) ?? []
  if (mediaType !== undefined && data !== undefined) return { kind: 'data', mediaType, data }
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return { kind: 'url', url }
  throw badField(path, 'is neither an http(s) URL nor a base64 data URL')
}
