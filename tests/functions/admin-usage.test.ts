import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-usage.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { aTime } from '../support/matching.ts'
import { read, settledCall, sibling, thisMonth, today } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Row = Record<string, unknown>
type Usage = {
  rollup: Row
  per_key: Row[]
  per_model: Row[]
  per_day: Row[]
  events: Row[]
  next_cursor: string | null
}
const usageOf = (query: string) => read<Usage>(gateway, routes, token, query)

describe('GET', () => {
  test('200: a customer without a call', async () => {
    const { customerId } = await gateway.account({ capCents: 700 })
    expect(await usageOf(`?customer_id=${customerId}`)).toEqual({
      customer: {
        id: Number(customerId),
        email: expect.stringContaining('@example.com') as string,
        plan_name: 'starter',
        monthly_cap_cents: 700,
      },
      month: thisMonth(),
      rollup: {
        spent_cents: 0,
        spent_usd: '0',
        extra_cents: 0,
        held_cents: 0,
        overrun_cents: 0,
        overrun_usd: '0',
        list_cents: 0,
        list_usd: '0',
        margin_usd: '0',
        calls: 0,
        input_tokens: 0,
        output_tokens: 0,
        updated_at: null,
      },
      per_key: [],
      per_model: [],
      per_day: [],
      events: [],
      next_cursor: null,
    })
  })

  test('200: the month, per key, per model, per day and call by call, all of one sum', async () => {
    const account = await gateway.account()
    const other = await sibling(gateway, account)
    await settledCall(gateway, account)
    await settledCall(gateway, other, { admission: { provider: 'gemini', model: 'gemini-2.5-flash' } })
    await settledCall(gateway, other, { settlement: { outcome: 'cut', estimated: true } })
    const usage = await usageOf(`?customer_id=${account.customerId}`)
    const whole = { spent_usd: '0.0000000021', list_usd: '0.0000000015', margin_usd: '0.0000000006', calls: 3 }
    expect(usage.rollup).toMatchObject({ ...whole, input_tokens: 30, output_tokens: 60, updated_at: aTime })
    expect(usage.per_key).toMatchObject([
      { id: other.keyId, key_last4: other.key.slice(-4), label: 'subkey', spent_usd: '0.0000000014', calls: 2 },
      { id: account.keyId, spent_usd: '0.0000000007', input_tokens: 10, output_tokens: 20, updated_at: aTime },
    ])
    expect(usage.per_model).toMatchObject([
      { provider: 'openai', model: 'gpt-4o-mini', calls: 2, cost_usd: '0.0000000014', estimated: 1, unfinished: 1 },
      { provider: 'gemini', model: 'gemini-2.5-flash', calls: 1, cost_usd: '0.0000000007', margin_usd: '0.0000000002' },
    ])
    expect(usage.per_day).toMatchObject([
      { day: today(), calls: 3, cost_usd: '0.0000000021', list_usd: '0.0000000015' },
    ])
    expect(usage.events).toHaveLength(3)
    expect(usage.events[0]).toMatchObject({ outcome: 'cut', cost_usd: '0.0000000007', margin_usd: '0.0000000002' })
    const held = { hold_usd: '0.000000002', released_usd: '0.0000000013', overrun_usd: '0' }
    for (const event of usage.events) expect(event).toMatchObject(held)
  })

  test('200: what a call cost over its hold is shown as overrun', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, { settlement: { costPico: 5_000n } })
    const { rollup, events } = await usageOf(`?customer_id=${account.customerId}`)
    expect(rollup).toMatchObject({ spent_usd: '0.000000002', overrun_usd: '0.000000003' })
    expect(events).toMatchObject([{ hold_usd: '0.000000002', released_usd: '0', overrun_usd: '0.000000003' }])
  })

  test('200: pages of calls, with the same sums on each', async () => {
    const account = await gateway.account()
    for (let n = 0; n < 5; n++) await settledCall(gateway, account)
    const seen: unknown[] = []
    for (let cursor = ''; ;) {
      const page = await usageOf(`?customer_id=${account.customerId}&limit=2${cursor}`)
      expect(page.rollup['calls']).toBe(5)
      seen.push(...page.events.map(({ id }) => id))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(new Set(seen).size).toBe(5)
    expect(seen).toHaveLength(5)
  })

  test('200: calls narrowed to a model, a key or a request, beside the sums of all', async () => {
    const account = await gateway.account()
    const other = await sibling(gateway, account)
    await settledCall(gateway, account, { admission: { requestId: 'the-one' } })
    await settledCall(gateway, other, { admission: { provider: 'gemini', model: 'gemini-2.5-flash' } })
    for (const [query, found] of [
      ['request_id=the-one', { request_id: 'the-one', api_key_id: account.keyId }],
      [`api_key_id=${other.keyId}`, { api_key_id: other.keyId }],
      ['provider=gemini&model=gemini-2.5-flash', { provider: 'gemini', api_key_id: other.keyId }],
    ] as const) {
      const usage = await usageOf(`?customer_id=${account.customerId}&${query}`)
      expect(usage.events).toMatchObject([found])
      expect(usage.rollup).toMatchObject({ calls: 2 })
      expect(usage.per_model).toHaveLength(2)
    }
    expect((await usageOf(`?customer_id=${account.customerId}&request_id=another`)).events).toEqual([])
  })

  test('200: another month, and nobody else', async () => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    await settledCall(gateway, account)
    expect((await usageOf(`?customer_id=${account.customerId}&month=2025-11`)).rollup).toMatchObject({ calls: 0 })
    expect((await usageOf(`?customer_id=${other.customerId}`)).rollup).toMatchObject({ calls: 0 })
  })

  test('one round trip', async () => {
    const { customerId } = await gateway.account()
    const before = gateway.roundTrips()
    await usageOf(`?customer_id=${customerId}`)
    expect(gateway.roundTrips() - before).toBe(1)
  })
})

test('404: there is no such customer', async () => {
  const response = await gateway.call(routes, { method: 'GET', key: token, query: '?customer_id=999999' })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
})

test('400: no customer, or a month that is none', async () => {
  for (const [query, field] of [
    ['', 'customer_id'],
    ['?customer_id=1&month=2026-1', 'month'],
    ['?customer_id=1&request_id=', 'request_id'],
  ] as const) {
    const response = await gateway.call(routes, { method: 'GET', key: token, query })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  }
})
