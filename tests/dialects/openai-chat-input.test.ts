import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'

const hello = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }

describe('input size', () => {
  const sizeOf = (content: readonly object[]) => {
    const body = { ...hello, messages: [{ role: 'user', content }] }
    return { ...openaiChat.read(body).input, all: Buffer.byteLength(JSON.stringify(body)) }
  }
  const image = (url: string) => ({ type: 'image_url', image_url: { url, detail: 'high' } })

  test('is every byte of UTF-8, tools and other fields included', () => {
    const body = {
      ...hello,
      messages: [{ role: 'user', content: 'Grüße 🦊' }],
      tools: [{ type: 'function', function: { name: 'f', parameters: { description: 'ü'.repeat(100) } } }],
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: { title: 'ö'.repeat(50) } } },
    }
    expect(openaiChat.read(body).input.textBytes).toBe(Buffer.byteLength(JSON.stringify(body)))
  })

  test('images: their data is no text, a URL is', () => {
    const data = `data:image/png;base64,${'A'.repeat(1_000)}`
    const { textBytes, images, files, all } = sizeOf([
      image(data),
      image('https://example.com/a.png'),
      { type: 'image_url', image_url: data },
    ])
    expect({ images, files, left: all - textBytes }).toEqual({ images: 3, files: 0, left: 2 * data.length })
  })

  test.each<[string, object, string]>([
    [
      'a file with data',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      'data:application/pdf;base64,AAAA',
    ],
    ['audio', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, 'AAAA'],
    ['a video by URL', { type: 'video_url', video_url: { url: 'https://example.com/v.mp4' } }, ''],
    ['a document by URL', { type: 'document_url', document_url: 'https://example.com/a.pdf' }, ''],
    ['a part of an unknown type', { type: 'hologram', hologram: { data: 'AAAA' } }, 'AAAA'],
    ['an "image" that is a PDF', image('data:application/pdf;base64,AAAA'), 'data:application/pdf;base64,AAAA'],
  ])('%s is a file', (_name, part, data) => {
    const { textBytes, images, files, all } = sizeOf([{ type: 'text', text: 'x' }, part])
    expect({ images, files, left: all - textBytes }).toEqual({ images: 0, files: 1, left: data.length })
  })

  test('what only looks like a medium is text, as the vendor reads it so', () => {
    const part = image(`data:image/png;base64,${'A'.repeat(5_000)}`)
    const body = {
      ...hello,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'x', image_url: part.image_url }] }],
      tools: [{ type: 'function', function: { name: 'f', parameters: part } }],
      metadata: { content: [part] },
    }
    const { textBytes, images } = openaiChat.read(body).input
    expect([textBytes, images]).toEqual([JSON.stringify(body).length, 0])
  })
})
