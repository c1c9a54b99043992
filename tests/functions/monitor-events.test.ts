import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeEvents, type NewEventRow } from '../../netlify/functions/_lib/db/monitor-events.ts'
import { pruneOldEvents } from '../../netlify/functions/_lib/services/monitor-events.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { routes as list } from '../../netlify/functions/admin-monitor-events.ts'
import { routes as prune } from '../../netlify/functions/admin-monitor-prune.ts'
import { bearer } from '../support/credentials.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
let headers: Record<string, string>

beforeAll(async () => {
  gateway = await createTestGateway()
  headers = bearer(await signAdminToken(SECRETS.JWT_SECRET))
  await writeEvents(gateway.deps.db, EVENTS)
})
afterAll(() => gateway[Symbol.asyncDispose]())

const event = (nth: number, change: Partial<NewEventRow> = {}): NewEventRow => ({
  created_at: new Date(Date.UTC(2026, 10, 1, 0, nth)).toISOString(),
  level: 'warn',
  kind: 'http_error_response',
  request_id: `request-${nth}`,
  ...change,
})

const EVENTS: readonly NewEventRow[] = [
  event(1, {
    level: 'error',
    kind: 'upstream_error',
    function_name: 'gateway-chat',
    app_id: 'notebook',
    error_code: 'UPSTREAM_BUSY',
  }),
  event(2, { kind: 'blocked', function_name: 'gateway-stream', customer_id: '7' }),
  event(3, { kind: 'thrown_error', level: 'error', app_id: 'notebook', extra: { cause: 'TypeError' } }),
  event(4, { level: 'info', kind: 'audit', customer_id: '7', request_id: 'other%_1' }),
  event(5, { kind: 'slow', duration_ms: 20_000, http_status: 200 }),
]

type Listed = { events: { id: string; request_id: string }[]; next_after_id: string; next_cursor: string | null }

const listed = async (query = ''): Promise<Listed> => {
  const response = await gateway.call(list, { method: 'GET', headers, query })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Listed // Of the wire contract.
}
const found = async (query: string): Promise<string[]> => (await listed(query)).events.map((row) => row.request_id)
const all = [5, 3, 2, 1].map((nth) => `request-${nth}`).toSpliced(1, 0, 'other%_1')

describe('200: the list', () => {
  test('is newest first, each row with every column, and says where to go on', async () => {
    const { events, next_after_id, next_cursor } = await listed()
    expect(events.map((row) => row.request_id)).toEqual(all)
    expect([next_after_id, next_cursor]).toEqual(['5', null])
    expect(events[0]).toEqual({
      id: '5',
      created_at: '2026-11-01T00:05:00.000Z',
      request_id: 'request-5',
      level: 'warn',
      kind: 'slow',
      function_name: null,
      method: null,
      path: null,
      app_id: null,
      build_id: null,
      customer_id: null,
      api_key_id: null,
      provider: null,
      model: null,
      http_status: 200,
      duration_ms: 20_000,
      error_code: null,
      error_message: null,
      upstream_status: null,
      upstream_body: null,
      user_agent: null,
      ip_hash: null,
      install_id: null,
      extra: {},
      customer_email: null,
      key_label: null,
      key_last4: null,
    })
  })

  test('names the customer and the key of a row, as they are called today, and a number that is nobody’s any more', async () => {
    const { customerId, keyId, key } = await gateway.account({
      customer: { email: 'named@events.example' },
      key: { label: 'ci' },
    })
    await writeEvents(gateway.deps.db, [
      event(6, { request_id: 'named-1', customer_id: customerId, api_key_id: keyId }),
      event(7, { request_id: 'named-2', customer_id: '999999', api_key_id: '999999' }),
    ])
    const known = { customer_email: 'named@events.example', key_label: 'ci', key_last4: key.slice(-4) }
    const nobody = { customer_id: '999999', customer_email: null, key_label: null, key_last4: null }
    expect((await listed('?q=named-')).events).toMatchObject([nobody, known])
    expect((await listed('?q=named-&order=asc')).events).toMatchObject([known, nobody])
    expect((await listed(`?customer_id=${customerId}`)).events).toMatchObject([known])
    await gateway.books.query(`delete from gateway_events where request_id ^@ 'named-'`, [])
  })

  test.each([
    ['?level=error', ['request-3', 'request-1']],
    ['?kind=blocked', ['request-2']],
    ['?kind=error', ['request-3', 'request-1']],
    ['?function=gateway-chat', ['request-1']],
    ['?fn=gateway-stream', ['request-2']],
    ['?app=notebook', ['request-3', 'request-1']],
    ['?app=notebook&kind=thrown_error', ['request-3']],
    ['?error_code=UPSTREAM_BUSY', ['request-1']],
    ['?error_code=UPSTREAM', []],
    ['?request_id=request-2', ['request-2']],
    ['?q=request-', ['request-5', 'request-3', 'request-2', 'request-1']],
    ['?q=other%25_', ['other%_1']],
    ['?q=%25', []],
    ['?customer_id=7', ['other%_1', 'request-2']],
    ['?since=2026-11-01T00:04:00Z', ['request-5', 'other%_1']],
    [`?since=${Date.UTC(2026, 10, 1, 0, 4) / 1000}`, ['request-5', 'other%_1']],
    [`?since=${Date.UTC(2026, 10, 1, 0, 4)}`, ['request-5', 'other%_1']],
    ['?since=2026-11-02', []],
  ])('is narrowed by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  test('is paged by cursor, both ways, without a gap or a repeat', async () => {
    for (const [order, expected] of [
      ['desc', all],
      ['asc', all.toReversed()],
    ] as const) {
      const seen: string[] = []
      let cursor: string | null = ''
      for (let page = 0; cursor !== null && page < 9; page += 1) {
        const next: Listed = await listed(`?limit=2&order=${order}${cursor === '' ? '' : `&cursor=${cursor}`}`)
        seen.push(...next.events.map((row) => row.request_id))
        cursor = next.next_cursor
      }
      expect([order, seen]).toEqual([order, expected])
    }
  })

  test('goes forward from after_id, as existing clients ask', async () => {
    const first = await listed('?after_id=0&limit=2')
    expect(first.events.map(({ id }) => id)).toEqual(['1', '2'])
    expect(first.next_after_id).toBe('2')
    const second = await listed(`?after_id=${first.next_after_id}`)
    expect(second.events.map(({ id }) => id)).toEqual(['3', '4', '5'])
    expect((await listed('?after_id=5')).next_after_id).toBe('5')
    expect((await listed('?kind=client_error')).next_after_id).toBe('5')
  })
})

test.each([
  ['level', 'fatal'],
  ['kind', 'nothing'],
  ['order', 'up'],
  ['since', 'yesterday'],
  ['since', '12'],
  ['since', '2026-13-01'],
  ['after_id', '-1'],
  ['limit', '0'],
  ['cursor', 'x'],
  ['customer_id', 'x'],
])('400: %s=%s, and which field it is', async (field, value) => {
  const response = await gateway.call(list, { method: 'GET', headers, query: `?${field}=${value}` })
  expect(response.status).toBe(400)
  expect((await errorBodyOf(response))['field']).toBe(field)
})

test('every filter is found through an index', async () => {
  // Of a table that is large enough for that.
  await gateway.books.query(
    `insert into gateway_events (created_at, request_id, level, kind, function_name, app_id, customer_id, error_code)
     select now() - n * interval '1 second', 'bulk-' || n, 'warn', (array['slow', 'blocked', 'audit'])[1 + n % 3], 'f' || n % 50,
            'a' || n % 50, n % 500, 'E' || n % 500 from generate_series(1, 20000) n`,
    [],
  )
  await gateway.books.query('analyze gateway_events', [])
  for (const where of [
    `true`,
    `level = 'info'`,
    `kind = any ('{slow}')`,
    `function_name = 'f7'`,
    `app_id = 'a7'`,
    `customer_id = 7`,
    `error_code = 'E7'`,
    `request_id = 'bulk-7'`,
    `request_id ^@ 'bulk-77'`,
    `created_at >= now() - interval '10 seconds'`,
  ]) {
    const plan = await gateway.books.query(
      `explain select * from gateway_events where ${where} order by id desc limit 201`,
      [],
    )
    expect([where, JSON.stringify(plan)]).toEqual([where, expect.not.stringContaining('Seq Scan') as string])
  }
  await gateway.books.query(`delete from gateway_events where request_id ^@ 'bulk-'`, [])
})

describe('200: prune', () => {
  test('says how many it deleted, keeps the rest, and who it was', async () => {
    const now = Date.now()
    const aged = (days: number, nth: number) =>
      event(nth, { created_at: new Date(now - days * 86_400_000).toISOString(), request_id: `aged-${nth}` })
    await writeEvents(gateway.deps.db, [aged(40, 1), aged(31, 2), aged(29, 3)])
    const response = await gateway.call(prune, { headers, body: {} })
    // The events of this file are some weeks old, or not, by the day on which it runs.
    const others = EVENTS.filter(({ created_at }) => Date.parse(created_at) < now - 30 * 86_400_000).length
    expect(await response.json()).toEqual({ ok: true, deleted: 2 + others, days: 30 })
    expect(await found('?q=aged-')).toEqual(['aged-3'])
    expect(await (await gateway.call(prune, { headers, body: { days: 1 } })).json()).toMatchObject({ days: 1 })
    expect(await found('?q=aged-')).toEqual([])
    const audit = await gateway.books.query(
      `select actor, meta from audit_events where action = 'MONITOR_PRUNE' order by id`,
      [],
    )
    expect(audit).toMatchObject([
      { actor: 'admin', meta: { older_than_days: 30, events: 2 + others } },
      { actor: 'admin', meta: { older_than_days: 1 } },
    ])
  })

  test('takes more than one statement deletes', async () => {
    await gateway.books.query(
      `insert into gateway_events (created_at, level, kind) select now() - interval '3 days', 'warn', 'slow' from generate_series(1, 12345)`,
      [],
    )
    expect(await pruneOldEvents(gateway.deps, { days: 2, actor: 'admin' })).toBe(12_345)
  })

  test.each([0, 3_651, 1.5, '30', null])('400: %s days', async (days) => {
    const response = await gateway.call(prune, { headers, body: { days } })
    expect((await errorBodyOf(response))['field']).toBe('days')
  })
})
