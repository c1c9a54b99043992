import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'
import { creditOf, deliver, delivered, disagreements, entriesOf } from '../support/money-in.ts'
import { newPayment, refundEvent, sessionEvent, type StripeEvent } from '../support/stripe-events.ts'
import { STRIPE_SECRETS } from '../support/stub-stripe.ts'
import { deadlocks, MEET } from './race.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway(STRIPE_SECRETS)
})
afterEach(async () => expect(await disagreements(gateway)).toEqual([]))
afterAll(async () => gateway[Symbol.asyncDispose]())

const AMOUNT = 2_500

const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth))

const totalCredit = async (at: TestGateway, customerId: string): Promise<number> =>
  Object.values(await creditOf(at.books, customerId)).reduce((sum, cents) => sum + cents, 0)

/** What a customer has after the deliveries of `events`, all at once; refused deliveries count as none. */
const race = async (at: TestGateway, customerId: string, events: readonly StripeEvent[]): Promise<number> => {
  await Promise.all(events.map((event) => deliver(at, event)))
  return totalCredit(at, customerId)
}

describe('one payment', () => {
  test('the same event 100 times, one after the other: one credit', async () => {
    const { customerId } = await gateway.account()
    const event = sessionEvent('completed', newPayment(customerId, AMOUNT))
    for (let nth = 0; nth < 100; nth += 1) await delivered(gateway, event)
    expect(await totalCredit(gateway, customerId)).toBe(AMOUNT)
    expect(await entriesOf(gateway.books, customerId)).toHaveLength(1)
  })

  test('the same event 100 times at once: one credit, and every delivery is answered ok', async () => {
    const { customerId } = await gateway.account()
    const event = sessionEvent('completed', newPayment(customerId, AMOUNT))
    const answers = await Promise.all(times(100, () => deliver(gateway, event)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await totalCredit(gateway, customerId)).toBe(AMOUNT)
    expect(await entriesOf(gateway.books, customerId)).toHaveLength(1)
  })

  test.each(['at once', 'one after the other'])('100 events with ids of their own, %s: one credit', async (how) => {
    const { customerId } = await gateway.account()
    const payment = newPayment(customerId, AMOUNT)
    const events = times(100, (nth) => sessionEvent(nth % 2 === 0 ? 'completed' : 'async_payment_succeeded', payment))
    if (how === 'at once') await Promise.all(events.map((event) => delivered(gateway, event)))
    else for (const event of events) await delivered(gateway, event)
    expect(await totalCredit(gateway, customerId)).toBe(AMOUNT)
    expect(await entriesOf(gateway.books, customerId)).toHaveLength(1)
    const rows = await gateway.books.query('select 1 from stripe_events where subject_id = $1', [payment.sessionId])
    expect(rows).toHaveLength(100)
  })

  test('100 deliveries of its credit against 100 of its refund', async () => {
    const before = await deadlocks(gateway.books)
    for (let round = 0; round < 5; round += 1) {
      const { customerId } = await gateway.account()
      const payment = newPayment(customerId, AMOUNT)
      const events = times(200, (nth) =>
        nth % 2 === 0 ? sessionEvent('completed', payment) : refundEvent(payment, 1 + (nth >> 1)),
      )
      await Promise.all(events.map((event) => delivered(gateway, event)))
      expect(await totalCredit(gateway, customerId)).toBe(AMOUNT - 100)
    }
    expect(await deadlocks(gateway.books)).toBe(before)
  })
})

/** 40 payments, each paid and refunded in full at the same moment; how much credit is left of them. */
const crossings = async (at: TestGateway): Promise<number> => {
  const { customerId } = await at.account()
  const payments = times(40, () => newPayment(customerId, AMOUNT))
  return race(
    at,
    customerId,
    payments.flatMap((payment) => [sessionEvent('completed', payment), refundEvent(payment)]),
  )
}

test('a refund that crosses its credit is never lost', async () => {
  expect(await crossings(gateway)).toBe(0)
})

test('100 payments of one customer at once are all credited', async () => {
  const { customerId } = await gateway.account()
  const events = times(100, (nth) => sessionEvent('completed', newPayment(customerId, 100 + nth)))
  await Promise.all(events.map((event) => delivered(gateway, event)))
  expect(await totalCredit(gateway, customerId)).toBe(100 * 100 + (99 * 100) / 2)
})

const definition = async (books: Database, name: string): Promise<string> => {
  const rows = await books.query(`select pg_get_functiondef($1::regproc) as text`, [name])
  return (rows as { text: string }[])[0]?.text ?? '' // The column just asked for.
}

const RENAMED = ['FUNCTION public.receive_payment_event(', 'FUNCTION public.receive_payment_event_twin('] as const

/** Without the lock on the payment, and a refund that finds no credit yet takes a breath before it ends. */
const forgetPaymentLock = async (books: Database): Promise<void> => {
  const text = await definition(books, 'receive_payment_event')
  const twin = text
    .replace(...RENAMED)
    .replace(/perform pg_advisory_xact_lock[^;]*;/, '')
    .replace(
      /from topup_events t where t\.payment_id = p_payment_id;\s+if not found then/,
      '$& perform pg_sleep(0.02);',
    )
  if (twin.includes('advisory') || !twin.includes('pg_sleep')) throw new Error('the twin is as good as the original')
  await books.query(twin, [])
}

const GUARDS = [
  'alter table topup_events drop constraint topup_events_stripe_session_id_key',
  'alter table topup_events drop constraint topup_events_payment_id_key',
  'alter table ledger_entries drop constraint ledger_entries_source_kind_source_id_kind_key',
]

/**
 * It looks whether the event is new, credits, and notes the event afterwards; and nothing in the tables stops a second credit.
 * Between look and credit it waits for another delivery.
 */
const noteEventAfterwards = async (books: Database): Promise<void> => {
  const text = await definition(books, 'receive_payment_event')
  const noteEvent = /insert into stripe_events[^;]*on conflict \(event_id\) do nothing;/.exec(text)?.[0] ?? ''
  const twin = text
    .replace(...RENAMED)
    .replace(
      /insert into stripe_events[^;]*;\s+if not found then/,
      'if exists (select 1 from stripe_events e where e.event_id = p_event_id) then',
    )
    .replace(/perform pg_advisory_xact_lock[^;]*;/, '')
    .replace(/perform 1 from customer_books[^;]*;/, '')
    .replace(
      /(if p_fact = 'paid' and not exists [^;]*? then)\n/,
      `$1 ${MEET} perform 1 from customer_books b where b.customer_id = v_customer_id for update;\n`,
    )
    .replace(/verdict := 'CREDITED';/, `verdict := 'CREDITED'; ${noteEvent}`)
  if (noteEvent === '' || !twin.includes(MEET) || twin.includes('advisory_xact_lock('))
    throw new Error('the twin is as good as the original')
  for (const statement of [twin, ...GUARDS]) await books.query(statement, [])
}

const callTwin = (deps: Deps): Deps => ({
  ...deps,
  db: {
    ...deps.db,
    query: (text, values) =>
      deps.db.query(text.replace('receive_payment_event(', 'receive_payment_event_twin('), values),
  },
})

describe('the same races catch the twin that notes the event after the credit', () => {
  let twin: TestGateway
  beforeAll(async () => {
    twin = await createTestGateway(STRIPE_SECRETS, callTwin)
    await noteEventAfterwards(twin.books)
  })
  afterAll(async () => twin[Symbol.asyncDispose]())

  test('the same event 100 times at once', async () => {
    const { customerId } = await twin.account()
    const event = sessionEvent('completed', newPayment(customerId, AMOUNT))
    expect(
      await race(
        twin,
        customerId,
        times(100, () => event),
      ),
    ).toBeGreaterThan(AMOUNT)
  })

  test('100 events with ids of their own at once', async () => {
    const { customerId } = await twin.account()
    const payment = newPayment(customerId, AMOUNT)
    const events = times(100, () => sessionEvent('completed', payment))
    expect(await race(twin, customerId, events)).toBeGreaterThan(AMOUNT)
  })

  test('while it is right about deliveries that take turns', async () => {
    const { customerId } = await twin.account()
    const event = sessionEvent('completed', newPayment(customerId, AMOUNT))
    for (let nth = 0; nth < 10; nth += 1) await delivered(twin, event)
    expect(await totalCredit(twin, customerId)).toBe(AMOUNT)
  })
})

test('the crossing refunds catch the twin that does not lock the payment', async () => {
  const twin = await createTestGateway(STRIPE_SECRETS, callTwin)
  await forgetPaymentLock(twin.books)
  expect(await crossings(twin)).toBeGreaterThan(0)
  await twin[Symbol.asyncDispose]()
})
