import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { findExportCut, listExportedEvents, type ExportScope } from '../../netlify/functions/_lib/db/export-events.ts'
import { findMonthSummary, type SummaryKeys } from '../../netlify/functions/_lib/db/export-summary.ts'
import { connectNeon } from '../../netlify/functions/_lib/db/neon.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { sendNeonTo, startNeonBridge, type NeonBridge } from '../support/neon-bridge.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'

/** Both drivers must read the same out of what an export asks, whosever events it is about. */

let gateway: TestGateway
let bridge: NeonBridge
let neon: Database
let account: Account
let successor: Account
beforeAll(async () => {
  gateway = await createTestGateway()
  bridge = await startNeonBridge()
  sendNeonTo(bridge.url)
  neon = connectNeon(gateway.databaseUrl)
  account = await gateway.account()
  successor = await sibling(gateway, account, { rotatedFrom: account.keyId })
  const other = await sibling(gateway, account)
  for (const each of [account, successor, other]) await settledCall(gateway, each)
  await settledCall(gateway, successor, { settlement: { outcome: 'DEADLINE' } })
  await settledCall(gateway, other, { settlement: { outcome: 'UPSTREAM_ERROR' } })
})
afterAll(async () => {
  await neon.close()
  await bridge[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

test.each<[string, () => Partial<ExportScope>, string]>([
  ['a customer', () => ({}), '5'],
  ['a rotation line', () => ({ keyLine: successor.keyId }), '3'],
  ['one key', () => ({ apiKeyId: successor.keyId }), '2'],
  ['a customer that completed', () => ({ outcome: 'completed' }), '3'],
  ['a customer that did not', () => ({ outcome: 'unfinished' }), '2'],
  ['a rotation line that did not', () => ({ keyLine: successor.keyId, outcome: 'unfinished' }), '1'],
  ['one key that took too long', () => ({ apiKeyId: successor.keyId, outcome: 'DEADLINE' }), '1'],
])('the events of %s', async (_, narrowed, all) => {
  const scope = { customerId: account.customerId, month: thisMonth(), ...narrowed() }
  for (const limit of [null, 1]) {
    const cut = await findExportCut(gateway.books, scope, { after: '0', limit })
    expect(cut).toMatchObject({ row_count: limit ?? Number(all), has_more: limit !== null && all !== '1' })
    expect(await findExportCut(neon, scope, { after: '0', limit })).toEqual(cut)
  }
  const page = { after: '0', last: '999999', limit: 10 }
  const events = await listExportedEvents(gateway.books, scope, page)
  expect(events).toHaveLength(Number(all))
  expect(await listExportedEvents(neon, scope, page)).toEqual(events)
})

test('no events at all', async () => {
  const scope = { customerId: account.customerId, month: '2020-01' }
  for (const db of [neon, gateway.books]) {
    const cut = await findExportCut(db, scope, { after: '0', limit: null })
    expect(cut).toEqual({ row_count: 0, last_id: null, has_more: false })
  }
})

test.each<[string, () => SummaryKeys, number]>([
  ['without keys', () => 'none', 0],
  ['with one', () => ({ one: account.keyId }), 1],
  ['with a rotation line', () => ({ line: account.keyId }), 1],
  ['with all that were used', () => ({ usedAnd: account.keyId }), 3],
])('a month %s', async (_, keys, count) => {
  const asked = { customerId: account.customerId, month: thisMonth(), keys: keys() }
  const summary = await findMonthSummary(gateway.books, asked)
  expect(summary?.keys).toHaveLength(count)
  expect(await findMonthSummary(neon, asked)).toEqual(summary)
})
