import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAuditEvents } from '../../netlify/functions/_lib/db/audit.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { listDevices, setDeviceRevoked } from '../../netlify/functions/_lib/db/devices.ts'
import { findDisagreements, findLedgerPage } from '../../netlify/functions/_lib/db/ledger.ts'
import { connectNeon } from '../../netlify/functions/_lib/db/neon.ts'
import { findOverview } from '../../netlify/functions/_lib/db/overview.ts'
import { findCustomerUsage, findEvents, findUserSummary } from '../../netlify/functions/_lib/db/reports.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { sendNeonTo, startNeonBridge, type NeonBridge } from '../support/neon-bridge.ts'
import { overviewNow, settledCall, thisMonth } from '../support/reports.ts'

/** Reports nest rows in JSON columns: both drivers must read the same out of them. */

let gateway: TestGateway
let bridge: NeonBridge
let neon: Database
let account: Account
beforeAll(async () => {
  gateway = await createTestGateway()
  bridge = await startNeonBridge()
  sendNeonTo(bridge.url)
  neon = connectNeon(gateway.databaseUrl)
  account = await gateway.account()
  for (let n = 0; n < 3; n++) await settledCall(gateway, account, { admission: { installId: 'laptop' } })
  await settledCall(gateway, account, { settlement: { outcome: 'DEADLINE' } })
  const device = { customerId: account.customerId, apiKeyId: account.keyId, installId: 'laptop' }
  const verdict = await setDeviceRevoked(neon, { ...device, revoked: true, actor: 'admin', lifts: 'any' })
  expect(verdict).toBe('DONE')
})
afterAll(async () => {
  await neon.close()
  await bridge[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

const whole = () => ({ customerId: account.customerId, month: thisMonth() })
const own = () => ({ ...whole(), keyLine: account.keyId })
const page = { before: '999999', limit: 2 }

test.each<[string, (db: Database) => Promise<unknown>]>([
  ['user-summary of a key', (db) => findUserSummary(db, account.keyId, own())],
  ['user-summary of a customer', (db) => findUserSummary(db, account.keyId, whole())],
  [
    'user-events of a key',
    (db) => findEvents(db, account.keyId, { scope: own(), filter: { provider: 'openai' }, page }),
  ],
  ['user-events of a customer', (db) => findEvents(db, account.keyId, { scope: whole(), filter: {}, page })],
  [
    'admin-usage',
    (db) => findCustomerUsage(db, whole(), { filter: { model: 'gpt-4o-mini', requestId: 'test' }, page }),
  ],
  ['admin-overview', (db) => findOverview(db, overviewNow())],
  [
    'a ledger',
    (db) => findLedgerPage(db, { ...own(), kind: 'charge', q: undefined, order: 'desc', cursor: '3', limit: 1 }),
  ],
  [
    'a ledger that is searched',
    (db) => findLedgerPage(db, { ...own(), kind: 'charge', q: 'test', order: 'asc', cursor: '0', limit: 5 }),
  ],
  [
    'admin-usage that is searched',
    (db) => findCustomerUsage(db, whole(), { filter: { q: 'MINI', provider: 'openai' }, page }),
  ],
  [
    'user-events that are searched',
    (db) => findEvents(db, account.keyId, { scope: own(), filter: { q: 'lap' }, page }),
  ],
  [
    'admin-usage of what did not complete',
    (db) => findCustomerUsage(db, whole(), { filter: { outcome: 'unfinished', provider: 'openai' }, page }),
  ],
  [
    'user-events of what was cut off',
    (db) => findEvents(db, account.keyId, { scope: own(), filter: { outcome: 'DEADLINE' }, page }),
  ],
  ['a verification', (db) => findDisagreements(db, account.customerId)],
  [
    'devices',
    (db) =>
      listDevices(
        db,
        { customerId: account.customerId, apiKeyId: account.keyId },
        { after: { apiKeyId: '999999', installId: '' }, limit: 5 },
      ),
  ],
  [
    'the audit trail',
    (db) =>
      listAuditEvents(db, {
        target: `key:${account.keyId}`,
        customerId: account.customerId,
        action: 'DEVICE_REVOKE',
        actor: 'admin',
        q: 'device',
        before: '999999',
        limit: 5,
      }),
  ],
])('both drivers read the same: %s', async (_, ask) => {
  const answer = await ask(gateway.books)
  expect(answer).toBeDefined()
  expect(await ask(neon)).toEqual(answer)
})
