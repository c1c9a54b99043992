import { describe, expect, test } from 'vitest'
import { everyColumn, rowsOfTables, type Tables } from '../support/every-column.ts'
import { createProvingGround } from '../support/proving-ground.ts'
import { ROUTES, type TableRow } from '../support/route-table.ts'
import { signatureOf } from '../support/stub-stripe.ts'

/**
 * A request that names every column of every table writes what the same request writes without them: only columns that its
 * endpoint is documented to change may differ.
 */

type Declared = {
  /** By table, the columns that a body may set. */
  may?: Readonly<Record<string, readonly string[]>>
  /** Another good request: one that takes fields it does not know. */
  query?: string
  besides?: Readonly<Record<string, unknown>>
  /** Columns whose names mean something else in this body. */
  without?: readonly string[]
}

const KEY_POLICY = [
  'label',
  'monthly_cap_cents',
  'rpm_limit',
  'rpd_limit',
  'concurrency_limit',
  'max_devices',
  'require_install_id',
  'allowed_providers',
  'allowed_models',
  'expires_at',
]
const CUSTOMER_POLICY = [
  'email',
  'plan_name',
  'plan_fee_cents',
  'monthly_cap_cents',
  'is_active',
  'max_devices_per_key',
  'require_install_id',
  'allowed_providers',
  'allowed_models',
  'stripe_customer_id',
  'auto_topup_enabled',
  'auto_topup_threshold_cents',
  'auto_topup_amount_cents',
  'auto_topup_monthly_max_cents',
  'alert_webhook_url',
  'notes',
]
const BILLING = [
  'auto_topup_enabled',
  'auto_topup_threshold_cents',
  'auto_topup_amount_cents',
  'auto_topup_monthly_max_cents',
]
const NOTHING: Declared = {}
/** A vendor gets what it is sent, so the hold covers fields that the gateway does not know. */
const PASSED_ON = { holds: ['amount_pico', 'floor_pico'] }

/** Every route that may write, by its title; one that is missing fails. Audit rows say which fields were named. */
const DECLARED: Readonly<Record<string, Declared>> = {
  'POST admin-customers': { may: { customers: CUSTOMER_POLICY, audit_events: ['meta'] } },
  'PATCH admin-customers': { may: { customers: CUSTOMER_POLICY, audit_events: ['meta'] } },
  'PATCH admin-devices': NOTHING,
  'POST admin-keys': { may: { api_keys: [...KEY_POLICY, 'notes', 'role'], audit_events: ['meta'] } },
  'PATCH admin-keys': { may: { api_keys: [...KEY_POLICY, 'notes'], audit_events: ['meta'] } },
  'DELETE admin-keys': NOTHING,
  'PUT admin-keys': NOTHING,
  'POST admin-alert-test': NOTHING,
  'POST admin-alerts': NOTHING,
  'POST admin-invoices': NOTHING,
  'POST admin-login': NOTHING,
  'POST admin-monitor-prune': NOTHING,
  'POST admin-topup': {
    may: { ledger_entries: ['month'], monthly_usage: ['month'], topup_events: ['month'] },
  },
  'DELETE admin-topup': NOTHING,
  'POST user-keys': { may: { api_keys: [...KEY_POLICY, 'role'] } },
  'PATCH user-keys': { may: { api_keys: KEY_POLICY, audit_events: ['meta'] } },
  'DELETE user-keys': NOTHING,
  'PUT user-keys': NOTHING,
  'POST user-alert-test': NOTHING,
  'PATCH user-alerts': NOTHING,
  'PATCH user-billing': { may: { customers: BILLING, audit_events: ['meta'] } },
  'DELETE user-billing': NOTHING,
  // Which key the device belongs to: tenants.test.ts crosses that one.
  'PATCH user-devices': { without: ['api_key_id'] },
  'POST user-topup-checkout': NOTHING,
  'POST session-token': NOTHING,
  'POST stripe-create-checkout': NOTHING,
  'POST stripe-webhook': NOTHING,
  'DELETE admin-jobs': NOTHING,
  'POST gateway-chat': NOTHING,
  'POST gateway-job-submit': { may: { async_jobs: ['callback_url'] } },
  'POST gateway-job-cancel': NOTHING,
  'POST gateway-job-run-background': NOTHING,
  'POST gateway-embed': NOTHING,
  'POST gateway-stream': NOTHING,
  // The provider is part of the model's name there, and a field of its own is refused.
  'POST v1-chat-completions': { without: ['provider'], may: PASSED_ON },
  'POST v1-embeddings': NOTHING,
  'POST v1-messages': { besides: { model: 'claude-haiku-4-5' }, may: PASSED_ON },
  'POST v1-messages-count-tokens': { besides: { model: 'claude-haiku-4-5' } },
  'POST v1-responses': { may: PASSED_ON },
  'POST v1beta-models': { query: '/../../../v1beta/models/gemini-2.5-flash:generateContent', may: PASSED_ON },
  'POST client-error-report': NOTHING,
  'POST monitor-archive-prune': NOTHING,
  'POST alert-deliveries': NOTHING,
  'POST asyncjobs-kick': NOTHING,
  'POST asyncjobs-retention': NOTHING,
  'POST auto-topups': NOTHING,
  'POST health': NOTHING,
  'PUT health': NOTHING,
  'PATCH health': NOTHING,
  'DELETE health': NOTHING,
  'POST invoices-issue': NOTHING,
  'POST spend-sweep': NOTHING,
}

const writing = ROUTES.filter(({ method }) => method !== 'GET')

test('every route that may write is declared, and no other', () => {
  expect(Object.keys(DECLARED).toSorted()).toEqual(writing.map(({ title }) => title).toSorted())
})

type Run = { status: number; text: string; tables: Tables; injected: Record<string, unknown> }

/** The good request on a gateway of its own, with the columns or without, and all that the tables hold then. */
const carryOut = async (row: TableRow, declared: Declared, kind: 'control' | 'injected'): Promise<Run> => {
  await using ground = await createProvingGround()
  const bystander = await ground.gateway.account({ key: { role: 'owner' } })
  const columns = await everyColumn(ground.gateway.books, bystander)
  const { query, body: good } = await ground.goodRequest(row)
  const injected = kind === 'injected' ? columnsBut(columns, declared.without ?? []) : {}
  const body = JSON.stringify({ ...injected, ...good, ...declared.besides })
  const headers = row.row.signed === undefined ? {} : { 'stripe-signature': signatureOf(body) }
  const response = await ground.send(row, { query: declared.query ?? query, body, headers })
  const text = await response.text()
  await ground.gateway.settled()
  return { status: response.status, text, tables: await rowsOfTables(ground.gateway.books), injected: columns }
}

const columnsBut = (columns: Record<string, unknown>, without: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => !without.includes(name)))

const isTime = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:/.test(value)
const plain = (value: unknown): string =>
  typeof value === 'string' && isTime(value) ? new Date(value).toISOString() : JSON.stringify(value)

/**
 * Where the injected run is unlike the control run. What differs between two control runs too (hashes, random ids), or might (times), is
 * only not to be the injected value.
 */
const differences = (one: Tables, two: Tables, found: Tables, injected: Record<string, unknown>): string[] =>
  Object.entries(one).flatMap(([table, rows]) => {
    const [again, other] = [two[table] ?? [], found[table] ?? []]
    if (rows.length !== again.length) throw new Error(`${table}: two control runs wrote differently many rows`)
    if (rows.length !== other.length) return [`${table}: ${other.length} rows instead of ${rows.length}`]
    return rows.flatMap((row, index) =>
      Object.keys(row).flatMap((column) => {
        const [value, value2, now] = [row[column], again[index]?.[column], other[index]?.[column]].map(plain)
        const isSteady = value === value2 && !isTime(row[column]) && !column.endsWith('_ms')
        const isFine = isSteady ? now === value : now !== plain(injected[column])
        return isFine ? [] : [`${table}.${column}`]
      }),
    )
  })

describe.each(writing)('$title', (row) => {
  test('writes what it is documented to write, whatever else its body names', async () => {
    const declared = DECLARED[row.title] ?? NOTHING
    const [one, two, injected] = await Promise.all([
      carryOut(row, declared, 'control'),
      carryOut(row, declared, 'control'),
      carryOut(row, declared, 'injected'),
    ])
    const { success = 200 } = row.row
    expect([one.status, two.status], one.text).toEqual([success, success])
    expect(injected.status, injected.text).toBe(success)
    const allowed = Object.entries(declared.may ?? {}).flatMap(([table, columns]) =>
      columns.map((column) => `${table}.${column}`),
    )
    const differing = new Set(differences(one.tables, two.tables, injected.tables, injected.injected))
    expect([...differing].filter((cell) => !allowed.includes(cell))).toEqual([])
    // What may be set was set: otherwise this would prove nothing about a body that is not even read.
    expect(allowed.filter((cell) => !differing.has(cell) && !isGood(row, cell))).toEqual([])
  })
})

/** Columns whose value the good request gives already. */
const isGood = ({ row }: TableRow, cell: string): boolean => {
  const { body = {} } = row.good({ customerId: '1', keyId: '1', key: '' })
  return Object.hasOwn(body, cell.split('.')[1] ?? '')
}
