import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminAlerts } from '../../netlify/functions/admin-alerts.ts'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminDevices } from '../../netlify/functions/admin-devices.ts'
import { routes as adminExport } from '../../netlify/functions/admin-export.ts'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { routes as adminJobs } from '../../netlify/functions/admin-jobs.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLedger } from '../../netlify/functions/admin-ledger.ts'
import { routes as adminTopup } from '../../netlify/functions/admin-topup.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as embed } from '../../netlify/functions/gateway-embed.ts'
import { routes as jobStatus } from '../../netlify/functions/gateway-job-status.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { routes as operatorCheckout } from '../../netlify/functions/stripe-create-checkout.ts'
import { routes as userDevices } from '../../netlify/functions/user-devices.ts'
import { routes as userKeys } from '../../netlify/functions/user-keys.ts'
import { routes as userCheckout } from '../../netlify/functions/user-topup-checkout.ts'
import { routes as openaiChat } from '../../netlify/functions/v1-chat-completions.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { framesOf } from '../support/frames.ts'
import { createTestGateway, SECRETS, type Call, type TestGateway } from '../support/gateway.ts'
import { textLike } from '../support/matching.ts'

/** A refusal says what, where, and how to mend it. */

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway({ PUBLIC_APP_ORIGIN: 'https://kaixu.example' })
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openHolds()).toBe(0)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const refusal = async (routes: Routes, call: Call) => errorBodyOf(await gateway.call(routes, call))
const asAdmin = (routes: Routes, call: Call) => refusal(routes, { key: token, ...call })

const hello = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 }

describe('400', () => {
  test.each<[string, Routes, Record<string, unknown>]>([
    ['a chat', chat, hello],
    ['a stream', stream, hello],
    ['an embedding', embed, { model: 'm', input: 'x' }],
  ])('%s of a provider that there is not: which there are', async (_, routes, body) => {
    const { key } = await gateway.account()
    expect(await refusal(routes, { key, body: { ...body, provider: 'opnai' } })).toMatchObject({
      code: 'BAD_REQUEST',
      field: 'provider',
      hint: 'Set up are: sandbox.',
    })
  })

  test.each([
    ['{"provider": "sandbox",\n "model": "echo",\n}', 'The body is not JSON (line 3, column 1)', /no comma/],
    ["{'provider': 'sandbox'}", 'The body is not JSON (line 1, column 2)', /double quotes .* not single/],
    ["'{provider:sandbox}'", 'The body is not JSON', /double quotes .* not single/],
    ['provider=sandbox&model=echo', 'The body is not JSON', /looks like a form/],
    ['{"provider": "sandbox", "secret', /^The body is not JSON \(line 1, column \d+\)$/, /Send one JSON object/],
    ['{"provider":', 'The body is not JSON: it ends too early', /Send one JSON object/],
    ['{"provider": secret}', /^The body is not JSON/, /Send one JSON object/],
    ['[object Object]', 'The body is not JSON', /JSON\.stringify/],
  ])(
    'a body that is not JSON: where, and the likeliest mistake, and nothing of it: %j',
    async (body, message, hint) => {
      const { key } = await gateway.account()
      const error = await refusal(chat, { key, body })
      expect(error.code).toBe('BAD_JSON')
      expect(error.error).toEqual(typeof message === 'string' ? message : textLike(message))
      expect(error['hint']).toMatch(hint)
      expect(JSON.stringify(error)).not.toContain('secret')
    },
  )

  describe('an input beyond the context window of the sandbox is refused as a vendor would, and costs nothing', () => {
    // 16 characters a token: some more than 131,072 tokens.
    const tooLong = [{ role: 'user', content: 'x'.repeat(16 * 131_072) }]
    const message = /^The input has \d+ tokens, more than the context window of lorem \(131072 tokens\)$/
    const body = { ...hello, model: 'lorem', messages: tooLong }

    test.each<[string, Routes, object]>([
      ['gateway-chat', chat, body],
      ['OpenAI’s dialect', openaiChat, { model: 'sandbox/lorem', messages: tooLong, max_tokens: 16 }],
    ])('%s', async (_, routes, asked) => {
      const { key, customerId } = await gateway.account()
      const error = await refusal(routes, { key, body: asked })
      expect(error).toMatchObject({ code: 'BAD_REQUEST', hint: textLike(/^Shorten the input/) })
      expect(error.error).toMatch(message)
      expect(await chargedTo(customerId)).toEqual([])
    })

    test('gateway-stream', async () => {
      const { key, customerId } = await gateway.account()
      const frames = framesOf(await (await gateway.call(stream, { key, body })).text())
      const failed = frames.find(({ event }) => event === 'error')?.data
      expect(failed).toMatchObject({ code: 'BAD_REQUEST', error: textLike(message) })
      await gateway.settled()
      expect(await chargedTo(customerId)).toEqual([])
    })

    test('one that just fits is answered', async () => {
      const { key } = await gateway.account()
      const messages = [{ role: 'user', content: 'x'.repeat(16 * 130_000) }]
      expect((await gateway.call(chat, { key, body: { ...body, messages } })).status).toBe(200)
    })
  })
})

const chargedTo = (customerId: string) =>
  gateway.books.query('select kind, amount_pico from ledger_entries where customer_id = $1', [customerId])

describe('401: an admin endpoint', () => {
  test('without anything says how to get in', async () => {
    expect(await refusal(adminCustomers, { method: 'GET' })).toMatchObject({
      error: 'Unauthorized',
      hint: textLike(/POST admin-login.*or send x-admin-password/),
    })
  })

  test('with the wrong password says what the right one is called', async () => {
    const headers = { 'x-admin-password': 'a guess', 'x-nf-client-connection-ip': 'hints' }
    expect(await refusal(adminCustomers, { method: 'GET', headers })).toMatchObject({
      error: 'Unauthorized',
      hint: textLike(/ADMIN_PASSWORD/),
    })
  })

  test("with a customer's key says that it is one", async () => {
    const { key } = await gateway.account()
    expect(await refusal(adminCustomers, { method: 'GET', key })).toMatchObject({
      code: 'UNAUTHORIZED',
      error: 'This is an admin endpoint',
      hint: textLike(/POST admin-login/),
    })
  })

  test('does not offer the password where it is not taken', async () => {
    await using other = await createTestGateway({ DISABLE_ADMIN_PASSWORD_HEADER: 'on' })
    const headers = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
    const error = await errorBodyOf(await other.call(adminCustomers, { method: 'GET', headers }))
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', hint: textLike(/takes no x-admin-password/) })
  })
})

describe('404: names the field, and where the others are', () => {
  const order = { customer_id: 999_999, amount_cents: 100 }
  const customer = ['customer_id', 'admin-customers'] as const
  test.each<[string, Routes, Call, string, string]>([
    ['admin-customers', adminCustomers, { method: 'GET', query: '?customer_id=999999' }, ...customer],
    ['admin-customers', adminCustomers, { method: 'PATCH', query: '?customer_id=999999', body: {} }, ...customer],
    ['admin-keys', adminKeys, { body: { customer_id: 999_999 } }, ...customer],
    ['admin-usage', adminUsage, { method: 'GET', query: '?customer_id=999999' }, ...customer],
    ['admin-ledger', adminLedger, { method: 'GET', query: '?customer_id=999999' }, ...customer],
    ['admin-invoices', adminInvoices, { method: 'GET', query: '?customer_id=999999' }, ...customer],
    ['admin-export', adminExport, { method: 'GET', query: '?customer_id=999999' }, ...customer],
    ['admin-devices', adminDevices, { method: 'GET', query: '?customer_id=999999' }, ...customer],
    ['admin-topup', adminTopup, { body: order }, ...customer],
    [
      'admin-keys',
      adminKeys,
      { method: 'PATCH', query: '?key_id=999999', body: { label: 'x' } },
      'key_id',
      'admin-keys',
    ],
    ['admin-keys', adminKeys, { method: 'DELETE', query: '?key_id=999999' }, 'key_id', 'admin-keys'],
    ['admin-keys', adminKeys, { method: 'PUT', query: '?rotate_key_id=999999' }, 'rotate_key_id', 'admin-keys'],
    ['admin-jobs', adminJobs, { method: 'DELETE', query: '?id=no-job' }, 'id', 'admin-jobs'],
    ['admin-alerts', adminAlerts, { body: { id: 999_999 } }, 'id', 'admin-alerts'],
    [
      'admin-devices',
      adminDevices,
      { method: 'PATCH', body: { api_key_id: 999_999, install_id: 'x', revoked: true } },
      'install_id',
      'admin-devices',
    ],
  ])('%s', async (_, routes, call, field, list) => {
    expect(await asAdmin(routes, call)).toMatchObject({
      code: 'NOT_FOUND',
      field,
      hint: textLike(new RegExp(`^GET ${list} lists `)),
    })
  })

  test.each<[string, Routes, Call, string, string]>([
    ['user-keys', userKeys, { method: 'DELETE', query: '?key_id=999999' }, 'key_id', 'user-keys'],
    ['user-keys', userKeys, { method: 'PUT', query: '?rotate_key_id=999999' }, 'rotate_key_id', 'user-keys'],
    ['gateway-job-status', jobStatus, { method: 'GET', query: '?id=no-job' }, 'id', 'user-jobs'],
    [
      'user-devices',
      userDevices,
      { method: 'PATCH', body: { api_key_id: 999_999, install_id: 'x', revoked: true } },
      'install_id',
      'user-devices',
    ],
  ])('a customer is not sent to the operator’s lists: %s', async (_, routes, call, field, list) => {
    const { key } = await gateway.account({ key: { role: 'owner' } })
    expect(await refusal(routes, { key, ...call })).toMatchObject({
      code: 'NOT_FOUND',
      field,
      hint: textLike(new RegExp(`^GET ${list} lists `)),
    })
  })
})

describe('409: an e-mail address that is taken', () => {
  test('says by which customer, in whatever case it is written', async () => {
    const made = await gateway.call(adminCustomers, { key: token, body: { email: 'ada@example.com' } })
    const { customer } = (await made.json()) as { customer: { id: string } } // As the tests of admin-customers have it.
    const taken = {
      code: 'CONFLICT',
      field: 'email',
      customer_id: customer.id,
      hint: `It is customer ${customer.id}.`,
    }
    const { customerId } = await gateway.account()
    const body = { email: 'ADA@example.com' }
    expect(await asAdmin(adminCustomers, { body })).toMatchObject(taken)
    const query = `?customer_id=${customerId}`
    expect(await asAdmin(adminCustomers, { method: 'PATCH', query, body })).toMatchObject(taken)
  })
})

test('422: an Idempotency-Key that was used for something else says what to send instead', async () => {
  const { key } = await gateway.account()
  const headers = { 'idempotency-key': 'used' }
  await gateway.call(chat, { key, headers, body: hello })
  await gateway.settled()
  expect(await refusal(chat, { key, headers, body: { ...hello, max_tokens: 17 } })).toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
    hint: textLike(/same request again .* or a new Idempotency-Key/),
  })
})

describe('501', () => {
  test('a customer is told whom to ask, and what else there is', async () => {
    const { key } = await gateway.account()
    const body = { ...hello, provider: 'groq', model: 'llama-3.1-8b-instant' }
    const error = await refusal(chat, { key, body })
    expect(error).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED', hint: textLike(/^Ask the operator .*sandbox\.$/) })
    expect(error['hint']).not.toContain('GROQ')
    const payment = await refusal(userCheckout, { key, body: { amount_cents: 100 } })
    expect(payment).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED', hint: textLike(/^Ask the operator/) })
    expect(payment['hint']).not.toContain('STRIPE')
  })

  test('an operator is told which variable to set', async () => {
    const { customerId } = await gateway.account()
    const body = { customer_id: customerId, amount_cents: 100 }
    expect(await asAdmin(operatorCheckout, { body })).toMatchObject({
      code: 'PROVIDER_NOT_CONFIGURED',
      hint: textLike(/STRIPE_SECRET_KEY/),
    })
  })
})

describe('400: lists that could never let anything pass', () => {
  const everywhere = async (lists: object) => {
    const { customerId, keyId } = await gateway.account()
    const boss = await gateway.account({ key: { role: 'owner' } })
    return [
      await gateway.call(adminCustomers, { key: token, body: { email: `${keyId}@lists.example`, ...lists } }),
      await gateway.call(adminCustomers, {
        key: token,
        method: 'PATCH',
        query: `?customer_id=${customerId}`,
        body: lists,
      }),
      await gateway.call(adminKeys, { key: token, body: { customer_id: customerId, ...lists } }),
      await gateway.call(adminKeys, { key: token, method: 'PATCH', query: `?key_id=${keyId}`, body: lists }),
      await gateway.call(userKeys, { key: boss.key, body: lists }),
    ]
  }

  test.each([
    [{ allowed_providers: ['openai', 'opnai'] }, 'allowed_providers'],
    [{ allowed_providers: 'opnai' }, 'allowed_providers'],
    [{ allowed_models: { opnai: ['*'] } }, 'allowed_models'],
    [{ allowed_models: '{"opnai": ["gpt-4o-mini"]}' }, 'allowed_models'],
  ])('%j', async (lists, field) => {
    for (const response of await everywhere(lists)) {
      expect(await errorBodyOf(response)).toMatchObject({
        code: 'BAD_REQUEST',
        field,
        error: `${field}: this gateway knows no provider opnai`,
        hint: textLike(/openai.*sandbox.*\*/),
      })
    }
  })

  test.each([
    { allowed_providers: ['*'] },
    { allowed_providers: ['groq', 'Sandbox', 'skyes-over-london'] },
    { allowed_models: { '*': ['*'], groq: ['a-model-that-will-be-priced-later'] } },
    { allowed_providers: [], allowed_models: {} },
  ])('200: %j', async (lists) => {
    for (const response of await everywhere(lists)) {
      expect(response.status, await response.clone().text()).toBe(200)
    }
  })

  test.each([
    [
      ['gpt-4o-mini'],
      'allowed_models: is not an object of provider names and model lists, as {"openai": ["gpt-4o-mini"]}',
    ],
    [{ openai: 'gpt-4o-mini' }, 'allowed_models.openai: is not a list of models, as ["gpt-4o-mini"]'],
  ])('models in another shape are shown the right one: %j', async (models, message) => {
    const body = { email: 'shape@lists.example', allowed_models: models }
    expect(await asAdmin(adminCustomers, { body })).toMatchObject({ code: 'BAD_REQUEST', error: message })
  })
})
