import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/v1-embeddings.ts'
import { createTestGateway, type Account, type Call, type TestGateway } from '../support/gateway.ts'
import { serveRoutes, type HttpGateway } from '../support/http-gateway.ts'
import { stubVector } from '../support/stub-embeddings.ts'
import { startStubVendor, type StubAnswer, type StubVendor } from '../support/stub-vendor.ts'

let vendor: StubVendor
let gateway: TestGateway
let http: HttpGateway

beforeAll(async () => {
  vendor = await startStubVendor({ behaviour: embedded(5) })
  gateway = await createTestGateway({
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub-openai-key',
    MISTRAL_BASE_URL: vendor.baseUrls.openai,
    MISTRAL_API_KEY: 'stub-mistral-key',
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
    GEMINI_API_KEY: 'stub-gemini-key',
  })
  http = await serveRoutes(gateway)
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openHolds()).toBe(0)
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

const embedded = (input: number): StubAnswer => ({ kind: 'answer', chunks: [], usage: { input, output: 0 } })

const HELLO = { model: 'text-embedding-3-small', input: 'Hello' }

const embed = ({ key }: Account, body: object, call: Omit<Call, 'key' | 'body'> = {}): Promise<Response> =>
  gateway.call(routes, { key, body, ...call })

type ErrorBody = { error: { message: string; type: string; code: string; param: string | null } }

const errorOf = async (response: Response): Promise<ErrorBody['error'] & { status: number }> => ({
  ...((await response.json()) as ErrorBody).error,
  status: response.status,
})

describe('200', () => {
  test("OpenAI's own bytes, unknown fields included, in two round trips", async () => {
    const body =
      '{ "object": "list",\n "data": [{"embedding":[1.0, 2e-3],"index":0}], "usage": {"prompt_tokens": 4}, "x": 1.50 }'
    vendor.behaveOnce({ kind: 'bytes', body, headers: { 'content-type': 'application/json' } })
    const account = await gateway.account()
    const before = gateway.roundTrips()
    const response = await embed(account, { ...HELLO, user: 'u', dimensions: 2, new_field: [1] })
    expect(gateway.roundTrips() - before).toBe(2)
    expect(await response.text()).toBe(body)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'x-kaixu-model': 'openai/text-embedding-3-small',
      // Four tokens at 0.02 USD per million and 31 %.
      'x-kaixu-cost-usd': '0.0000001048',
      'x-kaixu-remaining-usd': '99.9999998952',
      'x-request-id': response.headers.get('x-kaixu-request-id'),
    })
    expect(vendor.requests.at(-1)?.body).toEqual({ ...HELLO, user: 'u', dimensions: 2, new_field: [1] })
  })

  test.each([
    ['a text', 'Hello', 1],
    ['texts', ['a', 'b', 'c'], 3],
    ['tokens', [1, 2, 3], 1],
    ['lists of tokens', [[1, 2], [3]], 2],
  ])('%s for a model of OpenAI', async (_, input, vectors) => {
    const account = await gateway.account()
    const response = await embed(account, { ...HELLO, input })
    const { data } = (await response.json()) as { data: unknown[] }
    expect(data.length).toBe(vectors)
    expect(vendor.requests.at(-1)?.body).toEqual({ ...HELLO, input })
  })

  test('Mistral: its own names for the fields, and base64 although it writes numbers', async () => {
    const account = await gateway.account()
    const body = { model: 'mistral-embed', input: ['a', 'b'], dimensions: 6, encoding_format: 'base64', user: 'u' }
    const response = await embed(account, body)
    expect(vendor.requests.at(-1)?.body).toEqual({ model: 'mistral-embed', input: ['a', 'b'], output_dimension: 6 })
    expect(await response.json()).toEqual({
      object: 'list',
      data: [0, 1].map((index) => ({
        object: 'embedding',
        index,
        embedding: Buffer.from(Float32Array.from(stubVector(index, 6)).buffer).toString('base64'),
      })),
      model: 'mistral-embed',
      usage: { prompt_tokens: 5, total_tokens: 5 },
    })
  })

  test('the tokens of a list are what is held', async () => {
    vendor.behaveOnce(embedded(1_000_000))
    const account = await gateway.account()
    const response = await embed(account, { ...HELLO, input: [Array.from({ length: 68 }, () => 1)] })
    // 68 tokens and 32 around them.
    expect(response.headers.get('x-kaixu-cost-usd')).toBe('0.00000262')
  })

  test('an estimate when a server of this format reports no usage', async () => {
    vendor.behaveOnce({ kind: 'answer', chunks: [], usage: 'none' })
    const account = await gateway.account()
    await embed(account, { ...HELLO, input: [[1, 2, 3, 4, 5, 6, 7, 8]] })
    await gateway.settled()
    const events = await gateway.books.query(
      'select surface, estimated, input_tokens::int, output_tokens::int from usage_events where customer_id = $1',
      [account.customerId],
    )
    expect(events).toEqual([{ surface: 'embeddings', estimated: true, input_tokens: 8, output_tokens: 0 }])
  })

  test('a hundred posts with one Idempotency-Key are one call', async () => {
    const account = await gateway.account()
    const calls = vendor.requests.length
    vendor.hold()
    const posts = Array.from({ length: 100 }, () => embed(account, HELLO, { headers: { 'idempotency-key': 'k' } }))
    await vendor.request(calls + 1)
    vendor.release()
    const answers = await Promise.all(posts)
    expect(vendor.requests.length).toBe(calls + 1)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true)
    const again = await embed(account, HELLO, { headers: { 'idempotency-key': 'k' } })
    expect(again.headers.get('x-kaixu-replayed')).toBe('true')
  })
})

describe("errors in OpenAI's envelope", () => {
  test.each([
    ['no model', { input: 'a' }, 'model'],
    ['no input', { model: HELLO.model }, 'input'],
    ['an input without elements', { ...HELLO, input: [] }, 'input'],
    ['texts and tokens', { ...HELLO, input: ['a', [1]] }, 'input.1'],
    ['a list of tokens without any', { ...HELLO, input: [[1], []] }, 'input.1'],
    ['a fraction among the tokens', { ...HELLO, input: [1, 2.5] }, 'input.1'],
    ['a negative token', { ...HELLO, input: [[-1]] }, 'input.0.0'],
    ['too many texts', { ...HELLO, input: Array.from({ length: 2_049 }, () => 'a') }, 'input'],
    ['another encoding', { ...HELLO, encoding_format: 'hex' }, 'encoding_format'],
    ['no dimensions', { ...HELLO, dimensions: 0 }, 'dimensions'],
    ['a model that chats', { ...HELLO, model: 'gpt-4o-mini' }, 'model'],
    ['tokens for Mistral', { model: 'mistral-embed', input: [1, 2] }, 'input'],
    ['a field that Gemini has not', { model: 'gemini-embedding-001', input: 'a', priority: 1 }, 'priority'],
  ])('400: %s', async (_, body, param) => {
    const account = await gateway.account()
    const calls = vendor.requests.length
    expect(await errorOf(await embed(account, body))).toMatchObject({ status: 400, param, code: 'bad_request' })
    expect(vendor.requests.length).toBe(calls)
  })

  test('401, 402, 403, 409', async () => {
    const unknown = await gateway.call(routes, { key: `kx_live_${'x'.repeat(43)}`, body: HELLO })
    expect(await errorOf(unknown)).toMatchObject({ status: 401, code: 'invalid_api_key' })
    const poor = await gateway.account({ capCents: 0 })
    expect(await errorOf(await embed(poor, HELLO))).toMatchObject({ status: 402, type: 'insufficient_quota' })
    const narrow = await gateway.account({ key: { allowed_models: { openai: ['gpt-4o-mini'] } } })
    expect(await errorOf(await embed(narrow, HELLO))).toMatchObject({ status: 403, code: 'model_not_allowed' })
    const response = await embed(await gateway.account(), { ...HELLO, model: 'nothing-of-the-kind' })
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await errorOf(response)).toMatchObject({ status: 409, code: 'unpriced_model' })
  })

  test('503: the provider is busy, and nothing is charged', async () => {
    vendor.behaveOnce({ kind: 'respond', status: 429, headers: { 'retry-after': '7' }, body: {} })
    const response = await embed(await gateway.account(), HELLO)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'upstream_busy' })
  })
})

describe('the OpenAI SDK', () => {
  const clientOf = ({ key }: Account) => new OpenAI({ apiKey: key, baseURL: `${http.url}/v1`, maxRetries: 0 })

  test.each(['text-embedding-3-small', 'mistral-embed', 'gemini-embedding-001', 'gemini/gemini-embedding-001'])(
    '%s',
    async (model) => {
      const client = clientOf(await gateway.account())
      // The SDK asks for base64 by itself.
      const { data, usage } = await client.embeddings.create({ model, input: ['one', 'two'], dimensions: 6 })
      expect(data.map(({ embedding }) => [...embedding])).toEqual([stubVector(0, 6), stubVector(1, 6)])
      expect(usage).toEqual({ prompt_tokens: 5, total_tokens: 5 })
    },
  )

  test('numbers when it is asked for them', async () => {
    const client = clientOf(await gateway.account())
    const { data } = await client.embeddings.create({ ...HELLO, encoding_format: 'float' })
    expect(data[0]?.embedding).toEqual(stubVector(0))
  })

  test('a cap is an error that is not tried again', async () => {
    const client = clientOf(await gateway.account({ capCents: 0 }))
    await expect(client.embeddings.create(HELLO)).rejects.toMatchObject({ status: 402, type: 'insufficient_quota' })
  })
})
