import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { admit, settle } from '../../netlify/functions/_lib/db/calls.ts'
import { monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import { autoTopUpsOf, cardHolder, CENT, runAutoTopUps, skipPause, spend } from '../support/auto-topups.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { creditOf, delivered, disagreements } from '../support/money-in.ts'
import { chargeEvent } from '../support/stripe-events.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'
import { deadlocks } from './race.ts'

let stripe: StubStripe
let gateway: TestGateway
beforeAll(async () => {
  stripe = await startStubStripe()
  gateway = await createTestGateway(stripe.environment)
})
beforeEach(() => {
  stripe.cards.payments.length = 0
  stripe.cards.behaviour = 'succeed'
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await stripe.close()
})

const month = monthOf(new Date())
const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth))

/** 200 calls of 4 cents, all in flight before the first is settled: of $10, $2 are left in the end, and the limit is $2.50. */
const CALLS = 200
const COST = 4n * CENT

const crossTogether = async (at: TestGateway, account: Account): Promise<void> => {
  const orders = times(CALLS, () =>
    admission(account, { price: { inputPico: COST - 1n, outputPicoPerToken: 1n, floorPico: 1n }, maxTokens: 1 }),
  )
  const verdicts = await Promise.all(orders.map((order) => admit(at.deps.db, order)))
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['ADMITTED']))
  await Promise.all(
    orders.map(({ holdId }) => settle(at.deps.db, settlement(holdId, { costPico: COST, listPico: COST }))),
  )
}

const holder = (at: TestGateway) =>
  cardHolder(at, { auto_topup_threshold_cents: 250, auto_topup_monthly_max_cents: 50_000 })

test(
  '200 concurrent calls cross the threshold, six chargers run at once: one charge, one credit',
  { timeout: 60_000 },
  async () => {
    const before = await deadlocks(gateway.books)
    for (let round = 0; round < 3; round += 1) {
      stripe.cards.payments.length = 0
      const account = await holder(gateway)
      const chargers = times(6, async () => {
        for (let nth = 0; nth < 10; nth += 1) await runAutoTopUps(gateway)
      })
      await Promise.all([crossTogether(gateway, account), ...chargers])
      await Promise.all(times(6, () => runAutoTopUps(gateway)))
      expect(stripe.cards.payments).toHaveLength(1)
      expect(await autoTopUpsOf(gateway, account)).toMatchObject([{ state: 'succeeded' }])
      expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 500 })
    }
    expect(await disagreements(gateway)).toEqual([])
    expect(await deadlocks(gateway.books)).toBe(before)
  },
)

test(
  'the answer is lost, chargers and events come 20 at a time: one charge, one credit',
  { timeout: 60_000 },
  async () => {
    const account = await holder(gateway)
    await crossTogether(gateway, account)
    stripe.cards.behaviour = 'vanish'
    await runAutoTopUps(gateway)
    stripe.cards.behaviour = 'succeed'
    await skipPause(gateway)
    const [payment] = stripe.cards.payments
    await Promise.all(
      times(40, (nth) =>
        nth % 2 === 0 ? runAutoTopUps(gateway) : delivered(gateway, chargeEvent('succeeded', payment)),
      ),
    )
    expect(stripe.cards.payments).toHaveLength(1)
    expect(await creditOf(gateway.books, account.customerId)).toEqual({ [month]: 500 })
    expect(await disagreements(gateway)).toEqual([])
  },
)

/** Five calls of a customer whose small top-ups never lift it back to its threshold, each followed by the charger. */
const chargesBelowThreshold = async (at: TestGateway): Promise<number> => {
  const account = await cardHolder(at, {
    auto_topup_threshold_cents: 950,
    auto_topup_amount_cents: 100,
    auto_topup_monthly_max_cents: 50_000,
  })
  stripe.cards.payments.length = 0
  await spend(at, account, 500)
  for (let nth = 0; nth < 5; nth += 1) {
    await runAutoTopUps(at)
    await spend(at, account, 1)
  }
  return stripe.cards.payments.length
}

test('a twin that does not remember the crossing charges at every call, and is caught', async () => {
  expect(await chargesBelowThreshold(gateway)).toBe(1)
  const twin = await createTestGateway(stripe.environment)
  try {
    const [{ text } = { text: '' }] = (await twin.books.query(
      `select pg_get_functiondef('order_auto_topup'::regproc) as text`,
      [],
    )) as { text: string }[] // The column just asked for.
    const forgetful = text.replace('if v_ordered_month = p_month', 'if false')
    expect(forgetful).not.toBe(text)
    await twin.books.query(forgetful, [])
    expect(await chargesBelowThreshold(twin)).toBeGreaterThan(1)
  } finally {
    await twin[Symbol.asyncDispose]()
  }
})
