import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { nobody } from '../../netlify/functions/_lib/http/auth.ts'
import { route, type Routes } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as jobStatus } from '../../netlify/functions/gateway-job-status.ts'
import { routes as jobRun } from '../../netlify/functions/gateway-job-run-background.ts'
import { routes as jobSubmit } from '../../netlify/functions/gateway-job-submit.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { routes as chatCompletions } from '../../netlify/functions/v1-chat-completions.ts'
import { routes as countTokens } from '../../netlify/functions/v1-messages-count-tokens.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { eventsOfRequest, withMonitor, type StoredEvent } from '../support/monitor.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

const SECRET = 'sk-planted-9f86d081884c7d65'
const PROMPT = 'Tell nobody that "the treasure" is buried below the old oak tree\nbehind the church.'

let vendor: StubVendor
let gateway: TestGateway
let account: Account
let token: string

beforeAll(async () => {
  vendor = await startStubVendor()
  const environment = {
    OPENAI_API_KEY: SECRET,
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    ANTHROPIC_API_KEY: SECRET,
    ANTHROPIC_BASE_URL: vendor.baseUrls.anthropic,
    SOFT_DEADLINE_MS: '1800',
    UPSTREAM_HEADERS_TIMEOUT_MS: '1300',
    UPSTREAM_IDLE_TIMEOUT_MS: '5000',
    SLOW_MS: '1000',
  }
  gateway = await createTestGateway(environment, withMonitor)
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
beforeEach(async () => {
  account = await gateway.account()
  vendor.behave({ kind: 'answer', chunks: ['Hello'], usage: { input: 9, output: 1 } })
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

const BODY = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  max_tokens: 50,
  messages: [{ role: 'user', content: PROMPT }],
}

let requests = 0

type Asked = {
  routes: Routes
  path?: string
  method?: string
  key?: string
  body?: unknown
  headers?: Record<string, string>
  query?: string
}

/** Sends a request at the address of its function, and gives what was stored about it. */
const ask = async (asked: Asked): Promise<{ status: number; text: string; events: StoredEvent[] }> => {
  const {
    routes,
    path = '/.netlify/functions/gateway-chat',
    method = 'POST',
    key,
    body,
    headers = {},
    query = '',
  } = asked
  const requestId = `monitor-${requests++}`
  const request = new Request(`https://kaixu.test${path}${query}`, {
    method,
    headers: {
      'x-kaixu-request-id': requestId,
      'x-kaixu-app': 'notebook',
      'x-kaixu-build': '42',
      'user-agent': 'tests/1',
      'x-nf-client-connection-ip': `192.0.2.${requests % 250}`,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const work: Promise<unknown>[] = []
  const response = await dispatch(routes, request, gateway.deps, (promise) => void work.push(promise))
  const text = await response.text()
  // What is added on the way, too.
  for (const promise of work) await promise
  return { status: response.status, text, events: await eventsOfRequest(gateway.books, requestId) }
}

const chatOf = (change: Record<string, unknown> = {}, asked: Partial<Asked> = {}) =>
  ask({ routes: chat, key: account.key, body: { ...BODY, ...change }, ...asked })

/** What every event of a request says of who made it. */
const caller = () => ({
  function_name: 'gateway-chat',
  method: 'POST',
  path: '/.netlify/functions/gateway-chat',
  app_id: 'notebook',
  build_id: '42',
  user_agent: 'tests/1',
  ip_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
})
const known = () => ({ ...caller(), customer_id: account.customerId, api_key_id: account.keyId })
const called = () => ({ ...known(), provider: 'openai', model: 'gpt-4o-mini' })

const throwing = (handle: () => Response | Promise<Response>): Routes => ({
  POST: route({ summary: 'Fails', auth: nobody, handle }),
})

test('an answer that is fine and quick leaves nothing', async () => {
  const { status, events } = await chatOf()
  expect([status, events]).toEqual([200, []])
})

test('what is noted is written after the answer, by one more statement', async () => {
  await gateway.settled()
  const before = gateway.roundTrips()
  const refused = await gateway.call(chat, { key: account.key, body: { ...BODY, temperature: 9 } })
  expect([refused.status, gateway.roundTrips() - before]).toEqual([400, 1])
  await gateway.settled()
  expect(gateway.roundTrips() - before).toBe(2)
})

describe('refusals', () => {
  test('400: a bad field, with the caller that the refusal looked up', async () => {
    const { status, events } = await chatOf({ temperature: 9 })
    expect(status).toBe(400)
    expect(events).toMatchObject([
      {
        ...known(),
        level: 'warn',
        kind: 'http_error_response',
        http_status: 400,
        error_code: 'BAD_REQUEST',
        error_message: expect.stringContaining('temperature') as string,
        extra: {},
      },
    ])
  })

  test('401: an unknown key is nobody’s', async () => {
    const { events } = await chatOf({}, { key: createVirtualKey(SECRETS.KEY_PEPPER).key })
    expect(events).toMatchObject([
      {
        ...caller(),
        level: 'warn',
        kind: 'http_error_response',
        http_status: 401,
        customer_id: null,
        api_key_id: null,
      },
    ])
  })

  test('401: a revoked key is known', async () => {
    await gateway.books.query('update api_keys set revoked_at = now() where id = $1', [account.keyId])
    const { events } = await chatOf()
    expect(events).toMatchObject([{ ...called(), http_status: 401, error_code: 'UNAUTHORIZED' }])
  })

  test('402: a cap', async () => {
    account = await gateway.account({ capCents: 0 })
    const { events } = await chatOf()
    expect(events).toMatchObject([
      { ...called(), level: 'warn', kind: 'blocked', http_status: 402, error_code: 'CAP_REACHED' },
    ])
  })

  test('403: a disabled customer, an allow-list, a role', async () => {
    account = await gateway.account({ customer: { is_active: false } })
    expect((await chatOf()).events).toMatchObject([{ ...called(), kind: 'blocked', error_code: 'CUSTOMER_DISABLED' }])
    expect((await ask({ routes: userSummary, method: 'GET', key: account.key })).events).toMatchObject([
      { kind: 'blocked', customer_id: account.customerId, api_key_id: account.keyId, provider: null },
    ])
    account = await gateway.account({ key: { allowed_providers: ['gemini'] } })
    expect((await chatOf()).events).toMatchObject([
      { ...called(), kind: 'blocked', error_code: 'PROVIDER_NOT_ALLOWED' },
    ])
    account = await gateway.account({ key: { role: 'viewer' } })
    expect((await chatOf()).events).toMatchObject([{ ...called(), kind: 'blocked', error_code: 'FORBIDDEN' }])
  })

  test('404, 405, 409, 413, 422, 429: each under its function, with whom it was about', async () => {
    const job = await ask({
      routes: jobStatus,
      path: '/.netlify/functions/gateway-job-status',
      method: 'GET',
      key: account.key,
      query: '?id=none',
    })
    expect(job.events).toMatchObject([
      { kind: 'http_error_response', http_status: 404, function_name: 'gateway-job-status', api_key_id: account.keyId },
    ])
    const method = await chatOf({}, { method: 'PUT' })
    expect(method.events).toMatchObject([{ ...caller(), method: 'PUT', http_status: 405, level: 'warn' }])
    const unpriced = await chatOf({ model: 'gpt-nobody-knows' })
    expect(unpriced.events).toMatchObject([{ ...known(), http_status: 409, model: 'gpt-nobody-knows' }])
    const large = await chatOf({}, { body: 'x'.repeat(7_000_000) })
    expect(large.events).toMatchObject([{ ...caller(), http_status: 413, error_code: 'BODY_TOO_LARGE' }])
    const headers = { 'idempotency-key': 'once' }
    await chatOf({}, { headers })
    const mismatch = await chatOf({ max_tokens: 51 }, { headers })
    expect(mismatch.events).toMatchObject([{ ...called(), http_status: 422, error_code: 'IDEMPOTENCY_MISMATCH' }])
    account = await gateway.account({ key: { rpd_limit: 1 } })
    await chatOf()
    const limited = await chatOf()
    expect(limited.events).toMatchObject([{ ...called(), kind: 'rate_limited', level: 'warn', http_status: 429 }])
  })

  test('500: what was thrown, by kind and place and without its text', async () => {
    const failing = () => {
      throw new TypeError(`cannot read ${PROMPT}`)
    }
    const { status, events } = await ask({ routes: throwing(failing) })
    expect(status).toBe(500)
    expect(events).toMatchObject([
      {
        ...caller(),
        level: 'error',
        kind: 'thrown_error',
        http_status: 500,
        error_code: 'SERVER_ERROR',
        extra: { cause: 'TypeError', at: expect.stringContaining('tests/functions/monitor.test.ts') as string },
      },
    ])
    expect(JSON.stringify(events)).not.toContain('treasure')
  })

  test('an error that a handler answers itself is an event too', async () => {
    const { events } = await ask({ routes: throwing(() => Response.json({}, { status: 501 })) })
    expect(events).toMatchObject([{ level: 'error', kind: 'http_error_response', http_status: 501, error_code: null }])
  })
})

describe('failures of providers', () => {
  const quoting = (status: number) => ({
    kind: 'respond' as const,
    status,
    body: {
      error: {
        message: `Incorrect API key provided: ${SECRET}. You sent: ${PROMPT}. Organization org-Tz81abc, ask ada@example.com.`,
        type: 'invalid_request_error',
        param: JSON.stringify({ prompt: PROMPT }),
      },
    },
  })
  const statuses = [
    [400, 502, 'error'],
    [401, 502, 'error'],
    [404, 502, 'error'],
    [429, 503, 'warn'],
    [408, 504, 'error'],
  ] as const

  test.each(statuses)(
    'a %d of the vendor is a %d: what it said, without key and prompt',
    async (theirs, ours, level) => {
      vendor.behaveOnce(quoting(theirs))
      const { status, events } = await chatOf()
      expect(status).toBe(ours)
      expect(events).toMatchObject([
        { ...called(), level, kind: 'upstream_error', http_status: ours, upstream_status: theirs },
        { ...called(), kind: 'http_error_response', http_status: ours, upstream_status: theirs, upstream_body: null },
      ])
      const body = String(events[0]?.['upstream_body'])
      expect(body).toContain('Incorrect API key provided: […]')
      expect(body.length).toBeLessThanOrEqual(1_000)
      const stored = JSON.stringify(events)
      for (const planted of [SECRET, 'treasure', 'oak tree', 'church', 'org-Tz81', 'ada@example.com', account.key]) {
        expect(stored).not.toContain(planted)
      }
    },
  )

  test('passed through and translated, the prompt is found as well', async () => {
    for (const model of ['gpt-4o-mini', 'claude-haiku-4-5']) {
      vendor.behaveOnce(quoting(400))
      const { events } = await ask({
        routes: chatCompletions,
        path: '/v1/chat/completions',
        key: account.key,
        body: { model, messages: BODY.messages, max_tokens: 50 },
      })
      expect(events).toMatchObject([
        { kind: 'upstream_error', function_name: 'v1-chat-completions', model, upstream_status: 400 },
        { kind: 'http_error_response' },
      ])
      expect(String(events[0]?.['upstream_body'])).toContain('Incorrect API key')
      expect(JSON.stringify(events)).not.toMatch(/treasure|oak tree|church|planted/)
    }
  })

  test('a model that failed and the one that answered instead', async () => {
    vendor.behaveOnce({ kind: 'respond', status: 500, body: {} }, { kind: 'respond', status: 500, body: {} })
    const { status, events } = await ask({
      routes: chatCompletions,
      path: '/v1/chat/completions',
      key: account.key,
      body: { models: ['gpt-4o-mini', 'claude-haiku-4-5'], messages: BODY.messages, max_tokens: 50 },
    })
    expect(status).toBe(200)
    expect(events).toMatchObject([{ kind: 'upstream_error', model: 'gpt-4o-mini', upstream_status: 500 }])
  })

  test('an error inside a stream, with its text', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a', 'b'], interruption: { afterChunks: 1, by: 'error' } })
    const { status, text, events } = await chatOf({}, { routes: stream, path: '/.netlify/functions/gateway-stream' })
    expect([status, text.includes('event: error')]).toEqual([200, true])
    expect(events).toMatchObject([
      { kind: 'upstream_error', function_name: 'gateway-stream', error_code: 'UPSTREAM_ERROR', model: 'gpt-4o-mini' },
    ])
    expect(String(events[0]?.['upstream_body'])).toContain('The server had an error')
  })

  test('a stream that hits the deadline', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a', 'b', 'c'], interruption: { afterChunks: 1, by: 'hold' } })
    const { events } = await chatOf({}, { routes: stream, path: '/.netlify/functions/gateway-stream' })
    vendor.release()
    expect(events).toMatchObject([
      {
        ...called(),
        path: '/.netlify/functions/gateway-stream',
        function_name: 'gateway-stream',
        kind: 'upstream_error',
        level: 'warn',
        error_code: 'DEADLINE',
      },
    ])
    expect(Number(events[0]?.['duration_ms'])).toBeGreaterThanOrEqual(1_700)
  })

  test('a vendor that hangs up, and one that never answers', async () => {
    vendor.behaveOnce({ kind: 'hangUp' }, { kind: 'hangUp' })
    expect((await chatOf()).events).toMatchObject([
      { ...called(), kind: 'upstream_error', upstream_status: null, upstream_body: null },
      { http_status: 502 },
    ])
    vendor.behaveOnce({ kind: 'silent' })
    expect((await chatOf()).events).toMatchObject([
      { ...called(), kind: 'upstream_error', error_code: 'UPSTREAM_TIMEOUT' },
      { kind: 'http_error_response', http_status: 504 },
      { kind: 'slow' },
    ])
  })

  test('a job’s failure is under the request that submitted it', async () => {
    const submitted = await ask({ routes: jobSubmit, key: account.key, body: BODY })
    const { job_id: id } = JSON.parse(submitted.text) as { job_id: string } // Of the wire contract.
    const [row] = (await gateway.books.query('select request_id from async_jobs where id = $1', [id])) as {
      request_id: string
    }[]
    vendor.behaveOnce(quoting(400))
    const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET, 'x-kaixu-app': 'worker' }
    await ask({ routes: jobRun, path: '/.netlify/functions/gateway-job-run-background', body: { id }, headers })
    expect(await eventsOfRequest(gateway.books, row?.request_id ?? '')).toMatchObject([
      {
        kind: 'upstream_error',
        function_name: 'gateway-job-run-background',
        app_id: 'notebook',
        api_key_id: account.keyId,
      },
    ])
  })

  test('a count of tokens that fails', async () => {
    vendor.behaveOnce(quoting(400))
    const { events } = await ask({
      routes: countTokens,
      path: '/v1/messages/count_tokens',
      key: account.key,
      body: { model: 'claude-haiku-4-5', messages: BODY.messages },
    })
    expect(events).toMatchObject([
      {
        kind: 'http_error_response',
        function_name: 'v1-messages-count-tokens',
        upstream_status: 400,
        customer_id: account.customerId,
      },
    ])
  })
})

describe('what is no failure', () => {
  test('slow: an answer that took its time', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a'], intervalMs: 1_100 })
    const { status, events } = await chatOf()
    expect(status).toBe(200)
    expect(events).toMatchObject([{ ...called(), level: 'warn', kind: 'slow', http_status: 200 }])
    expect(Number(events[0]?.['duration_ms'])).toBeGreaterThanOrEqual(1_000)
  })

  test('slow: a stream that was long in coming, and not one that is only long', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a'], intervalMs: 1_100 })
    const asked = { routes: stream, path: '/.netlify/functions/gateway-stream' }
    // The stub's head comes at once, but has no text.
    const { events } = await chatOf({}, asked)
    expect(events).toMatchObject([{ kind: 'slow', function_name: 'gateway-stream', model: 'gpt-4o-mini' }])
    vendor.behave({ kind: 'answer', chunks: ['a', 'b', 'c', 'd'], intervalMs: 350 })
    expect((await chatOf({}, asked)).events).toEqual([])
  })

  test('audit: what an admin changed, and not what an admin read', async () => {
    const path = '/.netlify/functions/admin-customers'
    const headers = { authorization: `Bearer ${token}` }
    const body = { email: `${requests}@example.com` }
    const changed = await ask({ routes: adminCustomers, path, headers, body })
    expect(changed.events).toMatchObject([
      { level: 'info', kind: 'audit', http_status: 200, method: 'POST', function_name: 'admin-customers' },
    ])
    expect((await ask({ routes: adminCustomers, path, headers, method: 'GET' })).events).toEqual([])
    expect((await ask({ routes: adminCustomers, path, headers, body: { email: 'x' } })).events).toMatchObject([
      { level: 'warn', kind: 'http_error_response', http_status: 400 },
    ])
  })
})

test('secrets and hostile bytes in headers and fields are stored as text, or not at all', async () => {
  const { events } = await chatOf(
    { model: `gpt ${SECRET} \uFFFD'; drop table gateway_events; --` },
    {
      headers: {
        'x-kaixu-app': `app ${account.key}`,
        'user-agent': `curl ${SECRET}`,
        'x-kaixu-install-id': 'ü'.repeat(200),
      },
    },
  )
  expect(events).toHaveLength(1)
  expect(JSON.stringify(events)).not.toContain(SECRET)
  expect(JSON.stringify(events)).not.toContain(account.key)
  expect(events[0]).toMatchObject({ app_id: 'app […]', user_agent: 'curl […]' })
})
