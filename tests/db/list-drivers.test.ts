import { afterAll, beforeAll, expect, test } from 'vitest'
import { listCustomers } from '../../netlify/functions/_lib/db/customer-list.ts'
import {
  CUSTOMER_SORTS,
  type CustomerPosition,
  type CustomerSort,
} from '../../netlify/functions/_lib/db/customer-order.ts'
import { listPlans } from '../../netlify/functions/_lib/db/customer-plans.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { issueInvoice } from '../../netlify/functions/_lib/db/invoices.ts'
import { listJobs } from '../../netlify/functions/_lib/db/job-reports.ts'
import { listKeys } from '../../netlify/functions/_lib/db/key-list.ts'
import { KEY_SORTS, type KeyPosition, type KeySort } from '../../netlify/functions/_lib/db/key-order.ts'
import { connectNeon } from '../../netlify/functions/_lib/db/neon.ts'
import { listDeliveries, writeTestMessage } from '../../netlify/functions/_lib/db/webhook-deliveries.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { addJobs } from '../support/jobs.ts'
import { sendNeonTo, startNeonBridge, type NeonBridge } from '../support/neon-bridge.ts'
import { settledCall, thisMonth } from '../support/reports.ts'

/** Searches and orders send their values as text, and let the database find out what they are: both drivers must get the same. */

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
  await settledCall(gateway, account)
  await addJobs(account, gateway.books)
  await gateway.books.query(
    `insert into webhook_deliveries (customer_id, event_type, payload) values ($1, 'CAP_WARN_CUSTOMER', '{}')`,
    [account.customerId],
  )
})
afterAll(async () => {
  await neon.close()
  await bridge[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

/** Before every row. */
const CUSTOMER_POSITIONS: Readonly<Record<CustomerSort, CustomerPosition>> = {
  newest: { sort: 'newest', id: '999999' },
  email: { sort: 'email', email: '!' },
  spent: { sort: 'spent', month: thisMonth(), spentPico: '9'.repeat(19), id: '1' },
  cap: { sort: 'cap', capCents: '999999999', id: '1' },
}
const KEY_POSITIONS: Readonly<Record<KeySort, KeyPosition>> = {
  newest: { sort: 'newest', id: '999999' },
  label: { sort: 'label', label: '!', id: '1' },
  spent: { sort: 'spent', month: thisMonth(), spentPico: '9'.repeat(19), id: '1' },
  use: { sort: 'use', isOver: false, month: thisMonth(), spentPico: '9'.repeat(19), id: '1' },
}

type Ask = [string, (db: Database) => Promise<readonly unknown[]>]

test.each<Ask>([
  ...CUSTOMER_SORTS.map((sort): Ask => {
    const filter = { q: 'example', isActive: true, plan: 'starter' }
    const query = { ...filter, sort, after: CUSTOMER_POSITIONS[sort], limit: 5 }
    return [`customers by ${sort}`, (db) => listCustomers(db, query, thisMonth())]
  }),
  ...KEY_SORTS.map((sort): Ask => {
    const filter = { asker: 'operator', q: 'sub', status: 'active', role: 'deployer' } as const
    const query = { ...filter, sort, after: KEY_POSITIONS[sort], limit: 5 }
    return [`keys by ${sort}`, (db) => listKeys(db, { ...query, customerId: account.customerId }, thisMonth())]
  }),
  ['plans', (db) => listPlans(db, 5)],
  [
    'jobs',
    (db) =>
      listJobs(db, {
        scope: { customerId: account.customerId, keyLine: account.keyId },
        asker: 'operator',
        q: '0000',
        status: 'queued',
        before: { createdAt: new Date(Date.now() + 60_000), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
        limit: 5,
      }),
  ],
  [
    'messages',
    (db) =>
      listDeliveries(db, {
        customerId: account.customerId,
        asker: 'operator',
        q: '1',
        state: 'pending',
        before: '999999',
        limit: 5,
      }),
  ],
])('both drivers find the same %s', async (_, ask) => {
  const found = await ask(gateway.books)
  expect(found.length).toBeGreaterThan(0)
  expect(await ask(neon)).toEqual(found)
})

test('both drivers write the same test messages', async () => {
  const order = { customerId: undefined, operatorHears: true, pauseSeconds: 60, actor: 'admin' }
  expect(await writeTestMessage(neon, order)).toMatchObject({ verdict: 'WRITTEN' })
  const again = await writeTestMessage(gateway.books, order)
  expect(again).toMatchObject({ verdict: 'TOO_SOON' })
  expect(await writeTestMessage(neon, order)).toEqual(again)
})

test('both drivers issue the same invoice once', async () => {
  const order = {
    customerId: account.customerId,
    month: undefined,
    actor: 'admin',
    when: 'always',
    seller: 'S',
  } as const
  const issued = await issueInvoice(neon, { ...order, requestId: 'once' })
  expect(issued).toMatchObject({ verdict: 'ISSUED' })
  const repeated = { ...issued, verdict: 'REPEATED' }
  for (const db of [neon, gateway.books]) {
    expect(await issueInvoice(db, { ...order, requestId: 'once' })).toEqual(repeated)
  }
})
