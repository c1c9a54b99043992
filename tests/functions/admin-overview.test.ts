import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-overview.ts'
import { writeEvents } from '../../netlify/functions/_lib/db/monitor-events.ts'
import { admit, release } from '../../netlify/functions/_lib/db/calls.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { cardHolder, spend } from '../support/auto-topups.ts'
import { admission } from '../support/calls.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { aTime } from '../support/matching.ts'
import { read, settledCall, thisMonth, today } from '../support/reports.ts'

// A figure of the whole gateway needs a gateway of its own.
let gateway: TestGateway
let token: string
beforeEach(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterEach(async () => gateway[Symbol.asyncDispose]())

type Row = Record<string, unknown>
type Overview = {
  today: Row
  month: Row
  held_now: Row
  customers: Row
  per_day: Row[]
  top_customers: Row[]
  top_models: Row[]
  models: Row[]
  errors: Row[]
  errors_per_day: Row[]
  attention: Row & Record<'caps' | 'auto_topups', Row[]>
}
const overview = (query = '') => read<Overview>(gateway, routes, token, query)

describe('GET', () => {
  test('200: a gateway that has done nothing', async () => {
    const sums = {
      calls: 0,
      estimated: 0,
      unfinished: 0,
      cost_cents: 0,
      cost_usd: '0',
      list_cents: 0,
      list_usd: '0',
      margin_usd: '0',
      input_tokens: 0,
      cached_tokens: 0,
      cache_write_tokens: 0,
      output_tokens: 0,
      reasoning_tokens: 0,
      average_duration_ms: null,
      average_first_token_ms: null,
      errors: 0,
    }
    expect(await overview()).toEqual({
      generated_at: aTime,
      today: { day: today(), ...sums },
      month: {
        month: thisMonth(),
        spent_cents: 0,
        spent_usd: '0',
        topups_cents: 0,
        topups_usd: '0',
        overrun_cents: 0,
        overrun_usd: '0',
        ...sums,
      },
      held_now: { calls: 0, held_cents: 0, held_usd: '0' },
      customers: { total: 0, active: 0, active_keys: 0 },
      per_day: [],
      top_customers: [],
      top_models: [],
      models: [],
      errors: [],
      errors_per_day: [],
      attention: {
        cap_warn_pct: 85,
        caps: [],
        auto_topups: [],
        webhooks_given_up: 0,
        unpriced: { models: 0, calls: 0 },
        has_vendor: false,
      },
    })
  })

  test('200: spending, list cost, margin, what is held and what failed, with the dearest first', async () => {
    const [small, large] = [await gateway.account(), await gateway.account()]
    await gateway.account({ customer: { is_active: false }, key: { revoked_at: new Date(0) } })
    await settledCall(gateway, small, { admission: { provider: 'gemini', model: 'gemini-2.5-flash' } })
    for (let n = 0; n < 2; n++) await settledCall(gateway, large, { settlement: { costPico: 2_500n } })
    const open = admission(small)
    await admit(gateway.deps.db, open)
    for (const code of ['UPSTREAM_ERROR', 'UPSTREAM_ERROR', 'UPSTREAM_BUSY']) {
      const failed = admission(large)
      await admit(gateway.deps.db, failed)
      await release(gateway.deps.db, { holdId: failed.holdId, outcome: code, withdraw: false })
    }
    const report = await overview()
    const sums = { calls: 3, cost_usd: '0.0000000047', list_usd: '0.0000000015', margin_usd: '0.0000000032', errors: 3 }
    expect(report.today).toMatchObject(sums)
    expect(report.month).toMatchObject({ ...sums, spent_usd: '0.0000000047', overrun_usd: '0.000000001' })
    expect(report.held_now).toEqual({ calls: 1, held_cents: 0.0000002, held_usd: '0.000000002' })
    expect(report.customers).toEqual({ total: 3, active: 2, active_keys: 2 })
    expect(report.per_day).toMatchObject([{ day: today(), calls: 3 }])
    expect(report.top_customers).toMatchObject([
      { customer_id: large.customerId, calls: 2, cost_usd: '0.000000004' },
      { customer_id: small.customerId, calls: 1, cost_usd: '0.0000000007' },
    ])
    expect(report.top_models).toMatchObject([
      { provider: 'openai', model: 'gpt-4o-mini', calls: 2 },
      { provider: 'gemini', model: 'gemini-2.5-flash', calls: 1 },
    ])
    expect(report.errors).toEqual([
      { code: 'UPSTREAM_ERROR', today: 2, month: 2 },
      { code: 'UPSTREAM_BUSY', today: 1, month: 1 },
    ])
    expect(report.errors_per_day).toEqual([{ day: today(), errors: 3 }])
  })

  test('200: the ten dearest models with their sums, and the names of all', async () => {
    const account = await gateway.account()
    const names = Array.from({ length: 12 }, (_, n) => `model-${n}`)
    for (const [n, model] of names.entries())
      await settledCall(gateway, account, { admission: { model }, settlement: { costPico: BigInt(700 - n) } })
    const { top_models: top, models } = await overview()
    expect(top.map(({ model }) => model)).toEqual(names.slice(0, 10))
    expect(models).toEqual(names.map((model) => ({ provider: 'openai', model })))
  })

  test('200: how long calls took on average, without the lost ones and those that were not timed', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, { settlement: { durationMs: 900, firstTokenMs: 100 } })
    await settledCall(gateway, account, { settlement: { durationMs: 101, firstTokenMs: undefined } })
    await settledCall(gateway, account, { settlement: { outcome: 'lost', durationMs: 600_000 } })
    const slow = { admission: { model: 'gpt-4o' }, settlement: { durationMs: 4_000, firstTokenMs: 301 } }
    await settledCall(gateway, account, slow)
    const all = { average_duration_ms: 1_667, average_first_token_ms: 201 }
    const { today: day, month, per_day, top_models } = await overview()
    for (const sums of [day, month, per_day[0]]) expect(sums).toMatchObject({ calls: 4, ...all })
    expect(top_models).toMatchObject([
      { model: 'gpt-4o-mini', average_duration_ms: 501, average_first_token_ms: 100 },
      { model: 'gpt-4o', average_duration_ms: 4_000, average_first_token_ms: 301 },
    ])
  })

  test('200: another month, beside the day of today', async () => {
    await settledCall(gateway, await gateway.account())
    const report = await overview('?month=2025-06')
    expect(report.month).toMatchObject({ month: '2025-06', calls: 0, spent_usd: '0' })
    expect(report.today).toMatchObject({ calls: 1 })
    expect(report.per_day).toEqual([])
  })

  test('one round trip', async () => {
    const before = gateway.roundTrips()
    await overview()
    expect(gateway.roundTrips() - before).toBe(1)
  })
})

describe('GET, what needs attention', () => {
  const attention = async (query = '') => (await overview(query)).attention
  const givenUp = (account: Account) =>
    gateway.books.query(
      `insert into webhook_deliveries (customer_id, event_type, payload, state) values ($1, 'CAP_WARN_CUSTOMER', '{}', 'dead')`,
      [account.customerId],
    )
  const capped = (email: string, customer: Record<string, unknown> = {}) =>
    gateway.account({ capCents: 1_000, customer: { email, ...customer } })

  test('200: customers at their cap before those close to it, whatever month is asked for', async () => {
    const spent: [Account, number][] = [
      [await capped('half@caps.example'), 500],
      [await capped('close@caps.example'), 900],
      [await capped('closer@caps.example'), 950],
      [await capped('full@caps.example'), 1_000],
      [await capped('disabled@caps.example'), 1_000],
    ]
    for (const [account, cents] of spent) await spend(gateway, account, cents)
    await gateway.books.query(`update customers set is_active = false where email = 'disabled@caps.example'`, [])
    for (const query of ['', '?month=2025-06'])
      expect((await attention(query)).caps).toMatchObject([
        { email: 'full@caps.example', reached: true, spent_cents: 1_000, cap_cents: 1_000, customers: 1 },
        { email: 'closer@caps.example', reached: false, spent_cents: 950, customers: 2 },
        { email: 'close@caps.example', reached: false, spent_cents: 900, customers: 2 },
      ])
  })

  test('200: five of each kind at most, and how many there are; a top-up takes a customer out', async () => {
    const accounts = []
    for (let n = 0; n < 7; n++) accounts.push(await capped(`n${n}@caps.example`))
    for (const account of accounts) await spend(gateway, account, 900)
    const { caps } = await attention()
    expect(caps).toHaveLength(5)
    for (const row of caps) expect(row).toMatchObject({ customers: 7 })
    const topUp = `select * from top_up($1::bigint, null, 1000, 'one top-up', 'admin')`
    await gateway.books.query(topUp, [accounts[0]?.customerId ?? ''])
    for (const row of (await attention()).caps) expect(row).toMatchObject({ customers: 6, reached: false })
  })

  test('200: automatic top-ups whose card was refused, until somebody changes it, and those whose maximum is used up', async () => {
    const [refused, usedUp] = [
      await cardHolder(gateway, { email: 'refused@cards.example' }),
      await cardHolder(gateway, { email: 'used-up@cards.example', auto_topup_monthly_max_cents: 900 }),
    ]
    await cardHolder(gateway, { email: 'fine@cards.example' })
    await cardHolder(gateway, {
      email: 'off@cards.example',
      auto_topup_enabled: false,
      auto_topup_monthly_max_cents: 0,
    })
    expect((await attention()).auto_topups).toEqual([])
    for (const account of [refused, usedUp]) await spend(gateway, account, 900)
    await gateway.books.query(`select fail_auto_topup(id, 'card_declined') from auto_topups where customer_id = $1`, [
      refused.customerId,
    ])
    expect((await attention()).auto_topups).toEqual([
      { customer_id: refused.customerId, email: 'refused@cards.example', trouble: 'failed', customers: 1 },
      { customer_id: usedUp.customerId, email: 'used-up@cards.example', trouble: 'used_up', customers: 1 },
    ])
    await gateway.books.query(
      `update customers set stripe_payment_method_id = 'pm_other', card_saved_at = now() where id = $1`,
      [refused.customerId],
    )
    expect((await attention()).auto_topups).toMatchObject([{ trouble: 'used_up' }])
  })

  test('200: messages that were given up, and models without a price', async () => {
    const account = await gateway.account()
    for (let n = 0; n < 2; n++) await givenUp(account)
    const asked = (model: string, created_at = new Date().toISOString()) => ({
      created_at,
      level: 'warn' as const,
      kind: 'http_error_response' as const,
      error_code: 'UNPRICED_MODEL',
      model,
    })
    await writeEvents(gateway.deps.db, [asked('one'), asked('one'), asked('two'), asked('old', '2026-01-01T00:00:00Z')])
    expect(await attention()).toMatchObject({ webhooks_given_up: 2, unpriced: { models: 2, calls: 3 } })
  })

  test('200: whether any vendor is set up; the sandbox is none', async () => {
    for (const [environment, hasVendor] of [
      [{ SANDBOX_PROVIDER: 'on' }, false],
      [{ SANDBOX_PROVIDER: 'on', OPENAI_API_KEY: 'planted' }, true],
    ] as const) {
      await using other = await createTestGateway(environment)
      const { attention: found } = await read<Overview>(other, routes, token)
      expect(found).toMatchObject({ has_vendor: hasVendor })
    }
  })
})

test('400: a month that is none', async () => {
  const response = await gateway.call(routes, { method: 'GET', key: token, query: '?month=2026-00' })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: 'month' })
})
