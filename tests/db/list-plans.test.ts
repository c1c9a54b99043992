import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAuditEvents, type AuditQuery } from '../../netlify/functions/_lib/db/audit.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { listJobs, type JobQuery } from '../../netlify/functions/_lib/db/job-reports.ts'
import { listDeliveries, type DeliveryQuery } from '../../netlify/functions/_lib/db/webhook-deliveries.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { assertCheap, listening, planOf, rowsRead, touching, type PlanNode } from '../support/explained.ts'

/** What the lists cost that belong to everybody, with 100,000 rows of 2,000 customers each: of the tables, as much as they show. */

const ROWS = 100_000
const CUSTOMERS = 2_000
const SHOWN = 51

let database: TestDatabase
let session: Session

const CROWD = [
  `insert into customers (email) select 'crowd-' || n || '@example.com' from generate_series(1, ${CUSTOMERS}) n`,
  `insert into api_keys (customer_id, key_hash, key_last4)
   select id, encode(sha256(convert_to(id::text, 'UTF8')), 'hex'), 'last' from customers`,
  // Through admission it would take minutes; no plan depends on the holds that these jobs would have.
  'set session_replication_role = replica',
  `insert into async_jobs (id, customer_id, api_key_id, hold_id, provider, model, request, request_id, status, error_code, created_at,
                           completed_at)
   select md5(n::text)::uuid, 1 + n % ${CUSTOMERS}, 1 + n % ${CUSTOMERS}, gen_random_uuid(), 'openai',
          case n when 5 then 'rare-model' else 'model-' || n % 7 end, jsonb_build_object('text', repeat('x', 500)), 'request-' || n,
          case n % 1000 when 1 then 'failed' else 'succeeded' end,
          case when n % 1000 = 1 then case when n % 2000 = 1 then 'CANCELLED' else 'UPSTREAM_ERROR' end end,
          now() - make_interval(secs => ${ROWS} - n), now()
     from generate_series(1, ${ROWS}) n`,
  'set session_replication_role = origin',
  `insert into webhook_deliveries (customer_id, event_type, payload, state, delivered_at)
   select 1 + n % ${CUSTOMERS}, case n % 5 when 0 then 'CAP_WARN_KEY' else 'JOB_SUCCEEDED' end,
          jsonb_build_object('type', 'JOB_SUCCEEDED', 'customer_id', n::text, 'job_id', gen_random_uuid(), 'status', 'succeeded',
            'provider', 'openai', 'model', 'gpt-4o-mini', 'error_code', null, 'output_len', n),
          case n when 5 then 'dead' else 'delivered' end, case n when 5 then null else now() end
     from generate_series(1, ${ROWS}) n`,
  `insert into audit_events (actor, action, target, meta)
   select 'admin', case n when 5 then 'RARE_DEED' else 'DEED_OF_KIND_' || chr(65 + n % 20) end, 'key:' || 1 + n % ${CUSTOMERS},
          '{"changed": ["label", "monthly_cap_cents", "rpm_limit"]}' from generate_series(1, ${ROWS}) n`,
  'vacuum analyze',
]

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(database.url)
  for (const statement of CROWD) await session.query(statement, [])
}, 120_000)

afterAll(async () => {
  await session.close()
  await database.drop()
})

/** What a query function finds, and the plan of its one statement. */
const explained = async <Row>(ask: (db: Database) => Promise<Row[]>): Promise<{ rows: Row[]; nodes: PlanNode[] }> => {
  const { db, asked } = listening(session)
  const rows = await ask(db)
  const [statement] = asked
  if (statement === undefined || asked.length > 1) throw new Error('not one statement')
  return { rows, nodes: await planOf(session, statement) }
}

/** Of the table the rows that are shown are read, and no other; whatever else there is to read is in an index. */
const assertShown = (nodes: readonly PlanNode[], table: string): void => {
  const own = touching(nodes, [table])
  expect(own).not.toEqual([])
  for (const node of own) {
    // A page or two that vacuum could not mark, because somebody else was at work, are no reading of the table.
    if (node['Node Type'] === 'Index Only Scan') expect(node['Heap Fetches']).toBeLessThanOrEqual(SHOWN)
    else expect(rowsRead(node), node['Node Type']).toBeLessThanOrEqual(SHOWN)
  }
}

const jobs: JobQuery = {
  scope: undefined,
  asker: 'operator',
  q: undefined,
  status: undefined,
  before: undefined,
  limit: 50,
}
const middle = { createdAt: new Date(Date.now() - (ROWS / 2) * 1_000), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }

test.each<[string, Partial<JobQuery>, number]>([
  ['the first page', {}, SHOWN],
  ['a page in the middle', { before: middle }, SHOWN],
  ['those that failed', { status: 'failed' }, SHOWN],
  ['those that were cancelled', { status: 'cancelled' }, 50],
  [
    'those of a customer that were cancelled',
    { status: 'cancelled', scope: { customerId: '2', keyLine: undefined } },
    50,
  ],
  ['those of a model that were cancelled', { status: 'cancelled', q: 'MODEL-3' }, 7],
  ['those of a model that many asked for', { q: 'MODEL-3' }, SHOWN],
  ['those of a model that one asked for', { q: 'rare' }, 1],
  ['those of a customer', { q: 'crowd-77@' }, 50],
  ['those whose id begins so', { q: 'e4da3b7' }, 1],
  ['none, because no id, model or customer is called so', { q: 'no such thing' }, 0],
])('jobs of everybody: %s', async (_, change, found) => {
  const { rows, nodes } = await explained((db) => listJobs(db, { ...jobs, ...change }))
  expect(rows).toHaveLength(found)
  assertShown(nodes, 'async_jobs')
})

test('a job is found by its whole id without looking at another one', async () => {
  const { rows, nodes } = await explained((db) => listJobs(db, { ...jobs, q: 'e4da3b7f-bbce-2345-d777-2b0674a318d5' }))
  expect(rows).toMatchObject([{ model: 'rare-model' }])
  assertCheap(nodes, ['async_jobs'], 1)
})

test('jobs that were cancelled are found without looking at another one', async () => {
  const { nodes } = await explained((db) => listJobs(db, { ...jobs, status: 'cancelled' }))
  assertCheap(nodes, ['async_jobs'], SHOWN)
})

test('a customer’s search for jobs reads nobody else’s', async () => {
  const scope = { customerId: '77', keyLine: undefined }
  const { nodes } = await explained((db) => listJobs(db, { ...jobs, asker: 'customer', scope, q: 'no such thing' }))
  assertCheap(nodes, ['async_jobs'], ROWS / CUSTOMERS)
})

const messages: DeliveryQuery = {
  customerId: undefined,
  asker: 'operator',
  q: undefined,
  state: undefined,
  before: undefined,
  limit: 50,
}

test.each<[string, Partial<DeliveryQuery>, number]>([
  ['the first page', {}, SHOWN],
  ['a page in the middle', { before: String(ROWS / 2) }, SHOWN],
  ['those that were given up', { state: 'dead' }, 1],
  ['those of a kind', { q: 'cap warn' }, SHOWN],
  ['those about a customer', { q: 'crowd-77@' }, 50],
  ['the one with the id', { q: 'msg_5' }, 1],
  ['none', { q: 'no such thing' }, 0],
])('messages of everybody: %s', async (_, change, found) => {
  const { rows, nodes } = await explained((db) => listDeliveries(db, { ...messages, ...change }))
  expect(rows).toHaveLength(found)
  assertShown(nodes, 'webhook_deliveries')
})

const trail: AuditQuery = {
  target: undefined,
  customerId: undefined,
  action: undefined,
  actor: undefined,
  q: undefined,
  before: undefined,
  limit: 50,
}

test.each<[string, Partial<AuditQuery>, number]>([
  ['the first page', {}, SHOWN],
  ['a page in the middle', { before: String(ROWS / 2) }, SHOWN],
  ['what was done often', { q: 'of kind b' }, SHOWN],
  ['what was done once', { q: 'rare deed' }, 1],
  ['what happened to one key', { q: 'key:77' }, 50],
  ['nothing', { q: 'no such thing' }, 0],
])('the audit trail of everybody: %s', async (_, change, found) => {
  const { rows, nodes } = await explained((db) => listAuditEvents(db, { ...trail, ...change }))
  expect(rows).toHaveLength(found)
  assertShown(nodes, 'audit_events')
})

test('the answers come in time', async () => {
  const started = performance.now()
  await listJobs(session, { ...jobs, q: 'no such thing' })
  await listDeliveries(session, { ...messages, q: 'no such thing' })
  await listAuditEvents(session, { ...trail, q: 'no such thing' })
  // Generous: together they take some tens of milliseconds.
  expect(performance.now() - started).toBeLessThan(2_000)
})
