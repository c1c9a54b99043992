import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Method } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { bearer } from '../support/credentials.ts'
import { framesOf } from '../support/frames.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { ENDPOINTS, rowOf } from '../support/route-table.ts'

/**
 * What the clients that were there before this gateway send and rely on: the browser helper, the admin and user dashboards, and the
 * apps that embed them. Each request is written as those clients write it.
 */

let gateway: TestGateway
let account: Account
let admin: Record<string, string>
beforeAll(async () => {
  // The sandbox speaks for the default provider too.
  gateway = await createTestGateway({ DEFAULT_PROVIDER: 'sandbox' })
  account = await gateway.account()
  admin = bearer(await signAdminToken(SECRETS.JWT_SECRET))
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Sent = { query?: string; body?: unknown; headers?: Record<string, string>; key?: string }

const send = (method: Method, endpoint: string, sent: Sent): Promise<Response> =>
  gateway.call(rowOf(method, endpoint).routes, { method, ...sent })

/** The answer as the dashboards read it: JSON only where the content type says so. */
const read = async <Body>(response: Response, shape: z.ZodType<Body>): Promise<Body> => {
  const text = await response.text()
  expect(response.status, text).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
  return shape.parse(JSON.parse(text))
}

const numericText = z.string().regex(/^\d+$/)
const issued = z.object({ id: numericText, key: z.string().regex(/^kx_live_[\w-]{43}$/) })

const newCustomer = async (): Promise<string> => {
  const email = `${crypto.randomUUID()}@example.com`
  const response = await send('POST', 'admin-customers', { headers: admin, body: { email } })
  return (await read(response, z.object({ customer: z.object({ id: numericText }) }))).customer.id
}

const newKey = async (customerId: string): Promise<string> => {
  const response = await send('POST', 'admin-keys', { headers: admin, body: { customer_id: customerId } })
  return (await read(response, z.object({ api_key: issued }))).api_key.id
}

const chatBody = {
  provider: 'sandbox',
  model: 'echo',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 64,
}

describe('(a) a browser asks first', () => {
  test.each(Object.entries(ENDPOINTS))('204: OPTIONS %s, without a body', async (_, { routes }) => {
    const headers = {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-kaixu-install-id',
    }
    const response = await gateway.call(routes, { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.body).toBeNull()
    expect(response.headers.get('access-control-allow-headers')).toContain('x-kaixu-install-id')
  })
})

describe('(b) two generations of clients poll a job', () => {
  test('200: one reads the status at the top, the other under job', async () => {
    const submitted = await send('POST', 'gateway-job-submit', { key: account.key, body: chatBody })
    expect(submitted.status).toBe(202)
    const job = z.looseObject({ job_id: z.uuid(), status_url: z.url(), result_url: z.url() })
    const { job_id: id, status_url } = job.parse(await submitted.json())
    expect(new URL(status_url).search).toBe(`?id=${id}`)
    const status = await send('GET', 'gateway-job-status', { key: account.key, query: `?id=${id}` })
    const fields = z.looseObject({ id: z.literal(id), status: z.literal('queued'), error: z.null() })
    const body = await read(status, fields.extend({ job: fields }))
    for (const [name, value] of Object.entries(body.job)) expect([name, body[name]]).toEqual([name, value])
  })
})

test('(c) 200: admin-keys takes the customer_id that admin-customers gave, which is text', async () => {
  const customerId = await newCustomer()
  expect(typeof customerId).toBe('string')
  expect(await newKey(customerId)).toMatch(/^\d+$/)
})

describe('(d) a client encodes its JSON twice', () => {
  test('200: a JSON string that holds the JSON', async () => {
    const body = JSON.stringify(JSON.stringify({ email: `${crypto.randomUUID()}@example.com` }))
    await read(
      await send('POST', 'admin-customers', { headers: admin, body }),
      z.object({ customer: z.looseObject({}) }),
    )
  })
})

describe('(e) a client is careless about bodies', () => {
  test('200: DELETE with a JSON body', async () => {
    const keyId = await newKey(await newCustomer())
    const asked = { headers: admin, query: `?key_id=${keyId}`, body: { key_id: keyId } }
    expect(await read(await send('DELETE', 'admin-keys', asked), z.unknown())).toEqual({ ok: true })
  })

  test('200: PUT admin-keys without a body', async () => {
    const keyId = await newKey(await newCustomer())
    const response = await send('PUT', 'admin-keys', { headers: admin, query: `?rotate_key_id=${keyId}` })
    const rotated = z.object({ rotated: z.literal(true), old_key_id: z.literal(Number(keyId)), new_key: issued })
    await read(response, rotated)
  })

  test('200: POST admin-invoices without a body', async () => {
    const customerId = await newCustomer()
    const response = await send('POST', 'admin-invoices', { headers: admin, query: `?customer_id=${customerId}` })
    const invoice = { ok: z.literal(true), month: z.string(), customer_id: z.literal(Number(customerId)) }
    await read(response, z.object({ ...invoice, snapshot: z.looseObject({ totals: z.looseObject({}) }) }))
  })

  test('200: POST session-token without a body', async () => {
    const response = await send('POST', 'session-token', { key: account.key })
    await read(response, z.object({ token: z.string(), expires_in: z.literal(21_600), key_last4: z.string() }))
  })
})

test('(f) 200: null for a blank plan or cap leaves it as it is', async () => {
  const customerId = await newCustomer()
  const change = async (body: object) => {
    const customer = z.object({ plan_name: z.string(), monthly_cap_cents: z.int() })
    const asked = { headers: admin, query: `?customer_id=${customerId}`, body }
    return (await read(await send('PATCH', 'admin-customers', asked), z.object({ customer }))).customer
  }
  const named = { plan_name: 'pro', monthly_cap_cents: 1_234 }
  expect(await change(named)).toEqual(named)
  expect(await change({ plan_name: null, monthly_cap_cents: null, is_active: true })).toEqual(named)
})

test('(g) frames end in LF LF and have one line of data, whatever is in the text', async () => {
  const content = 'one\r\ntwo\n\nthree\u2028four'
  const body = { ...chatBody, messages: [{ role: 'user', content }] }
  const response = await send('POST', 'gateway-stream', { key: account.key, body })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const text = await response.text()
  expect(text).not.toContain('\r')
  expect(text.endsWith('\n\n')).toBe(true)
  for (const block of text.slice(0, -2).split('\n\n')) expect(block).toMatch(/^event: [a-z]+\ndata: \{[^\n]*\}$/)
  const frames = framesOf(text)
  expect(frames.map(({ event }) => event)).toEqual(expect.arrayContaining(['meta', 'delta', 'done']))
  expect(frames.flatMap(({ event, data }) => (event === 'delta' ? [data['text']] : [])).join('')).toContain(content)
})

describe('(h) a dashboard tells a file from JSON by its content type', () => {
  const admins = ['events', 'summary', 'invoice'].map((type) => ({ endpoint: 'admin-export', type, who: 'admin' }))
  const users = ['events', 'summary'].map((type) => ({ endpoint: 'user-export', type, who: 'user' }))

  test.each([...admins, ...users])('200: $endpoint, $type', async ({ endpoint, type, who }) => {
    const query = `?type=${type}${who === 'admin' ? `&customer_id=${account.customerId}` : ''}`
    const response = await send('GET', endpoint, { headers: who === 'admin' ? admin : bearer(account.key), query })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="kaixu-[\w.-]+\.csv"$/)
    expect(await response.text()).toMatch(/^[a-z0-9_,]+\n/)
  })
})

describe('(i) ids as text or as numbers', () => {
  test.each([String, Number])('200: %o, in a body', async (form) => {
    const customerId = await newCustomer()
    const body = { customer_id: form(customerId), amount_cents: 100 }
    await read(await send('POST', 'admin-topup', { headers: admin, body }), z.object({ ok: z.literal(true) }))
  })

  test('200: every id in a list is text', async () => {
    const customerId = await newCustomer()
    await newKey(customerId)
    const keys = await send('GET', 'admin-keys', { headers: admin, query: `?customer_id=${customerId}` })
    const row = z.object({ id: numericText })
    expect((await read(keys, z.object({ keys: z.array(row) }))).keys).toHaveLength(1)
    const customers = await send('GET', 'admin-customers', { headers: admin })
    const counted = row.extend({ active_keys: numericText })
    expect((await read(customers, z.object({ customers: z.array(counted) }))).customers.length).toBeGreaterThan(0)
  })
})

describe('(j) the default provider by its house name', () => {
  test.each(['skyes-over-london', 'Skyes-Over-London '])('200: %o on gateway-chat', async (provider) => {
    const response = await send('POST', 'gateway-chat', { key: account.key, body: { ...chatBody, provider } })
    const answer = z.object({
      provider: z.literal('sandbox'),
      model: z.literal('echo'),
      output_text: z.string().min(1),
    })
    await read(response, answer)
  })

  test('200: on gateway-stream', async () => {
    const body = { ...chatBody, provider: 'skyes-over-london' }
    const response = await send('POST', 'gateway-stream', { key: account.key, body })
    const frames = framesOf(await response.text())
    expect(frames[0]).toMatchObject({ event: 'meta', data: { provider: 'sandbox', model: 'echo' } })
    expect(frames.at(-1)?.event).toBe('done')
  })
})

describe('(k) the browser helper adds a field of its own', () => {
  const body = { ...chatBody, _kaixu_meta: { app: 'notebook', build: '7', route: '/', flags: [1, null] } }

  test('200: _kaixu_meta on gateway-chat', async () => {
    await read(
      await send('POST', 'gateway-chat', { key: account.key, body }),
      z.looseObject({ output_text: z.string() }),
    )
  })

  test('200: _kaixu_meta on gateway-stream', async () => {
    const response = await send('POST', 'gateway-stream', { key: account.key, body })
    expect(framesOf(await response.text()).at(-1)?.event).toBe('done')
  })
})

describe('what else the helper and the dashboards send', () => {
  test('200: roles in any case', async () => {
    const body = {
      ...chatBody,
      messages: [
        { role: 'System', content: 'Be brief' },
        { role: 'USER', content: 'Hello' },
      ],
    }
    await read(
      await send('POST', 'gateway-chat', { key: account.key, body }),
      z.looseObject({ output_text: z.string() }),
    )
  })

  test('200: JSON without a content type, and with headers that nothing reads', async () => {
    const headers = {
      ...bearer(account.key),
      'x-kaixu-mode': 'stream',
      'x-setup-secret': 'x',
      'content-type': 'text/plain',
    }
    const response = await send('POST', 'gateway-chat', { headers, body: chatBody })
    await read(response, z.looseObject({ telemetry: z.object({ install_id: z.null() }) }))
  })

  test('200: a month as a whole date', async () => {
    const today = new Date().toISOString()
    const query = `?customer_id=${account.customerId}&month=${today.slice(0, 10)}`
    await read(
      await send('GET', 'admin-usage', { headers: admin, query }),
      z.looseObject({ month: z.literal(today.slice(0, 7)) }),
    )
  })

  test('200: lists as text: providers with commas, models as JSON', async () => {
    const customerId = await newCustomer()
    const body = { allowed_providers: 'openai, gemini', allowed_models: '{"openai":["gpt-4o-mini"]}' }
    const response = await send('PATCH', 'admin-customers', {
      headers: admin,
      query: `?customer_id=${customerId}`,
      body,
    })
    const { customer } = await read(response, z.object({ customer: z.looseObject({}) }))
    expect(customer).toMatchObject({
      allowed_providers: ['openai', 'gemini'],
      allowed_models: { openai: ['gpt-4o-mini'] },
    })
  })

  test('402: the words that an existing screen shows', async () => {
    const poor = await gateway.account({ capCents: 0 })
    const response = await send('POST', 'gateway-chat', { key: poor.key, body: chatBody })
    expect(response.status).toBe(402)
    expect(await response.json()).toMatchObject({
      error: 'Monthly cap reached',
      scope: 'customer',
      month: { cap_cents: 0 },
    })
  })
})
