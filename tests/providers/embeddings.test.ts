import { describe, expect, test } from 'vitest'
import type { ChatEvent } from '../../netlify/functions/_lib/domain/chat.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { geminiEmbeddings } from '../../netlify/functions/_lib/providers/gemini-embeddings.ts'
import {
  compatibleEmbeddings,
  mistralEmbeddings,
  openaiEmbeddings,
} from '../../netlify/functions/_lib/providers/openai-embeddings.ts'

const TARGET = { baseUrl: 'https://vendor.test/v1', apiKey: 'the-key' }
const REQUEST = { model: 'm', inputs: ['one', 'two'], dimensions: 3 }

const forwarded = (codec: typeof openaiEmbeddings, body: Readonly<Record<string, unknown>>) =>
  codec.forward(body, { model: 'a/b', stream: false }, TARGET)

describe('what is sent', () => {
  test.each([
    { name: 'openai', codec: openaiEmbeddings, own: { dimensions: 3, encoding_format: 'base64' } },
    { name: 'mistral', codec: mistralEmbeddings, own: { output_dimension: 3 } },
    { name: 'compatible', codec: compatibleEmbeddings, own: { dimensions: 3 } },
  ])('$name', ({ codec, own }) => {
    const { url, headers, body } = forwarded(codec, codec.body(REQUEST))
    expect(url).toBe('https://vendor.test/v1/embeddings')
    expect(headers['authorization']).toBe('Bearer the-key')
    expect(body).toEqual({ model: 'm', input: ['one', 'two'], ...own })
  })

  test('gemini: a batch, or one content', () => {
    const batch = forwarded(geminiEmbeddings, geminiEmbeddings.body({ ...REQUEST, taskType: 'CLUSTERING', title: 'T' }))
    expect(batch.url).toBe('https://vendor.test/v1/models/a%2Fb:batchEmbedContents')
    expect(batch.headers['x-goog-api-key']).toBe('the-key')
    expect(batch.body).toEqual({
      requests: ['one', 'two'].map((text) => ({
        model: 'models/m',
        content: { parts: [{ text }] },
        outputDimensionality: 3,
        taskType: 'CLUSTERING',
        title: 'T',
      })),
    })
    expect(forwarded(geminiEmbeddings, { content: {} }).url).toMatch(/:embedContent$/)
  })

  test.each(['taskType', 'title'])('%s is refused where no vendor knows it', (field) => {
    expect(() => openaiEmbeddings.body({ ...REQUEST, [field]: 'x' })).toThrow(GatewayError)
  })

  test('a chat is refused', () => {
    expect(() => openaiEmbeddings.encode({ model: 'm', messages: [], maxTokens: 1 }, TARGET)).toThrow(/does not answer/)
  })
})

const base64 = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64')

describe('what is read', () => {
  const one = (embedding: unknown, index?: number) => ({ object: 'embedding', embedding, index })

  test.each([
    ['numbers', { data: [one([1, 2.5])] }, [[1, 2.5]]],
    ['base64', { data: [one(base64(1, -0.5))] }, [[1, -0.5]]],
    ['the order of the index', { data: [one([2], 1), one([1], 0)] }, [[1], [2]]],
    ['no index at all', { data: [one([1]), one([2])] }, [[1], [2]]],
  ])('openai: %s', (_, answer, expected) => expect(openaiEmbeddings.vectors(answer)).toEqual(expected))

  test.each([
    ['nothing', undefined],
    ['no data', { data: [] }],
    ['data that is none', { data: 'x' }],
    ['an index twice', { data: [one([1], 1), one([2], 1)] }],
    ['an index beyond the end', { data: [one([1], 4_000_000_000)] }],
    ['half a float', { data: [one('AAA=')] }],
    ['an empty vector', { data: [one([])] }],
    ['a text in a vector', { data: [one([1, 'x'])] }],
  ])('openai: %s is no answer', (_, answer) => expect(openaiEmbeddings.vectors(answer)).toBeUndefined())

  test('gemini: a batch, or one', () => {
    expect(geminiEmbeddings.vectors({ embeddings: [{ values: [1] }, { values: [2] }] })).toEqual([[1], [2]])
    expect(geminiEmbeddings.vectors({ embedding: { values: [1] } })).toEqual([[1]])
    expect(geminiEmbeddings.vectors({ embeddings: [{ values: [1] }, {}] })).toBeUndefined()
    expect(geminiEmbeddings.vectors({})).toBeUndefined()
  })

  const kinds = (events: Iterable<ChatEvent>) => [...events].map(({ type }) => type)

  test('usage where it is reported, and never zero', () => {
    const answer = { data: [one([1])] }
    expect(kinds(openaiEmbeddings.decodeBody({ ...answer, usage: { prompt_tokens: 3 } }))).toEqual(['usage', 'finish'])
    for (const usage of [undefined, null, {}, { prompt_tokens: 0 }, { prompt_tokens: -1 }, { prompt_tokens: 'x' }])
      expect(kinds(openaiEmbeddings.decodeBody({ ...answer, usage }))).toEqual(['finish'])
    const own = { embedding: { values: [1] } }
    expect(kinds(geminiEmbeddings.decodeBody(own))).toEqual(['finish'])
    expect(kinds(geminiEmbeddings.decodeBody({ ...own, usageMetadata: { promptTokenCount: 3 } }))).toEqual([
      'usage',
      'finish',
    ])
  })

  test('what cannot be read is an error', () => {
    for (const answer of [undefined, null, [], 5, {}, { error: { message: 'no' } }])
      expect(kinds(openaiEmbeddings.decodeBody(answer))).toEqual(['error'])
  })
})
