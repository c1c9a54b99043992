import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRawFrames } from '../../netlify/functions/_lib/providers/raw-frames.ts'
import { inPieces } from '../support/recorded.ts'

type Read = { bytes: string; data: string | undefined }

const read = async (body: ReadableStream<Uint8Array>): Promise<Read[]> => {
  const frames: Read[] = []
  for await (const { bytes, event } of readRawFrames(body))
    frames.push({ bytes: new TextDecoder().decode(bytes), data: event?.data })
  return frames
}

describe.each([1, 2, 3, 5, 1_000])('in pieces of %d bytes', (size) => {
  test.each([
    { name: 'LF', frames: ['data: a\n\n', 'event: x\ndata: ö\n\n', 'data: [DONE]\n\n'], data: ['a', 'ö', '[DONE]'] },
    { name: 'CRLF', frames: ['data: a\r\n\r\n', 'data: ö\r\n\r\n'], data: ['a', 'ö'] },
    { name: 'one after the other', frames: ['data: a\n\n', 'data: b\r\n\r\n', 'data: c\n\r\n'], data: ['a', 'b', 'c'] },
    { name: 'comments', frames: [': PING\n\n', 'data: a\n\n', ':\n\n'], data: [undefined, 'a', undefined] },
    { name: 'several lines of data', frames: ['data: a\ndata: b\n\n', 'data: c\n\n'], data: ['a\nb', 'c'] },
    { name: 'an end without a blank line', frames: ['data: a\n\n', 'data: b'], data: ['a', 'b'] },
    { name: 'blank lines between', frames: ['data: a\n\n', '\n\n', 'data: b\n\n'], data: ['a', undefined, 'b'] },
  ])('$name', async ({ frames, data }) => {
    const found = await read(inPieces(frames.join(''), size))
    expect(found.map(({ bytes }) => bytes)).toEqual(frames)
    expect(found.map((frame) => frame.data)).toEqual(data)
  })

  test('text that is no event stream is left out', async () => {
    const page = '<html>\nsecret: 1\n\n<p>data: no\n</html>\n\n'
    expect(await read(inPieces(`${page}data: a\n\n${page}`, size))).toEqual([{ bytes: 'data: a\n\n', data: 'a' }])
  })
})

test('whatever the lines and pieces are, the frames put together are the stream', async () => {
  const lines = fc.array(fc.constantFrom('data: 1', 'event: e', ': c', '', 'id: 7', 'retry: 5', 'data'), {
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 9 }),
      async (all, lineEnd, size) => {
        const text = all.map((line) => line + lineEnd).join('')
        const found = await read(inPieces(text, size))
        expect(found.map(({ bytes }) => bytes).join('')).toBe(text)
      },
    ),
  )
})
