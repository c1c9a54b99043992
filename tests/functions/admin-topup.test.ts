import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-topup.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { creditOf, disagreements, entriesOf, topUpsOf } from '../support/money-in.ts'
import { digestTables } from '../support/table-rows.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterEach(async () => expect(await disagreements(gateway)).toEqual([]))
afterAll(async () => gateway[Symbol.asyncDispose]())

const topUp = (body: Readonly<Record<string, unknown>>, headers: Record<string, string> = {}): Promise<Response> =>
  gateway.call(routes, { key: token, body, headers })

const thisMonth = (): string => monthOf(new Date())

describe('200', () => {
  test('credits the current month, with one ledger entry, one row and an audit trail', async () => {
    const { customerId } = await gateway.account()
    const response = await topUp(
      { customer_id: customerId, amount_cents: 2_500 },
      { 'x-kaixu-request-id': 'by-hand-1' },
    )
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      ok: true,
      customer_id: customerId,
      month: thisMonth(),
      amount_cents: 2_500,
    })
    expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 2_500 })
    expect(await entriesOf(gateway.books, customerId)).toEqual([
      { kind: 'topup', cents: 2_500, month: thisMonth(), source: 'manual by-hand-1' },
    ])
    expect(await topUpsOf(gateway.books, customerId)).toMatchObject([
      { source: 'manual', status: 'applied', amount_cents: 2_500, request_id: 'by-hand-1' },
    ])
    const audit = await gateway.books.query('select actor, action, meta from audit_events where target = $1', [
      `customer:${customerId}`,
    ])
    expect(audit).toEqual([
      {
        actor: 'admin',
        action: 'TOPUP_MANUAL',
        meta: { amount_cents: 2_500, month: thisMonth(), request_id: 'by-hand-1' },
      },
    ])
  })

  test('credits the month that is named, and takes the id as a number too', async () => {
    const { customerId } = await gateway.account()
    const response = await topUp({ customer_id: Number(customerId), amount_cents: 1, month: '2031-02' })
    expect(await response.json()).toEqual({ ok: true, customer_id: customerId, month: '2031-02', amount_cents: 1 })
    expect(await creditOf(gateway.books, customerId)).toEqual({ '2031-02': 1 })
  })

  test.each([null, ''])('takes %j for no month', async (month) => {
    const { customerId } = await gateway.account()
    await topUp({ customer_id: customerId, amount_cents: 5, month })
    expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 5 })
  })

  test('changes nothing but the credit, whatever else the body names', async () => {
    const { customerId } = await gateway.account()
    const columns = { status: 'reversed', source: 'stripe', stripe_session_id: 'cs_1', payment_id: 'pi_1', id: 7 }
    const customer = {
      monthly_cap_cents: 1,
      is_active: false,
      extra_pico: 9,
      reversed_cents: 3,
      created_at: '2020-01-01',
    }
    const of = () => gateway.books.query('select * from customers where id = $1', [customerId])
    const before = await of()
    await topUp({ ...columns, ...customer, customer_id: customerId, amount_cents: 5 })
    expect(await of()).toEqual(before)
    expect(await topUpsOf(gateway.books, customerId)).toMatchObject([
      { source: 'manual', status: 'applied', stripe_session_id: null, payment_id: null, reversed_cents: 0 },
    ])
  })

  test('raises the cap at once: a call that was refused passes', async () => {
    const { customerId, key } = await gateway.account({ capCents: 0 })
    const ask = () =>
      gateway.call(chat, {
        key,
        body: { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 },
      })
    const refused = await errorBodyOf(await ask())
    expect(refused).toMatchObject({ code: 'CAP_REACHED', reason: 'cap_reached', scope: 'customer' })
    await topUp({ customer_id: customerId, amount_cents: 100 })
    const passed = await ask()
    expect(passed.status).toBe(200)
    expect(await passed.json()).toMatchObject({ month: { customer_cap_cents: 100 } })
    await gateway.settled()
  })
})

describe('once', () => {
  test.each(['idempotency-key', 'x-kaixu-request-id'])(
    'the same %s credits once and gives the same answer',
    async (name) => {
      const { customerId } = await gateway.account()
      const order = { customer_id: customerId, amount_cents: 700 }
      const headers = { [name]: `once-${randomUUID()}` }
      const first = await topUp(order, headers)
      const second = await topUp(order, headers)
      expect(first.headers.get('x-kaixu-replayed')).toBeNull()
      expect(second.headers.get('x-kaixu-replayed')).toBe('true')
      expect(await second.json()).toEqual(await first.json())
      expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 700 })
    },
  )

  test('100 at once with one key credit once', async () => {
    const { customerId } = await gateway.account()
    const headers = { 'idempotency-key': randomUUID() }
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => topUp({ customer_id: customerId, amount_cents: 300 }, headers)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(answers.filter((answer) => answer.headers.get('x-kaixu-replayed') === null)).toHaveLength(1)
    expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 300 })
  })

  test('100 at once with keys of their own, or none, all credit', async () => {
    const { customerId } = await gateway.account()
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, nth) =>
        topUp({ customer_id: customerId, amount_cents: 1 }, nth % 2 === 0 ? {} : { 'idempotency-key': randomUUID() }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 100 })
  })

  test('the same key gives the same answer when its month has ended since', async () => {
    const { customerId } = await gateway.account()
    const requestId = randomUUID()
    await gateway.books.query(`select top_up($1, '2020-01', 700, $2, 'admin')`, [customerId, requestId])
    const order = { customer_id: customerId, amount_cents: 700, month: '2020-01' }
    const again = await topUp(order, { 'idempotency-key': requestId })
    expect(again.headers.get('x-kaixu-replayed')).toBe('true')
    expect(await again.json()).toMatchObject({ ok: true, month: '2020-01', amount_cents: 700 })
    const other = await topUp({ ...order, amount_cents: 701 }, { 'idempotency-key': requestId })
    expect(await errorBodyOf(other)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
    expect(await creditOf(gateway.books, customerId)).toEqual({ '2020-01': 700 })
  })

  test('422: the same key for another amount, month or customer, and nothing is written', async () => {
    const [one, other] = [await gateway.account(), await gateway.account()]
    const headers = { 'idempotency-key': randomUUID() }
    const order = { customer_id: one.customerId, amount_cents: 900 }
    await topUp(order, headers)
    const before = await digestTables(gateway.books)
    for (const change of [{ amount_cents: 901 }, { month: '2031-01' }, { customer_id: other.customerId }]) {
      expect(await errorBodyOf(await topUp({ ...order, ...change }, headers))).toMatchObject({
        code: 'IDEMPOTENCY_MISMATCH',
      })
    }
    expect(await digestTables(gateway.books)).toEqual(before)
  })
})

describe('400', () => {
  const bad: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    'no customer': { customer_id: undefined },
    'a word for a customer': { customer_id: 'x' },
    'no amount': { amount_cents: undefined },
    'an amount of zero': { amount_cents: 0 },
    'a negative amount': { amount_cents: -100 },
    'half a cent': { amount_cents: 1.5 },
    'an amount as text': { amount_cents: '100' },
    'more than $500,000': { amount_cents: 50_000_001 },
    'a thirteenth month': { month: '2026-13' },
    'a day': { month: '2026-11-20' },
  }
  test.each(Object.entries(bad))('%s', async (_, change) => {
    const { customerId } = await gateway.account()
    const before = await digestTables(gateway.books)
    const response = await topUp({ customer_id: customerId, amount_cents: 100, ...change })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: Object.keys(change)[0] })
    expect(await digestTables(gateway.books)).toEqual(before)
  })

  test('a month that has ended, saying which can be topped up', async () => {
    const { customerId } = await gateway.account()
    const before = await digestTables(gateway.books)
    const response = await topUp({ customer_id: customerId, amount_cents: 100, month: '2020-01' })
    expect(await errorBodyOf(response)).toMatchObject({
      code: 'BAD_REQUEST',
      field: 'month',
      error: `month: 2020-01 has ended; money can be added to ${thisMonth()} and later months`,
    })
    expect(await digestTables(gateway.books)).toEqual(before)
  })

  test('an Idempotency-Key that cannot be kept', async () => {
    const { customerId } = await gateway.account()
    const order = { customer_id: customerId, amount_cents: 100 }
    expect((await topUp(order, { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400)
    expect((await topUp(order, { 'idempotency-key': '' })).status).toBe(400)
    expect(await creditOf(gateway.books, customerId)).toEqual({})
  })
})

test('404: there is no such customer, and nothing is written', async () => {
  const before = await digestTables(gateway.books)
  expect(await errorBodyOf(await topUp({ customer_id: '999999', amount_cents: 100 }))).toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await digestTables(gateway.books)).toEqual(before)
})

test('409: more than a month can hold', async () => {
  const { customerId } = await gateway.account()
  const order = { customer_id: customerId, amount_cents: 50_000_000 }
  for (let nth = 0; nth < 8; nth += 1) expect((await topUp(order)).status).toBe(200)
  expect(await errorBodyOf(await topUp(order))).toMatchObject({ code: 'CONFLICT' })
  expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 400_000_000 })
})

test('401: nobody but an operator', async () => {
  const { customerId, key } = await gateway.account()
  const response = await gateway.call(routes, { key, body: { customer_id: customerId, amount_cents: 100 } })
  expect(response.status).toBe(401)
  expect(await creditOf(gateway.books, customerId)).toEqual({})
})

describe('DELETE: a top-up that was a mistake', () => {
  const takeBack = (customerId: string, requestId: string): Promise<Response> =>
    gateway.call(routes, {
      method: 'DELETE',
      key: token,
      query: `?customer_id=${customerId}&request_id=${encodeURIComponent(requestId)}`,
    })
  const toppedUp = async (cents: number) => {
    const account = await gateway.account({ capCents: 0 })
    const requestId = `mistake ${randomUUID()}`
    await topUp({ customer_id: account.customerId, amount_cents: cents }, { 'idempotency-key': requestId })
    return { ...account, requestId }
  }

  test('200: takes all of it back, with an entry in the ledger and in the audit trail', async () => {
    const { customerId, requestId } = await toppedUp(500_000)
    await topUp({ customer_id: customerId, amount_cents: 5_000 })
    const response = await takeBack(customerId, requestId)
    expect([response.status, await response.json()]).toEqual([
      200,
      { ok: true, customer_id: customerId, month: thisMonth(), amount_cents: 500_000 },
    ])
    expect(await creditOf(gateway.books, customerId)).toEqual({ [thisMonth()]: 5_000 })
    expect((await entriesOf(gateway.books, customerId)).at(-1)).toEqual({
      kind: 'refund',
      cents: 500_000,
      month: thisMonth(),
      source: `manual ${requestId}`,
    })
    expect(await topUpsOf(gateway.books, customerId)).toMatchObject([{ status: 'reversed' }, { status: 'applied' }])
    const audit = await gateway.books.query(
      `select actor, meta from audit_events where target = $1 and action = 'TOPUP_TAKEN_BACK'`,
      [`customer:${customerId}`],
    )
    expect(audit).toEqual([
      { actor: 'admin', meta: { amount_cents: 500_000, month: thisMonth(), request_id: requestId } },
    ])
  })

  test('200: 50 at once take it back once, beside 50 that top up with the same request', async () => {
    const { customerId, requestId } = await toppedUp(700)
    const again = () => topUp({ customer_id: customerId, amount_cents: 700 }, { 'idempotency-key': requestId })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, nth) => (nth % 2 === 0 ? takeBack(customerId, requestId) : again())),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const first = answers.filter((answer, nth) => nth % 2 === 0 && !answer.headers.has('x-kaixu-replayed'))
    expect(first).toHaveLength(1)
    expect(await creditOf(gateway.books, customerId)).toEqual({})
    expect(await entriesOf(gateway.books, customerId)).toHaveLength(2)
  })

  test('200: what was spent of it stays spent, and the next call is refused', async () => {
    const { customerId, key, requestId } = await toppedUp(500)
    const say = () =>
      gateway.call(chat, {
        key,
        body: { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 8 },
      })
    expect((await say()).status).toBe(200)
    await gateway.settled()
    expect((await takeBack(customerId, requestId)).status).toBe(200)
    expect((await say()).status).toBe(402)
  })

  test.each([
    ['of another customer', async () => (await toppedUp(100)).requestId],
    ['that never was', () => Promise.resolve('never-was')],
    ['with a name full of tricks', () => Promise.resolve("%' or 1=1 --\u0007")],
  ])('404 or 400: one %s is not found, and nothing changes', async (_, requestId) => {
    const { customerId } = await toppedUp(100)
    const before = await creditOf(gateway.books, customerId)
    const response = await takeBack(customerId, await requestId())
    expect([400, 404]).toContain(response.status)
    expect((await errorBodyOf(response))['field']).toBe('request_id')
    expect(await creditOf(gateway.books, customerId)).toEqual(before)
  })
})
