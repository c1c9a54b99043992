import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WebhookMessage, WebhookOutcome } from '../../netlify/functions/_lib/domain/webhooks.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { routes as byAdmin } from '../../netlify/functions/admin-alerts.ts'
import { routes as adminSecret } from '../../netlify/functions/admin-webhook-secret.ts'
import { routes as deliveries } from '../../netlify/functions/alert-deliveries.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as byUser } from '../../netlify/functions/user-alerts.ts'
import { routes as userSecret } from '../../netlify/functions/user-webhook-secret.ts'
import { CENT, spend } from '../support/auto-topups.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'
import { startStubReceiver, type StubReceiver } from '../support/stub-receiver.ts'

/** Alerts: noticed by settle, written in its transaction, delivered by the scheduled function. */

let receiver: StubReceiver
let gateway: TestGateway
let token: string
/** Messages to customers' own addresses, which tests do not let out. */
const sent: WebhookMessage[] = []
let outcome: WebhookOutcome = { answered: true, status: 200 }

beforeAll(async () => {
  receiver = await startStubReceiver()
  gateway = await createTestGateway({ ALERT_WEBHOOK_URL: receiver.url }, (deps) => ({
    ...deps,
    webhooks: (message) => {
      if (message.reach === 'anywhere') return deps.webhooks(message)
      sent.push(message)
      return Promise.resolve(outcome)
    },
  }))
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
beforeEach(async () => {
  await gateway.books.query('delete from webhook_deliveries', [])
  receiver.messages.length = 0
  receiver.status = 200
  sent.length = 0
  outcome = { answered: true, status: 200 }
})
afterEach(async () => expect(await gateway.discrepancies()).toEqual([]))
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await receiver.close()
})

const run = async (): Promise<unknown> => {
  const response = await gateway.call(deliveries)
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json()
}
const skipPause = () =>
  gateway.books.query(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`, [])
const bodies = () => receiver.messages.map(({ body }) => JSON.parse(body) as Record<string, unknown>) // Compared whole.
const types = () => bodies().map(({ type }) => type)
const OWN = 'https://hooks.example.com/kaixu'

describe('200: alerts', () => {
  test('at the warning and at the cap, once a month each, with the figures of the moment', async () => {
    const account = await gateway.account({ capCents: 1_000 })
    await spend(gateway, account, 849)
    expect(await run()).toMatchObject({ delivered: 0 })
    await spend(gateway, account, 1)
    await spend(gateway, account, 50)
    expect(await run()).toEqual({ ok: true, delivered: 1, failed: 0 })
    await spend(gateway, account, 100)
    await run()
    await run()
    expect(bodies()).toEqual([
      {
        id: expect.any(String) as string,
        type: 'CAP_WARN_CUSTOMER',
        month: thisMonth(),
        customer_id: account.customerId,
        customer_cap_cents: 1_000,
        customer_spent_cents: 850,
        pct: 85,
        created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
      expect.objectContaining({ type: 'CAP_REACHED_CUSTOMER', customer_spent_cents: 1_000, pct: 100 }),
    ])
  })

  test("of a key's own cap, once for all keys that it was rotated from or to", async () => {
    const account = await gateway.account({ capCents: 100_000, keyCapCents: 1_000 })
    await spend(gateway, account, 900)
    const rotated = await sibling(gateway, account, { rotatedFrom: account.keyId })
    await gateway.books.query('update api_keys set monthly_cap_cents = 1000 where id = $1', [rotated.keyId])
    await spend(gateway, rotated, 10)
    await spend(gateway, rotated, 90)
    await run()
    expect(bodies()).toMatchObject([
      { type: 'CAP_WARN_KEY', api_key_id: account.keyId, key_cap_cents: 1_000, key_spent_cents: 900, pct: 90 },
      { type: 'CAP_REACHED_KEY', api_key_id: rotated.keyId, key_spent_cents: 1_000, pct: 100 },
    ])
  })

  test('a jump over both thresholds sends both; fractions of a cent are exact', async () => {
    const account = await gateway.account({ capCents: 1 })
    const costPico = CENT - 1n
    await settledCall(gateway, account, {
      admission: { price: { inputPico: costPico - 1n, outputPicoPerToken: 1n, floorPico: 1n }, maxTokens: 1 },
      settlement: { costPico },
    })
    await run()
    expect(bodies()).toMatchObject([{ type: 'CAP_WARN_CUSTOMER', customer_spent_cents: 0.9999999999, pct: 99 }])
  })

  test('500 concurrent settlements over both thresholds send one of each', async () => {
    const account = await gateway.account({ capCents: 500 })
    await Promise.all(Array.from({ length: 500 }, () => spend(gateway, account, 1)))
    await Promise.all([run(), run(), run(), run()])
    expect(types().sort()).toEqual(['CAP_REACHED_CUSTOMER', 'CAP_WARN_CUSTOMER'])
  })

  test("the caller's answer does not wait for a receiver that never answers", async () => {
    receiver.status = 'never'
    const account = await gateway.account({ capCents: 100_000, keyCapCents: 1 })
    const body = {
      provider: 'sandbox',
      model: 'echo',
      messages: [{ role: 'user', content: 'word '.repeat(300) }],
      max_tokens: 200,
    }
    const startedAt = Date.now()
    for (let nth = 0; nth < 40; nth += 1)
      if ((await gateway.call(chat, { key: account.key, body })).status === 402) break
    expect(Date.now() - startedAt).toBeLessThan(4_000)
    expect(receiver.messages).toHaveLength(0)
  })
})

describe('200: delivery', () => {
  const alerted = async (customer: Record<string, unknown> = {}): Promise<Account> => {
    const account = await gateway.account({ capCents: 100, customer, key: { role: 'owner' } })
    await spend(gateway, account, 90)
    return account
  }

  test("is signed with the operator's secret, as the Standard Webhooks library verifies", async () => {
    await alerted()
    await run()
    const [message] = receiver.messages
    const secret = await (await gateway.call(adminSecret, { method: 'GET', key: token })).json()
    const { secret: key } = secret as { secret: string } // Its only field.
    // Node lower-cases header names, which is what the library reads.
    const headers = message?.headers as Record<string, string>
    expect(new Webhook(key).verify(message?.body ?? '', headers)).toMatchObject({ type: 'CAP_WARN_CUSTOMER' })
    expect(() => new Webhook(key).verify((message?.body ?? '').replace('90', '10'), headers)).toThrow()
  })

  test("goes to the customer's own address, signed with its own secret", async () => {
    const account = await alerted({ alert_webhook_url: OWN })
    await run()
    expect(receiver.messages).toHaveLength(0)
    expect(sent).toMatchObject([{ url: OWN, reach: 'public' }])
    const own = (await (await gateway.call(userSecret, { method: 'GET', key: account.key })).json()) as {
      secret: string
    } // Its only field.
    const byOperator = await gateway.call(adminSecret, {
      method: 'GET',
      key: token,
      query: `?customer_id=${account.customerId}`,
    })
    expect(await byOperator.json()).toEqual(own)
    const message = sent[0]
    expect(new Webhook(own.secret).verify(message?.body ?? '', { ...message?.headers })).toMatchObject({
      customer_id: account.customerId,
    })
    const other = await gateway.account({ key: { role: 'owner' } })
    expect(await (await gateway.call(userSecret, { method: 'GET', key: other.key })).json()).not.toEqual(own)
  })

  test('is tried again with the same id after a pause, and not while it is under way', async () => {
    await alerted()
    receiver.status = 500
    expect(await run()).toMatchObject({ delivered: 0, failed: 1 })
    expect(await run()).toMatchObject({ delivered: 0, failed: 0 })
    receiver.status = 204
    await skipPause()
    expect(await run()).toMatchObject({ delivered: 1 })
    const [first, second] = receiver.messages
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id'])
    expect(first?.body).toBe(second?.body)
  })

  test('is given up after eight attempts, is listed as dead, and goes out again when asked to', async () => {
    const account = await alerted()
    receiver.status = 503
    for (let nth = 0; nth < 10; nth += 1) {
      await skipPause()
      await run()
    }
    expect(receiver.messages).toHaveLength(8)
    const listed = await gateway.call(byAdmin, { method: 'GET', key: token, query: '?state=dead' })
    const { deliveries: dead } = (await listed.json()) as { deliveries: { id: string }[] } // Read below.
    expect(dead).toMatchObject([
      { customer_id: account.customerId, state: 'dead', attempts: 8, last_status: 503, last_error: 'http_503' },
    ])
    const id = dead[0]?.id
    receiver.status = 200
    expect((await gateway.call(byAdmin, { key: token, body: { id } })).status).toBe(200)
    expect(await run()).toMatchObject({ delivered: 1 })
    expect((await gateway.call(byAdmin, { key: token, body: { id } })).status).toBe(409)
  })

  test('by four functions at once reaches the receiver once a message', async () => {
    const accounts = await Promise.all(Array.from({ length: 30 }, () => alerted()))
    await Promise.all([run(), run(), run(), run()])
    expect(receiver.messages).toHaveLength(accounts.length)
    expect(new Set(receiver.messages.map(({ headers }) => headers['webhook-id'])).size).toBe(accounts.length)
  })

  test('that finds no address anywhere is dead at once, and kept for when there is one', async () => {
    const other = await createTestGateway()
    try {
      const account = await other.account({ capCents: 100 })
      await spend(other, account, 100)
      await other.call(deliveries)
      const rows = await other.books.query('select state, last_error from webhook_deliveries', [])
      expect(rows).toEqual(Array.from({ length: 2 }, () => ({ state: 'dead', last_error: 'no_address' })))
    } finally {
      await other[Symbol.asyncDispose]()
    }
  })
})

describe('user-alerts', () => {
  test("200: the own address is set, shown and cleared; the own messages are shown, nobody else's", async () => {
    const account = await gateway.account({ capCents: 100, key: { role: 'admin' } })
    const set = await gateway.call(byUser, { method: 'PATCH', key: account.key, body: { alert_webhook_url: OWN } })
    expect(await set.json()).toEqual({ ok: true, alert_webhook_url: OWN })
    await spend(gateway, account, 90)
    await spend(gateway, await gateway.account({ capCents: 100 }), 90)
    const shown = await (await gateway.call(byUser, { method: 'GET', key: account.key })).json()
    expect(shown).toMatchObject({
      alert_webhook_url: OWN,
      cap_warn_pct: 85,
      deliveries: [{ event_type: 'CAP_WARN_CUSTOMER' }],
      next_cursor: null,
    })
    await gateway.call(byUser, { method: 'PATCH', key: account.key, body: { alert_webhook_url: null } })
    expect(await (await gateway.call(byUser, { method: 'GET', key: account.key })).json()).toMatchObject({
      alert_webhook_url: null,
    })
  })

  test.each([
    'http://hooks.example.com/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://user:password@hooks.example.com/',
    'ftp://hooks.example.com/',
    'hooks.example.com',
    '',
    7,
    undefined,
  ])('400: %s is no address for alerts', async (alert_webhook_url) => {
    const { key } = await gateway.account({ key: { role: 'admin' } })
    const response = await gateway.call(byUser, { method: 'PATCH', key, body: { alert_webhook_url } })
    expect(response.status).toBe(400)
    expect(await errorBodyOf(response)).toMatchObject({ field: 'alert_webhook_url' })
  })

  test('403: a key below admin neither sees nor changes the address, nor the secret', async () => {
    const { key } = await gateway.account()
    expect((await gateway.call(byUser, { method: 'GET', key })).status).toBe(403)
    expect((await gateway.call(byUser, { method: 'PATCH', key, body: { alert_webhook_url: OWN } })).status).toBe(403)
    expect((await gateway.call(userSecret, { method: 'GET', key })).status).toBe(403)
  })
})

describe('admin-alerts and admin-webhook-secret', () => {
  test('200: newest first, by cursor, without a gap; by customer', async () => {
    const accounts = []
    for (let nth = 0; nth < 5; nth += 1) {
      const account = await gateway.account({ capCents: 100 })
      await spend(gateway, account, 90)
      accounts.push(account.customerId)
    }
    const seen: string[] = []
    let cursor = ''
    do {
      const response = await gateway.call(byAdmin, { method: 'GET', key: token, query: `?limit=2${cursor}` })
      const body = (await response.json()) as { deliveries: { customer_id: string }[]; next_cursor: string | null } // Compared.
      seen.push(...body.deliveries.map(({ customer_id }) => customer_id))
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`
    } while (cursor !== '')
    expect(seen).toEqual(accounts.reverse())
    const one = await gateway.call(byAdmin, { method: 'GET', key: token, query: `?customer_id=${accounts[0] ?? ''}` })
    expect(await one.json()).toMatchObject({ deliveries: [{ customer_id: accounts[0] }] })
  })

  test('200: looking at a secret is noted', async () => {
    const { customerId } = await gateway.account()
    await gateway.call(adminSecret, { method: 'GET', key: token, query: `?customer_id=${customerId}` })
    const rows = await gateway.books.query('select actor, action, meta from audit_events where target = $1', [
      `customer:${customerId}`,
    ])
    expect(rows).toEqual([{ actor: 'admin', action: 'WEBHOOK_SECRET_REVEAL', meta: {} }])
  })

  test('404: a message or a customer that is not there', async () => {
    expect((await gateway.call(byAdmin, { key: token, body: { id: '999999' } })).status).toBe(404)
    const response = await gateway.call(adminSecret, { method: 'GET', key: token, query: '?customer_id=999999' })
    expect(response.status).toBe(404)
  })

  test('409: a message that is still on its way', async () => {
    const account = await gateway.account({ capCents: 100 })
    await spend(gateway, account, 90)
    const rows = (await gateway.books.query('select id from webhook_deliveries', [])) as { id: string }[] // One column.
    expect((await gateway.call(byAdmin, { key: token, body: { id: rows[0]?.id } })).status).toBe(409)
  })
})
