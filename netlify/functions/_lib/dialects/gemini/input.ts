import type { InputSize } from '../../domain/input-bound.ts'
import { type Classify, type Media, measureBody } from '../body-size.ts'
import type { JsonObject } from '../dialect.ts'
import { camelCase, type Fields, fieldsOf, itemsIn, objectIn } from './fields.ts'

/** The places where the vendor reads media; anywhere else (arguments, schemas) an object of the same form is text. */
const MEDIA_PLACE =
  /^(?:contents|systemInstruction)\/parts\/(?:functionResponse\/parts\/)?(inlineData|fileData|mediaResolution)$/

/** What the input of a generateContent body can be billed for at most. `request` are the fields of `body`. */
export const geminiInput = (body: JsonObject, request: Fields): InputSize => ({
  ...measureBody(body, classify),
  messages: countOf(itemsIn(request, 'contents')) + (request.byName.has('systemInstruction') ? 1 : 0),
  tools: functionCount(request),
})

const classify: Classify = (value, path) => {
  if (typeof value === 'string') return path.length === 1 ? continuation(path[0]) : undefined
  const last = path.at(-1)
  if (typeof last !== 'string' || !/^(?:inline|file|media)/.test(last)) return undefined
  const place = path.filter((step) => typeof step === 'string').map(camelCase)
  const [, kind] = MEDIA_PLACE.exec(place.join('/')) ?? []
  return kind === undefined ? undefined : mediaOf(kind, value)
}

const mediaOf = (kind: string, value: JsonObject): Media | undefined => {
  const fields = fieldsOf(value, '')
  switch (kind) {
    case 'inlineData': {
      const data = fields.byName.get('data')?.value
      const mediaType = fields.byName.get('mimeType')?.value
      const isImage = typeof mediaType === 'string' && /^image\//i.test(mediaType)
      return { kind: isImage ? 'image' : 'file', data: typeof data === 'string' ? [data] : [] }
    }
    // What is behind an address is known to the vendor only; its declared type promises nothing.
    case 'fileData':
      return { kind: 'file', data: [] }
    // A length that the client chooses for a medium can exceed the bound of an image.
    default:
      return fields.byName.has('numTokens') ? { kind: 'file', data: [] } : undefined
  }
}

/** A continued answer reads again all that it has written, which is not in the body: up to the whole context window. */
const continuation = (key: string | number | undefined): Media | undefined =>
  typeof key === 'string' && camelCase(key) === 'continuationToken' ? { kind: 'file', data: [] } : undefined

const functionCount = (request: Fields): number => {
  let count = 0
  for (const { value, path } of itemsIn(request, 'tools')) {
    count += countOf(itemsIn(fieldsOf(value, path), 'functionDeclarations'))
  }
  return count
}

const countOf = (items: Iterator<unknown>): number => {
  let count = 0
  while (items.next().done !== true) count++
  return count
}

export const generationConfigOf = (request: Fields): Fields =>
  objectIn(request, 'generationConfig') ?? { path: 'generationConfig', byName: new Map() }
