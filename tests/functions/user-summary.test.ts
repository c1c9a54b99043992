import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminSettings } from '../../netlify/functions/admin-settings.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes } from '../../netlify/functions/user-summary.ts'
import { admit } from '../../netlify/functions/_lib/db/calls.ts'
import { signAdminToken, signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import { admission } from '../support/calls.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { aTime } from '../support/matching.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Summary = {
  customer: Record<string, unknown>
  key: Record<string, unknown>
  month: Record<string, unknown>
  by_model: Record<string, unknown>[]
  keys: Record<string, unknown>[]
}
const summaryOf = (key: string, query = '') => read<Summary>(gateway, routes, key, query)

test('200: the percentage at which this gateway warns, to customers and to the operator', async () => {
  await using early = await createTestGateway({ CAP_WARN_PCT: '60' })
  const { key } = await early.account()
  expect(await read(early, routes, key)).toMatchObject({ cap_warn_pct: 60 })
  const token = await signAdminToken(SECRETS.JWT_SECRET)
  expect(await read(early, adminSettings, token)).toMatchObject({ cap_warn_pct: 60 })
})

describe('GET', () => {
  test('200: every field of the contract, for a key that has done nothing', async () => {
    const account = await gateway.account({ capCents: 500, keyCapCents: 200 })
    expect(await summaryOf(account.key)).toEqual({
      scope: 'key',
      customer: {
        id: account.customerId,
        plan_name: 'starter',
        monthly_cap_cents: 500,
        is_active: true,
        created_at: aTime,
      },
      key: {
        id: account.keyId,
        label: 'subkey',
        key_last4: account.key.slice(-4),
        role: 'deployer',
        has_cap_override: true,
      },
      month: {
        month: thisMonth(),
        cap_cents: 500,
        spent_cents: 0,
        customer_cap_cents: 500,
        customer_spent_cents: 0,
        key_cap_cents: 200,
        key_spent_cents: 0,
        held_cents: 0,
        remaining_usd: '2',
        extra_cents: 0,
        extra_usd: '0',
        customer_cap_usd: '5',
        customer_spent_usd: '0',
        customer_held_usd: '0',
        customer_remaining_cents: 500,
        customer_remaining_usd: '5',
        key_cap_usd: '2',
        key_spent_usd: '0',
        key_held_usd: '0',
        key_remaining_cents: 200,
        key_remaining_usd: '2',
        customer_tokens: 0,
        key_tokens: 0,
        customer_calls: 0,
        key_calls: 0,
      },
      by_model: [],
      keys: [],
      payments: false,
      cap_warn_pct: 85,
    })
  })

  test('200: what a call cost, to the pico-dollar, and what is left', async () => {
    const account = await gateway.account({ capCents: 500 })
    const answer = await gateway.call(chat, {
      key: account.key,
      body: { provider: 'sandbox', model: 'lorem', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 40 },
    })
    const { usage, month } = (await answer.json()) as { usage: Record<string, number>; month: Record<string, unknown> }
    const summary = await summaryOf(account.key)
    expect(summary.month).toMatchObject(month)
    expect(summary.month).toMatchObject({
      customer_spent_cents: usage['cost_cents'],
      key_spent_cents: usage['cost_cents'],
      customer_tokens: (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0),
      customer_calls: 1,
      key_calls: 1,
    })
    expect(summary.by_model).toMatchObject([
      { provider: 'sandbox', model: 'lorem', calls: 1, cost_cents: usage['cost_cents'], cost_usd: usage['cost_usd'] },
    ])
    // What the operator pays is nobody else's business.
    expect(JSON.stringify(summary)).not.toContain('list')
  })

  test('200: what is held is not left, and nothing is left below zero', async () => {
    const account = await gateway.account({ capCents: 1, keyCapCents: 1 })
    await settledCall(gateway, account, {
      admission: { price: { inputPico: 9_000_000_000n, outputPicoPerToken: 1n, floorPico: 1n } },
      settlement: { costPico: 6_000_000_000n },
    })
    await admit(
      gateway.deps.db,
      admission(account, { price: { inputPico: 1_000_000_000n, outputPicoPerToken: 1n, floorPico: 1n }, maxTokens: 1 }),
    )
    const { month } = await summaryOf(account.key)
    expect(month).toMatchObject({ held_cents: 0.1000000001, customer_remaining_cents: 0.2999999999 })
    expect(month).toMatchObject({ customer_held_usd: '0.001000000001', customer_remaining_usd: '0.002999999999' })
    await gateway.books.query('update customers set monthly_cap_cents = 0 where id = $1', [account.customerId])
    expect((await summaryOf(account.key)).month).toMatchObject({ customer_remaining_cents: 0, remaining_usd: '0' })
  })

  test('200: a rotated key goes on with what the one before it spent', async () => {
    const first = await gateway.account({ keyCapCents: 100 })
    await settledCall(gateway, first)
    const second = await sibling(gateway, first, { rotatedFrom: first.keyId })
    await settledCall(gateway, second)
    const { month, by_model } = await summaryOf(second.key)
    expect(month).toMatchObject({ key_spent_cents: 0.00000014, key_tokens: 60, key_calls: 2 })
    expect(by_model).toMatchObject([{ calls: 2, cost_usd: '0.0000000014' }])
  })

  test('200: another month, also as a whole date; an empty one is the current', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    for (const query of ['?month=2025-01', '?month=2025-01-31']) {
      expect((await summaryOf(account.key, query)).month).toMatchObject({
        month: '2025-01',
        spent_cents: 0,
        key_calls: 0,
      })
    }
    expect((await summaryOf(account.key, '?month=')).month).toMatchObject({ month: thisMonth(), key_calls: 1 })
  })

  test('200: a session sees what its key sees, whatever else the session says', async () => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    const session = { apiKeyId: account.keyId, customerId: other.customerId, keyLast4: 'none' }
    const token = await signUserSession(session, SECRETS.JWT_SECRET, 60)
    expect(await summaryOf(token)).toEqual(await summaryOf(account.key))
  })

  test('one round trip besides the one that looks up the key', async () => {
    const account = await gateway.account()
    const before = gateway.roundTrips()
    await summaryOf(account.key)
    expect(gateway.roundTrips() - before).toBe(2)
  })
})

describe('scope', () => {
  test.each(['viewer', 'deployer'])('403: a key with the role %s asks for the whole customer', async (role) => {
    const account = await gateway.account({ key: { role } })
    const response = await gateway.call(routes, { method: 'GET', key: account.key, query: '?scope=customer' })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'FORBIDDEN' })
  })

  test.each(['admin', 'owner'])('200: a key with the role %s sees every key, dearest first', async (role) => {
    const boss = await gateway.account({ key: { role } })
    const worker = await sibling(gateway, boss)
    await settledCall(gateway, boss)
    await settledCall(gateway, worker)
    await settledCall(gateway, worker)
    const stranger = await gateway.account()
    await settledCall(gateway, stranger)
    const whole = await summaryOf(boss.key, '?scope=customer')
    expect(whole.keys).toMatchObject([
      { id: worker.keyId, calls: 2, spent_usd: '0.0000000014' },
      { id: boss.keyId, calls: 1, spent_usd: '0.0000000007' },
    ])
    expect(whole.by_model).toMatchObject([{ calls: 3, cost_usd: '0.0000000021' }])
    expect((await summaryOf(boss.key)).by_model).toMatchObject([{ calls: 1 }])
    expect((await summaryOf(boss.key)).keys).toEqual([])
  })
})

describe('400', () => {
  test.each(['?month=2026-13', '?month=2026', '?month=November', '?scope=all', '?month=2026-01&month=2026-02'])(
    '%s',
    async (query) => {
      const { key } = await gateway.account()
      const response = await gateway.call(routes, { method: 'GET', key, query })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: query.slice(1, 6) })
    },
  )
})

test('403: the customer is disabled', async () => {
  const { key } = await gateway.account({ customer: { is_active: false } })
  expect(await errorBodyOf(await gateway.call(routes, { method: 'GET', key }))).toMatchObject({
    code: 'CUSTOMER_DISABLED',
  })
})
