import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAuditEvents } from '../../netlify/functions/_lib/db/audit.ts'
import type { Database, SqlValue } from '../../netlify/functions/_lib/db/database.ts'
import { listDevices } from '../../netlify/functions/_lib/db/devices.ts'
import { findLedgerPage, type LedgerQuery } from '../../netlify/functions/_lib/db/ledger.ts'
import { findOverview } from '../../netlify/functions/_lib/db/overview.ts'
import { findCustomerUsage, findEvents, findUserSummary } from '../../netlify/functions/_lib/db/reports.ts'
import { createPayer, type Payer } from '../../scripts/bench/books.ts'
import { addHistory, addNeighbours } from '../../scripts/bench/history.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { overviewNow, thisMonth } from '../support/reports.ts'

/** What every report costs at 200,000 calls, most of them of one customer in one month: read from sums and by index. */

const CALLS = 200_000

let database: TestDatabase
let session: Session
let payer: Payer

type Plan = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  Plans?: Plan[]
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** The plan nodes of the one statement that a query function runs; the answer that it gets is none of its own. */
const planOf = async (ask: (db: Database) => Promise<unknown>): Promise<Plan[]> => {
  const statements: { text: string; values: readonly SqlValue[] }[] = []
  await ask({
    query: (text, values) => {
      statements.push({ text, values })
      return Promise.reject(new Error('only explained'))
    },
    close: () => Promise.resolve(),
  }).catch(() => undefined)
  expect(statements).toHaveLength(1)
  const [{ text, values } = { text: '', values: [] }] = statements
  const rows = await session.query(`explain (analyze, format json) ${text}`, values)
  // As PostgreSQL documents it.
  return (rows as { 'QUERY PLAN': [{ Plan: Plan }] }[]).flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan))
}

const BIG = ['usage_events', 'ledger_entries', 'holds']

/** No big table is read as a whole, and no more rows of one than an answer needs. */
const assertCheap = (nodes: readonly Plan[], mostRows: number): void => {
  const touching = nodes.filter((node) => BIG.includes(node['Relation Name'] ?? ''))
  if (mostRows > 0) expect(touching).not.toEqual([])
  for (const node of touching) {
    expect(node['Node Type'], node['Relation Name']).not.toMatch(/Seq Scan/)
    expect(node['Actual Rows'] * node['Actual Loops'], node['Relation Name']).toBeLessThanOrEqual(mostRows)
  }
}

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(database.url)
  payer = await createPayer(session, 'big')
  await session.query('insert into monthly_usage (customer_id, month) values ($1, $2)', [payer.customerId, thisMonth()])
  await session.query('insert into monthly_key_usage (api_key_id, customer_id, month) values ($1, $2, $3)', [
    payer.keyId,
    payer.customerId,
    thisMonth(),
  ])
  await addNeighbours(session, 200)
  await addHistory(session, payer, CALLS)
  // The history was written with triggers off: the sums of it are what the migration makes of events that were there before.
  await session.query(
    `insert into daily_usage (customer_id, month, day, api_key_id, provider, model, calls, cost_pico, list_pico,
                              input_tokens, output_tokens)
     select customer_id, month, (created_at at time zone 'UTC')::date, api_key_id, provider, model, count(*), sum(cost_pico),
            sum(list_pico), sum(input_tokens), sum(output_tokens)
       from usage_events group by 1, 2, 3, 4, 5, 6`,
    [],
  )
  await session.query('analyze', [])
}, 180_000)

afterAll(async () => {
  await session.close()
  await database.drop()
})

const page = { before: undefined, limit: 200 }
const whole = () => ({ customerId: payer.customerId, month: thisMonth() })
const own = () => ({ ...whole(), keyLine: payer.keyId })

test('user-summary and admin-overview read no call at all', async () => {
  assertCheap(await planOf((db) => findUserSummary(db, payer.keyId, own())), 0)
  assertCheap(await planOf((db) => findUserSummary(db, payer.keyId, whole())), 0)
  assertCheap(await planOf((db) => findOverview(db, overviewNow())), 0)
})

test('user-events and admin-usage read as many calls as they show', async () => {
  const middle = { before: String(CALLS / 2), limit: 200 }
  for (const at of [page, middle]) {
    assertCheap(await planOf((db) => findEvents(db, payer.keyId, { scope: own(), filter: {}, page: at })), 201)
    assertCheap(await planOf((db) => findEvents(db, payer.keyId, { scope: whole(), filter: {}, page: at })), 201)
    assertCheap(await planOf((db) => findCustomerUsage(db, whole(), { filter: {}, page: at })), 201)
  }
})

test('a month without calls costs nothing beside one with many', async () => {
  const scope = { customerId: payer.customerId, month: '2020-01' }
  assertCheap(await planOf((db) => findEvents(db, payer.keyId, { scope, filter: {}, page })), 0)
  assertCheap(await planOf((db) => findCustomerUsage(db, scope, { filter: {}, page })), 0)
})

test('the ledger is read a page at a time, from any place, for a customer or a key', async () => {
  const query: LedgerQuery = {
    customerId: payer.customerId,
    keyLine: undefined,
    month: undefined,
    kind: undefined,
    q: undefined,
    order: 'asc',
    cursor: undefined,
    limit: 200,
  }
  for (const change of [
    {},
    { order: 'desc' as const },
    { cursor: '150000' },
    { keyLine: payer.keyId },
    { month: thisMonth() },
  ]) {
    assertCheap(await planOf((db) => findLedgerPage(db, { ...query, ...change })), 201)
  }
  assertCheap(await planOf((db) => findLedgerPage(db, { ...query, month: '2020-01' })), 0)
})

test('the ledger is searched by index, in both directions, for a customer or a key', async () => {
  const [last] = (await session.query(
    `select l.seq, l.source_id, u.request_id from ledger_entries l join usage_events u on u.hold_id::text = l.source_id
      where l.customer_id = $1 order by l.seq desc limit 1`,
    [payer.customerId],
  )) as { seq: string; source_id: string; request_id: string }[] // The three columns just asked for.
  for (const [q, found] of [
    [last?.source_id ?? '', 1],
    [last?.source_id.slice(0, 13) ?? '', 1],
    [last?.request_id ?? '', 1],
    ['no such thing', 0],
  ] as const)
    for (const keyLine of [undefined, payer.keyId])
      for (const order of ['asc', 'desc'] as const) {
        const query = { customerId: payer.customerId, keyLine, month: thisMonth(), kind: undefined, q, order } as const
        const page = { ...query, cursor: undefined, limit: 200 }
        assertCheap(await planOf((db) => findLedgerPage(db, page)), found)
        expect((await findLedgerPage(session, page))?.entries).toHaveLength(found)
      }
})

test('devices and the audit trail are read by index', async () => {
  const devices = await planOf((db) =>
    listDevices(db, { customerId: payer.customerId, apiKeyId: undefined }, { after: undefined, limit: 200 }),
  )
  expect(
    devices.filter((node) => node['Relation Name'] === 'key_devices').map((node) => node['Node Type']),
  ).not.toContain('Seq Scan')
  const anybody = {
    target: undefined,
    action: undefined,
    actor: undefined,
    q: undefined,
    before: undefined,
    limit: 100,
  }
  for (const narrowed of [{ target: 'key:1', customerId: undefined }, { customerId: payer.customerId }]) {
    const nodes = await planOf((db) => listAuditEvents(db, { ...anybody, ...narrowed }))
    expect(nodes.map((node) => node['Node Type'])).toContain('Limit')
  }
})

test('what needs attention is found by index among all that does not', async () => {
  await session.query(
    `insert into webhook_deliveries (customer_id, event_type, payload, state, delivered_at)
     select $1, 'CAP_WARN_CUSTOMER', '{}', 'delivered', now() from generate_series(1, 20000)`,
    [payer.customerId],
  )
  await session.query(
    `insert into gateway_events (created_at, level, kind, error_code)
     select now(), 'warn', 'http_error_response', 'CAP_REACHED' from generate_series(1, 20000)`,
    [],
  )
  await session.query(
    `insert into auto_topups (customer_id, month, amount_cents, stripe_customer_id, stripe_payment_method_id, state, finished_at)
     select $1, '2020-01', 100, 'cus', 'pm', 'failed', now() from generate_series(1, 5000)`,
    [payer.customerId],
  )
  await session.query('analyze', [])
  const nodes = await planOf((db) => findOverview(db, overviewNow()))
  const scanned = nodes.filter((node) => node['Node Type'].includes('Seq Scan')).map((node) => node['Relation Name'])
  for (const table of ['webhook_deliveries', 'gateway_events', 'auto_topups', 'holds'])
    expect(scanned).not.toContain(table)
  expect(nodes.map((node) => node['Index Name'])).toContain('customers_auto_topup_idx')
})

test('the answers come in time', async () => {
  const started = performance.now()
  await findUserSummary(session, payer.keyId, whole())
  await findEvents(session, payer.keyId, { scope: whole(), filter: {}, page })
  const usage = await findCustomerUsage(session, whole(), { filter: {}, page })
  await findOverview(session, overviewNow())
  expect(usage?.calls).toBe(CALLS)
  expect(usage?.events).toHaveLength(201)
  // Generous: it is a few tens of milliseconds where an event-by-event answer is seconds.
  expect(performance.now() - started).toBeLessThan(2_000)
})
