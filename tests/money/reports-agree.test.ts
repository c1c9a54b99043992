import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes as adminDevices } from '../../netlify/functions/admin-devices.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLedger } from '../../netlify/functions/admin-ledger.ts'
import { routes as adminOverview } from '../../netlify/functions/admin-overview.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { routes as userLedger } from '../../netlify/functions/user-ledger.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { admit, release, settle, sweepHolds } from '../../netlify/functions/_lib/db/calls.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { usdToPico } from '../../netlify/functions/_lib/domain/money.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

/** After mixed traffic every report tells the same story as the ledger, to the pico-dollar. */

let gateway: TestGateway
let token: string
let boss: Account
let worker: Account
let rotated: Account
let stranger: Account

type Row = Record<string, unknown>
type Paged = Row & { next_cursor: string | null }

const pico = (usd: unknown): bigint => {
  const text = String(usd)
  const amount = usdToPico(text.replace('-', ''))
  if (amount === undefined) throw new Error(`${text} is no amount`)
  return text.startsWith('-') ? -amount : amount
}
const sum = (rows: readonly Row[], field: string): bigint => rows.reduce((total, row) => total + pico(row[field]), 0n)
const count = (rows: readonly Row[], field: string): number =>
  rows.reduce((total, row) => total + Number(row[field]), 0)

const everyPage = async (routes: Routes, key: string, query: string, list: string): Promise<Row[]> => {
  const rows: Row[] = []
  for (let cursor = ''; ;) {
    const page = await read<Paged>(gateway, routes, key, `${query}&limit=7${cursor}`)
    rows.push(...(page[list] as Row[])) // The list that the caller knows the endpoint to have.
    if (page.next_cursor === null) return rows
    cursor = `&cursor=${page.next_cursor}`
  }
}

const say = async (routes: Routes, { key }: Account, body: Row, headers: Record<string, string> = {}) => {
  const message = { provider: 'sandbox', messages: [{ role: 'user', content: 'Tell me about ledgers.' }], ...body }
  const response = await gateway.call(routes, { key, body: message, headers })
  await response.text()
  return response.status
}

beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
  boss = await gateway.account({ capCents: 50_000, key: { role: 'owner' } })
  worker = await sibling(gateway, boss)
  stranger = await gateway.account()

  // Through the endpoints: pieces and streams, both models, at once, repeated under one key, refused, from devices.
  await Promise.all(
    [boss, worker, stranger].flatMap((account) => [
      say(chat, account, { model: 'echo' }),
      say(chat, account, { model: 'lorem', max_tokens: 33 }),
      say(stream, account, { model: 'lorem', max_tokens: 57 }),
      say(stream, account, { model: 'echo' }, { 'x-kaixu-install-id': 'laptop' }),
    ]),
  )
  for (let n = 0; n < 2; n++) await say(chat, worker, { model: 'echo' }, { 'idempotency-key': 'once' })
  expect(await say(chat, worker, { model: 'no-such-model' })).toBe(409)
  await gateway.settled()

  // The rest of a call's life: over its hold, given back, lost, late, late after being given back, adjusted downwards.
  await settledCall(gateway, worker, { settlement: { costPico: 12_345n, outcome: 'cut', estimated: true } })
  const fails = admission(worker)
  await admit(gateway.deps.db, fails)
  await release(gateway.deps.db, { holdId: fails.holdId, outcome: 'UPSTREAM_ERROR', withdraw: false })
  const late = [700n, 100n].map((costPico) => ({ costPico, order: admission(boss) }))
  for (const { order } of late) await admit(gateway.deps.db, order)
  const lost = admission(worker)
  await admit(gateway.deps.db, lost)
  await gateway.books.query(
    `update holds set expires_at = created_at + interval '1 microsecond' where state = 'held'`,
    [],
  )
  await sweepHolds(gateway.deps.db, 100)
  for (const { costPico, order } of late) await settle(gateway.deps.db, settlement(order.holdId, { costPico }))
  await settle(gateway.deps.db, settlement(fails.holdId, { costPico: 900n }))

  // A rotation, after which both keys go on for a while.
  const response = await gateway.call(adminKeys, {
    method: 'PUT',
    key: token,
    query: `?rotate_key_id=${worker.keyId}`,
    body: { grace_seconds: 3600 },
  })
  const { new_key } = (await response.json()) as { new_key: { id: string; key: string } }
  rotated = { customerId: boss.customerId, keyId: new_key.id, key: new_key.key }
  expect(await say(chat, rotated, { model: 'echo' })).toBe(200)
  expect(await say(chat, worker, { model: 'echo' })).toBe(200)

  // And one call that is still running while the reports are read.
  await admit(gateway.deps.db, admission(boss))
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const ledgerSums = (entries: readonly Row[]) => ({
  spent: sum(
    entries.filter(({ kind }) => kind === 'charge' || kind === 'adjustment'),
    'amount_usd',
  ),
  overrun: sum(
    entries.filter(({ kind }) => kind === 'overrun'),
    'amount_usd',
  ),
})

test('admin-usage: the month, per key, per model, per day and call by call are the ledger', async () => {
  for (const { customerId } of [boss, stranger]) {
    const usage = await read<Record<'rollup', Row> & Record<'per_key' | 'per_model' | 'per_day', Row[]>>(
      gateway,
      adminUsage,
      token,
      `?customer_id=${customerId}`,
    )
    const events = await everyPage(adminUsage, token, `?customer_id=${customerId}`, 'events')
    const ledger = ledgerSums(await everyPage(adminLedger, token, `?customer_id=${customerId}`, 'entries'))
    expect(ledger.spent).toBeGreaterThan(0n)
    expect(pico(usage.rollup['spent_usd'])).toBe(ledger.spent)
    expect(pico(usage.rollup['overrun_usd'])).toBe(ledger.overrun)
    expect(sum(usage.per_key, 'spent_usd')).toBe(ledger.spent)
    for (const rows of [usage.per_model, usage.per_day, events]) {
      expect(sum(rows, 'cost_usd')).toBe(ledger.spent)
      expect(sum(rows, 'list_usd')).toBe(pico(usage.rollup['list_usd']))
      expect(sum(rows, 'margin_usd')).toBe(pico(usage.rollup['margin_usd']))
      expect(count(rows, 'input_tokens')).toBe(usage.rollup['input_tokens'])
      expect(count(rows, 'output_tokens')).toBe(usage.rollup['output_tokens'])
    }
    expect(count(usage.per_day, 'calls')).toBe(events.length)
    expect([count(usage.per_model, 'calls'), count(usage.per_key, 'calls')]).toEqual([events.length, events.length])
    expect(count(usage.per_day, 'estimated')).toBe(events.filter(({ estimated }) => estimated).length)
    expect(count(usage.per_day, 'unfinished')).toBe(events.filter(({ outcome }) => outcome !== 'completed').length)
  }
})

test.each([
  ['the owner, for the customer', () => boss, 'customer'],
  ['the owner, for the own key', () => boss, 'key'],
  ['the rotated key, with what went before', () => rotated, 'key'],
  ['the key before it', () => worker, 'key'],
  ['another tenant', () => stranger, 'key'],
])('user-summary, user-events and user-ledger agree: %s', async (_, who, scope) => {
  const { key } = who()
  const summary = await read<{ month: Row; by_model: Row[]; keys: Row[] }>(gateway, userSummary, key, `?scope=${scope}`)
  const report = await read<Record<'summary_by_provider' | 'summary_by_day', Row[]>>(
    gateway,
    userEvents,
    key,
    `?scope=${scope}`,
  )
  const events = await everyPage(userEvents, key, `?scope=${scope}`, 'events')
  const { spent } = ledgerSums(await everyPage(userLedger, key, `?scope=${scope}`, 'entries'))
  expect(spent).toBeGreaterThan(0n)
  for (const rows of [summary.by_model, report.summary_by_provider, report.summary_by_day, events]) {
    expect(sum(rows, 'cost_usd')).toBe(spent)
    const tokens = count(rows, 'input_tokens') + count(rows, 'output_tokens')
    expect(tokens).toBe(summary.month[`${scope}_tokens`])
  }
  expect(count(report.summary_by_day, 'calls')).toBe(events.length)
  expect(summary.month[`${scope}_calls`]).toBe(events.length)
  expect(summary.month[`${scope}_spent_cents`]).toBe(Number(spent) / 1e10)
  if (scope === 'customer') expect(sum(summary.keys, 'spent_usd')).toBe(spent)
})

test('the keys of a customer add up to the customer', async () => {
  const own = async ({ key }: Account) => ledgerSums(await everyPage(userLedger, key, '?scope=key', 'entries')).spent
  const whole = ledgerSums(await everyPage(userLedger, boss.key, '?scope=customer', 'entries')).spent
  expect((await own(boss)) + (await own(rotated))).toBe(whole)
  expect(await own(worker)).toBe(await own(rotated))
})

test('admin-overview is the sum of all customers', async () => {
  const overview = await read<
    Record<'today' | 'month' | 'held_now', Row> & Record<'per_day' | 'top_customers' | 'top_models' | 'errors', Row[]>
  >(gateway, adminOverview, token)
  const entries = (
    await Promise.all(
      [boss, stranger].map(({ customerId }) => everyPage(adminLedger, token, `?customer_id=${customerId}`, 'entries')),
    )
  ).flat()
  const { spent, overrun } = ledgerSums(entries)
  expect(overview.month['month']).toBe(thisMonth())
  for (const field of ['spent_usd', 'cost_usd']) expect(pico(overview.month[field])).toBe(spent)
  expect(pico(overview.month['overrun_usd'])).toBe(overrun)
  expect(pico(overview.month['margin_usd'])).toBe(spent - pico(overview.month['list_usd']))
  expect(pico(overview.today['cost_usd'])).toBe(spent)
  for (const rows of [overview.per_day, overview.top_customers, overview.top_models]) {
    expect(sum(rows, 'cost_usd')).toBe(spent)
    expect(count(rows, 'calls')).toBe(overview.month['calls'])
  }
  expect(overview.held_now).toEqual({ calls: 1, held_cents: 0.0000002, held_usd: '0.000000002' })
})

test('the books are in order, and so are the sums of them', async () => {
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.books.query('select * from check_daily_usage()', [])).toEqual([])
  for (const { customerId } of [boss, stranger]) {
    const answer = await read<Row>(gateway, adminLedger, token, `?customer_id=${customerId}&verify=1`)
    expect(answer).toMatchObject({ in_order: true, residue_pico: '0' })
  }
  const devices = await read<{ devices: Row[] }>(gateway, adminDevices, token, `?customer_id=${boss.customerId}`)
  expect(devices.devices).toHaveLength(2)
})
