import { describe, expect, test } from 'vitest'
import { type Classify, measureBody } from '../../netlify/functions/_lib/dialects/body-size.ts'

const nothing: Classify = () => undefined
const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

describe('measureBody', () => {
  test.each([
    {},
    { text: 'Grüße 🦊\n"' },
    { numbers: [1, 2.5, null, true], nested: [{ deep: [[['x']]] }] },
    { lone: 'half a \ud83e pair' },
  ])('counts every byte of the JSON, never fewer than its texts have: %j', (body) => {
    expect(measureBody(body, nothing)).toEqual({ textBytes: bytes(body), images: 0, files: 0 })
  })

  test('leaves out the data of media and counts the rest of them', () => {
    const body = { parts: [{ image: 'AAAA', name: 'cat' }, { file: 'BBBBBB' }, 'CC'] }
    const media: Classify = (value) => {
      if (value === 'CC') return { kind: 'image', data: ['CC'] }
      if (typeof value === 'string') return undefined
      const { image, file } = value
      if (typeof image === 'string') return { kind: 'image', data: [image] }
      return typeof file === 'string' ? { kind: 'file', data: [file] } : undefined
    }
    expect(measureBody(body, media)).toEqual({ textBytes: bytes(body) - 4 - 6 - 2, images: 2, files: 1 })
  })

  test('shows where a value stands, and nothing inside a medium', () => {
    const seen: string[] = []
    measureBody({ a: [{ b: 'x' }, 'y'], medium: { inside: { z: 'z' } }, n: 1, no: null }, (_value, path) => {
      seen.push(path.join('.'))
      return path[0] === 'medium' ? { kind: 'file', data: [] } : undefined
    })
    expect(seen).toEqual(['', 'a.0', 'a.0.b', 'a.1', 'medium'])
  })

  test('takes a body of millions of values', () => {
    const body = { zeros: new Array<number>(3_000_000).fill(0) }
    expect(measureBody(body, nothing).textBytes).toBe(6_000_000 + '{"zeros":[]}'.length - 1)
  })
})
