import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { admit, release, settle, sweepHolds, type Admission } from '../../netlify/functions/_lib/db/calls.ts'
import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Entry = { kind: string; amount_pico: string; month: string }

const ledgerOf = async (holdId: string): Promise<string[]> => {
  const rows = await gateway.books.query(
    `select kind, amount_pico, month from ledger_entries where source_id = $1 order by seq`,
    [holdId],
  )
  return (rows as Entry[]).map(({ kind, amount_pico }) => `${kind} ${amount_pico}`)
}

const holdOf = async (holdId: string): Promise<Record<string, unknown>> =>
  ((await gateway.books.query('select * from holds where id = $1', [holdId])) as Record<string, unknown>[])[0] ?? {}

const eventsOf = (holdId: string) => gateway.books.query('select * from usage_events where hold_id = $1', [holdId])

const admitted = async (account: Account, change: Partial<Admission> = {}): Promise<string> => {
  const order = admission(account, change)
  expect((await admit(gateway.deps.db, order)).verdict).toBe('ADMITTED')
  return order.holdId
}

const expire = (holdId: string) =>
  gateway.books.query(`update holds set expires_at = created_at + interval '1 microsecond' where id = $1`, [holdId])

const inOrder = async () => expect(await gateway.discrepancies()).toEqual([])

describe('settle', () => {
  test('charges what was used, once, and gives the rest of the hold back', async () => {
    const account = await gateway.account()
    const holdId = await admitted(account)
    const first = await settle(gateway.deps.db, settlement(holdId))
    expect(first).toMatchObject({ charged_pico: 700n, overrun_pico: 0n, booked: true })
    expect(first).toMatchObject({
      customer_spent_pico: 700n,
      customer_held_pico: 0n,
      key_spent_pico: 700n,
      key_held_pico: 0n,
    })
    expect(await ledgerOf(holdId)).toEqual(['charge 700'])
    expect(await eventsOf(holdId)).toHaveLength(1)
    await inOrder()
  })

  test('a second settlement gets the first answer, whatever it says itself', async () => {
    const holdId = await admitted(await gateway.account())
    await settle(gateway.deps.db, settlement(holdId))
    const second = await settle(gateway.deps.db, settlement(holdId, { costPico: 999n, outputTokens: 99 }))
    expect(second).toMatchObject({ charged_pico: 700n, booked: false })
    expect(await ledgerOf(holdId)).toEqual(['charge 700'])
    await inOrder()
  })

  test('a cost above the hold is charged up to the hold; the rest is the overrun of the operator', async () => {
    const holdId = await admitted(await gateway.account())
    const settled = await settle(gateway.deps.db, settlement(holdId, { costPico: 2_500n }))
    expect(settled).toMatchObject({ charged_pico: 2_000n, overrun_pico: 500n, customer_spent_pico: 2_000n })
    expect(await ledgerOf(holdId)).toEqual(['charge 2000', 'overrun 500'])
    await inOrder()
  })

  test('a free call (cost 0) still ends as one charge', async () => {
    const holdId = await admitted(await gateway.account())
    await settle(gateway.deps.db, settlement(holdId, { costPico: 0n }))
    expect(await ledgerOf(holdId)).toEqual(['charge 0'])
    await inOrder()
  })

  test('a negative cost is refused', async () => {
    const holdId = await admitted(await gateway.account())
    await expect(settle(gateway.deps.db, settlement(holdId, { costPico: -1n }))).rejects.toThrow(/never negative/)
    expect((await holdOf(holdId))['state']).toBe('held')
  })

  test('is booked in the month in which the call was admitted, even when that is over', async () => {
    const account = await gateway.account()
    const holdId = await admitted(account)
    // The call began in another month: everything that admission wrote says so.
    await gateway.books.query(`update holds set month = '2025-12' where id = $1`, [holdId])
    await gateway.books.query(`update monthly_usage set month = '2025-12' where customer_id = $1`, [account.customerId])
    await gateway.books.query(`update monthly_key_usage set month = '2025-12' where api_key_id = $1`, [account.keyId])
    const settled = await settle(gateway.deps.db, settlement(holdId))
    expect(settled).toMatchObject({ month: '2025-12', customer_spent_pico: 700n })
    const next = await admit(gateway.deps.db, admission(account))
    expect(next).toMatchObject({ verdict: 'ADMITTED', customer_spent_pico: 0n })
    await inOrder()
  })

  test('notes each threshold once a month, the warning and the cap, of customer and key', async () => {
    const account = await gateway.account({ capCents: 1, keyCapCents: 1 })
    const half = PICO_PER_CENT / 2n
    const call = { price: { inputPico: half, outputPicoPerToken: 0n, floorPico: 0n }, maxTokens: 0, minTokens: 0 }
    const first = await settle(
      gateway.deps.db,
      settlement(await admitted(account, call), { costPico: half, warnPct: 50 }),
    )
    expect(first.alerts).toEqual(['CAP_WARN_CUSTOMER', 'CAP_WARN_KEY'])
    const second = await settle(
      gateway.deps.db,
      settlement(await admitted(account, call), { costPico: half, warnPct: 50 }),
    )
    expect(second.alerts).toEqual(['CAP_REACHED_CUSTOMER', 'CAP_REACHED_KEY'])
  })
})

describe('after the time of a hold', () => {
  test('the sweep charges the input floor, marked lost, and leaves nothing held', async () => {
    const account = await gateway.account()
    const holdId = await admitted(account)
    await expire(holdId)
    expect(await sweepHolds(gateway.deps.db, 1_000)).toContainEqual({
      hold_id: holdId,
      customer_id: account.customerId,
      charged_pico: 250n,
    })
    expect(await holdOf(holdId)).toMatchObject({ state: 'expired', outcome: 'lost', charged_pico: '250' })
    expect(await eventsOf(holdId)).toMatchObject([{ estimated: true, outcome: 'lost', cost_pico: '250' }])
    await inOrder()
  })

  test('a hold whose time is not over is left alone', async () => {
    const holdId = await admitted(await gateway.account())
    await sweepHolds(gateway.deps.db, 1_000)
    expect((await holdOf(holdId))['state']).toBe('held')
  })

  test('a late settlement books the difference as one adjustment', async () => {
    const holdId = await admitted(await gateway.account())
    await expire(holdId)
    await sweepHolds(gateway.deps.db, 1_000)
    const late = await settle(gateway.deps.db, settlement(holdId))
    expect(late).toMatchObject({ charged_pico: 700n, booked: true, customer_spent_pico: 700n })
    const again = await settle(gateway.deps.db, settlement(holdId, { costPico: 900n }))
    expect(again).toMatchObject({ charged_pico: 700n, booked: false })
    expect(await ledgerOf(holdId)).toEqual(['charge 250', 'adjustment 450'])
    expect(await eventsOf(holdId)).toMatchObject([{ cost_pico: '700', estimated: false, outcome: 'completed' }])
    await inOrder()
  })

  test('a late settlement below the floor gives money back', async () => {
    const holdId = await admitted(await gateway.account())
    await expire(holdId)
    await sweepHolds(gateway.deps.db, 1_000)
    await settle(gateway.deps.db, settlement(holdId, { costPico: 100n }))
    expect(await ledgerOf(holdId)).toEqual(['charge 250', 'adjustment -150'])
    await inOrder()
  })

  test('a late settlement never passes the cap: what others hold by then stays theirs', async () => {
    const account = await gateway.account({ capCents: 1 })
    const whole = {
      price: { inputPico: PICO_PER_CENT, outputPicoPerToken: 0n, floorPico: 250n },
      maxTokens: 0,
      minTokens: 0,
    }
    const holdId = await admitted(account, whole)
    await expire(holdId)
    await sweepHolds(gateway.deps.db, 1_000)
    const rest = { inputPico: PICO_PER_CENT - 1_000n, outputPicoPerToken: 0n, floorPico: 0n }
    await admitted(account, { ...whole, price: rest })
    const late = await settle(gateway.deps.db, settlement(holdId, { costPico: PICO_PER_CENT }))
    expect(late.customer_spent_pico + late.customer_held_pico).toBe(PICO_PER_CENT)
    expect(await ledgerOf(holdId)).toEqual(['charge 250', 'adjustment 750', `overrun ${PICO_PER_CENT - 1_000n}`])
    await inOrder()
  })
})

describe('release', () => {
  test('charges nothing and can be repeated', async () => {
    const holdId = await admitted(await gateway.account())
    const order = { holdId, outcome: 'UPSTREAM_ERROR', withdraw: false }
    expect(await release(gateway.deps.db, order)).toMatchObject({ customer_held_pico: 0n, customer_spent_pico: 0n })
    await release(gateway.deps.db, order)
    expect(await holdOf(holdId)).toMatchObject({ state: 'released', outcome: 'UPSTREAM_ERROR', charged_pico: '0' })
    expect(await ledgerOf(holdId)).toEqual([])
    await inOrder()
  })

  test('of a settled hold changes nothing; of an unknown one is no error', async () => {
    const holdId = await admitted(await gateway.account())
    await settle(gateway.deps.db, settlement(holdId))
    await release(gateway.deps.db, { holdId, outcome: 'X', withdraw: true })
    expect((await holdOf(holdId))['state']).toBe('settled')
    const unknown = { holdId: crypto.randomUUID(), outcome: 'X', withdraw: true }
    expect(await release(gateway.deps.db, unknown)).toBeUndefined()
    await inOrder()
  })

  test('withdrawing gives back the seat that the call took, and no other', async () => {
    const account = await gateway.account({ key: { max_devices: 1 } })
    const first = await admitted(account, { installId: 'laptop' })
    await release(gateway.deps.db, { holdId: first, outcome: 'RATE_LIMITED', withdraw: true })
    const second = await admitted(account, { installId: 'phone' })
    await settle(gateway.deps.db, settlement(second))
    const third = await admitted(account, { installId: 'phone' })
    await release(gateway.deps.db, { holdId: third, outcome: 'RATE_LIMITED', withdraw: true })
    expect(await admit(gateway.deps.db, admission(account, { installId: 'laptop' }))).toMatchObject({
      verdict: 'SEAT_LIMIT',
    })
  })
})

describe('rotation', () => {
  test('buys no second allowance: the keys of a line share one cap', async () => {
    const account = await gateway.account({ keyCapCents: 1 })
    const whole = {
      price: { inputPico: PICO_PER_CENT, outputPicoPerToken: 0n, floorPico: 0n },
      maxTokens: 0,
      minTokens: 0,
    }
    await settle(gateway.deps.db, settlement(await admitted(account, whole), { costPico: PICO_PER_CENT }))
    const successor = await gateway.account()
    await gateway.books.query(
      `update api_keys set customer_id = $1, monthly_cap_cents = 1, first_key_id = $2, rotated_from = $2 where id = $3`,
      [account.customerId, account.keyId, successor.keyId],
    )
    expect(await admit(gateway.deps.db, admission(successor))).toMatchObject({
      verdict: 'CAP_REACHED',
      refused_scope: 'key',
      refused_reason: 'cap_reached',
    })
  })
})
