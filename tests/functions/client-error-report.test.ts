import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as report } from '../../netlify/functions/client-error-report.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'
import { eventsOfRequest, withMonitor, type StoredEvent } from '../support/monitor.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway({}, withMonitor)
})
afterAll(() => gateway[Symbol.asyncDispose]())

let requests = 0
const send = (body: unknown, headers: Record<string, string> = {}, to = gateway) =>
  to.call(report, { body, headers: { 'x-nf-client-connection-ip': `client-${requests++}`, ...headers } })

/** What is stored of a report that is taken in. */
const stored = async (body: unknown, headers: Record<string, string> = {}): Promise<StoredEvent> => {
  const response = await send(body, headers)
  expect(response.status, await response.clone().text()).toBe(200)
  const answer = (await response.json()) as { ok: boolean; request_id: string } // Of the wire contract.
  expect(answer).toEqual({ ok: true, request_id: response.headers.get('x-kaixu-request-id') })
  await gateway.settled()
  const [event] = await eventsOfRequest(gateway.books, answer.request_id)
  if (event === undefined) throw new Error('nothing was stored')
  return event
}

const REPORT = {
  client: {
    url: 'https://app.example.com/chat?token=abc123#top',
    route: '/chat',
    source: 'main.js',
    lineno: 12,
    colno: '7',
    user_agent: 'Browser/1',
    platform: 'Linux',
    language: 'en',
    viewport: { w: 800, h: 600 },
    feature_flags: ['a'],
    env: 'production',
    tags: { team: 'x' },
    breadcrumb: 'clicked send',
  },
  error: {
    name: 'TypeError',
    message: 'x is undefined, said ada@example.com',
    stack: 'TypeError\n    at main.js:12:7',
  },
  context: { step: 3 },
  raw: 'x is undefined',
}

describe('200', () => {
  test('stores what was reported, with app and build, without secrets', async () => {
    const event = await stored(REPORT, { 'x-kaixu-app': 'notebook', 'x-kaixu-build': '42', 'user-agent': 'fetch' })
    expect(event).toMatchObject({
      kind: 'client_error',
      level: 'error',
      http_status: 200,
      app_id: 'notebook',
      build_id: '42',
      error_code: 'TypeError',
      error_message: 'x is undefined, said […]',
      user_agent: 'Browser/1',
      ip_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      extra: {
        url: 'https://app.example.com/chat?token=[…]#top',
        route: '/chat',
        source: 'main.js',
        lineno: '12',
        colno: '7',
        platform: 'Linux',
        language: 'en',
        viewport: '{"w":800,"h":600}',
        feature_flags: '["a"]',
        env: 'production',
        tags: '{"team":"x"}',
        breadcrumb: 'clicked send',
        stack: 'TypeError\n    at main.js:12:7',
        context: '{"step":3}',
        raw: 'x is undefined',
      },
    })
  })

  test('takes the older names', async () => {
    const event = await stored({ client: { href: 'https://a.test/', flags: 'b' }, err: { name: 'E', message: 'm' } })
    expect(event).toMatchObject({
      error_code: 'E',
      error_message: 'm',
      extra: { url: 'https://a.test/', feature_flags: 'b' },
    })
  })

  test.each([
    ['nothing at all', {}],
    ['a text for an error', { error: 'it broke' }],
    ['arrays and numbers where objects are expected', { client: [1, 2], error: 42, err: [] }],
    ['null everywhere', { client: null, error: null, context: null, raw: null }],
    [
      'hostile texts',
      { error: { name: `'; drop table gateway_events; --`, message: '\u0000\ud800 %s ${x} <script>' } },
    ],
    ['names of every object', JSON.parse('{"client":{"__proto__":{"x":1},"url":{"toString":1}}}') as unknown],
  ])('takes %s', async (_, body) => {
    expect(await stored(body)).toMatchObject({ kind: 'client_error' })
  })

  test('cuts what is too long', async () => {
    const long = 'lorem '.repeat(4_000)
    const event = await stored({
      client: { url: long, route: long },
      error: { name: long, message: long, stack: long },
      raw: { long },
    })
    expect(JSON.stringify(event).length).toBeLessThan(20_000)
    expect(String(event['error_message']).length).toBe(1_000)
  })
})

test('413: more than 250,000 characters, and 250,000 are fine', async () => {
  const padded = (length: number) => `{"raw":"${'x'.repeat(length - 10)}"}`
  expect((await send(padded(250_000))).status).toBe(200)
  const refused = await send(padded(250_001))
  expect(refused.status).toBe(413)
  expect(await errorBodyOf(refused)).toMatchObject({
    code: 'BODY_TOO_LARGE',
    hint: 'At most 250000 characters are accepted.',
  })
})

test('400: what is no JSON', async () => {
  expect((await send('{"error":')).status).toBe(400)
  expect((await send('[]')).status).toBe(400)
})

test('403: without the token, where the operator has set one', async () => {
  await using strict = await createTestGateway({ CLIENT_ERROR_TOKEN: 'only-ours' })
  for (const headers of [{}, { 'x-kaixu-error-token': 'only-our' }, { 'x-kaixu-error-token': '' }]) {
    const refused = await send(REPORT, headers, strict)
    expect([refused.status, (await errorBodyOf(refused)).code]).toEqual([403, 'FORBIDDEN'])
  }
  expect((await send(REPORT, { 'x-kaixu-error-token': 'only-ours' }, strict)).status).toBe(200)
})

test('429: the sixty-first report of an address within a minute, however they come; others are not stopped', async () => {
  const from = { 'x-nf-client-connection-ip': 'one address' }
  // A minute may end on the way: then there are two windows.
  const startedIn = Math.floor(Date.now() / 60_000)
  const answers = await Promise.all(Array.from({ length: 130 }, () => send({}, from)))
  const windows = Math.floor(Date.now() / 60_000) - startedIn + 1
  const taken = answers.filter(({ status }) => status === 200).length
  expect(taken).toBeGreaterThanOrEqual(60)
  expect(taken).toBeLessThanOrEqual(60 * windows)
  const refused = answers.find(({ status }) => status === 429)
  expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(refused?.headers.get('ratelimit-limit')).toBe('60')
  expect(refused && (await errorBodyOf(refused))).toMatchObject({
    code: 'RATE_LIMITED',
    ratelimit: { limit: 60, remaining: 0, reset: expect.stringMatching(/^\d{4}-.*Z$/) as string },
  })
  expect((await send({})).status).toBe(200)
})

test('a report costs its caller one round trip', async () => {
  await gateway.settled()
  const before = gateway.roundTrips()
  const response = await send(REPORT)
  expect([response.status, gateway.roundTrips() - before]).toEqual([200, 1])
  await gateway.settled()
})
