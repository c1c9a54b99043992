import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'
import { creditOf, delivered, disagreements, entriesOf } from '../support/money-in.ts'
import {
  disputeEvent,
  newPayment,
  refundEvent,
  sessionEvent,
  type Payment,
  type StripeEvent,
} from '../support/stripe-events.ts'
import { STRIPE_SECRETS } from '../support/stub-stripe.ts'

/** Whatever order a payment's events arrive in, and however often: one credit, and the same balance. */

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway(STRIPE_SECRETS)
})
afterEach(async () => expect(await disagreements(gateway)).toEqual([]))
afterAll(async () => gateway[Symbol.asyncDispose]())

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))

const inBatches = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  for (let start = 0; start < items.length; start += 16) await Promise.all(items.slice(start, start + 16).map(work))
}

type EventsOf = (payment: Payment) => StripeEvent[]

const asynchronous: EventsOf = (payment) => [
  sessionEvent('completed', payment, { payment_status: 'unpaid' }),
  sessionEvent('async_payment_succeeded', payment),
  sessionEvent('async_payment_failed', payment),
]

const SETS: Readonly<Record<string, { events: EventsOf; leftCents: number }>> = {
  'unpaid, succeeded, failed, a refund, a dispute opened and lost': {
    events: (payment) => [
      ...asynchronous(payment),
      refundEvent(payment, 1_000),
      disputeEvent('created', payment, 'needs_response'),
      disputeEvent('closed', payment, 'lost'),
    ],
    leftCents: 0,
  },
  'unpaid, succeeded, failed, a refund, a dispute opened and won': {
    events: (payment) => [
      ...asynchronous(payment),
      refundEvent(payment, 1_000),
      disputeEvent('created', payment, 'needs_response'),
      disputeEvent('closed', payment, 'won'),
    ],
    leftCents: 1_500,
  },
  'paid, refunded in three parts, a part disputed and lost': {
    events: (payment) => [
      sessionEvent('completed', payment),
      refundEvent(payment, 500),
      refundEvent(payment, 800),
      refundEvent(payment, 1_200),
      disputeEvent('closed', payment, 'lost', { amount: 700 }),
    ],
    leftCents: 600,
  },
  'paid twice over, two disputes lost': {
    events: (payment) => [
      sessionEvent('completed', payment),
      sessionEvent('async_payment_succeeded', payment),
      disputeEvent('closed', payment, 'lost', { id: `dp_1${payment.chargeId}`, amount: 400 }),
      disputeEvent('closed', payment, 'lost', { id: `dp_2${payment.chargeId}`, amount: 600 }),
      disputeEvent('closed', payment, 'lost', { id: `dp_2${payment.chargeId}`, amount: 600 }),
    ],
    leftCents: 1_500,
  },
}

const judge = async ({ customerId, sessionId, amountCents }: Payment, leftCents: number, order: string) => {
  const credits = Object.values(await creditOf(gateway.books, customerId))
  expect(
    credits.reduce((sum, cents) => sum + cents, 0),
    order,
  ).toBe(leftCents)
  const topUps = (await entriesOf(gateway.books, customerId)).filter(({ kind }) => kind === 'topup')
  expect(topUps, order).toMatchObject([{ cents: amountCents, source: `stripe_checkout ${sessionId}` }])
}

describe.each(Object.entries(SETS))('%s', (_, { events, leftCents }) => {
  test('in every order', { timeout: 120_000 }, async () => {
    await inBatches(permutations([...events(newPayment('1')).keys()]), async (order) => {
      const payment = newPayment((await gateway.account()).customerId)
      const all = events(payment)
      for (const index of order) {
        const event = all[index]
        if (event) await delivered(gateway, event)
      }
      await judge(payment, leftCents, order.join())
    })
  })

  test('all at once, each of them three times', { timeout: 120_000 }, async () => {
    for (let round = 0; round < 25; round += 1) {
      const payment = newPayment((await gateway.account()).customerId)
      const all = events(payment)
      const thrice = [...all, ...all, ...all].sort(() => Math.random() - 0.5)
      await Promise.all(thrice.map((event) => delivered(gateway, event)))
      await judge(payment, leftCents, `round ${round}`)
    }
  })
})

test('what was never paid is never credited, whatever else is said of it', { timeout: 60_000 }, async () => {
  const unpaid: EventsOf = (payment) => [
    sessionEvent('completed', payment, { payment_status: 'unpaid' }),
    sessionEvent('async_payment_failed', payment),
    refundEvent(payment),
    disputeEvent('closed', payment, 'lost'),
  ]
  await inBatches(permutations([0, 1, 2, 3]), async (order) => {
    const payment = newPayment((await gateway.account()).customerId)
    const all = unpaid(payment)
    for (const index of order) {
      const event = all[index]
      if (event) await delivered(gateway, event)
    }
    expect(await entriesOf(gateway.books, payment.customerId)).toEqual([])
  })
})
