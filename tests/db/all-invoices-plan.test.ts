import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAllInvoices, type AllInvoicesQuery } from '../../netlify/functions/_lib/db/all-invoices.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { listening, planOf, rowsRead, touching } from '../support/explained.ts'

/** What the list of everybody's invoices costs, with those of 2,000 customers in 12 months, every twentieth of them issued again. */

const CUSTOMERS = 2_000
const SHOWN = 51

let database: TestDatabase
let session: Session

const invoicesOf = (revision: number, which: string): string => `
  insert into invoices (customer_id, month, revision, snapshot, issued_at, issued_by)
  select c.id, m.month, ${revision}, jsonb_build_object('month', m.month, 'revision', ${revision},
           'totals', '{"spent_pico": "5", "plan_fee_pico": "7", "extra_pico": "2", "amount_due_pico": "10"}'::jsonb,
           'line_items', (select jsonb_agg(jsonb_build_object('model', md5(c.id::text || m.month || n))) from generate_series(1, 60) n)),
         now(), 'system'
    from (select '2025-' || lpad(n::text, 2, '0') as month from generate_series(1, 12) n) m, customers c
   where ${which} order by m.month, c.id`

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(database.url)
  for (const statement of [
    `insert into customers (email) select 'crowd-' || n || '@example.com' from generate_series(1, ${CUSTOMERS}) n`,
    invoicesOf(1, 'true'),
    invoicesOf(2, 'c.id % 20 = 0'),
    'vacuum analyze',
  ])
    await session.query(statement, [])
}, 120_000)

afterAll(async () => {
  await session.close()
  await database.drop()
})

const everything: AllInvoicesQuery = { month: undefined, q: undefined, before: undefined, limit: SHOWN - 1 }

const WAYS: readonly [string, Partial<AllInvoicesQuery>, number][] = [
  ['the first page', {}, SHOWN],
  ['a page in the middle', { before: '12000' }, SHOWN],
  ['the first month, which is furthest away', { month: '2025-01' }, SHOWN],
  ['a month without any', { month: '2020-01' }, 0],
  ['those of a customer', { q: 'CROWD-77@' }, 12],
  ['those of a customer in a month', { q: 'crowd-77@', month: '2025-03' }, 1],
  ['some by a part of their number', { q: '77-2025-03-r1', month: '2025-03', before: '5000' }, 10],
  ['none, because nothing is called so', { q: 'no such thing' }, 0],
]

test.each(WAYS)('%s', async (_, change, found) => {
  expect(await listAllInvoices(session, { ...everything, ...change })).toHaveLength(found)
})

test.each(WAYS.slice(0, 2))(
  '%s is read from its end, and no more of the table than about what it shows',
  async (_, change) => {
    const { db, asked } = listening(session)
    await listAllInvoices(db, { ...everything, ...change })
    const [statement] = asked
    if (statement === undefined || asked.length > 1) throw new Error('not one statement')
    const nodes = touching(await planOf(session, statement), ['invoices', 'customers'])
    expect(nodes.length).toBeGreaterThan(2)
    for (const node of nodes) {
      expect(node['Node Type']).not.toBe('Seq Scan')
      // Those that were replaced are passed by.
      expect(rowsRead(node), node['Node Type']).toBeLessThanOrEqual(3 * SHOWN)
    }
  },
)

test('the answers come in time', async () => {
  const times: Record<string, number> = {}
  for (const [name, change] of WAYS) {
    const started = performance.now()
    await listAllInvoices(session, { ...everything, ...change })
    times[name] = Math.round(performance.now() - started)
  }
  console.log('milliseconds of the list of 24,000 invoices:', JSON.stringify(times))
  // Generous: the longest takes some tens of milliseconds.
  expect(Object.entries(times).filter(([, ms]) => ms > 1_000)).toEqual([])
})
