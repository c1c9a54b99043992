import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WebhookMessage, WebhookOutcome } from '../../netlify/functions/_lib/domain/webhooks.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { webhookSecret } from '../../netlify/functions/_lib/services/webhook-secret.ts'
import { routes as adminAlerts } from '../../netlify/functions/admin-alerts.ts'
import { routes as byAdmin } from '../../netlify/functions/admin-alert-test.ts'
import { routes as adminOverview } from '../../netlify/functions/admin-overview.ts'
import { routes as deliveries } from '../../netlify/functions/alert-deliveries.ts'
import { routes as byUser } from '../../netlify/functions/user-alert-test.ts'
import { routes as userAlerts } from '../../netlify/functions/user-alerts.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { read, sibling } from '../support/reports.ts'

/** Whether an address hears us, asked by those who set it. */

const OPERATORS = 'https://operator.example.com/alerts'
const OWN = 'https://hooks.example.com/kaixu'

let gateway: TestGateway
let token: string
const sent: WebhookMessage[] = []
let outcome: WebhookOutcome = { answered: true, status: 204 }

/** A gateway that sends nothing out, and remembers what it would have sent. */
const listening = (environment: Record<string, string>): Promise<TestGateway> =>
  createTestGateway(environment, (deps) => ({
    ...deps,
    webhooks: (message) => {
      sent.push(message)
      return Promise.resolve(outcome)
    },
  }))

beforeAll(async () => {
  gateway = await listening({ ALERT_WEBHOOK_URL: OPERATORS })
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
beforeEach(async () => {
  await gateway.books.query('delete from webhook_deliveries', [])
  sent.length = 0
  outcome = { answered: true, status: 204 }
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const ownerOf = (url: string | null, at = gateway): Promise<Account> =>
  at.account({ customer: { alert_webhook_url: url }, key: { role: 'owner' } })

const asUser = ({ key }: Account, at = gateway) => at.call(byUser, { key })
const asOperator = (body: Record<string, unknown> = {}, at = gateway) => at.call(byAdmin, { key: token, body })

const idIn = async (response: Response): Promise<string> => {
  expect(response.status, await response.clone().text()).toBe(200)
  const body = (await response.json()) as { ok: boolean; id: string } // Compared.
  expect(body).toEqual({ ok: true, id: body.id })
  return body.id
}

type Listed = { deliveries: Record<string, unknown>[] }
const listedFor = async (account: Account, id: string) =>
  (await read<Listed>(gateway, userAlerts, account.key, `?q=msg_${id}`)).deliveries

const minutesLater = (seconds: number) =>
  gateway.books.query(`update webhook_deliveries set created_at = created_at - make_interval(secs => $1::int)`, [
    seconds,
  ])

describe('200', () => {
  test('a customer’s goes to its own address at once, signed with its own secret, and the list says that it arrived', async () => {
    const account = await ownerOf(OWN)
    const id = await idIn(await asUser(account))
    await gateway.settled()
    expect(sent).toMatchObject([{ url: OWN, reach: 'public', headers: { 'webhook-id': `msg_${id}` } }])
    const [message] = sent
    const secret = webhookSecret(gateway.deps.settings, { customerId: account.customerId })
    const body = new Webhook(secret).verify(message?.body ?? '', { ...message?.headers })
    expect(body).toEqual({
      id,
      type: 'TEST',
      customer_id: account.customerId,
      created_at: expect.any(String) as string,
    })
    expect(await listedFor(account, id)).toMatchObject([
      { id, event_type: 'TEST', state: 'delivered', attempts: 1, last_status: 204, last_error: null },
    ])
  })

  test('one that does not arrive says why, and is tried again by the clock', async () => {
    const account = await ownerOf(OWN)
    outcome = { answered: false, reason: 'address_refused' }
    const id = await idIn(await asUser(account))
    await gateway.settled()
    expect(await listedFor(account, id)).toMatchObject([
      { state: 'pending', attempts: 1, last_status: null, last_error: 'address_refused' },
    ])
    outcome = { answered: true, status: 200 }
    await gateway.books.query('update webhook_deliveries set next_attempt_at = now()', [])
    await gateway.call(deliveries)
    expect(sent.map(({ headers }) => headers['webhook-id'])).toEqual([`msg_${id}`, `msg_${id}`])
    expect(await listedFor(account, id)).toMatchObject([{ state: 'delivered', attempts: 2 }])
  })

  test('an operator’s goes where the customer’s alerts go, be that the operator', async () => {
    const [own, none] = [await ownerOf(OWN), await ownerOf(null)]
    await idIn(await asOperator({ customer_id: own.customerId }))
    await gateway.settled()
    await idIn(await asOperator({ customer_id: Number(none.customerId) }))
    await gateway.settled()
    expect(sent).toMatchObject([
      { url: OWN, reach: 'public' },
      { url: OPERATORS, reach: 'anywhere' },
    ])
    const secret = webhookSecret(gateway.deps.settings, 'operator')
    expect(new Webhook(secret).verify(sent[1]?.body ?? '', { ...sent[1]?.headers })).toMatchObject({
      type: 'TEST',
      customer_id: none.customerId,
    })
  })

  test('an operator’s about no customer goes to its own webhook, is listed to operators alone, and can be sent again', async () => {
    const account = await ownerOf(OWN)
    const id = await idIn(await asOperator())
    await gateway.settled()
    expect(sent).toMatchObject([{ url: OPERATORS, reach: 'anywhere' }])
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ id, type: 'TEST', customer_id: null })
    const listed = await read<Listed>(gateway, adminAlerts, token, `?q=msg_${id}`)
    expect(listed.deliveries).toMatchObject([{ id, customer_id: null, customer_email: null, own_host: null }])
    expect(await listedFor(account, id)).toEqual([])
    await gateway.books.query(`update webhook_deliveries set state = 'dead', delivered_at = null`, [])
    expect((await gateway.call(adminAlerts, { key: token, body: { id } })).status).toBe(200)
    expect(await gateway.books.query(`select target from audit_events where action = 'WEBHOOK_RETRY'`, [])).toEqual([
      { target: null },
    ])
  })

  test('it is in the audit trail who sent it', async () => {
    const account = await ownerOf(OWN)
    const id = await idIn(await asUser(account))
    await minutesLater(61)
    const second = await idIn(await asOperator({ customer_id: account.customerId }))
    const target = `customer:${account.customerId}`
    const noted = await gateway.books.query(
      'select actor, action, meta from audit_events where target = $1 order by id',
      [target],
    )
    expect(noted).toEqual([
      { actor: `key:${account.keyId}`, action: 'WEBHOOK_TEST', meta: { delivery_id: id } },
      { actor: 'admin', action: 'WEBHOOK_TEST', meta: { delivery_id: second } },
    ])
  })

  test('one that was given up is nothing for the operator to look after', async () => {
    await asUser(await ownerOf(OWN))
    await gateway.settled()
    await gateway.books.query(`update webhook_deliveries set state = 'dead', delivered_at = null`, [])
    const overview = await read<{ attention: { webhooks_given_up: number } }>(gateway, adminOverview, token)
    expect(overview.attention.webhooks_given_up).toBe(0)
  })
})

describe('409', () => {
  test('a customer without an address has none to test, though the operator hears its alerts', async () => {
    const account = await ownerOf(null)
    const error = await errorBodyOf(await asUser(account))
    expect(error).toMatchObject({ code: 'CONFLICT', hint: 'Set alert_webhook_url with PATCH user-alerts first.' })
    expect(await gateway.books.query('select 1 from webhook_deliveries', [])).toEqual([])
  })

  test('nobody hears anything on a gateway without addresses', async () => {
    await using silent = await listening({})
    const account = await ownerOf(null, silent)
    for (const body of [{}, { customer_id: account.customerId }]) {
      expect(await errorBodyOf(await asOperator(body, silent))).toMatchObject({ code: 'CONFLICT' })
    }
    await idIn(await asOperator({ customer_id: (await ownerOf(OWN, silent)).customerId }, silent))
  })
})

test('404: an unknown customer', async () => {
  const error = await errorBodyOf(await asOperator({ customer_id: '999999' }))
  expect(error).toMatchObject({ code: 'NOT_FOUND', field: 'customer_id' })
})

test('403: a key below admin', async () => {
  const { key } = await sibling(gateway, await ownerOf(OWN))
  expect((await gateway.call(byUser, { key })).status).toBe(403)
})

describe('429: one a minute', () => {
  test('of an address, whoever asks; afterwards another one', async () => {
    const account = await ownerOf(OWN)
    await idIn(await asUser(account))
    for (const again of [await asUser(account), await asOperator({ customer_id: account.customerId })]) {
      const seconds = Number(again.headers.get('retry-after'))
      expect(seconds).toBeGreaterThan(50)
      expect(seconds).toBeLessThanOrEqual(60)
      expect(await errorBodyOf(again)).toMatchObject({ code: 'RATE_LIMITED', ratelimit: { limit: 1, remaining: 0 } })
    }
    await minutesLater(61)
    await idIn(await asUser(account))
  })

  test('nobody waits for another', async () => {
    await idIn(await asUser(await ownerOf(OWN)))
    await idIn(await asUser(await ownerOf(OWN)))
    await idIn(await asOperator())
    expect((await asOperator()).status).toBe(429)
  })

  const twentyAtOnce = async (ask: () => Promise<Response>): Promise<number[]> => {
    const answers = await Promise.all(Array.from({ length: 20 }, ask))
    await gateway.settled()
    return answers.map(({ status }) => status).sort()
  }

  test.each<[string, () => Promise<() => Promise<Response>>]>([
    [
      'a customer',
      async () =>
        (
          (account) => () =>
            asUser(account)
        )(await ownerOf(OWN)),
    ],
    ['an operator', () => Promise.resolve(() => asOperator())],
  ])('20 of %s at once are one message', async (_, prepare) => {
    const ask = await prepare()
    expect(await twentyAtOnce(ask)).toEqual([200, ...Array.from({ length: 19 }, () => 429)])
    expect(sent).toHaveLength(1)
  })

  test('without the lock several of them would be', async () => {
    const rows = await gateway.books.query(`select pg_get_functiondef('write_test_message'::regproc) as text`, [])
    const original = (rows as { text: string }[])[0]?.text ?? '' // The column just asked for.
    const twin = original
      .replace(/perform pg_advisory_xact_lock[^;]*;/, '')
      .replace('insert into webhook_deliveries', 'perform pg_sleep(0.2); insert into webhook_deliveries')
    expect(twin).not.toContain('advisory')
    try {
      await gateway.books.query(twin, [])
      const account = await ownerOf(OWN)
      await twentyAtOnce(() => asUser(account))
      expect(sent.length).toBeGreaterThan(1)
    } finally {
      await gateway.books.query(original, [])
    }
  })
})
