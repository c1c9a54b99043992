import { afterAll, beforeAll, expect, test } from 'vitest'
import { findCallsOfEverybody, type CallsAsked } from '../../netlify/functions/_lib/db/calls-of-everybody.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { listening, planOf, rowsRead, touching } from '../support/explained.ts'

/** What it costs to list calls of whomever: 100,000 calls of 2,000 customers in a month, a fifth of them of one, and as many before it. */

const CUSTOMERS = 2_000
const CALLS = 100_000
const MONTH = '2026-11'
const LIMIT = 50
const SHOWN = LIMIT + 1
/** The newest call of each customer, a page of each of those who are on it, and what is shown of it, with its hold. */
const MOST_READ = CUSTOMERS + SHOWN * SHOWN + 2 * SHOWN

let database: TestDatabase
let session: Session

const CROWD = [
  `insert into customers (email) select 'crowd-' || n || '@example.com' from generate_series(1, ${CUSTOMERS}) n`,
  `insert into api_keys (customer_id, key_hash, key_last4)
   select id, encode(sha256(convert_to(id::text, 'UTF8')), 'hex'), 'last' from customers`,
  // Through admission it would take minutes.
  'set session_replication_role = replica',
  `create temporary table made as
   select n, md5(n::text)::uuid as hold_id, case when n % 5 = 0 then 1 else 1 + n % ${CUSTOMERS} end as customer_id,
          case when n <= ${CALLS} then '2026-10' else '${MONTH}' end as month,
          case n % 3 when 0 then 'openai' else 'groq' end as provider,
          case n when ${CALLS + 5} then 'seldom' else 'model-' || n % 7 end as model,
          case when n % 20000 = 0 then 'DEADLINE' when n % 200 = 0 then 'UPSTREAM_ERROR' else 'completed' end as outcome,
          case when n in (77, ${CALLS + 5077}) then 'the-one' else 'request-' || n end as request_id,
          timestamptz '2026-10-01T00:00:00Z' + make_interval(secs => 20 * n) as at
     from generate_series(1, ${2 * CALLS}) n`,
  `insert into holds (id, customer_id, api_key_id, month, state, amount_pico, floor_pico, charged_pico, surface, provider, model,
                      max_tokens, request_id, outcome, created_at, expires_at, resolved_at)
   select hold_id, customer_id, customer_id, month, 'settled', 2, 1, 1, 'chat', provider, model, 1024, request_id, outcome, at, at + interval '2 minutes', at
     from made`,
  `insert into usage_events (hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, output_tokens, cost_pico,
                             list_pico, estimated, outcome, request_id, install_id, app_id, created_at)
   select hold_id, customer_id, customer_id, month, 'chat', provider, model, 1, 1, 1, 1, false, outcome, request_id,
          md5((n % 3000)::text), 'app-' || n % 5, at
     from made order by n`,
  `insert into daily_usage (customer_id, month, day, api_key_id, provider, model, calls)
   select customer_id, month, (at at time zone 'UTC')::date, customer_id, provider, model, count(*) from made group by 1, 2, 3, 4, 5, 6`,
  `insert into monthly_usage (customer_id, month, calls) select customer_id, month, count(*) from made group by 1, 2`,
  'set session_replication_role = origin',
  'vacuum analyze',
]

beforeAll(async () => {
  database = await createTestDatabase()
  session = await openSession(database.url)
  for (const statement of CROWD) await session.query(statement, [])
}, 180_000)

afterAll(async () => {
  await session.close()
  await database.drop()
})

type Change = Partial<CallsAsked['filter']> & { month?: string | undefined; before?: string }

const askedOf = ({ month = MONTH, before, ...filter }: Change): CallsAsked => ({
  filter,
  month: filter.requestId === undefined ? month : undefined,
  page: { before, limit: LIMIT },
})

const explained = async (change: Change) => {
  const { db, asked } = listening(session)
  const began = performance.now()
  const rows = await findCallsOfEverybody(db, askedOf(change))
  const ms = performance.now() - began
  const [statement] = asked
  if (statement === undefined || asked.length > 1) throw new Error('not one statement')
  const nodes = touching(await planOf(session, statement), ['usage_events', 'holds'])
  return { rows, ms, nodes, read: nodes.reduce((sum, node) => sum + rowsRead(node), 0) }
}

test.each<[string, Change, number, number?]>([
  ['the newest', {}, SHOWN],
  ['the newest before a call', { before: String(CALLS + CALLS / 2) }, SHOWN],
  ['the newest of a month that is over', { month: '2026-10' }, SHOWN],
  ['of a model of a provider', { provider: 'groq', model: 'model-3' }, SHOWN],
  ['of a model that was called once', { provider: 'openai', model: 'seldom' }, 1],
  ['of a model, by whatever provider', { model: 'seldom' }, 1],
  // Seven models, each looked for by itself.
  ['of a provider', { provider: 'openai' }, SHOWN, 7 * MOST_READ],
  ['of a provider that nobody called', { provider: 'mistral' }, 0],
  ['that completed', { outcome: 'completed' }, SHOWN],
  ['that did not complete', { outcome: 'unfinished' }, SHOWN],
  ['that were cut off', { outcome: 'DEADLINE' }, 5],
  ['that were lost', { outcome: 'lost' }, 0],
  ['of a request, of whatever month', { requestId: 'the-one' }, 2],
  ['exactly one', { id: String(CALLS + CALLS / 2) }, 1, 10],
  ['of nobody’s request', { requestId: 'of-nobody' }, 0],
  ['whose request ids begin so', { q: 'request-1999' }, SHOWN],
  ['of a device', { q: '0e65972dce68dad4' }, 33],
  // What begins so is in no order: of those who use it all of its calls are read, 50 of each.
  ['of an app', { q: 'app-3' }, SHOWN, 25_000],
  ['whose request ids all begin so', { q: 'request-' }, SHOWN],
  ['of some models', { q: 'MODEL-3' }, SHOWN],
  ['of a customer, by a part of its address', { q: 'CROWD-77@' }, 50],
  ['of all customers, by what their addresses have in common', { q: '@example' }, SHOWN],
  ['of a customer that did not complete', { q: 'crowd-1@', outcome: 'unfinished' }, SHOWN],
  ['of nothing', { q: 'no such thing' }, 0],
])('calls of everybody: %s', async (name, change, found, mostRead = MOST_READ) => {
  const { rows, ms, nodes, read } = await explained(change)
  console.info(`${name}: ${ms.toFixed(0)} ms, ${read} rows read`)
  expect(rows).toHaveLength(found)
  expect(nodes).not.toEqual([])
  for (const node of nodes) expect(node['Node Type']).not.toMatch(/Seq Scan/)
  expect(read).toBeLessThanOrEqual(mostRead)
  expect(ms).toBeLessThan(2_000)
})

test.each<[string, Change, string]>([
  // One customer's alone, and more customers' than a page has rows.
  ['of one', { outcome: 'UPSTREAM_ERROR' }, `outcome = 'UPSTREAM_ERROR'`],
  ['of many', {}, 'true'],
  ['of a model', { provider: 'groq', model: 'model-3' }, `provider = 'groq' and model = 'model-3'`],
])('they are the newest %s, one page after the other', async (_, change, condition) => {
  const newest = await session.query(
    `select id from usage_events where month = '${MONTH}' and ${condition} order by id desc limit ${2 * LIMIT + 2}`,
    [],
  )
  const first = (await explained(change)).rows
  const next = (await explained({ ...change, before: first.at(-1)?.id ?? '' })).rows
  expect([...first, ...next].map(({ id }) => ({ id }))).toEqual(newest)
})
