import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { seedDatabase, type Seeded } from '../../scripts/seed/seed-database.ts'
import { loadCatalogue, type CatalogueEntry } from '../../scripts/serve/function-catalogue.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { monthBefore } from '../support/invoices.ts'
import { read } from '../support/reports.ts'

const FUNCTIONS = join(import.meta.dirname, '../../netlify/functions')

type Row = Record<string, unknown>

let gateway: TestGateway
let catalogue: readonly CatalogueEntry[]
let seeded: Seeded
let admin: string
let northwind: string

beforeAll(async () => {
  gateway = await createTestGateway()
  catalogue = await loadCatalogue(FUNCTIONS)
  admin = await signAdminToken(SECRETS.JWT_SECRET)
  const place = { connectionString: gateway.databaseUrl, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
  const size = { customers: 8, events: 5_000, months: 3, seed: 1 }
  seeded = await seedDatabase(place, { ...size, now: new Date(), say: () => undefined })
  const [row] = (await gateway.books.query(
    `select id from customers where email = 'ops@northwind-labs.example'`,
    [],
  )) as Row[] // The column just asked for.
  northwind = String(row?.['id'])
}, 120_000)
afterAll(() => gateway[Symbol.asyncDispose]())

const routesOf = (name: string): Routes => {
  const entry = catalogue.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new Error(`there is no function ${name}`)
  return entry.routes
}

const expectRows = async (name: string, key: string, query: string, lists: readonly string[]): Promise<void> => {
  const body = await read<Row>(gateway, routesOf(name), key, query)
  for (const list of lists)
    expect((body[list] as Row[] | undefined)?.length, `${name}${query} ${list}`).toBeGreaterThan(0)
}

const month = monthBefore()

/** A query and the lists of its answer; `#` is Northwind Labs' id. */
type Screen = [name: string, query: string, lists: string[]]

const OF_THE_OPERATOR: Screen[] = [
  ['admin-overview', `?month=${month}`, ['per_day', 'top_customers', 'top_models', 'errors']],
  ['admin-customers', '', ['customers']],
  ['admin-keys', '?customer_id=#', ['keys']],
  ...['active', 'revoked'].map((status): Screen => ['admin-keys', `?status=${status}`, ['keys']]),
  ['admin-usage', `?customer_id=#&month=${month}`, ['per_key', 'per_model', 'per_day', 'events']],
  ['admin-calls', '', ['calls']],
  ['admin-calls', `?month=${month}&outcome=unfinished`, ['calls']],
  ['admin-devices', '', ['devices']],
  ['admin-devices', '?customer_id=#', ['devices']],
  ['admin-ledger', '?customer_id=#', ['entries']],
  ['admin-invoices', '?customer_id=#&list=1', ['invoices']],
  ['admin-invoices', '?list=1', ['invoices']],
  ['admin-prices', '', ['models', 'unpriced']],
  ['admin-jobs', '', ['jobs']],
  ['admin-jobs', '?customer_id=#&status=succeeded', ['jobs']],
  ['admin-jobs', '?customer_id=#&status=failed', ['jobs']],
  ...['error', 'slow', 'rate_limited', 'blocked', 'client_error', 'upstream_error', 'audit'].map((kind): Screen => [
    'admin-monitor-events',
    `?kind=${kind}`,
    ['events'],
  ]),
  ['admin-monitor-events', '?customer_id=#', ['events']],
  ...['pending', 'delivered', 'dead'].map((state): Screen => ['admin-alerts', `?state=${state}`, ['deliveries']]),
  ['admin-audit', '?customer_id=#', ['events']],
  ['admin-audit', '?action=ADMIN_LOGIN_OK', ['events']],
]

const OF_NORTHWIND: Screen[] = [
  ['user-summary', `?scope=customer&month=${month}`, ['by_model', 'keys']],
  ['user-events', `?scope=customer&month=${month}`, ['events', 'summary_by_day']],
  ['user-events', `?scope=key&month=${month}`, ['events', 'summary_by_day']],
  ['user-keys', '', ['keys']],
  ['user-devices', '?scope=customer', ['devices']],
  ['user-jobs', '?scope=customer', ['jobs']],
  ['user-ledger', '?scope=customer', ['entries']],
  ['user-billing', '', ['topups']],
  ['user-alerts', '', ['deliveries']],
  ['user-invoices', '?list=1', ['invoices']],
]

describe('every screen has something to show', () => {
  test.each(OF_THE_OPERATOR)('to the operator: %s%s', (name, query, lists) =>
    expectRows(name, admin, query.replace('#', northwind), lists),
  )

  test.each(OF_NORTHWIND)('to Northwind Labs with the key that was shown: %s%s', (name, query, lists) =>
    expectRows(name, seeded.ownerKey, query, lists),
  )

  test('and no list of the consoles was forgotten here', () => {
    const asked = new Set([...OF_THE_OPERATOR, ...OF_NORTHWIND].map(([name]) => name))
    const lists = catalogue
      .filter(({ name, routes }) => /^(admin|user)-/.test(name) && routes.GET !== undefined)
      .map(({ name }) => name)
    // What the gateway is set up with, files that are made of the same rows, a stream, a secret: no lists.
    const others = ['admin-settings', 'admin-export', 'user-export', 'admin-monitor-stream']
    const secrets = ['admin-webhook-secret', 'user-webhook-secret']
    expect([...asked].sort()).toEqual(lists.filter((name) => ![...others, ...secrets].includes(name)).sort())
  })
})
