import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/user-billing.ts'
import { routes as checkout } from '../../netlify/functions/user-topup-checkout.ts'
import { autoTopUpsOf, cardHolder, runAutoTopUps, spend } from '../support/auto-topups.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { deliver, delivered, disagreements } from '../support/money-in.ts'
import { sibling } from '../support/reports.ts'
import { newPayment, sessionEvent } from '../support/stripe-events.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'

let stripe: StubStripe
let gateway: TestGateway
beforeAll(async () => {
  stripe = await startStubStripe()
  gateway = await createTestGateway(stripe.environment)
})
beforeEach(() => {
  stripe.requests.length = 0
  stripe.cards.payments.length = 0
  stripe.cards.behaviour = 'succeed'
})
afterEach(async () => expect(await disagreements(gateway)).toEqual([]))
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await stripe.close()
})

const owner = (customer: Record<string, unknown> = {}) => gateway.account({ customer, key: { role: 'owner' } })
const get = ({ key }: Account, query = '') => gateway.call(routes, { method: 'GET', key, query })
const patch = ({ key }: Account, body: unknown) => gateway.call(routes, { method: 'PATCH', key, body })

const RULES = {
  auto_topup_enabled: true,
  auto_topup_threshold_cents: 200,
  auto_topup_amount_cents: 500,
  auto_topup_monthly_max_cents: 2_000,
}

/** A checkout with `save_card` was paid, as Stripe tells it. */
const paidWithCard = (account: Account, stripeCustomer: string, change: Record<string, unknown> = {}) => {
  const payment = newPayment(account.customerId, 500)
  stripe.cards.addCheckoutPayment(payment.paymentId, stripeCustomer)
  const metadata = { customer_id: account.customerId, amount_cents: '500', save_card: '1' }
  return { ...sessionEvent('completed', payment, { metadata, customer: stripeCustomer }), ...change }
}

describe('200', () => {
  test('a new customer has no card, no rules and no top-ups', async () => {
    expect(await (await get(await owner())).json()).toEqual({
      payments: true,
      auto_topup: {
        enabled: false,
        needs_card: false,
        threshold_cents: null,
        amount_cents: null,
        monthly_max_cents: 20_000,
        this_month_cents: 0,
        last: null,
      },
      card: null,
      topups: [],
      next_cursor: null,
    })
  })

  test('the whole way: a checkout keeps the card, rules are set, the threshold is crossed, the card is charged, all is shown', async () => {
    const account = await gateway.account({ capCents: 1_000, key: { role: 'owner' } })
    const opened = await gateway.call(checkout, { key: account.key, body: { amount_cents: 500, save_card: true } })
    expect(opened.status).toBe(200)
    expect(stripe.requests[0]?.form).toMatchObject({
      'payment_intent_data[setup_future_usage]': 'off_session',
      'allowed_payment_method_types[0]': 'card',
      customer_creation: 'always',
      'metadata[save_card]': '1',
    })
    await delivered(gateway, paidWithCard(account, 'cus_new'))
    const changed = await patch(account, RULES)
    expect(changed.status, await changed.clone().text()).toBe(200)
    await spend(gateway, { ...account }, 1_301)
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 1 })
    expect(stripe.requests.at(-1)?.form).toMatchObject({ customer: 'cus_new', payment_method: 'pm_card' })
    expect(await (await get(account)).json()).toMatchObject({
      auto_topup: {
        enabled: true,
        this_month_cents: 500,
        last: { state: 'succeeded', amount_cents: 500, failure: null },
      },
      card: { label: 'visa •••• 4242' },
      topups: [
        { source: 'auto', amount_cents: 500, status: 'applied' },
        { source: 'stripe', amount_cents: 500, status: 'applied' },
      ],
    })
    // The next checkout is the same customer's at Stripe.
    await gateway.call(checkout, { key: account.key, body: { amount_cents: 500, save_card: true } })
    expect(stripe.requests.at(-1)?.form).toMatchObject({ customer: 'cus_new' })
    expect(stripe.requests.at(-1)?.form).not.toHaveProperty('customer_creation')
  })

  test('a checkout without save_card keeps none', async () => {
    const account = await owner()
    const payment = newPayment(account.customerId, 500)
    await delivered(gateway, sessionEvent('completed', payment, { customer: 'cus_new' }))
    expect(await (await get(account)).json()).toMatchObject({ card: null, topups: [{ amount_cents: 500 }] })
    expect(stripe.requests).toHaveLength(0)
  })

  test('Stripe fails when it is asked for the card: the credit stands, the event is refused, and its repetition keeps the card', async () => {
    const account = await owner()
    const event = paidWithCard(account, 'cus_new')
    stripe.cards.behaviour = 'unreachable'
    expect((await deliver(gateway, event)).status).toBe(504)
    expect(await (await get(account)).json()).toMatchObject({ card: null, topups: [{ amount_cents: 500 }] })
    stripe.cards.behaviour = 'succeed'
    await delivered(gateway, event)
    expect(await (await get(account)).json()).toMatchObject({ card: { label: 'visa •••• 4242' } })
  })

  test('a card that is removed is let go of at Stripe, is never charged, and an old event does not bring it back', async () => {
    const account = await owner(RULES)
    const event = paidWithCard(account, 'cus_new', { created: Math.floor(Date.now() / 1000) - 100 })
    await delivered(gateway, event)
    const response = await gateway.call(routes, { method: 'DELETE', key: account.key })
    expect(await response.json()).toEqual({ ok: true })
    expect(stripe.requests.at(-1)?.path).toBe('/v1/payment_methods/pm_card/detach')
    await delivered(gateway, event)
    expect(await (await get(account)).json()).toMatchObject({ card: null })
    await spend(gateway, account, 10_499)
    expect(await autoTopUpsOf(gateway, account)).toEqual([])
    // Removing what is not there is as good.
    expect((await gateway.call(routes, { method: 'DELETE', key: account.key })).status).toBe(200)
  })

  test('a card that is removed is gone, whether or not Stripe can be told, and the rules say that they wait for another', async () => {
    const account = await cardHolder(gateway, {})
    const boss = await sibling(gateway, account, { role: 'owner' })
    expect(await (await get(boss)).json()).toMatchObject({ auto_topup: { enabled: true, needs_card: false } })
    stripe.cards.behaviour = 'unreachable'
    const response = await gateway.call(routes, { method: 'DELETE', key: boss.key })
    expect([response.status, await response.json()]).toEqual([200, { ok: true }])
    expect(await (await get(boss)).json()).toMatchObject({
      auto_topup: { enabled: true, needs_card: true },
      card: null,
    })
    expect(await (await patch(boss, { auto_topup_enabled: true })).json()).toMatchObject({
      auto_topup: { needs_card: true },
    })
  })

  test('a card that is removed where payments are not set up any more is gone', async () => {
    await using other = await createTestGateway()
    const account = await cardHolder(other, {})
    const boss = await sibling(other, account, { role: 'owner' })
    const response = await other.call(routes, { method: 'DELETE', key: boss.key })
    expect([response.status, await response.json()]).toEqual([200, { ok: true }])
    expect(await (await other.call(routes, { method: 'GET', key: boss.key })).json()).toMatchObject({ card: null })
  })

  test('top-ups are paged, newest first, without a gap', async () => {
    const account = await owner()
    for (let cents = 101; cents <= 107; cents += 1) {
      await delivered(gateway, sessionEvent('completed', newPayment(account.customerId, cents)))
    }
    const seen: number[] = []
    let cursor = ''
    do {
      const body = (await (await get(account, `?limit=3${cursor}`)).json()) as {
        topups: { amount_cents: number }[]
        next_cursor: string | null
      } // The fields that are compared.
      seen.push(...body.topups.map(({ amount_cents }) => amount_cents))
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`
    } while (cursor !== '')
    expect(seen).toEqual([107, 106, 105, 104, 103, 102, 101])
  })

  test('a change is noted in the audit trail, with the key that made it', async () => {
    const account = await owner()
    await patch(account, { auto_topup_monthly_max_cents: 5 })
    const rows = await gateway.books.query(
      `select actor, meta from audit_events where action = 'AUTO_TOPUP_UPDATE' and target = $1`,
      [`customer:${account.customerId}`],
    )
    const meta = { changed: ['auto_topup_monthly_max_cents'], auto_topup_monthly_max_cents: { from: 20_000, to: 5 } }
    expect(rows).toEqual([{ actor: `key:${account.keyId}`, meta }])
  })
})

describe('400: rules that could never order a top-up', () => {
  test.each([
    ['nothing to change', {}, undefined],
    ['no amount', { auto_topup_enabled: true, auto_topup_threshold_cents: 1 }, 'auto_topup_amount_cents'],
    ['no threshold', { auto_topup_enabled: true, auto_topup_amount_cents: 500 }, 'auto_topup_threshold_cents'],
    ['an amount above the maximum', { ...RULES, auto_topup_monthly_max_cents: 499 }, 'auto_topup_amount_cents'],
    ['an amount below a dollar', { ...RULES, auto_topup_amount_cents: 99 }, 'auto_topup_amount_cents'],
    ['a threshold that is text', { ...RULES, auto_topup_threshold_cents: '200' }, 'auto_topup_threshold_cents'],
    ['a negative maximum', { auto_topup_monthly_max_cents: -1 }, 'auto_topup_monthly_max_cents'],
  ])('%s', async (_, body, field) => {
    const response = await patch(await owner(), body)
    expect(response.status).toBe(400)
    expect(await errorBodyOf(response)).toMatchObject({
      code: 'BAD_REQUEST',
      ...(field === undefined ? {} : { field }),
    })
  })
})

test.each(['viewer', 'deployer'])('403: a %s neither sees nor changes how its customer pays', async (role) => {
  const account = await cardHolder(gateway)
  const lower = await sibling(gateway, account, { role })
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { body: RULES } : {}
    expect((await gateway.call(routes, { method, key: lower.key, ...body })).status).toBe(403)
  }
})
