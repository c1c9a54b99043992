import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes } from '../../netlify/functions/stripe-webhook.ts'
import { monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'
import { serveRoutes } from '../support/http-gateway.ts'
import { creditOf, deliver, delivered, disagreements, entriesOf, topUpsOf } from '../support/money-in.ts'
import { disputeEvent, newPayment, refundEvent, sessionEvent, type Payment } from '../support/stripe-events.ts'
import { signatureOf, STRIPE_SECRETS } from '../support/stub-stripe.ts'
import { digestTables } from '../support/table-rows.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway(STRIPE_SECRETS)
})
afterEach(async () => expect(await disagreements(gateway)).toEqual([]))
afterAll(async () => gateway[Symbol.asyncDispose]())

const thisMonth = (): string => monthOf(new Date())
const now = (): number => Math.floor(Date.now() / 1000)

const payment = async (amountCents = 2_500): Promise<Payment> =>
  newPayment((await gateway.account()).customerId, amountCents)

const credit = async ({ customerId }: Payment): Promise<number> =>
  (await creditOf(gateway.books, customerId))[thisMonth()] ?? 0

/** What `work` answers, when it leaves no trace in any table. */
const withoutTrace = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = await digestTables(gateway.books)
  const answer = await work()
  expect(await digestTables(gateway.books)).toEqual(before)
  return answer
}

describe('200: a paid checkout', () => {
  test('is credited: one ledger entry, one row, one event, an audit trail; and the answer is ok', async () => {
    const paid = await payment()
    const event = sessionEvent('completed', paid)
    const response = await deliver(gateway, event)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await response.text()).toBe('ok')
    expect(await creditOf(gateway.books, paid.customerId)).toEqual({ [thisMonth()]: 2_500 })
    expect(await entriesOf(gateway.books, paid.customerId)).toEqual([
      { kind: 'topup', cents: 2_500, month: thisMonth(), source: `stripe_checkout ${paid.sessionId}` },
    ])
    expect(await topUpsOf(gateway.books, paid.customerId)).toMatchObject([
      { source: 'stripe', status: 'applied', amount_cents: 2_500, stripe_session_id: paid.sessionId },
    ])
    expect(await gateway.books.query('select fact from stripe_events where event_id = $1', [event.id])).toEqual([
      { fact: 'paid' },
    ])
    const audit = await gateway.books.query(`select actor, action from audit_events where target = $1`, [
      `customer:${paid.customerId}`,
    ])
    expect(audit).toEqual([{ actor: 'system', action: 'TOPUP_STRIPE' }])
  })

  test('counts for the month that was named when it was made', async () => {
    const paid = await payment()
    const metadata = { customer_id: paid.customerId, amount_cents: '2500', month: '2031-05' }
    await delivered(gateway, sessionEvent('completed', paid, { metadata }))
    await delivered(gateway, refundEvent(paid, 500))
    expect(await creditOf(gateway.books, paid.customerId)).toEqual({ '2031-05': 2_000 })
  })

  test('raises the cap at once: a call that was refused passes, and after a refund is refused again', async () => {
    const { customerId, key } = await gateway.account({ capCents: 0 })
    const ask = async (): Promise<number> => {
      const messages = [{ role: 'user', content: 'Hello' }]
      const body = { provider: 'sandbox', model: 'echo', messages, max_tokens: 16 }
      const { status } = await gateway.call(chat, { key, body })
      await gateway.settled()
      return status
    }
    const paid = newPayment(customerId, 500)
    expect(await ask()).toBe(402)
    await delivered(gateway, sessionEvent('completed', paid))
    expect(await ask()).toBe(200)
    await delivered(gateway, refundEvent(paid))
    expect(await ask()).toBe(402)
  })

  test('whose payment intent comes as an object', async () => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid, { payment_intent: { id: paid.paymentId, object: 'x' } }))
    await delivered(gateway, refundEvent(paid, 100))
    expect(await credit(paid)).toBe(2_400)
  })
})

test('200: over HTTP the signature is judged on the very bytes that were sent', async () => {
  await using http = await serveRoutes(gateway)
  const paid = await payment()
  // Spacing, key order, escapes and characters that a parser would not give back.
  const body = JSON.stringify(sessionEvent('completed', paid, { note: 'Zoë – 5 €' }), null, 2)
    .replace('Zoë', 'Zo\\u00eb')
    .concat('\r\n')
  const send = (text: string) =>
    fetch(`${http.url}/.netlify/functions/stripe-webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signatureOf(body) },
      body: text,
    })
  expect((await send(JSON.stringify(JSON.parse(body)))).status).toBe(400)
  expect(await credit(paid)).toBe(0)
  expect((await send(body)).status).toBe(200)
  expect(await credit(paid)).toBe(2_500)
})

describe('200: a checkout that is not paid is not credited', () => {
  test.each(['unpaid', 'no_payment_required', 'something new'])('payment_status %s', async (payment_status) => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid, { payment_status }))
    expect(await credit(paid)).toBe(0)
  })

  test.each(['async_payment_failed', 'expired'] as const)('%s, even if it calls itself paid', async (step) => {
    const paid = await payment()
    await delivered(gateway, sessionEvent(step, paid, { payment_status: 'paid' }))
    expect(await credit(paid)).toBe(0)
  })

  test('until its money has arrived', async () => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid, { payment_status: 'unpaid' }))
    await delivered(gateway, sessionEvent('async_payment_succeeded', paid))
    expect(await credit(paid)).toBe(2_500)
  })
})

describe('200: refunds', () => {
  test('each takes back what it adds to the sum, once, in the month of the credit', async () => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid))
    for (const sum of [300, 300, 1_000, 300, 2_500, 1_000, 2_500]) await delivered(gateway, refundEvent(paid, sum))
    expect(await credit(paid)).toBe(0)
    const refunds = (await entriesOf(gateway.books, paid.customerId)).slice(1)
    expect(refunds.map(({ kind, cents, source }) => [kind, cents, source])).toEqual([
      ['refund', 300, `stripe_refund ${paid.chargeId}:300`],
      ['refund', 700, `stripe_refund ${paid.chargeId}:1000`],
      ['refund', 1_500, `stripe_refund ${paid.chargeId}:2500`],
    ])
    expect(await topUpsOf(gateway.books, paid.customerId)).toMatchObject([
      { status: 'reversed', refunded_cents: '2500', reversed_cents: 2_500 },
    ])
  })

  test('never take back more than was credited', async () => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid))
    await delivered(gateway, refundEvent(paid, 9_999))
    await delivered(gateway, disputeEvent('closed', paid, 'lost'))
    expect(await credit(paid)).toBe(0)
  })

  test('of other business on the account change nothing here', async () => {
    const stranger = { ...(await payment()), customerId: '0' }
    await delivered(gateway, refundEvent(stranger))
    await delivered(gateway, disputeEvent('closed', stranger, 'lost'))
    expect(
      await gateway.books.query(`select 1 from ledger_entries where source_id like $1`, [`%${stranger.chargeId}%`]),
    ).toEqual([])
  })
})

describe('200: disputes', () => {
  test('one that is lost takes its amount back, once', async () => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid))
    await delivered(gateway, disputeEvent('created', paid, 'needs_response', { amount: 2_000 }))
    expect(await credit(paid)).toBe(2_500)
    for (let nth = 0; nth < 3; nth += 1) {
      await delivered(gateway, disputeEvent('closed', paid, 'lost', { amount: 2_000 }))
    }
    expect(await credit(paid)).toBe(500)
    expect((await entriesOf(gateway.books, paid.customerId)).at(-1)).toMatchObject({
      kind: 'refund',
      cents: 2_000,
      source: `stripe_dispute dp_${paid.chargeId}`,
    })
  })

  test.each(['won', 'warning_closed'])('one that ends as %s takes nothing', async (status) => {
    const paid = await payment()
    await delivered(gateway, sessionEvent('completed', paid))
    await delivered(gateway, disputeEvent('created', paid, 'needs_response'))
    await delivered(gateway, disputeEvent('closed', paid, status))
    expect(await credit(paid)).toBe(2_500)
  })
})

describe('200: not our business, and nothing is written', () => {
  test('a checkout that some other program made', async () => {
    const paid = await payment()
    for (const metadata of [null, {}, { order: '7' }, { customer_id: 'cus_7' }]) {
      await withoutTrace(() => delivered(gateway, sessionEvent('completed', paid, { metadata, currency: 'eur' })))
    }
  })

  test('events that move no money of ours', async () => {
    const paid = sessionEvent('completed', await payment())
    for (const type of ['customer.created', 'charge.succeeded', 'checkout.session.unheard_of']) {
      await withoutTrace(() => delivered(gateway, { ...paid, type }))
    }
  })

  test('refunds of charges without a payment intent, or in a currency that was never taken', async () => {
    const paid = await payment()
    await withoutTrace(() => delivered(gateway, refundEvent(paid, 100, { payment_intent: null })))
    await withoutTrace(() => delivered(gateway, refundEvent(paid, 100, { currency: 'eur' })))
  })
})

describe('400: refused, and nothing is written', () => {
  const refused = async (response: Promise<Response>) =>
    expect(await errorBodyOf(await response)).toMatchObject({ code: 'BAD_REQUEST' })

  test('a checkout over another amount than it was made for', async () => {
    const paid = await payment()
    for (const amount_total of [2_499, 250_000, 0, null]) {
      await withoutTrace(() => refused(deliver(gateway, sessionEvent('completed', paid, { amount_total }))))
    }
  })

  test('a checkout or a refund in another currency', async () => {
    const paid = await payment()
    for (const currency of ['eur', 'jpy', 'USD', '', null]) {
      await withoutTrace(() => refused(deliver(gateway, sessionEvent('completed', paid, { currency }))))
    }
    await delivered(gateway, sessionEvent('completed', paid))
    await withoutTrace(() => refused(deliver(gateway, refundEvent(paid, 100, { currency: 'eur' }))))
  })

  test('an event of live mode for a test key, and the other way round', async () => {
    const paid = await payment()
    const live = { ...sessionEvent('completed', paid), livemode: true }
    await withoutTrace(() => refused(deliver(gateway, live)))
    const liveGateway = await createTestGateway({ ...STRIPE_SECRETS, STRIPE_SECRET_KEY: 'rk_live_stub' })
    const { customerId } = await liveGateway.account()
    const before = await digestTables(liveGateway.books)
    const payable = newPayment(customerId)
    await refused(deliver(liveGateway, sessionEvent('completed', payable)))
    expect(await digestTables(liveGateway.books)).toEqual(before)
    await delivered(liveGateway, { ...sessionEvent('completed', payable), livemode: true })
    expect(await creditOf(liveGateway.books, customerId)).toEqual({ [thisMonth()]: 2_500 })
    await liveGateway[Symbol.asyncDispose]()
  })

  test('metadata that are not those of our checkouts', async () => {
    const { customerId, ...rest } = await payment()
    for (const metadata of [
      { customer_id: `${customerId} or 1=1`, amount_cents: '2500' },
      { customer_id: customerId, amount_cents: '2500.0' },
      { customer_id: customerId, amount_cents: '2500', month: '2026-13' },
    ]) {
      const event = sessionEvent('completed', { customerId, ...rest }, { metadata })
      await withoutTrace(() => refused(deliver(gateway, event)))
    }
  })

  test('an event that is not shaped as Stripe documents it', async () => {
    const paid = sessionEvent('completed', await payment())
    for (const broken of [
      { ...paid, id: 7 },
      { ...paid, created: 'today' },
      { ...paid, data: { object: { ...paid.data.object, id: 'a b\nc' } } },
      { ...paid, data: { object: null } },
    ]) {
      // The wrong shapes are the point.
      await withoutTrace(() => refused(deliver(gateway, broken as typeof paid)))
    }
  })

  type Forgery = (body: string) => { body: string; headers?: Record<string, string> }
  const forgeries: Readonly<Record<string, Forgery>> = {
    'no signature': (body) => ({ body }),
    'an empty signature': (body) => ({ body, headers: { 'stripe-signature': '' } }),
    'a signature of nothing': (body) => ({ body, headers: { 'stripe-signature': `t=${now()},v1=` } }),
    'a signature with another secret': (body) => ({
      body,
      headers: { 'stripe-signature': signatureOf(body, { secret: 'whsec_other' }) },
    }),
    'a body changed after it was signed': (body) => ({
      body: body.replace('2500', '9999'),
      headers: { 'stripe-signature': signatureOf(body) },
    }),
    'a body with a blank more': (body) => ({ body: `${body} `, headers: { 'stripe-signature': signatureOf(body) } }),
    'a signature that is 301 seconds old': (body) => ({
      body,
      headers: { 'stripe-signature': signatureOf(body, { timestamp: now() - 302 }) },
    }),
    'a signature 302 seconds in the future': (body) => ({
      body,
      headers: { 'stripe-signature': signatureOf(body, { timestamp: now() + 302 }) },
    }),
    'an old signature with a fresh timestamp': (body) => ({
      body,
      headers: {
        'stripe-signature': signatureOf(body, { timestamp: now() - 900 }).replace(/t=\d+/, `t=${now()}`),
      },
    }),
    'two timestamps': (body) => ({
      body,
      headers: { 'stripe-signature': `t=${now()},${signatureOf(body, { timestamp: now() + 900 })}` },
    }),
    'a signature of an old scheme': (body) => ({
      body,
      headers: { 'stripe-signature': signatureOf(body).replace('v1=', 'v0=') },
    }),
    'an empty body, rightly signed': () => ({ body: '', headers: { 'stripe-signature': signatureOf(' ').trim() } }),
    'no JSON, rightly signed': () => ({ body: 'no JSON', headers: { 'stripe-signature': signatureOf('no JSON') } }),
    'null, rightly signed': () => ({ body: 'null', headers: { 'stripe-signature': signatureOf('null') } }),
  }
  test.each(Object.entries(forgeries))('%s', async (_, forge) => {
    const body = JSON.stringify(sessionEvent('completed', await payment()))
    await withoutTrace(() => refused(gateway.call(routes, forge(body))))
  })
})

test.each([299, -299])('200: a signature that is %s seconds off is in time', async (seconds) => {
  const paid = await payment()
  const body = JSON.stringify(sessionEvent('completed', paid))
  const headers = { 'stripe-signature': signatureOf(body, { timestamp: now() + seconds }) }
  expect((await gateway.call(routes, { body, headers })).status).toBe(200)
  expect(await credit(paid)).toBe(2_500)
})

test('404: a customer that does not exist, and nothing is written', async () => {
  const response = await withoutTrace(() => deliver(gateway, sessionEvent('completed', newPayment('999999'))))
  expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
})

test('501: without its secret, or without the key', async () => {
  for (const missing of Object.keys(STRIPE_SECRETS)) {
    const other = await createTestGateway({ ...STRIPE_SECRETS, [missing]: '' })
    const { customerId } = await other.account()
    const response = await deliver(other, sessionEvent('completed', newPayment(customerId)))
    expect(await errorBodyOf(response)).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED' })
    expect(await creditOf(other.books, customerId)).toEqual({})
    await other[Symbol.asyncDispose]()
  }
})
