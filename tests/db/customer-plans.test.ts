import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { findCustomer, listCustomers, type CustomerQuery } from '../../netlify/functions/_lib/db/customer-list.ts'
import { listPlans } from '../../netlify/functions/_lib/db/customer-plans.ts'
import { listDevices, type DeviceQuery } from '../../netlify/functions/_lib/db/devices.ts'
import { listKeys, type KeyQuery } from '../../netlify/functions/_lib/db/key-list.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { assertCheap, listening, planOf, rowsRead, touching, type PlanNode } from '../support/explained.ts'
import { thisMonth } from '../support/reports.ts'

/** What the lists of customers, keys and devices cost with 100,000 customers: as much as they show. */

const CUSTOMERS = 100_000
const KEYS_OF_FIRST = 1_000
const DEVICES_OF_A_KEY = 3

let database: TestDatabase
let session: Session

const HASH = `encode(sha256(convert_to(concat_ws('-', c.id, n), 'UTF8')), 'hex')`
const CROWD = [
  `insert into customers (email, plan_name, notes)
   select 'crowd-' || n || '@example.com', 'plan ' || n % 10, case n % 100 when 0 then 'needle ' || n end
     from generate_series(1, ${CUSTOMERS}) n`,
  `insert into api_keys (customer_id, key_hash, key_last4)
   select c.id, ${HASH}, 'last' from customers c
     cross join lateral generate_series(1, case c.id when 1 then ${KEYS_OF_FIRST} else 2 end) n`,
  `insert into monthly_usage (customer_id, month, spent_pico)
   select id, m, 5 from customers, (values ('2020-01'), ('2020-02'), ($1)) as months (m)`,
  `insert into monthly_key_usage (api_key_id, customer_id, month, spent_pico)
   select id, customer_id, m, 5 from api_keys, (values ('2020-01'), ($1)) as months (m)`,
  // Every tenth key is used from devices.
  `insert into key_devices (api_key_id, customer_id, install_id)
   select id, customer_id, 'device-' || n from api_keys, generate_series(1, ${DEVICES_OF_A_KEY}) n where id % 10 = 0`,
  `update api_keys set revoked_at = now() where id % 50 = 0`,
]

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(database.url)
  for (const statement of CROWD) await session.query(statement, statement.includes('$1') ? [thisMonth()] : [])
  await session.query('analyze', [])
}, 180_000)

afterAll(async () => {
  await session.close()
  await database.drop()
})

/** The plan of the one statement that a query function runs. */
const planFor = async (ask: (db: Database) => Promise<unknown>): Promise<PlanNode[]> => {
  const { db, asked } = listening(session)
  await ask(db)
  const [statement] = asked
  if (statement === undefined || asked.length > 1) throw new Error('not one statement')
  return planOf(session, statement)
}

const AROUND = ['api_keys', 'monthly_usage', 'monthly_key_usage']

const everybody: CustomerQuery = {
  q: undefined,
  isActive: undefined,
  plan: undefined,
  sort: 'newest',
  after: undefined,
  limit: 200,
}

const from = (id: number | string): Pick<CustomerQuery, 'sort' | 'after'> => ({
  sort: 'newest',
  after: { sort: 'newest', id: String(id) },
})

test.each<[string, Partial<CustomerQuery>]>([
  ['the first page', {}],
  ['a page in the middle', from(CUSTOMERS / 2)],
  ['the last page', from(201)],
  ['one that is active', { isActive: true }],
  ['of a plan', { plan: 'plan 3' }],
  ['searched for', { q: 'needle' }],
  ['searched for by id', { q: '12345' }],
  ['searched for in vain', { q: 'no such thing' }],
])('a page of customers looks up only the keys and months of its rows: %s', async (_, change) => {
  const nodes = await planFor((db) => listCustomers(db, { ...everybody, ...change }, thisMonth()))
  expect(touching(nodes, AROUND)).not.toEqual([])
  assertCheap(nodes, AROUND, 201 * 2 + KEYS_OF_FIRST)
})

test('a page of customers without a search reads no other customer', async () => {
  const plan = 'plan 3'
  for (const change of [
    {},
    from(CUSTOMERS / 2),
    { plan },
    { plan, ...from(CUSTOMERS / 2) },
    { sort: 'email' as const },
    { sort: 'email' as const, after: { sort: 'email' as const, email: 'crowd-5@example.com' } },
    { sort: 'cap' as const },
    { sort: 'cap' as const, after: { sort: 'cap' as const, capCents: '2000', id: String(CUSTOMERS / 2) } },
  ]) {
    const nodes = await planFor((db) => listCustomers(db, { ...everybody, ...change }, thisMonth()))
    assertCheap(nodes, ['customers', 'monthly_usage'], 201)
  }
  assertCheap(await planFor((db) => findCustomer(db, '5', thisMonth())), ['customers', ...AROUND], 2)
})

test('who spent most is known from this month’s sums alone, each customer read once', async () => {
  const sort = 'spent' as const
  const after = { sort, month: thisMonth(), spentPico: '5', id: String(CUSTOMERS / 2) }
  for (const change of [{ sort }, { sort, after }]) {
    const nodes = await planFor((db) => listCustomers(db, { ...everybody, ...change }, thisMonth()))
    const read = (table: string) =>
      touching(nodes, [table]).reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0)
    expect(read('monthly_usage')).toBeLessThanOrEqual(CUSTOMERS + 201)
    expect(read('customers')).toBeLessThanOrEqual(CUSTOMERS)
    expect(read('api_keys')).toBeLessThanOrEqual(201 * 2 + KEYS_OF_FIRST)
  }
})

test('the plans are read one by one from an index', async () => {
  const nodes = await planFor((db) => listPlans(db, 200))
  assertCheap(nodes, ['customers'], 11)
  expect(await listPlans(session, 200)).toEqual(Array.from({ length: 10 }, (_, n) => `plan ${n}`))
})

const allOfFirst: KeyQuery = {
  customerId: '1',
  asker: 'operator',
  q: undefined,
  status: 'all',
  role: undefined,
  sort: 'newest',
  after: undefined,
  limit: 200,
}

test('a page of keys looks up only their own months', async () => {
  for (const after of [undefined, { sort: 'newest' as const, id: String(KEYS_OF_FIRST / 2) }]) {
    const nodes = await planFor((db) => listKeys(db, { ...allOfFirst, after }, thisMonth()))
    expect(touching(nodes, ['api_keys', 'monthly_key_usage'])).not.toEqual([])
    assertCheap(nodes, ['api_keys', 'monthly_key_usage'], 201)
  }
})

test.each(['label', 'spent', 'use'] as const)('keys sorted by %s are read of their customer alone', async (sort) => {
  const nodes = await planFor((db) => listKeys(db, { ...allOfFirst, sort }, thisMonth()))
  expect(touching(nodes, ['api_keys'])).not.toEqual([])
  assertCheap(nodes, ['api_keys', 'monthly_key_usage'], KEYS_OF_FIRST)
})

test('searching the keys of one customer reads no other customer’s', async () => {
  const nodes = await planFor((db) =>
    listKeys(db, { ...allOfFirst, q: 'no such thing', status: 'revoked' }, thisMonth()),
  )
  assertCheap(nodes, ['api_keys', 'monthly_key_usage'], KEYS_OF_FIRST)
})

const KEYS = 2 * (CUSTOMERS - 1) + KEYS_OF_FIRST
const everybodysKeys: KeyQuery = { ...allOfFirst, customerId: undefined, limit: 50 }

test.each<[string, Partial<KeyQuery>, number]>([
  ['the first page', {}, 51],
  ['a page in the middle', { after: { sort: 'newest', id: String(KEYS / 2) } }, 51],
  ['those that work', { status: 'active' }, 60],
  ['the few that were revoked', { status: 'revoked' }, 51 * 50],
])('keys of everybody: %s', async (_, change, most) => {
  const nodes = await planFor((db) => listKeys(db, { ...everybodysKeys, ...change }, thisMonth()))
  expect(touching(nodes, ['api_keys'])).not.toEqual([])
  for (const node of touching(nodes, ['api_keys', 'monthly_key_usage'])) {
    expect(node['Node Type'], node['Relation Name']).not.toMatch(/Seq Scan/)
    expect(rowsRead(node)).toBeLessThanOrEqual(most)
  }
})

test.each<[string, Partial<KeyQuery>]>([
  ['a role that nobody has', { role: 'owner' }],
  ['by label', { sort: 'label' }],
  ['searched for in vain', { q: 'no such thing' }],
])('keys of everybody, %s: each key is read once, and sums only of those shown', async (_, change) => {
  const nodes = await planFor((db) => listKeys(db, { ...everybodysKeys, ...change }, thisMonth()))
  const read = (table: string) => touching(nodes, [table]).reduce((sum, node) => sum + rowsRead(node), 0)
  expect(read('api_keys')).toBeLessThanOrEqual(KEYS + 51 * 2)
  expect(read('monthly_key_usage')).toBeLessThanOrEqual(51 * 2)
})

const everybodysDevices: DeviceQuery = { customerId: undefined, apiKeyId: undefined }

test.each<[string, DeviceQuery, string | undefined]>([
  ['the first page', everybodysDevices, undefined],
  ['a page in the middle', everybodysDevices, String(KEYS / 2)],
  ['those of a label', { ...everybodysDevices, q: 'SUBKEY' }, undefined],
  ['those of one key', { ...everybodysDevices, apiKeyId: '100' }, undefined],
  ['those of a customer', { ...everybodysDevices, customerId: '1' }, undefined],
])('devices of everybody: %s', async (_, query, apiKeyId) => {
  const after = apiKeyId === undefined ? undefined : { apiKeyId, installId: 'device-1' }
  const nodes = await planFor((db) => listDevices(db, query, { after, limit: 50 }))
  expect(touching(nodes, ['key_devices'])).not.toEqual([])
  // Nine keys of ten have no devices; and those of the keys that are shown are counted.
  assertCheap(nodes, ['api_keys'], KEYS_OF_FIRST)
  assertCheap(nodes, ['key_devices'], 51 * DEVICES_OF_A_KEY)
  // Whom a search means is looked up among all customers, once.
  if (query.q === undefined) assertCheap(nodes, ['customers'], 51)
})

test('the answers come in time', async () => {
  const started = performance.now()
  expect(await listCustomers(session, everybody, thisMonth())).toHaveLength(201)
  expect(await listCustomers(session, { ...everybody, sort: 'spent' }, thisMonth())).toHaveLength(201)
  expect(await listCustomers(session, { ...everybody, q: 'needle' }, thisMonth())).toHaveLength(201)
  expect(await listCustomers(session, { ...everybody, q: 'no such thing' }, thisMonth())).toEqual([])
  expect(await listKeys(session, { ...everybodysKeys, q: 'no such thing' }, thisMonth())).toEqual([])
  const none = { ...everybodysDevices, q: 'no such thing' }
  expect(await listDevices(session, none, { after: undefined, limit: 50 })).toEqual([])
  // Generous: a few hundred milliseconds, most of it for the search that finds nothing.
  expect(performance.now() - started).toBeLessThan(5_000)
})
