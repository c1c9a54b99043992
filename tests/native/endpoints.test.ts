import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import { LANES, type LaneName } from './lanes.ts'

const ORIGIN = 'https://app.example'

let site: SdkGateway
let account: Account

beforeAll(async () => {
  site = await startSdkGateway({ ALLOWED_ORIGINS: ORIGIN })
  account = await site.account({ capCents: 100_000 })
})
afterAll(() => site[Symbol.asyncDispose]())
afterEach(() => site.inOrder())

type Endpoint = {
  lane: LaneName
  path: (model: string) => string
  /** Where this vendor's SDK puts the key. */
  keyHeader: 'authorization' | 'x-api-key' | 'x-goog-api-key'
  requestIdHeader: string | undefined
  /** Where the dialect has its own word for an error, our code, and our details. */
  errorIn: (body: unknown) => { word: unknown; code: unknown; details: unknown }
}

/** An error body of ours, whose fields the tests then compare. */
const error = (body: unknown) => (body as { error: Record<string, unknown> }).error

const openaiError: Endpoint['errorIn'] = (body) => {
  const { code, kaixu } = error(body)
  return { word: code, code: (kaixu as { code: string }).code, details: kaixu }
}

const ENDPOINTS: Endpoint[] = [
  {
    lane: 'chat',
    path: () => '/v1/chat/completions',
    keyHeader: 'authorization',
    requestIdHeader: 'x-request-id',
    errorIn: openaiError,
  },
  {
    lane: 'responses',
    path: () => '/v1/responses',
    keyHeader: 'authorization',
    requestIdHeader: 'x-request-id',
    errorIn: openaiError,
  },
  {
    lane: 'messages',
    path: () => '/v1/messages',
    keyHeader: 'x-api-key',
    requestIdHeader: 'request-id',
    errorIn: (body) => {
      const { type, details } = error(body)
      return { word: type, code: (details as { error_code: string }).error_code, details }
    },
  },
  {
    lane: 'generateContent',
    path: (model) => `/v1beta/models/${model}:generateContent`,
    keyHeader: 'x-goog-api-key',
    requestIdHeader: undefined,
    errorIn: (body) => {
      const { status, details } = error(body)
      const [info] = details as { reason: string }[]
      const struct = (details as { '@type': string; value?: unknown }[]).find((detail) =>
        detail['@type'].endsWith('Struct'),
      )
      return { word: status, code: info?.reason, details: struct?.value }
    },
  },
]

type Ask = {
  model?: string
  key?: string
  headers?: Record<string, string>
  method?: string
  body?: string
  stream?: boolean
  maxTokens?: number
}

const ask = ({ lane, path, keyHeader }: Endpoint, change: Ask = {}): Promise<Response> => {
  const {
    model = 'gpt-4o-mini',
    key = account.key,
    headers = {},
    method = 'POST',
    stream = false,
    maxTokens = 50,
  } = change
  const credential = keyHeader === 'authorization' ? `Bearer ${key}` : key
  const body = change.body ?? JSON.stringify(LANES[lane].body({ model, text: 'Hello', maxTokens, stream }))
  return fetch(site.url + path(model), {
    method,
    headers: { 'content-type': 'application/json', [keyHeader]: credential, ...headers },
    ...(method === 'POST' || method === 'PUT' ? { body } : {}),
  })
}

/** What the dialects call each of our errors: OpenAI, Anthropic, Google. */
const WORDS: Readonly<Record<string, readonly [string, string, string]>> = {
  UNAUTHORIZED: ['invalid_api_key', 'authentication_error', 'UNAUTHENTICATED'],
  CAP_REACHED: ['insufficient_quota', 'billing_error', 'FAILED_PRECONDITION'],
  UNPRICED_MODEL: ['unpriced_model', 'conflict_error', 'FAILED_PRECONDITION'],
  RATE_LIMITED: ['rate_limit_exceeded', 'rate_limit_error', 'RESOURCE_EXHAUSTED'],
  METHOD_NOT_ALLOWED: ['method_not_allowed', 'invalid_request_error', 'UNIMPLEMENTED'],
  BODY_TOO_LARGE: ['body_too_large', 'request_too_large', 'INVALID_ARGUMENT'],
  BAD_REQUEST: ['bad_request', 'invalid_request_error', 'INVALID_ARGUMENT'],
}

const wordFor = ({ lane }: Endpoint, code: string): string | undefined =>
  WORDS[code]?.[lane === 'messages' ? 1 : lane === 'generateContent' ? 2 : 0]

const capDetails = z.looseObject({
  reason: z.string(),
  needed_usd: z.string().regex(/^0\.\d+$/),
  affordable_max_tokens: z.int().nonnegative().optional(),
  resets_at: z.string().regex(/^\d{4}-\d\d-01T00:00:00/),
  topup_url: z.string(),
  month: z.looseObject({}),
})

const expectRefusal = async (endpoint: Endpoint, response: Response, status: number, code: string) => {
  const text = await response.text()
  expect([response.status, text]).toEqual([status, expect.stringContaining(code)])
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  const found = endpoint.errorIn(JSON.parse(text))
  expect(found).toMatchObject({ word: wordFor(endpoint, code), code })
  const requestId = response.headers.get('x-kaixu-request-id')
  expect(requestId).toBeTruthy()
  expect(text).toContain(`"${requestId}"`)
  if (endpoint.requestIdHeader !== undefined) expect(response.headers.get(endpoint.requestIdHeader)).toBe(requestId)
  return found.details
}

describe.each(ENDPOINTS)('$lane', (endpoint) => {
  const { requestIdHeader } = endpoint

  test.each([
    { model: 'gpt-4o-mini', as: 'a model of OpenAI' },
    { model: 'claude-opus-4-6', as: 'a model of Anthropic' },
    { model: 'gemini-2.5-flash', as: 'a model of Google' },
  ])('200: the headers say who answered $as, what it cost and what is left', async ({ model }) => {
    const payer = await site.account({ capCents: 100 })
    const headers = { 'x-kaixu-request-id': 'mine-7' }
    const response = await ask(endpoint, { key: payer.key, headers, model })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-kaixu-request-id')).toBe('mine-7')
    if (requestIdHeader !== undefined) expect(response.headers.get(requestIdHeader)).toBe('mine-7')
    expect(response.headers.get('x-kaixu-model')).toMatch(new RegExp(`^(openai|anthropic|gemini)/${model}$`))
    const cost = Number(response.headers.get('x-kaixu-cost-usd'))
    const left = Number(response.headers.get('x-kaixu-remaining-usd'))
    expect(cost).toBeGreaterThan(0)
    // Both are exact decimals of far fewer digits than a double has.
    expect(cost + left).toBeCloseTo(1, 12)
    await response.arrayBuffer()
  })

  test('200: a stream names its call, and what is left while it runs', async () => {
    const payer = await site.account({ capCents: 100 })
    const streamed = {
      ...endpoint,
      path: (model: string) => endpoint.path(model).replace(/:generateContent$/, ':streamGenerateContent?alt=sse'),
    }
    const response = await ask(streamed, { key: payer.key, stream: true })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
    expect(response.headers.get('x-kaixu-request-id')).toBeTruthy()
    if (requestIdHeader !== undefined)
      expect(response.headers.get(requestIdHeader)).toBe(response.headers.get('x-kaixu-request-id'))
    // The worst case is held until the end; the cost is not known yet.
    expect(Number(response.headers.get('x-kaixu-remaining-usd'))).toBeLessThan(1)
    expect(response.headers.get('x-kaixu-cost-usd')).toBeNull()
    await response.arrayBuffer()
  })

  test('402: a cap explains itself with our own figures', async () => {
    const poor = await site.account({ capCents: 0 })
    const response = await ask(endpoint, { key: poor.key })
    expect(response.headers.get('retry-after')).toBeNull()
    const details = capDetails.parse(await expectRefusal(endpoint, response, 402, 'CAP_REACHED'))
    expect(details).toMatchObject({ reason: 'cap_reached', scope: 'customer', cap_cents: 0, spent_cents: 0 })
    expect(site.asked()).toEqual([])
  })

  test('402: a call that is too large says how many tokens would fit', async () => {
    const modest = await site.account({ capCents: 1 })
    const response = await ask(endpoint, { key: modest.key, model: 'claude-opus-4-6', maxTokens: 8_000 })
    const details = capDetails.parse(await expectRefusal(endpoint, response, 402, 'CAP_REACHED'))
    expect(details.reason).toBe('too_large')
    expect(details.affordable_max_tokens).toBeLessThan(8_000)
  })

  test('409: a model without a price, and no SDK asks again', async () => {
    const response = await ask(endpoint, { model: 'nobody-priced-this' })
    expect(response.headers.get('x-should-retry')).toBe('false')
    await expectRefusal(endpoint, response, 409, 'UNPRICED_MODEL')
  })

  test('429: says when to come back', async () => {
    const hasty = await site.account({ key: { rpm_limit: 1 } })
    const statuses: Response[] = []
    // The third is in the same minute as one of the first two, whatever the clock says.
    for (let nth = 0; nth < 3; nth += 1) statuses.push(await ask(endpoint, { key: hasty.key }))
    const refused = statuses.findLast(({ status }) => status === 429)
    if (refused === undefined) throw new Error('nothing was refused')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit-limit')).toBe('1')
    await expectRefusal(endpoint, refused, 429, 'RATE_LIMITED')
  })

  test.each([
    ['a body that is no JSON', '{"model":'],
    ['a body without anything', '{}'],
    ['a list', '[]'],
  ])('401 before 400: an unknown key with %s', async (_name, body) => {
    const key = `${account.key.slice(0, -4)}aaaa`
    await expectRefusal(endpoint, await ask(endpoint, { key, body }), 401, 'UNAUTHORIZED')
  })

  test('401: without a key', async () => {
    const response = await fetch(site.url + endpoint.path('gpt-4o-mini'), { method: 'POST', body: '{}' })
    await expectRefusal(endpoint, response, 401, 'UNAUTHORIZED')
  })

  test('405: names the methods that there are', async () => {
    const response = await ask(endpoint, { method: 'PUT' })
    expect(response.headers.get('allow')).toContain('POST')
    await expectRefusal(endpoint, response, 405, 'METHOD_NOT_ALLOWED')
  })

  test('413: a body that is too large', async () => {
    const body = JSON.stringify({ model: 'gpt-4o-mini', text: 'x'.repeat(6 * 1024 * 1024) })
    await expectRefusal(endpoint, await ask(endpoint, { body }), 413, 'BODY_TOO_LARGE')
  })

  test('a browser may read the answer and its headers', async () => {
    const preflight = await ask(endpoint, { method: 'OPTIONS', headers: { origin: ORIGIN } })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    const response = await ask(endpoint, { headers: { origin: ORIGIN } })
    expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    const exposed = response.headers.get('access-control-expose-headers')?.split(',') ?? []
    expect(exposed).toEqual(
      expect.arrayContaining([
        ...['x-kaixu-request-id', 'x-kaixu-model', 'x-kaixu-cost-usd', 'x-kaixu-remaining-usd', 'retry-after'],
        ...(requestIdHeader === undefined ? [] : [requestIdHeader]),
      ]),
    )
    await response.arrayBuffer()
  })
})

test('400: fewer tokens than the Responses API takes are refused before anything is held', async () => {
  const payer = await site.account()
  const [, endpoint] = ENDPOINTS
  if (endpoint === undefined) throw new Error('the list of endpoints is empty')
  const response = await ask(endpoint, { key: payer.key, model: 'gpt-5-codex', maxTokens: 5 })
  expect(await expectRefusal(endpoint, response, 400, 'BAD_REQUEST')).toMatchObject({ field: 'max_output_tokens' })
  const holds = await site.gateway.books.query('select 1 from holds where customer_id = $1', [payer.customerId])
  expect(holds).toEqual([])
})
