import { z } from 'zod'
import { badField, readObject, SHARED_FILE } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import { type Fields, fieldsOf, itemsIn, nameValue, objectIn, requiredIn, textValue, valueIn } from './fields.ts'

/** A `Content` (ai.google.dev/api/caching#Content); a role that is left out is the user's. */
export type Content = { path: string; role: string; parts: readonly Part[] }

/**
 * `raw` is the part as the client sent it and `fields` what is set in it; `other` is a kind of part that only a vendor of this
 * dialect knows.
 */
export type Part = { raw: unknown; fields: Fields } & PartContent

type PartContent =
  | { kind: 'text'; text: string }
  | { kind: 'inlineData'; mediaType: string; data: string; displayName: string | undefined; inner: Fields }
  | { kind: 'fileData'; uri: string; mediaType: string | undefined; inner: Fields }
  | { kind: 'functionCall'; id: string | undefined; name: string; args: JsonObject; inner: Fields }
  | { kind: 'functionResponse'; id: string | undefined; name: string; response: JsonObject; inner: Fields }
  | { kind: 'other' }

/** @throws GatewayError BAD_REQUEST naming what is of a wrong type, or media that cannot be bounded */
export const readContents = (request: Fields): readonly Content[] => {
  const contents: Content[] = []
  for (const { value, path } of itemsIn(request, 'contents')) {
    const fields = fieldsOf(value, path)
    const role = valueIn(fields, 'role', textValue) ?? ''
    contents.push({ path, role: role === '' ? 'user' : role, parts: readParts(fields) })
  }
  if (contents.length === 0) throw badField('contents', request.byName.has('contents') ? 'is empty' : 'is missing')
  return contents
}

export const readInstruction = (request: Fields): readonly Part[] => {
  const instruction = objectIn(request, 'systemInstruction')
  return instruction ? readParts(instruction) : []
}

const readParts = (content: Fields): Part[] => {
  const parts: Part[] = []
  for (const { value, path } of itemsIn(content, 'parts')) {
    const fields = fieldsOf(value, path)
    refuseAgenticMedia(fields)
    parts.push({ raw: value, fields, ...contentOf(fields) })
  }
  return parts
}

const KINDS = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse']

const contentOf = (fields: Fields): PartContent => {
  const [, second] = KINDS.filter((kind) => fields.byName.has(kind))
  if (second !== undefined) throw badField(fields.path, `has ${second} beside other data`)
  const text = valueIn(fields, 'text', textValue)
  if (text !== undefined) return { kind: 'text', text }
  return mediaIn(fields) ?? callIn(fields) ?? responseIn(fields) ?? { kind: 'other' }
}

const mediaIn = (fields: Fields): PartContent | undefined => {
  const inline = objectIn(fields, 'inlineData')
  if (inline) {
    return {
      kind: 'inlineData',
      mediaType: requiredIn(inline, 'mimeType', mediaTypeValue),
      data: requiredIn(inline, 'data', textValue),
      displayName: valueIn(inline, 'displayName', textValue),
      inner: inline,
    }
  }
  const file = objectIn(fields, 'fileData')
  if (!file) return undefined
  return { kind: 'fileData', uri: fileUri(file), mediaType: valueIn(file, 'mimeType', mediaTypeValue), inner: file }
}

const callIn = (fields: Fields): PartContent | undefined => {
  const inner = objectIn(fields, 'functionCall')
  if (!inner) return undefined
  const args = inner.byName.get('args')
  return {
    kind: 'functionCall',
    id: idIn(inner),
    name: requiredIn(inner, 'name', nameValue),
    args: args ? readObject(args.value, args.path) : {},
    inner,
  }
}

const responseIn = (fields: Fields): PartContent | undefined => {
  const inner = objectIn(fields, 'functionResponse')
  if (!inner) return undefined
  const response = inner.byName.get('response')
  for (const { value, path } of itemsIn(inner, 'parts')) {
    const part = fieldsOf(value, path)
    refuseAgenticMedia(part)
    mediaIn(part)
  }
  return {
    kind: 'functionResponse',
    id: idIn(inner),
    name: requiredIn(inner, 'name', nameValue),
    response: response ? readObject(response.value, response.path) : {},
    inner,
  }
}

const mediaTypeValue = z.string().regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/, 'is not a media type')

const idValue = textValue.max(256, 'has more than 256 characters')

/** Protobuf's empty string is an id that was not given. */
const idIn = (fields: Fields): string | undefined => {
  const id = valueIn(fields, 'id', idValue)
  return id === '' ? undefined : id
}

const VIDEO_SITE = /^(?:.+\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)$/i

/**
 * An address is held as a whole context window: what is behind it is limited to 100 MB (ai.google.dev "File input methods").
 * Hours of a video site's film are not, and `gs:` names the operator's storage.
 */
const fileUri = (file: Fields): string => {
  const uri = requiredIn(file, 'fileUri', textValue)
  const path = file.byName.get('fileUri')?.path ?? file.path
  const url = URL.parse(uri)
  if (!url || !/^https?:$/.test(url.protocol)) throw badField(path, 'is not an http(s) address')
  if (url.hostname === 'generativelanguage.googleapis.com') throw badField(path, SHARED_FILE)
  if (VIDEO_SITE.test(url.hostname)) throw badField(path, 'nothing in a request bounds the length of such a video')
  return uri
}

/** In this mode the model goes through a video as often as it likes. */
const refuseAgenticMedia = (part: Fields): void => {
  const mode = part.byName.get('mediaProcessing')
  if (mode === undefined || mode.value === 'STATIC' || mode.value === 'MEDIA_PROCESSING_UNSPECIFIED') return
  throw badField(mode.path, 'only STATIC processing of media can be bounded')
}
