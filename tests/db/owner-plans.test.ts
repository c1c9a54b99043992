import { afterAll, beforeAll, expect, test } from 'vitest'
import { findExportCut, listExportedEvents, type ExportScope } from '../../netlify/functions/_lib/db/export-events.ts'
import { findEvents } from '../../netlify/functions/_lib/db/reports.ts'
import type { UsageScope } from '../../netlify/functions/_lib/db/usage-sums.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { listening, planOf, rowsRead, touching } from '../support/explained.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { addEvents } from '../support/million-events.ts'
import { sibling, thisMonth } from '../support/reports.ts'

/** Customers whose calls come before and after those of others: reports read their own alone, however much of everything is their own. */

const ROWS = 30_000
const KEYS = 4
const LIMIT = 1_000
const PAGE = 250

let gateway: TestGateway
let session: Session
let first: Account
let last: Account

beforeAll(async () => {
  gateway = await createTestGateway()
  session = await openSession(gateway.databaseUrl)
  for (let nth = 0; nth < 3; nth += 1) {
    last = await gateway.account()
    if (nth === 0) first = last
    const keyIds = [last.keyId]
    while (keyIds.length < KEYS) keyIds.push((await sibling(gateway, last)).keyId)
    await addEvents(session, { customerId: last.customerId, keyIds, rows: ROWS })
  }
})
afterAll(async () => {
  await session.close()
  await gateway[Symbol.asyncDispose]()
})

const OUTCOMES = [undefined, 'completed', 'unfinished', 'DEADLINE'] as const

test.each<[string, () => Partial<ExportScope>]>([
  ['a customer', () => ({})],
  ['a key', () => ({ apiKeyId: last.keyId })],
  ['a rotation line', () => ({ keyLine: last.keyId })],
])('an export of %s reads nothing of those before it', async (_, narrowed) => {
  for (const outcome of OUTCOMES) {
    const scope = { customerId: last.customerId, month: thisMonth(), outcome, ...narrowed() }
    const { db, asked } = listening(session)
    const cut = await findExportCut(db, scope, { after: '0', limit: LIMIT })
    const page = await listExportedEvents(db, scope, { after: '0', last: cut.last_id ?? '', limit: PAGE })
    expect(page).toHaveLength(Math.min(PAGE, cut.row_count))
    for (const [nth, statement] of asked.entries()) {
      const read = touching(await planOf(session, statement), ['usage_events']).reduce(
        (sum, node) => sum + rowsRead(node),
        0,
      )
      // Where its own are read in the order of all, those of its other keys are among them; of few, one at the end is looked up.
      expect([outcome, read]).toEqual([outcome, Math.min(read, (nth === 0 ? LIMIT : PAGE) * KEYS * 1.2)])
    }
  }
})

test.each<[string, () => Partial<UsageScope>]>([
  ['a customer', () => ({})],
  ['a rotation line', () => ({ keyLine: first.keyId })],
])('a page of the calls of %s reads nothing of those behind it', async (_, narrowed) => {
  for (const outcome of OUTCOMES) {
    const { db, asked } = listening(session)
    const scope = { customerId: first.customerId, month: thisMonth(), ...narrowed() }
    const { events } = await findEvents(db, first.keyId, {
      scope,
      filter: { outcome },
      page: { before: undefined, limit: PAGE },
    })
    const [statement] = asked
    if (statement === undefined) throw new Error('no statement')
    const read = touching(await planOf(session, statement), ['usage_events']).reduce(
      (sum, node) => sum + rowsRead(node),
      0,
    )
    expect([outcome, events.length > 0, read]).toEqual([outcome, true, Math.min(read, (PAGE + 1) * KEYS * 1.2)])
  }
})
