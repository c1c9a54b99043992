import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/gateway-embed.ts'
import { picoToUsd } from '../../netlify/functions/_lib/domain/money.ts'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type Account, type Call, type TestGateway } from '../support/gateway.ts'
import { stubVector } from '../support/stub-embeddings.ts'
import { startStubVendor, type StubAnswer, type StubVendor } from '../support/stub-vendor.ts'

let vendor: StubVendor
let gateway: TestGateway

beforeAll(async () => {
  vendor = await startStubVendor({ behaviour: embedded(10) })
  gateway = await createTestGateway({
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub-openai-key',
    MISTRAL_BASE_URL: vendor.baseUrls.openai,
    MISTRAL_API_KEY: 'stub-mistral-key',
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
    GEMINI_API_KEY: 'stub-gemini-key',
  })
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openHolds()).toBe(0)
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

const embedded = (input: number): StubAnswer => ({ kind: 'answer', chunks: [], usage: { input, output: 0 } })
const SILENT_ABOUT_USAGE: StubAnswer = { kind: 'answer', chunks: [], usage: 'none' }

const GEMINI = { provider: 'gemini', model: 'gemini-embedding-001', input: 'Hello' }

const embed = ({ key }: Account, change: object = {}, call: Omit<Call, 'key' | 'body'> = {}): Promise<Response> =>
  gateway.call(routes, { key, body: { ...GEMINI, ...change }, ...call })

const pricePico = (provider: string, model: string): bigint => {
  const price = gateway.deps.prices.find(provider, model)
  if (price === undefined) throw new Error(`${model} has no price`)
  return price.tiers[0].rates.input.pricePico
}

const TEXTS = ['one '.repeat(300), 'two']
const lastBody = () => vendor.requests.at(-1)?.body

describe('200', () => {
  test('the whole answer, field by field, charged as the vendor counted', async () => {
    vendor.behaveOnce(embedded(1_000))
    const account = await gateway.account({ capCents: 1_000 })
    const before = gateway.roundTrips()
    const response = await embed(
      account,
      { input: TEXTS, taskType: 'RETRIEVAL_DOCUMENT', title: 'T', outputDimensionality: 8, store: 'x' },
      { headers: { 'x-kaixu-install-id': 'laptop' } },
    )
    expect(gateway.roundTrips() - before).toBe(2)
    expect(response.status).toBe(200)
    const cost = 1_000n * pricePico('gemini', 'gemini-embedding-001')
    expect(await response.json()).toMatchObject({
      provider: 'gemini',
      model: 'gemini-embedding-001',
      embeddings: [stubVector(0, 8), stubVector(1, 8)],
      dimensions: 8,
      usage: {
        input_tokens: 1_000,
        output_tokens: 0,
        cost_cents: Number(cost) / 1e10,
        cost_usd: picoToUsd(cost),
        estimated: false,
      },
      month: { cap_cents: 1_000, spent_cents: Number(cost) / 1e10, held_cents: 0 },
      telemetry: { install_id: 'laptop' },
    })
    const common = { outputDimensionality: 8, taskType: 'RETRIEVAL_DOCUMENT', title: 'T' }
    const model = 'models/gemini-embedding-001'
    expect(vendor.requests.at(-1)?.path).toBe('/v1beta/models/gemini-embedding-001:batchEmbedContents')
    expect(lastBody()).toEqual({
      requests: TEXTS.map((text) => ({ model, content: { parts: [{ text }] }, ...common })),
    })
  })

  test('the default provider under its house name', async () => {
    const account = await gateway.account()
    const response = await embed(account, { provider: 'Skyes-Over-London' })
    expect(await response.json()).toMatchObject({ provider: 'gemini', dimensions: 4 })
  })

  test('empty texts are dropped, and so is a length that is none', async () => {
    const account = await gateway.account()
    const response = await embed(account, { input: ['', 'one', ''], outputDimensionality: -1 })
    expect(await response.json()).toMatchObject({ embeddings: [stubVector(0)] })
    expect(lastBody()).toMatchObject({ requests: [{ content: { parts: [{ text: 'one' }] } }] })
  })

  test.each([
    { provider: 'openai', model: 'text-embedding-3-small', sent: { dimensions: 6, encoding_format: 'base64' } },
    { provider: 'mistral', model: 'mistral-embed', sent: { output_dimension: 6 } },
  ])('$model, in one call for all inputs', async ({ provider, model, sent }) => {
    const account = await gateway.account()
    const calls = vendor.requests.length
    const response = await embed(account, { provider, model, input: ['one', 'two', 'three'], outputDimensionality: 6 })
    expect(await response.json()).toMatchObject({
      provider,
      model,
      embeddings: [0, 1, 2].map((nth) => stubVector(nth, 6)),
      usage: { input_tokens: 10, estimated: false },
    })
    expect(vendor.requests.length).toBe(calls + 1)
    expect(lastBody()).toEqual({ model, input: ['one', 'two', 'three'], ...sent })
  })

  test('a vendor that reports no usage is estimated, and the estimate is marked', async () => {
    vendor.behaveOnce(SILENT_ABOUT_USAGE)
    const account = await gateway.account()
    const response = await embed(account, { input: 'Hello world, this is a sentence.' })
    const { usage } = (await response.json()) as { usage: { input_tokens: number; estimated: boolean } }
    expect(usage.estimated).toBe(true)
    expect(usage.input_tokens).toBeGreaterThan(4)
    expect(usage.input_tokens).toBeLessThan(12)
    expect(
      await gateway.books.query('select estimated from usage_events where customer_id = $1', [account.customerId]),
    ).toEqual([{ estimated: true }])
  })

  test('the same Idempotency-Key costs once and repeats the answer', async () => {
    const account = await gateway.account()
    const calls = vendor.requests.length
    const headers = { 'idempotency-key': 'once' }
    const first = await (await embed(account, {}, { headers })).text()
    const second = await embed(account, {}, { headers })
    expect(second.headers.get('x-kaixu-replayed')).toBe('true')
    expect(await second.text()).toBe(first)
    expect(vendor.requests.length).toBe(calls + 1)
    expect((await errorBodyOf(await embed(account, { input: 'other' }, { headers }))).code).toBe('IDEMPOTENCY_MISMATCH')
  })

  test('the hold is the bound of the input and nothing for an output', async () => {
    vendor.behaveOnce({ kind: 'answer', chunks: [], usage: { input: 5_000_000, output: 0 } })
    const account = await gateway.account()
    const response = await embed(account, { input: ['x'.repeat(100), 'y'.repeat(100_000)] })
    // The vendor reported far more than can be: 100 bytes + 32, and one context window, were held.
    const held = BigInt(132 + 2_048) * pricePico('gemini', 'gemini-embedding-001')
    expect(await response.json()).toMatchObject({ usage: { cost_usd: picoToUsd(held) } })
  })
})

const OPENAI_TASK = { provider: 'openai', model: 'text-embedding-3-small', taskType: 'RETRIEVAL_QUERY' }

describe('400', () => {
  test.each([
    ['no provider', { provider: undefined }, 'provider'],
    ['a provider that is none', { provider: 'nobody' }, 'provider'],
    ['no model', { model: undefined }, 'model'],
    ['no input', { input: undefined }, 'input'],
    ['an empty input', { input: '' }, 'input'],
    ['only empty texts', { input: ['', ''] }, 'input'],
    ['a number as input', { input: 5 }, 'input'],
    ['a number among the texts', { input: ['a', 5] }, 'input.1'],
    ['more texts than any vendor takes', { input: Array.from({ length: 2_049 }, () => 'a') }, 'input'],
    ['more texts than Gemini takes at once', { input: Array.from({ length: 101 }, () => 'a') }, 'input'],
    ['a model that chats', { model: 'gemini-2.5-flash' }, 'model'],
    ['a task for a vendor without tasks', OPENAI_TASK, 'taskType'],
    ['a task type that is no text', { taskType: 5 }, 'taskType'],
  ])('%s', async (_, change, field) => {
    const account = await gateway.account()
    const calls = vendor.requests.length
    const error = await errorBodyOf(await embed(account, change))
    expect(error).toMatchObject({ code: 'BAD_REQUEST' })
    expect(error['field'] ?? error['path']).toBe(field)
    expect(vendor.requests.length).toBe(calls)
  })
})

test('401: an unknown key, before its input is judged', async () => {
  const response = await gateway.call(routes, { key: `kx_live_${'x'.repeat(43)}`, body: { ...GEMINI, input: '' } })
  expect((await errorBodyOf(response)).code).toBe('UNAUTHORIZED')
})

test('402: a cap that cannot cover the input', async () => {
  const account = await gateway.account({ capCents: 0 })
  const calls = vendor.requests.length
  expect(await errorBodyOf(await embed(account))).toMatchObject({ code: 'CAP_REACHED', scope: 'customer' })
  expect(vendor.requests.length).toBe(calls)
})

describe('403', () => {
  test.each([
    ['a provider that is not on the list', { allowed_providers: ['openai'] }, 'PROVIDER_NOT_ALLOWED'],
    ['a model that is not', { allowed_models: { gemini: ['gemini-2.5-flash'] } }, 'MODEL_NOT_ALLOWED'],
  ])('%s', async (_, key, code) => {
    const account = await gateway.account({ key })
    expect((await errorBodyOf(await embed(account))).code).toBe(code)
  })
})

test.each([
  { alias: 'kaixu-embed-001', model: 'embedding-001' },
  { alias: 'kaixu-embed-004', model: 'text-embedding-004' },
])('409: $alias is $model, which Google has retired and which has no price', async ({ alias, model }) => {
  const account = await gateway.account()
  const error = await errorBodyOf(await embed(account, { model: alias }))
  expect(error.code).toBe('UNPRICED_MODEL')
  expect(error.error).toContain(model)
})

test('429: more requests than the key may make', async () => {
  await earlyInTheMinute(5)
  const account = await gateway.account({ key: { rpm_limit: 1 } })
  expect((await embed(account)).status).toBe(200)
  const response = await embed(account)
  expect(response.headers.get('retry-after')).not.toBeNull()
  expect((await errorBodyOf(response)).code).toBe('RATE_LIMITED')
})

test('501: a provider that is not set up', async () => {
  const bare = await createTestGateway({ DATABASE_URL: gateway.databaseUrl })
  const account = await gateway.account()
  const response = await bare.call(routes, { key: account.key, body: GEMINI })
  expect((await errorBodyOf(response)).code).toBe('PROVIDER_NOT_CONFIGURED')
  await bare[Symbol.asyncDispose]()
})

describe('502, nothing charged', () => {
  test.each([
    ['refuses', { kind: 'respond', status: 400, body: { error: { message: 'no' } } }],
    ['answers with something else', { kind: 'respond', status: 200, body: { hello: 'world' } }],
    ['answers with vectors that are none', { kind: 'respond', status: 200, body: { embeddings: [{ values: ['x'] }] } }],
    ['answers with an event stream', { kind: 'bytes', body: 'data: {}\n\n' }],
    ['hangs up', { kind: 'hangUp' }],
  ] as const)('the provider %s', async (_, behaviour) => {
    vendor.behaveOnce(behaviour, behaviour)
    const account = await gateway.account()
    expect((await errorBodyOf(await embed(account))).code).toBe('UPSTREAM_ERROR')
    await gateway.settled()
    const spent = await gateway.books.query('select spent_pico from monthly_usage where customer_id = $1', [
      account.customerId,
    ])
    expect(spent).toEqual([{ spent_pico: '0' }])
    vendor.behave(embedded(10))
    // What a retry did not take is not left for the next test.
    await embed(account)
    await embed(account)
  })

  test('502: fewer vectors than inputs, which the vendor has billed', async () => {
    const body = { embeddings: [{ values: [1] }], usageMetadata: { promptTokenCount: 7 } }
    vendor.behaveOnce({ kind: 'respond', status: 200, body })
    const account = await gateway.account()
    const error = await errorBodyOf(await embed(account, { input: ['one', 'two'] }))
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', usage: { input_tokens: 7 } })
  })
})
