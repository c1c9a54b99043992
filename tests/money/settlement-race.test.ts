import { afterAll, beforeAll, expect, test } from 'vitest'
import { admit, release, settle, sweepHolds } from '../../netlify/functions/_lib/db/calls.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { createTwinWithoutLock, deadlocks } from './race.ts'

let gateway: TestGateway
let db: Database
beforeAll(async () => {
  gateway = await createTestGateway()
  db = connectPostgres({ connectionString: gateway.databaseUrl, maxConnections: 40, connectTimeoutMs: 60_000 })
})
afterAll(async () => {
  await db.close()
  await gateway[Symbol.asyncDispose]()
})

const random = (below: number): number => Math.floor(Math.random() * below)

/** Every hold is settled twice, released, swept and expired at about the same moment; whoever is first wins. */
const fightOver = async (account: Account): Promise<void> => {
  const order = admission(account)
  if ((await admit(db, order)).verdict !== 'ADMITTED') return
  const { holdId } = order
  await Promise.all([
    settle(db, settlement(holdId, { costPico: BigInt(random(2_500)) })),
    settle(db, settlement(holdId, { costPico: BigInt(random(2_500)) })),
    release(db, { holdId, outcome: 'UPSTREAM_ERROR', withdraw: false }),
    db
      .query(`update holds set expires_at = created_at + interval '1 microsecond' where id = $1 and state = 'held'`, [
        holdId,
      ])
      .then(() => sweepHolds(db, 10)),
  ])
}

/** Every snapshot that was ever committed keeps the promise: spent + held ≤ cap, in both scopes. */
const watchCaps = (): { stop(): Promise<{ snapshots: number; violations: unknown[] }> } => {
  const stopping = new AbortController()
  let snapshots = 0
  const violations: unknown[] = []
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      violations.push(
        ...(await gateway.books.query(
          `select 'customer' as scope, m.customer_id, m.spent_pico, m.held_pico from monthly_usage m
             join customers c on c.id = m.customer_id
            where m.spent_pico + m.held_pico > c.monthly_cap_cents::bigint * 10000000000
           union all
           select 'key', m.api_key_id, m.spent_pico, m.held_pico from monthly_key_usage m
             join api_keys k on k.id = m.api_key_id
            where m.spent_pico + m.held_pico > k.monthly_cap_cents::bigint * 10000000000`,
          [],
        )),
      )
      snapshots += 1
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await watching
      return { snapshots, violations }
    },
  }
}

test(
  'settle, settle again, release and sweep at the same moment: one end for every hold, books in order',
  { timeout: 120_000 },
  async () => {
    const before = await deadlocks(gateway.books)
    const accounts = await Promise.all(
      Array.from({ length: 4 }, () => gateway.account({ capCents: 1, keyCapCents: 1 })),
    )
    const watch = watchCaps()
    await Promise.all(accounts.flatMap((account) => Array.from({ length: 200 }, () => fightOver(account))))
    const { snapshots, violations } = await watch.stop()
    expect(snapshots).toBeGreaterThan(10)
    expect(violations).toEqual([])
    expect(await gateway.openHolds()).toBe(0)
    expect(await gateway.discrepancies()).toEqual([])
    expect(await deadlocks(gateway.books)).toBe(before)
    const charges = await gateway.books.query(
      `select source_id from ledger_entries where kind = 'charge' group by source_id having count(*) > 1`,
      [],
    )
    expect(charges).toEqual([])
  },
)

test('two sweeps at once over many customers charge each hold once', { timeout: 60_000 }, async () => {
  const accounts = await Promise.all(Array.from({ length: 20 }, () => gateway.account()))
  await Promise.all(accounts.flatMap((account) => Array.from({ length: 20 }, () => admit(db, admission(account)))))
  await gateway.books.query(
    `update holds set expires_at = created_at + interval '1 microsecond' where state = 'held'`,
    [],
  )
  const swept = (await Promise.all(Array.from({ length: 8 }, () => sweepHolds(db, 400)))).flat()
  expect(swept).toHaveLength(400)
  expect(new Set(swept.map(({ hold_id }) => hold_id)).size).toBe(400)
  expect(await gateway.discrepancies()).toEqual([])
})

test(
  'a settlement without its lock is caught: the guard of the state machine refuses the second of two',
  { timeout: 60_000 },
  async () => {
    const twin = await createTwinWithoutLock(gateway.books, 'settle')
    const account = await gateway.account()
    const orders = Array.from({ length: 60 }, () => admission(account))
    for (const order of orders) await admit(db, order)
    const settleTwice = (name: string) =>
      Promise.allSettled(
        // The two of a hold side by side, so that they meet.
        orders
          .flatMap((order) => [order, order])
          .map(({ holdId }) =>
            db.query(
              `select * from ${name}($1::uuid, 'completed', 700::bigint, 500::bigint, 10::bigint, 0::bigint, 0::bigint, 20::bigint,
             0::bigint, false, 5, 1, 85)`,
              [holdId],
            ),
          ),
      )
    const byTwin = await settleTwice(twin)
    expect(byTwin.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
    const bySettle = await settleTwice('settle')
    expect(bySettle.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(await gateway.discrepancies()).toEqual([])
  },
)
