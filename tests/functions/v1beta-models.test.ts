import { GoogleGenAI } from '@google/genai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { serveRoutes, type HttpGateway } from '../support/http-gateway.ts'
import { stubVector } from '../support/stub-embeddings.ts'
import { startStubVendor, type StubAnswer, type StubVendor } from '../support/stub-vendor.ts'

let vendor: StubVendor
let gateway: TestGateway
let http: HttpGateway

const ANSWER: StubAnswer = { kind: 'answer', chunks: ['Hello', ', ', 'world'], usage: { input: 10, output: 3 } }

beforeAll(async () => {
  vendor = await startStubVendor({ behaviour: ANSWER })
  gateway = await createTestGateway({
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub-openai-key',
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
    GEMINI_API_KEY: 'stub-gemini-key',
  })
  http = await serveRoutes(gateway)
})
afterEach(async () => {
  await gateway.settled()
  await expect.poll(() => gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

const FLASH = 'gemini-2.5-flash'
const HELLO = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const CONTENT = { parts: [{ text: 'Hello' }] }

const post = ({ key }: Account, path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${http.url}/v1beta/models/${path}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': key, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

type Chunk = { candidates: { content: { parts: { text: string }[] } }[] }
type Failure = { error: { code: number; status: string; message: string } }

const textOf = (chunks: readonly Chunk[]): string =>
  chunks
    .flatMap(({ candidates }) => candidates.flatMap(({ content }) => content.parts.map(({ text }) => text)))
    .join('')

const errorOf = async (response: Response) => ((await response.json()) as Failure).error

const charges = ({ customerId }: Account) =>
  expect.poll(() =>
    gateway.books.query(
      'select surface, model, input_tokens::int, output_tokens::int, estimated from usage_events where customer_id = $1',
      [customerId],
    ),
  )

describe('generateContent', () => {
  const charged = (model: string) => [
    { surface: 'gemini', model, input_tokens: 10, output_tokens: 3, estimated: false },
  ]

  test("200: Gemini's own bytes", async () => {
    const body =
      '{\n  "candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}],\n  "x": 1.0, "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 3}}'
    vendor.behaveOnce({ kind: 'bytes', body, headers: { 'content-type': 'application/json; charset=UTF-8' } })
    const account = await gateway.account()
    const response = await post(account, `${FLASH}:generateContent`, HELLO)
    expect(await response.text()).toBe(body)
    expect(response.headers.get('x-kaixu-model')).toBe(`gemini/${FLASH}`)
    expect(response.headers.get('x-kaixu-cost-usd')).toMatch(/^0\.0000/)
    expect(vendor.requests.at(-1)?.path).toBe(`/v1beta/models/${FLASH}:generateContent`)
    await charges(account).toEqual(charged(FLASH))
  })

  test.each([
    ['a model of another vendor', 'gpt-4o-mini', 'gpt-4o-mini'],
    ['a name with a slash', 'openai/gpt-4o-mini', 'gpt-4o-mini'],
    ['a name whose slash is encoded', 'openai%2Fgpt-4o-mini', 'gpt-4o-mini'],
    ['a name whose colon is encoded', `${FLASH}%3AgenerateContent?x=`, FLASH],
  ])('200: %s', async (_, name, model) => {
    const account = await gateway.account()
    const path = name.includes('?') ? name : `${name}:generateContent`
    const response = await post(account, path, HELLO)
    expect(response.status).toBe(200)
    expect(textOf([(await response.json()) as Chunk])).toBe('Hello, world')
    await charges(account).toEqual(charged(model))
  })

  test('200: the sandbox', async () => {
    const response = await post(await gateway.account(), 'sandbox/lorem:generateContent', HELLO)
    expect(textOf([(await response.json()) as Chunk])).not.toBe('')
  })

  test('200: the key in the query, or as a bearer', async () => {
    const { key } = await gateway.account()
    const address = `${http.url}/v1beta/models/${FLASH}:generateContent`
    const init = { method: 'POST', body: JSON.stringify(HELLO) }
    for (const [url, headers] of [
      [`${address}?key=${key}`, {}],
      [address, { authorization: `Bearer ${key}` }],
    ] as const) {
      const response = await fetch(url, { ...init, headers })
      expect(response.status).toBe(200)
      await response.body?.cancel()
    }
    // The key is ours: the vendor sees its own and no query.
    expect(vendor.requests.at(-1)?.headers['x-goog-api-key']).toBe('stub-gemini-key')
    expect(vendor.requests.at(-1)?.path).not.toContain('key')
  })
})

describe('streamGenerateContent', () => {
  test.each([FLASH, 'gpt-4o-mini', 'sandbox/lorem'])('200: events with alt=sse, %s', async (model) => {
    const response = await post(await gateway.account(), `${model}:streamGenerateContent?alt=sse`, HELLO)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const text = await response.text()
    const chunks = text.split('\r\n\r\n').filter((frame) => frame !== '')
    expect(chunks.length).toBeGreaterThan(2)
    const parsed = chunks.map((frame) => JSON.parse(frame.replace(/^data: /, '')) as Chunk)
    if (model !== 'sandbox/lorem') expect(textOf(parsed)).toBe('Hello, world')
  })

  test("200: Gemini's own frames, byte for byte", async () => {
    const frames =
      'data: {"candidates": [{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata": {"promptTokenCount":10,"candidatesTokenCount":3 }}\r\n\r\n'
    vendor.behaveOnce({ kind: 'bytes', body: frames, pieceBytes: 7 })
    const response = await post(await gateway.account(), `${FLASH}:streamGenerateContent?alt=sse`, HELLO)
    expect(await response.text()).toBe(frames)
  })

  test.each([FLASH, 'gpt-4o-mini'])('200: one JSON array without it, %s', async (model) => {
    const account = await gateway.account()
    const response = await post(account, `${model}:streamGenerateContent`, HELLO)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const chunks = (await response.json()) as Chunk[]
    expect(chunks.length).toBeGreaterThan(2)
    expect(textOf(chunks)).toBe('Hello, world')
    await charges(account).toMatchObject([{ input_tokens: 10, output_tokens: 3 }])
  })

  test('200: the array arrives as it is made', async () => {
    vendor.behaveOnce({ ...ANSWER, interruption: { by: 'hold', afterChunks: 1 } })
    const response = await post(await gateway.account(), `${FLASH}:streamGenerateContent`, HELLO)
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    expect(first).toMatch(/^\[\{.*"text":"Hello"/s)
    vendor.release()
    let rest = ''
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
      rest += new TextDecoder().decode(next.value)
    }
    expect(textOf(JSON.parse(first + rest) as Chunk[])).toBe('Hello, world')
  })

  test.each([
    [FLASH, 'UNAVAILABLE'],
    ['gpt-4o-mini', 'INTERNAL'],
  ])('200: a failure in the middle is the last element of the array, %s', async (model, status) => {
    vendor.behaveOnce({ ...ANSWER, interruption: { by: 'error', afterChunks: 2 } })
    const response = await post(await gateway.account(), `${model}:streamGenerateContent`, HELLO)
    const chunks = (await response.json()) as (Chunk | Failure)[]
    expect(chunks.length).toBeGreaterThanOrEqual(2)
    expect(chunks.at(-1)).toMatchObject({ error: { status } })
  })

  test('502: a failure before the first byte is an error with its status', async () => {
    vendor.behaveOnce({ kind: 'respond', status: 400, body: { error: { message: 'no' } } })
    const response = await post(await gateway.account(), `${FLASH}:streamGenerateContent`, HELLO)
    expect(response.status).toBe(502)
    expect(await errorOf(response)).toMatchObject({ code: 502, status: 'INTERNAL' })
  })
})

describe('embeddings', () => {
  const EMBEDDING = 'gemini-embedding-001'

  test("200: embedContent and batchEmbedContents, Gemini's own bytes, charged as it counted", async () => {
    const account = await gateway.account()
    const one = await post(account, `${EMBEDDING}:embedContent`, { content: CONTENT, outputDimensionality: 2 })
    expect(await one.text()).toBe(
      JSON.stringify({ embedding: { values: stubVector(0, 2) }, usageMetadata: { promptTokenCount: 10 } }),
    )
    expect(vendor.requests.at(-1)).toMatchObject({
      path: `/v1beta/models/${EMBEDDING}:embedContent`,
      body: { content: CONTENT, outputDimensionality: 2, model: `models/${EMBEDDING}` },
    })
    const requests = [
      { model: 'models/another', content: CONTENT, task_type: 'SEMANTIC_SIMILARITY' },
      { content: CONTENT },
    ]
    const two = await post(account, `${EMBEDDING}:batchEmbedContents`, { requests })
    expect(await two.json()).toMatchObject({ embeddings: [{ values: stubVector(0) }, { values: stubVector(1) }] })
    expect(vendor.requests.at(-1)?.body).toEqual({
      requests: requests.map((request) => ({ ...request, model: `models/${EMBEDDING}` })),
    })
    const event = { surface: 'embeddings', model: EMBEDDING, input_tokens: 10, output_tokens: 0, estimated: false }
    await charges(account).toEqual([event, event])
  })

  test('200: a model of OpenAI', async () => {
    const account = await gateway.account()
    const small = 'text-embedding-3-small'
    const one = await post(account, `${small}:embedContent`, { content: CONTENT, output_dimensionality: 6 })
    expect(await one.json()).toEqual({
      embedding: { values: stubVector(0, 6) },
      usageMetadata: { promptTokenCount: 10 },
    })
    const two = await post(account, `${small}:batchEmbedContents`, {
      requests: [{ content: CONTENT }, { content: CONTENT }],
    })
    expect(await two.json()).toMatchObject({ embeddings: [{ values: stubVector(0) }, { values: stubVector(1) }] })
  })

  test.each([
    ['no content', `${EMBEDDING}:embedContent`, {}],
    ['a content without parts', `${EMBEDDING}:embedContent`, { content: { parts: [] } }],
    [
      'an image',
      `${EMBEDDING}:embedContent`,
      { content: { parts: [{ inlineData: { mimeType: 'image/png', data: 'AA' } }] } },
    ],
    [
      'a batch where one is expected',
      `${EMBEDDING}:embedContent`,
      { content: CONTENT, requests: [{ content: CONTENT }] },
    ],
    ['an empty batch', `${EMBEDDING}:batchEmbedContents`, { requests: [] }],
    [
      '101 requests',
      `${EMBEDDING}:batchEmbedContents`,
      { requests: Array.from({ length: 101 }, () => ({ content: CONTENT })) },
    ],
    ['a task type for OpenAI', 'text-embedding-3-small:embedContent', { content: CONTENT, taskType: 'CLUSTERING' }],
    ['a model that chats', `${FLASH}:embedContent`, { content: CONTENT }],
    ['a chat with a model that embeds', `${EMBEDDING}:generateContent`, HELLO],
    [
      'unlike lengths for OpenAI',
      'text-embedding-3-small:batchEmbedContents',
      {
        requests: [{ content: CONTENT, outputDimensionality: 6 }, { content: CONTENT }],
      },
    ],
  ])('400: %s', async (_, path, body) => {
    const calls = vendor.requests.length
    const response = await post(await gateway.account(), path, body)
    expect(response.status).toBe(400)
    expect(await errorOf(response)).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' })
    expect(vendor.requests.length).toBe(calls)
  })
})

describe('countTokens', () => {
  test.each([
    ['contents alone', HELLO],
    ['a whole request', { generateContentRequest: { model: `models/${FLASH}`, ...HELLO } }],
    ['a whole request in snake case', { generate_content_request: HELLO }],
  ])("200: Gemini's own count of %s, with the canon, free of charge", async (_, body) => {
    const account = await gateway.account({ capCents: 0 })
    const response = await post(account, `${FLASH}:countTokens`, body)
    expect(await response.json()).toEqual({ totalTokens: 10, of_the_vendor: true })
    expect(vendor.requests.at(-1)).toMatchObject({
      path: `/v1beta/models/${FLASH}:countTokens`,
      body: {
        generateContentRequest: {
          ...HELLO,
          model: `models/${FLASH}`,
          systemInstruction: { parts: [{ text: gateway.deps.settings.canon }] },
        },
      },
    })
    await charges(account).toEqual([])
  })

  test('200: an estimate for a model of another vendor', async () => {
    const response = await post(await gateway.account(), 'gpt-4o-mini:countTokens', HELLO)
    expect(response.headers.get('x-kaixu-estimated')).toBe('true')
    expect(((await response.json()) as { totalTokens: number }).totalTokens).toBeGreaterThan(60)
  })
})

describe("errors in Gemini's envelope", () => {
  test.each(['predict', 'generateContents', '', 'GENERATECONTENT'])('404: the method %j', async (method) => {
    const response = await post(await gateway.account(), `${FLASH}:${method}`, HELLO)
    expect(response.status).toBe(404)
    expect(await errorOf(response)).toMatchObject({ code: 404, status: 'NOT_FOUND' })
  })

  test.each(['', FLASH, ':generateContent', '%ff:generateContent'])('404: a POST to %j', async (path) => {
    const response = await post(await gateway.account(), path, HELLO)
    expect(response.status).toBe(404)
    expect(await errorOf(response)).toMatchObject({ status: 'NOT_FOUND' })
  })

  test('401: an unknown key, whatever it asks for', async () => {
    const nobody = { customerId: '', keyId: '', key: `kx_live_${'x'.repeat(43)}` }
    for (const path of [`${FLASH}:generateContent`, `${FLASH}:predict`, 'x:countTokens', 'x:embedContent']) {
      const response = await post(nobody, path, {})
      expect(response.status, path).toBe(401)
      expect(await errorOf(response)).toMatchObject({ status: 'UNAUTHENTICATED' })
    }
  })

  test('402, 409, 405', async () => {
    const poor = await post(await gateway.account({ capCents: 0 }), `${FLASH}:generateContent`, HELLO)
    expect(poor.status).toBe(402)
    expect(await errorOf(poor)).toMatchObject({ status: 'FAILED_PRECONDITION' })
    const unpriced = await post(await gateway.account(), 'nothing:generateContent', HELLO)
    expect(unpriced.status).toBe(409)
    expect(await errorOf(unpriced)).toMatchObject({ status: 'FAILED_PRECONDITION' })
    const put = await fetch(`${http.url}/v1beta/models/${FLASH}:generateContent`, { method: 'PUT', body: '{}' })
    expect(put.status).toBe(405)
    expect(await errorOf(put)).toMatchObject({ status: 'UNIMPLEMENTED' })
  })
})

describe('the Gemini SDK', () => {
  const clientOf = ({ key }: Account) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: http.url } })

  test.each(['gemini-embedding-001', 'text-embedding-3-small'])('embeddings, %s', async (model) => {
    const client = clientOf(await gateway.account())
    const { embeddings } = await client.models.embedContent({
      model,
      contents: ['one', 'two'],
      config: { outputDimensionality: 6 },
    })
    expect(embeddings?.map(({ values }) => values)).toEqual([stubVector(0, 6), stubVector(1, 6)])
  })

  test.each([FLASH, 'gpt-4o-mini'])('a count of tokens, %s', async (model) => {
    const client = clientOf(await gateway.account())
    expect((await client.models.countTokens({ model, contents: 'Hello' })).totalTokens).toBeGreaterThan(0)
  })
})
