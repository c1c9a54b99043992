import type { JsonObject } from './dialect.ts'

/** Where a value stands in the body: `['messages', 2, 'content', 0]`. Valid during the call only: it is one array, reused. */
export type BodyPath = readonly (string | number)[]

/** A medium; `data` are those of its strings (base64, data URL) that the vendor reads as bytes and not as text. */
export type Media = { kind: 'image' | 'file'; data: readonly string[] }

/**
 * Says whether a visited string or object is media. It has to look at the place as well: the vendor reads a JSON schema that
 * looks like an image as text, and bills it as text.
 */
export type Classify = (value: string | JsonObject, path: BodyPath) => Media | undefined

export type BodySize = { textBytes: number; images: number; files: number }

/**
 * Counts a parsed JSON body for the hold: the bytes of its JSON in UTF-8 without the data of media, and the media. What is
 * inside a medium is not visited. JSON has no fewer bytes than the texts in it, so the count is never below what is billed.
 */
export const measureBody = (body: JsonObject, classify: Classify): BodySize => {
  const size: BodySize = { textBytes: Buffer.byteLength(JSON.stringify(body)), images: 0, files: 0 }
  const path: (string | number)[] = []

  const visitChild = (value: unknown, key: string | number): void => {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return
    path.push(key)
    visit(value)
    path.pop()
  }
  const visit = (value: string | object): void => {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) visitChild(value[index], index)
      return
    }
    // A parsed JSON value that is an object and no array has only string keys.
    const media = classify(value as string | JsonObject, path)
    if (media) {
      size[media.kind === 'image' ? 'images' : 'files'] += 1
      for (const data of media.data) size.textBytes -= Buffer.byteLength(data)
    } else if (typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) visitChild(child, key)
    }
  }

  visit(body)
  return size
}
