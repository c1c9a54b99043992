import { afterAll, beforeAll, expect, test } from 'vitest'
import { findCallsOfRequest } from '../../netlify/functions/_lib/db/calls-of-request.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { assertCheap, listening, planOf, rowsRead, touching } from '../support/explained.ts'

/** What it costs to find a call of whomever: 40,000 calls of 2,000 customers. */

const CUSTOMERS = 2_000
const CALLS = 40_000

let database: TestDatabase
let session: Session

const CROWD = [
  `insert into customers (email) select 'crowd-' || n || '@example.com' from generate_series(1, ${CUSTOMERS}) n`,
  `insert into api_keys (customer_id, key_hash, key_last4)
   select id, encode(sha256(convert_to(id::text, 'UTF8')), 'hex'), 'last' from customers`,
  // Through admission it would take minutes; no plan depends on the holds and sums that these calls would have.
  'set session_replication_role = replica',
  `insert into usage_events (hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, output_tokens,
                             cost_pico, list_pico, estimated, outcome, request_id, created_at)
   select gen_random_uuid(), 1 + n % ${CUSTOMERS}, 1 + n % ${CUSTOMERS}, '2026-11', 'chat', 'openai', 'gpt-4o-mini', 1, 1, 1, 1,
          false, 'completed', case when n in (77, 5077) then 'the-one' else 'request-' || n end, now()
     from generate_series(1, ${CALLS}) n`,
  'set session_replication_role = origin',
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

test('a call is found among everybody’s without reading another one', async () => {
  const { db, asked } = listening(session)
  expect((await findCallsOfRequest(db, 'the-one', 20)).map(({ customer_id: id }) => id)).toEqual(['1078', '78'])
  const [statement] = asked
  if (statement === undefined) throw new Error('no statement')
  const nodes = await planOf(session, statement)
  assertCheap(nodes, ['usage_events'], 2)
  for (const node of touching(nodes, ['usage_events'])) expect(rowsRead(node)).toBeLessThanOrEqual(2)
})

test('it takes no longer than a person notices', async () => {
  const began = performance.now()
  await findCallsOfRequest(session, 'of-nobody', 20)
  // Measured on a busy machine: 17 ms; of 20,000 customers 0.2 s.
  expect(performance.now() - began).toBeLessThan(1_000)
})
