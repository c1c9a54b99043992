import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'
import { hashVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import type { Order, Outcome } from './admit-worker.ts'
import { createTwinWithoutLock, deadlocks, race } from './race.ts'

/** Divides no cap. */
const AMOUNT = 7_777_777n
const CONNECTIONS = [34, 33, 33]

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
  await createTwinWithoutLock(gateway.books, 'admit')
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const orders = (
  admit: string,
  calls: Order['calls'],
  options: { inputPico?: bigint; defaultRpm?: number } = {},
): Order[] =>
  CONNECTIONS.map((connections) => ({
    url: gateway.databaseUrl,
    admit,
    connections,
    calls,
    inputPico: String(options.inputPico ?? AMOUNT),
    defaultRpm: options.defaultRpm ?? -1,
  }))

/** 10,000 calls of a customer (cap 3 cents) over two keys, one of them with a cap of its own (1 cent). */
const raceAtTheCap = async (admit: string) => {
  const capped = await gateway.account({ capCents: 3, keyCapCents: 1 })
  const free = await gateway.account()
  await gateway.books.query('update api_keys set customer_id = $1 where id = $2', [capped.customerId, free.keyId])
  const [cappedHash, freeHash] = [capped.key, free.key].map((key) => hashVirtualKey(key, SECRETS.KEY_PEPPER))
  if (cappedHash === undefined || freeHash === undefined) throw new Error('two keys give two hashes')
  const outcome = await race(
    orders(admit, [
      { keyHash: cappedHash, installId: null, repeat: 1_667 },
      { keyHash: freeHash, installId: null, repeat: 1_667 },
    ]),
  )
  return { outcome, customerId: capped.customerId, byCapped: outcome.admittedByKey[cappedHash] ?? 0 }
}

const heldBy = async (customerId: string): Promise<bigint> => {
  const rows = await gateway.books.query(
    'select sum(held_pico)::text as held from monthly_usage where customer_id = $1',
    [customerId],
  )
  return BigInt((rows as { held: string | null }[])[0]?.held ?? 0)
}

const FITS_CUSTOMER = Number((3n * PICO_PER_CENT) / AMOUNT)
const FITS_KEY = Number(PICO_PER_CENT / AMOUNT)

describe('10,000 admissions at once, 3 processes, 100 connections', () => {
  test(
    'exactly what fits is admitted: no overshoot, no under-admission, no deadlock',
    { timeout: 180_000 },
    async () => {
      const before = await deadlocks(gateway.books)
      const { outcome, customerId, byCapped } = await raceAtTheCap('admit')
      expect(outcome.errors).toEqual([])
      expect(outcome.verdicts).toEqual({ ADMITTED: FITS_CUSTOMER, CAP_REACHED: 10_002 - FITS_CUSTOMER })
      expect(byCapped).toBeLessThanOrEqual(FITS_KEY)
      expect(await heldBy(customerId)).toBe(BigInt(FITS_CUSTOMER) * AMOUNT)
      expect(await deadlocks(gateway.books)).toBe(before)
      expect(await gateway.discrepancies()).toEqual([])
    },
  )

  test('the same race catches the check-then-act twin', { timeout: 180_000 }, async () => {
    const { outcome, customerId } = await raceAtTheCap('admit_twin')
    expect(outcome.verdicts['ADMITTED']).toBeGreaterThan(FITS_CUSTOMER)
    expect(await heldBy(customerId)).toBeGreaterThan(3n * PICO_PER_CENT)
  })

  test('a cap of the key alone is met exactly', { timeout: 180_000 }, async () => {
    const { key } = await gateway.account({ keyCapCents: 1 })
    const call = { keyHash: hashVirtualKey(key, SECRETS.KEY_PEPPER), installId: null, repeat: 700 }
    const outcome = await race(orders('admit', [call]))
    expect(outcome.verdicts).toEqual({ ADMITTED: FITS_KEY, CAP_REACHED: 2_100 - FITS_KEY })
  })
})

const eightDevicesOnOneSeat = async (admit: string): Promise<Outcome> => {
  const { key } = await gateway.account({ key: { max_devices: 1 } })
  const keyHash = hashVirtualKey(key, SECRETS.KEY_PEPPER)
  const calls = Array.from({ length: 8 }, (_, device) => ({ keyHash, installId: `device-${device}`, repeat: 1 }))
  const [order] = orders(admit, calls)
  if (order === undefined) throw new Error('there is an order')
  return race([order])
}

test('8 new devices at once on 1 seat: one gets it', async () => {
  for (let round = 0; round < 5; round++) {
    expect((await eightDevicesOnOneSeat('admit')).verdicts).toEqual({ ADMITTED: 1, SEAT_LIMIT: 7 })
  }
})

test('the seat race catches the twin', async () => {
  const admitted: number[] = []
  for (let round = 0; round < 5; round++)
    admitted.push((await eightDevicesOnOneSeat('admit_twin')).verdicts['ADMITTED'] ?? 0)
  expect(Math.max(...admitted)).toBeGreaterThan(1)
})

const twoThousandOnALimitOf100 = async (admit: string): Promise<Outcome> => {
  const { key } = await gateway.account({ capCents: 100_000, key: { rpm_limit: 100 } })
  await earlyInTheMinute(30)
  return race(
    orders(admit, [{ keyHash: hashVirtualKey(key, SECRETS.KEY_PEPPER), installId: null, repeat: 667 }], {
      defaultRpm: 5,
    }),
  )
}

test('2,000 at once on a limit of 100 a minute: 100 pass', { timeout: 120_000 }, async () => {
  expect((await twoThousandOnALimitOf100('admit')).verdicts).toEqual({ ADMITTED: 100, RATE_LIMITED: 1_901 })
})

test('the rate race catches the twin', { timeout: 120_000 }, async () => {
  expect((await twoThousandOnALimitOf100('admit_twin')).verdicts['ADMITTED']).toBeGreaterThan(100)
})

test('a concurrency limit of 7 lets 7 of 300 run', async () => {
  const { key } = await gateway.account({ key: { concurrency_limit: 7 } })
  const outcome = await race(
    orders('admit', [{ keyHash: hashVirtualKey(key, SECRETS.KEY_PEPPER), installId: null, repeat: 100 }]),
  )
  expect(outcome.verdicts).toEqual({ ADMITTED: 7, CONCURRENCY_LIMIT: 293 })
})
