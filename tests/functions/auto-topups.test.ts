import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import { routes as customers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminTopUp } from '../../netlify/functions/admin-topup.ts'
import { routes as autoTopUps } from '../../netlify/functions/auto-topups.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { autoTopUpsOf, cardHolder, runAutoTopUps, skipPause, spend } from '../support/auto-topups.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { creditOf, delivered, deliver, disagreements, entriesOf, topUpsOf } from '../support/money-in.ts'
import { chargeEvent, newPayment, refundEvent } from '../support/stripe-events.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'

let stripe: StubStripe
let gateway: TestGateway
let token: string
beforeAll(async () => {
  stripe = await startStubStripe()
  gateway = await createTestGateway(stripe.environment)
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
beforeEach(async () => {
  stripe.requests.length = 0
  stripe.cards.payments.length = 0
  stripe.cards.behaviour = 'succeed'
  // What an earlier test left open is not this one's.
  await gateway.books.query(
    `update auto_topups set state = 'failed', failure = 'test', finished_at = now() where state = 'due'`,
    [],
  )
})
afterEach(async () => expect(await disagreements(gateway)).toEqual([]))
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await stripe.close()
})

const month = monthOf(new Date())
const charges = () => stripe.cards.payments.filter(({ status }) => status === 'succeeded')

describe('200: the threshold', () => {
  test('crossed: the card is charged once, off session, and the credit is there', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 800)
    expect(await autoTopUpsOf(gateway, account)).toEqual([])
    await spend(gateway, account, 1)
    expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'due', amount_cents: 500 }])
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 1, failed: 0 })
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 0, failed: 0 })

    const [row] = await autoTopUpsOf(gateway, account)
    expect(row).toMatchObject({ state: 'succeeded', attempts: 1, payment_id: charges()[0]?.id })
    expect(stripe.requests).toHaveLength(1)
    expect(stripe.requests[0]).toMatchObject({
      path: '/v1/payment_intents',
      form: {
        amount: '500',
        currency: 'usd',
        customer: 'cus_card',
        payment_method: 'pm_card',
        off_session: 'true',
        confirm: 'true',
        'metadata[kaixu_customer_id]': account.customerId,
      },
    })
    expect(stripe.requests[0]?.headers['idempotency-key']).toMatch(/^kaixu-auto-topup-[0-9a-f-]{36}$/)
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 500 })
    expect(await entriesOf(gateway.books, account.customerId)).toEqual([
      { kind: 'topup', cents: 500, month, source: `stripe_payment ${row?.payment_id ?? ''}` },
    ])
    expect(await topUpsOf(gateway.books, account.customerId)).toMatchObject([{ source: 'auto', status: 'applied' }])
  })

  test('just met, or never crossed: nothing is charged', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 800)
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 0, failed: 0 })
    expect(await autoTopUpsOf(gateway, account)).toEqual([])
  })

  test('still undercut after the credit: no second charge until it was met again', async () => {
    const account = await cardHolder(gateway, { auto_topup_amount_cents: 100 })
    await spend(gateway, account, 950)
    await runAutoTopUps(gateway)
    await spend(gateway, account, 10)
    await spend(gateway, account, 10)
    await runAutoTopUps(gateway)
    expect(charges()).toHaveLength(1)
    // $0.30 + $1 are left; a top-up by hand lifts that above the threshold, and the next calls cross it once more.
    await gateway.call(adminTopUp, { key: token, body: { customer_id: account.customerId, amount_cents: 100 } })
    await spend(gateway, account, 100)
    await runAutoTopUps(gateway)
    expect(charges()).toHaveLength(2)
  })

  test('crossed by one call that came right after the credit: a crossing of its own', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 801)
    await runAutoTopUps(gateway)
    await spend(gateway, account, 500)
    await runAutoTopUps(gateway)
    expect(charges()).toHaveLength(2)
  })

  test('the monthly maximum is never passed', async () => {
    const account = await cardHolder(gateway, { auto_topup_monthly_max_cents: 1_400 })
    await spend(gateway, account, 900)
    for (let nth = 0; nth < 5; nth += 1) {
      await runAutoTopUps(gateway)
      if ((await creditOf(gateway.books, account.customerId))[month] === 1_000) break
      await spend(gateway, account, 500)
    }
    await spend(gateway, account, 500)
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 0, failed: 0 })
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 1_000 })
  })

  test.each([
    ['switched off', { auto_topup_enabled: false }],
    ['without an amount', { auto_topup_amount_cents: null }],
    ['without a threshold', { auto_topup_threshold_cents: null }],
    ['without a card', { stripe_payment_method_id: null, card_saved_at: null, card_label: null }],
  ])('%s: nothing is ordered', async (_, customer) => {
    const account = await cardHolder(gateway, customer)
    await spend(gateway, account, 990)
    expect(await autoTopUpsOf(gateway, account)).toEqual([])
  })

  test('switched off between the crossing and the charge: nothing is charged', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 900)
    const response = await gateway.call(customers, {
      method: 'PATCH',
      key: token,
      query: `?customer_id=${account.customerId}`,
      body: { auto_topup_enabled: false },
    })
    expect(response.status).toBe(200)
    await runAutoTopUps(gateway)
    expect(stripe.requests).toHaveLength(0)
    expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'failed', failure: 'switched_off' }])
  })

  test('a call of last month that is settled late orders nothing', async () => {
    const account = await cardHolder(gateway)
    await gateway.books.query(`insert into monthly_usage (customer_id, month, spent_pico) values ($1, '2020-01', 0)`, [
      account.customerId,
    ])
    const rows = await gateway.books.query(`select order_auto_topup($1, '2020-01') as ordered`, [account.customerId])
    expect(rows).toEqual([{ ordered: false }])
  })
})

describe('200: the charge', () => {
  test("declined: the order is given up with the bank's word, and not tried again while the credit stays low", async () => {
    const account = await cardHolder(gateway)
    stripe.cards.behaviour = 'decline'
    await spend(gateway, account, 900)
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 0, failed: 1 })
    expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'failed', failure: 'insufficient_funds' }])
    await spend(gateway, account, 10)
    await runAutoTopUps(gateway)
    expect(stripe.requests).toHaveLength(1)
    const messages = await gateway.books.query(
      `select payload from webhook_deliveries where customer_id = $1 and event_type = 'AUTO_TOPUP_FAILED'`,
      [account.customerId],
    )
    expect(messages).toMatchObject([{ payload: { failure: 'insufficient_funds', amount_cents: 500 } }])
  })

  test('declined, then the rules are changed: the next call tries afresh', async () => {
    const account = await cardHolder(gateway)
    stripe.cards.behaviour = 'decline'
    await spend(gateway, account, 900)
    await runAutoTopUps(gateway)
    stripe.cards.behaviour = 'succeed'
    await gateway.call(customers, {
      method: 'PATCH',
      key: token,
      query: `?customer_id=${account.customerId}`,
      body: { auto_topup_amount_cents: 600 },
    })
    await spend(gateway, account, 10)
    await runAutoTopUps(gateway)
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 600 })
  })

  test.each(['unreachable', 'busy'] as const)(
    'Stripe %s: tried again with the same key, and charged once',
    async (behaviour) => {
      const account = await cardHolder(gateway)
      await spend(gateway, account, 900)
      stripe.cards.behaviour = behaviour
      await runAutoTopUps(gateway)
      expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'due' }])
      // Not before the pause is over.
      const asked = stripe.requests.length
      await runAutoTopUps(gateway)
      expect(stripe.requests).toHaveLength(asked)
      stripe.cards.behaviour = 'succeed'
      await skipPause(gateway)
      expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 1 })
      expect(new Set(stripe.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
      expect(charges()).toHaveLength(1)
    },
  )

  test('money taken and the answer lost: the next try finds the same charge', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 900)
    stripe.cards.behaviour = 'vanish'
    await runAutoTopUps(gateway)
    stripe.cards.behaviour = 'succeed'
    await skipPause(gateway)
    await runAutoTopUps(gateway)
    expect(charges()).toHaveLength(1)
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 500 })
  })

  test('never reachable: given up after seven tries; and should the event come after all, it is credited', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 900)
    stripe.cards.behaviour = 'vanish'
    for (let nth = 0; nth < 8; nth += 1) {
      await skipPause(gateway)
      await runAutoTopUps(gateway)
    }
    expect(await autoTopUpsOf(gateway, account)).toMatchObject([
      { state: 'failed', failure: 'unreachable', attempts: 7 },
    ])
    expect(charges()).toHaveLength(1)
    const [payment] = charges()
    await delivered(gateway, chargeEvent('succeeded', payment))
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 500 })
  })

  test('processing: looked at again, and credited when it is through', async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 900)
    stripe.cards.behaviour = 'processing'
    await runAutoTopUps(gateway)
    const [payment] = stripe.cards.payments
    expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'due', payment_id: payment?.id }])
    if (payment !== undefined) payment.status = 'succeeded'
    await skipPause(gateway)
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 1 })
    expect(stripe.cards.payments).toHaveLength(1)
  })

  test('without Stripe settings an order waits', async () => {
    const other = await createTestGateway()
    try {
      const account = await cardHolder(other)
      await spend(other, account, 900)
      expect(await runAutoTopUps(other)).toMatchObject({ credited: 0, failed: 0 })
      expect(await autoTopUpsOf(other, account)).toMatchObject([{ state: 'due', attempts: 0 }])
    } finally {
      await other[Symbol.asyncDispose]()
    }
  })
})

describe('200: the event of the charge', () => {
  const crossed = async () => {
    const account = await cardHolder(gateway)
    await spend(gateway, account, 900)
    return account
  }

  test('comes before the answer, after it, and again: one credit', async () => {
    const account = await crossed()
    stripe.cards.behaviour = 'vanish'
    await runAutoTopUps(gateway)
    const event = chargeEvent('succeeded', charges()[0])
    await delivered(gateway, event)
    await delivered(gateway, event)
    await delivered(gateway, chargeEvent('succeeded', charges()[0]))
    stripe.cards.behaviour = 'succeed'
    await skipPause(gateway)
    await runAutoTopUps(gateway)
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 500 })
    expect(await entriesOf(gateway.books, account.customerId)).toHaveLength(1)
  })

  test('a refund that comes before the credit is taken back with it', async () => {
    const account = await crossed()
    stripe.cards.behaviour = 'vanish'
    await runAutoTopUps(gateway)
    const [payment] = charges()
    const refund = refundEvent({ ...newPayment(account.customerId, 500), paymentId: payment?.id ?? '' }, 200)
    await delivered(gateway, refund)
    await delivered(gateway, chargeEvent('succeeded', payment))
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 300 })
  })

  test('failed: the order is given up', async () => {
    const account = await crossed()
    stripe.cards.behaviour = 'processing'
    await runAutoTopUps(gateway)
    await delivered(gateway, chargeEvent('payment_failed', stripe.cards.payments[0]))
    expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'failed', failure: 'declined' }])
  })

  test('the payment behind a checkout credits nothing: the checkout does', async () => {
    const account = await gateway.account()
    const metadata = { customer_id: account.customerId, amount_cents: '500' }
    await delivered(gateway, chargeEvent('succeeded', { ...PAYMENT, metadata }))
    expect(await creditOf(gateway.books, account.customerId)).toEqual({})
  })

  test('400: another amount, or another currency, writes nothing', async () => {
    const account = await crossed()
    stripe.cards.behaviour = 'vanish'
    await runAutoTopUps(gateway)
    const [payment] = charges()
    for (const change of [{ amount_received: 499 }, { amount_received: 50_000 }, { currency: 'eur' }]) {
      expect((await deliver(gateway, chargeEvent('succeeded', payment, change))).status).toBe(400)
    }
    expect(await creditOf(gateway.books, account.customerId)).toEqual({})
  })

  test('404: an order that is not known', async () => {
    const metadata = { auto_topup_id: 'c0a80101-0000-4000-8000-000000000000' }
    expect((await deliver(gateway, chargeEvent('succeeded', { ...PAYMENT, metadata }))).status).toBe(404)
  })
})

const PAYMENT = {
  id: 'pi_other',
  status: 'succeeded',
  amount: 500,
  currency: 'usd',
  customer: 'cus',
  metadata: {},
} as const

test('405: the scheduled function takes GET and POST', async () => {
  expect((await gateway.call(autoTopUps, { method: 'DELETE' })).status).toBe(405)
})
