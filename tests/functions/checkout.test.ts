import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { routes as byAdmin } from '../../netlify/functions/stripe-create-checkout.ts'
import { routes as byUser } from '../../netlify/functions/user-topup-checkout.ts'
import { routes as adminSettings } from '../../netlify/functions/admin-settings.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { signAdminToken, signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { textLike } from '../support/matching.ts'
import { read } from '../support/reports.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { STRIPE_SECRETS, startStubStripe, type StubStripe } from '../support/stub-stripe.ts'
import { digestTables } from '../support/table-rows.ts'

/** stripe-create-checkout and user-topup-checkout: what is asked of Stripe, and what is made of its answers. */

let stripe: StubStripe
let gateway: TestGateway
let token: string
beforeAll(async () => {
  stripe = await startStubStripe()
  gateway = await createTestGateway(stripe.environment)
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
beforeEach(() => {
  stripe.requests.length = 0
  stripe.behaviour = { kind: 'session' }
})
afterEach(async () => expect(await gateway.discrepancies()).toEqual([]))
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await stripe.close()
})

type Asked = { headers?: Record<string, string>; at?: TestGateway }

const admin = (body: Readonly<Record<string, unknown>>, { headers = {}, at = gateway }: Asked = {}) =>
  at.call(byAdmin, { key: token, body, headers })
const user = (key: string, body: Readonly<Record<string, unknown>>, { headers = {}, at = gateway }: Asked = {}) =>
  at.call(byUser, { key, body, headers })

/** A gateway with other settings, for the length of a test. */
const withSettings = async (
  environment: Environment,
  work: (other: TestGateway, account: Account) => Promise<void>,
) => {
  const other = await createTestGateway(environment)
  try {
    await work(other, await other.account())
  } finally {
    await other[Symbol.asyncDispose]()
  }
}

describe('200', () => {
  test('an operator gets a page for a customer; Stripe is told whom and how much', async () => {
    const { customerId } = await gateway.account()
    const response = await admin({ customer_id: customerId, amount_cents: 2_500, month: '2031-03' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ ok: true, id: 'cs_test_1', url: 'https://checkout.test/cs_test_1' })
    const [request] = stripe.requests
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/checkout/sessions',
      form: {
        mode: 'payment',
        'line_items[0][quantity]': '1',
        'line_items[0][price_data][currency]': 'usd',
        'line_items[0][price_data][unit_amount]': '2500',
        client_reference_id: customerId,
        'metadata[customer_id]': customerId,
        'metadata[amount_cents]': '2500',
        'metadata[month]': '2031-03',
        'payment_intent_data[metadata][customer_id]': customerId,
        success_url: 'https://kaixu.example/?billing=success',
        cancel_url: 'https://kaixu.example/?billing=cancel',
      },
    })
    expect(request?.headers.authorization).toBe(`Bearer ${STRIPE_SECRETS.STRIPE_SECRET_KEY}`)
    expect(request?.headers['stripe-version']).toMatch(/^\d{4}-\d\d-\d\d\.\w+$/)
    expect(request?.form).not.toHaveProperty('customer_email')
  })

  test('a user gets a page for the own account, with the own e-mail address and no month unless named', async () => {
    const { customerId, key } = await gateway.account({ customer: { email: 'payer@example.com' } })
    const response = await user(key, { amount_cents: 100, customer_id: '1' })
    expect(await response.json()).toEqual({ ok: true, url: 'https://checkout.test/cs_test_1' })
    const form = stripe.requests[0]?.form
    expect(form).toMatchObject({
      customer_email: 'payer@example.com',
      'metadata[customer_id]': customerId,
      success_url: 'https://kaixu.example/dashboard.html?billing=success',
      cancel_url: 'https://kaixu.example/dashboard.html?billing=cancel',
    })
    expect(form).not.toHaveProperty(['metadata[month]'])
  })

  test('a user session is as good as its key', async () => {
    const { customerId, keyId, key } = await gateway.account()
    const session = await signUserSession(
      { apiKeyId: keyId, customerId, keyLast4: key.slice(-4) },
      SECRETS.JWT_SECRET,
      600,
    )
    expect((await user(session, { amount_cents: 100 })).status).toBe(200)
  })

  test('nothing is credited, nothing is written', async () => {
    const { customerId, key } = await gateway.account()
    const before = await digestTables(gateway.books)
    await admin({ customer_id: customerId, amount_cents: 100 })
    await user(key, { amount_cents: 100 })
    expect(await digestTables(gateway.books)).toEqual(before)
  })

  test('addresses and currency from the settings; never from the Origin header', async () => {
    const urls = {
      STRIPE_SUCCESS_URL: 'https://pay.example/thanks?session={CHECKOUT_SESSION_ID}',
      STRIPE_CANCEL_URL: 'https://pay.example/never-mind',
    }
    await withSettings({ ...stripe.environment, ...urls, STRIPE_CURRENCY: 'EUR' }, async (at, { key }) => {
      await user(key, { amount_cents: 100 }, { at, headers: { origin: 'https://evil.example' } })
      expect(stripe.requests[0]?.form).toMatchObject({
        success_url: urls.STRIPE_SUCCESS_URL,
        cancel_url: urls.STRIPE_CANCEL_URL,
        'line_items[0][price_data][currency]': 'eur',
      })
    })
  })

  test('an Idempotency-Key is handed on, as one of this customer alone', async () => {
    const [one, other] = [await gateway.account(), await gateway.account()]
    const headers = { 'idempotency-key': 'mine' }
    for (const { key } of [one, one, other]) await user(key, { amount_cents: 100 }, { headers })
    const [first, second, third] = stripe.requests.map((request) => request.headers['idempotency-key'])
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })
})

describe('400', () => {
  test.each([99, 500_001, 1_000.5, '1000', null, undefined])('a user cannot pay %s', async (amount) => {
    const { key } = await gateway.account()
    expect(await errorBodyOf(await user(key, { amount_cents: amount }))).toMatchObject({ field: 'amount_cents' })
    expect(stripe.requests).toEqual([])
  })

  test.each([0, -1, 50_000_001, 1.5, '100'])('an operator cannot ask for %s', async (amount) => {
    const { customerId } = await gateway.account()
    const response = await admin({ customer_id: customerId, amount_cents: amount })
    expect(await errorBodyOf(response)).toMatchObject({ field: 'amount_cents' })
    expect(stripe.requests).toEqual([])
  })

  test('nobody can pay into a month that has ended', async () => {
    const { customerId, key } = await gateway.account()
    for (const response of [
      await admin({ customer_id: customerId, amount_cents: 100, month: '2020-01' }),
      await user(key, { amount_cents: 100, month: '2020-01' }),
    ]) {
      expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: 'month' })
    }
    expect(stripe.requests).toEqual([])
  })
})

test('403: a viewer cannot start a payment', async () => {
  const { key } = await gateway.account({ key: { role: 'viewer' } })
  expect(await errorBodyOf(await user(key, { amount_cents: 100 }))).toMatchObject({ code: 'FORBIDDEN' })
  expect(stripe.requests).toEqual([])
})

test('403: nor can somebody of a disabled account', async () => {
  const { key } = await gateway.account({ customer: { is_active: false } })
  expect(await errorBodyOf(await user(key, { amount_cents: 100 }))).toMatchObject({ code: 'CUSTOMER_DISABLED' })
})

test('404: an operator names a customer that does not exist', async () => {
  const response = await admin({ customer_id: '999999', amount_cents: 100 })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  expect(stripe.requests).toEqual([])
})

test.each([
  ['any', {}],
  ['one for who has not paid', { STRIPE_SUCCESS_URL: 'https://kaixu.example/paid' }],
  ['one for who has paid', { STRIPE_CANCEL_URL: 'https://kaixu.example/back' }],
])('501: without %s there is nowhere to return to, and nobody is told that they could pay', async (_, addresses) => {
  const environment = { ...stripe.environment, PUBLIC_APP_ORIGIN: '', ...addresses }
  await withSettings(environment, async (at, { customerId, key }) => {
    const headers = { origin: 'https://evil.example', host: 'evil.example' }
    expect(await errorBodyOf(await user(key, { amount_cents: 100 }, { at, headers }))).toMatchObject({
      code: 'PROVIDER_NOT_CONFIGURED',
      hint: textLike(/^Ask the operator/),
    })
    const refused = await admin({ customer_id: customerId, amount_cents: 100 }, { at, headers })
    expect(await errorBodyOf(refused)).toMatchObject({
      code: 'PROVIDER_NOT_CONFIGURED',
      hint: textLike(/^Set PUBLIC_APP_ORIGIN/),
    })
    expect(stripe.requests).toEqual([])
    expect(await read(at, userSummary, key)).toMatchObject({ payments: false })
    expect(await read(at, adminSettings, token)).toMatchObject({
      payments: false,
      problems: [],
      warnings: [{ variable: 'PUBLIC_APP_ORIGIN', how_to_mend: textLike(/STRIPE_SUCCESS_URL/) }],
    })
  })
})

test('501: without the secret of its webhook nothing that is paid could be credited, and nobody is told that they could pay', async () => {
  const environment = { ...stripe.environment, PUBLIC_APP_ORIGIN: 'https://kaixu.example', STRIPE_WEBHOOK_SECRET: '' }
  await withSettings(environment, async (at, { customerId, key }) => {
    expect(await errorBodyOf(await user(key, { amount_cents: 100 }, { at }))).toMatchObject({
      code: 'PROVIDER_NOT_CONFIGURED',
      hint: textLike(/^Ask the operator/),
    })
    expect(await errorBodyOf(await admin({ customer_id: customerId, amount_cents: 100 }, { at }))).toMatchObject({
      code: 'PROVIDER_NOT_CONFIGURED',
      hint: textLike(/^Set STRIPE_WEBHOOK_SECRET/),
    })
    expect(stripe.requests).toEqual([])
    expect(await read(at, userSummary, key)).toMatchObject({ payments: false })
    expect(await read(at, adminSettings, token)).toMatchObject({
      payments: false,
      warnings: [{ variable: 'STRIPE_WEBHOOK_SECRET', text: textLike(/^Nobody can pay/) }],
    })
  })
})

test('501: payments are not set up', async () => {
  await withSettings({ PUBLIC_APP_ORIGIN: 'https://kaixu.example' }, async (at, { customerId, key }) => {
    for (const response of [
      await admin({ customer_id: customerId, amount_cents: 100 }, { at }),
      await user(key, { amount_cents: 100 }, { at }),
    ]) {
      expect(await errorBodyOf(response)).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED' })
    }
  })
})

describe('when Stripe fails', () => {
  const failing = async (): Promise<Record<string, unknown>> => {
    const { key } = await gateway.account()
    const response = await user(key, { amount_cents: 100 })
    const error = await errorBodyOf(response)
    expect(JSON.stringify(error)).not.toMatch(/sk_test|secret text|127\.0\.0\.1/)
    return error
  }

  test('502: it refuses; its own words stay private', async () => {
    stripe.behaviour = { kind: 'error', status: 401, type: 'invalid_request_error', message: 'secret text sk_test_1' }
    expect(await failing()).toMatchObject({ code: 'UPSTREAM_ERROR', upstream_status: 401 })
  })

  test('503: it is busy', async () => {
    stripe.behaviour = { kind: 'error', status: 429, type: 'rate_limit_error', message: 'secret text' }
    expect(await failing()).toMatchObject({ code: 'UPSTREAM_BUSY' })
  })

  test('504: it hangs up', async () => {
    stripe.behaviour = { kind: 'hang up' }
    expect(await failing()).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    expect(stripe.requests.length).toBe(2)
  })

  test('422: the Idempotency-Key was used for something else', async () => {
    stripe.behaviour = { kind: 'error', status: 400, type: 'idempotency_error', message: 'secret text' }
    expect(await failing()).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
  })
})

test('500: settings that cannot be right are named', async () => {
  for (const [name, value] of Object.entries({
    STRIPE_CURRENCY: 'jpy',
    STRIPE_SUCCESS_URL: 'javascript:alert(1)',
    STRIPE_CANCEL_URL: 'https://user:pass@pay.example/',
    STRIPE_API_BASE: 'nowhere',
  })) {
    await withSettings({ ...stripe.environment, [name]: value }, async (at, { key }) => {
      const error = await errorBodyOf(await user(key, { amount_cents: 100 }, { at }))
      expect(error.code).toBe('CONFIG')
      expect(String(error['hint'])).toMatch(new RegExp(`^${name}: `))
    })
  }
})
