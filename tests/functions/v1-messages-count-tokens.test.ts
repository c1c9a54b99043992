import Anthropic from '@anthropic-ai/sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/v1-messages-count-tokens.ts'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { createTestGateway, type Account, type Call, type TestGateway } from '../support/gateway.ts'
import { serveRoutes, type HttpGateway } from '../support/http-gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { digestTables } from '../support/table-rows.ts'

let vendor: StubVendor
let gateway: TestGateway
let http: HttpGateway
let providers: Record<string, string>

beforeAll(async () => {
  vendor = await startStubVendor({
    behaviour: { kind: 'answer', chunks: [], usage: { input: 1_234, output: 0 } },
  })
  providers = {
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub-openai-key',
    ANTHROPIC_BASE_URL: vendor.baseUrls.anthropic,
    ANTHROPIC_API_KEY: 'stub-anthropic-key',
  }
  gateway = await createTestGateway(providers)
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

const HELLO = { model: 'claude-opus-4-6', messages: [{ role: 'user' as const, content: 'Hello' }] }

const count = ({ key }: Account, change: object = {}, call: Omit<Call, 'body'> = {}): Promise<Response> =>
  gateway.call(routes, { headers: { 'x-api-key': key }, body: { ...HELLO, ...change }, ...call })

describe('200', () => {
  test("Anthropic's own count, with the canon in it, free of charge", async () => {
    const account = await gateway.account({ capCents: 0 })
    const before = await digestTables(gateway.books)
    const response = await count(account, { system: 'Be brief.', tools: [], max_tokens: 5 })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ input_tokens: 1_234, of_the_vendor: true })
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-kaixu-request-id'))
    const asked = vendor.requests.at(-1)
    expect(asked?.path).toBe('/v1/messages/count_tokens')
    expect(asked?.headers['x-api-key']).toBe('stub-anthropic-key')
    expect(asked?.body).toEqual({ ...HELLO, tools: [], system: `${gateway.deps.settings.canon}\n\nBe brief.` })
    expect(await digestTables(gateway.books)).toEqual(before)
  })

  test('an estimate, marked, for a model of another vendor', async () => {
    const account = await gateway.account({ capCents: 0 })
    const calls = vendor.requests.length
    const short = await count(account, { model: 'gpt-4o-mini' })
    const long = await count(account, {
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'one two three four five '.repeat(100) }],
    })
    expect(short.headers.get('x-kaixu-estimated')).toBe('true')
    const { input_tokens: few } = (await short.json()) as { input_tokens: number }
    const { input_tokens: many } = (await long.json()) as { input_tokens: number }
    // The canon alone is some eighty tokens.
    expect(few).toBeGreaterThan(60)
    expect(many - few).toBeGreaterThan(450)
    expect(many - few).toBeLessThan(550)
    expect(vendor.requests.length).toBe(calls)
  })

  test('the sandbox is estimated too', async () => {
    const response = await count(await gateway.account(), { model: 'sandbox/lorem' })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-kaixu-estimated')).toBe('true')
    await response.body?.cancel()
  })

  test('the Anthropic SDK', async () => {
    const { key } = await gateway.account()
    const client = new Anthropic({ apiKey: key, baseURL: http.url, maxRetries: 0 })
    expect((await client.messages.countTokens(HELLO)).input_tokens).toBe(1_234)
    const poor = await gateway.account({ customer: { is_active: false } })
    const other = new Anthropic({ authToken: poor.key, apiKey: null, baseURL: http.url, maxRetries: 0 })
    await expect(other.messages.countTokens(HELLO)).rejects.toBeInstanceOf(Anthropic.PermissionDeniedError)
  })
})

describe("errors in Anthropic's envelope", () => {
  const errorOf = async (response: Response) => ({ ...((await response.json()) as object), status: response.status })

  test.each([
    ['no messages', { messages: undefined }, 400, 'invalid_request_error'],
    ['no model', { model: undefined }, 400, 'invalid_request_error'],
    ['a model without a price', { model: 'nothing' }, 409, /./],
    ['a model that embeds', { model: 'text-embedding-3-small' }, 400, 'invalid_request_error'],
  ])('%s', async (_, change, status, type) => {
    const found = await errorOf(await count(await gateway.account(), change))
    expect(found).toMatchObject({
      status,
      type: 'error',
      error: { type: type instanceof RegExp ? (expect.stringMatching(type) as string) : type },
    })
  })

  test('401: an unknown key, before its body is judged', async () => {
    const response = await count({ customerId: '', keyId: '', key: `kx_live_${'x'.repeat(43)}` }, { messages: 5 })
    expect(await errorOf(response)).toMatchObject({ status: 401, error: { type: 'authentication_error' } })
  })

  test('403: a model that is not on the list', async () => {
    const account = await gateway.account({ key: { allowed_models: { anthropic: ['claude-haiku-4-5'] } } })
    expect(await errorOf(await count(account))).toMatchObject({ status: 403, error: { type: 'permission_error' } })
  })

  test.each(['rpm_limit', 'rpd_limit'])('429: counted against %s together with calls', async (limit) => {
    await earlyInTheMinute(5)
    const account = await gateway.account({ key: { [limit]: 2 } })
    expect((await count(account)).status).toBe(200)
    expect((await count(account)).status).toBe(200)
    const response = await count(account)
    expect(response.headers.get('ratelimit-limit')).toBe('2')
    expect(await errorOf(response)).toMatchObject({ status: 429, error: { type: 'rate_limit_error' } })
  })

  test('429: the default limit, for a key without one of its own', async () => {
    await earlyInTheMinute(5)
    const strict = await createTestGateway({
      ...providers,
      DATABASE_URL: gateway.databaseUrl,
      DEFAULT_RPM_LIMIT: '1',
    })
    const account = await gateway.account({ key: { rpm_limit: null } })
    const call = { headers: { 'x-api-key': account.key }, body: HELLO }
    expect((await strict.call(routes, call)).status).toBe(200)
    expect((await strict.call(routes, call)).status).toBe(429)
    await strict[Symbol.asyncDispose]()
  })

  test('429: counted by the limiter where there is one, and in PostgreSQL when it is out of reach', async () => {
    await earlyInTheMinute(5)
    const account = await gateway.account({ key: { rpm_limit: 1 } })
    const call = { headers: { 'x-api-key': account.key }, body: HELLO }
    const limited = (verdict: 'unavailable' | { allowed: boolean }) =>
      createTestGateway({ ...providers, DATABASE_URL: gateway.databaseUrl }, (deps) => ({
        ...deps,
        limiter: {
          isTrusted: () => true,
          count: (bucket, limits) => {
            expect([bucket, limits]).toEqual([
              `c${account.customerId}:k${account.keyId}`,
              { perMinute: 1, perDay: null },
            ])
            const figures = { limit: 1, remaining: 0, resetAt: new Date(Date.now() + 9_000) }
            return Promise.resolve(verdict === 'unavailable' ? verdict : { ...figures, ...verdict })
          },
        },
      }))
    for (const [verdict, statuses] of [
      [{ allowed: false }, [429]],
      [{ allowed: true }, [200, 200]],
      ['unavailable', [200, 429]],
    ] as const) {
      const other = await limited(verdict)
      for (const status of statuses) expect((await other.call(routes, call)).status).toBe(status)
      await other[Symbol.asyncDispose]()
    }
  })

  test.each([
    [502, { kind: 'respond', status: 400, body: { error: { message: 'no' } } }],
    [502, { kind: 'respond', status: 200, body: { hello: 'world' } }],
    [503, { kind: 'respond', status: 529, headers: { 'retry-after': '9' }, body: {} }],
  ] as const)('%i: a provider that does not count', async (status, behaviour) => {
    vendor.behaveOnce(behaviour)
    expect((await errorOf(await count(await gateway.account()))).status).toBe(status)
  })
})
