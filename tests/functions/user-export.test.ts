import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/user-export.ts'
import { csvRows } from '../support/csv.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { partsOf } from '../support/exports.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'

let gateway: TestGateway
/** The owner of an account, a key beside his, one that came from it by rotation, and somebody else altogether. */
let owner: Account, worker: Account, successor: Account, stranger: Account

beforeAll(async () => {
  gateway = await createTestGateway({ EXPORT_MAX_ROWS: '2' })
  owner = await gateway.account({
    capCents: 500,
    keyCapCents: 300,
    customer: { plan_name: '=plan' },
    key: { role: 'owner' },
  })
  worker = await sibling(gateway, owner)
  successor = await sibling(gateway, worker, { rotatedFrom: worker.keyId })
  stranger = await gateway.account({ key: { role: 'owner' } })
  await gateway.books.query(`update api_keys set label = '@label' where id = $1`, [owner.keyId])
  for (const [account, requestId] of [
    [owner, 'owner'],
    [worker, 'worker-1'],
    [stranger, 'stranger'],
    [successor, 'successor'],
    [worker, 'worker-2'],
  ] as const) {
    await settledCall(gateway, account, { admission: { requestId, installId: '=1+1', appId: 'a"b\nc' } })
  }
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const ask = (key: string, query = '') => gateway.call(routes, { method: 'GET', key, query })
const rowsOf = async (key: string, query = '') => {
  const response = await ask(key, query)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return csvRows(text)
}
/** Every request of an export, over all of its parts. */
const requestsOf = async (key: string, query = '') =>
  csvRows((await partsOf(gateway, routes, { key, query })).join('')).map((row) => row['request_id'])

describe('events', () => {
  test('200: what existing spreadsheets read comes first, and nothing of what the vendors charge', async () => {
    const response = await ask(owner.key)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="kaixu-events-${thisMonth()}-key${owner.key.slice(-4)}.csv"`,
      'x-kaixu-row-count': '1',
    })
    const text = await response.text()
    expect(text.slice(0, text.indexOf('\n'))).toBe(
      'created_at,provider,model,input_tokens,output_tokens,cost_cents,install_id,request_id,surface,cached_tokens,' +
        'cache_write_tokens,reasoning_tokens,cost_usd,estimated,outcome,app_id,duration_ms,id,api_key_id',
    )
    expect(csvRows(text)).toMatchObject([
      {
        provider: 'openai',
        input_tokens: '10',
        output_tokens: '20',
        cost_cents: '0.00000007',
        cost_usd: '0.0000000007',
        install_id: "'=1+1",
        app_id: 'a"b\nc',
        request_id: 'owner',
        api_key_id: owner.keyId,
      },
    ])
    expect(csvRows(text)[0]?.['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(await (await ask(owner.key, '?format=ndjson')).text()).not.toContain('list')
  })

  test('200: a key has its own and those of the keys it was rotated from or to, in order', async () => {
    expect(await requestsOf(owner.key)).toEqual(['owner'])
    for (const { key } of [worker, successor]) {
      expect(await requestsOf(key)).toEqual(['worker-1', 'successor', 'worker-2'])
    }
  })

  test('200: the whole account for a key that may see it, nobody else’s', async () => {
    expect(await requestsOf(owner.key, '?scope=customer')).toEqual(['owner', 'worker-1', 'successor', 'worker-2'])
    const response = await ask(owner.key, '?scope=customer')
    expect(response.headers.get('content-disposition')).toContain(
      `"kaixu-events-${thisMonth()}-customer${owner.customerId}.csv"`,
    )
    await response.text()
    expect(await requestsOf(stranger.key, '?scope=customer')).toEqual(['stranger'])
  })

  test('200: a cursor of somebody else’s is a place like any other', async () => {
    const [theirs] = await rowsOf(stranger.key)
    const rest = await ask(owner.key, `?scope=customer&limit=9&cursor=${theirs?.['id']}`)
    expect((await rest.text()).split('\n').filter((line) => line.includes('stranger'))).toEqual([])
  })

  test('200: an answer holds what the platform can stream, and says what is left', async () => {
    const response = await ask(worker.key, '?limit=5000')
    expect(response.headers.get('x-kaixu-row-count')).toBe('2')
    const search = `scope=key&type=events&month=${thisMonth()}&format=csv&limit=5000`
    expect(response.headers.get('link')).toBe(
      `</.netlify/functions/under-test?${search}&cursor=${response.headers.get('x-kaixu-next-cursor')}>; rel="next"`,
    )
    await response.text()
    const json = await ask(worker.key, '?format=ndjson')
    expect(json.headers.get('x-kaixu-row-count')).toBe('1')
    await json.text()
  })
})

describe('summary', () => {
  const HEADER =
    'month,customer_id,plan,customer_cap_cents,customer_spent_cents,customer_extra_cents,key_id,key_last4,key_label,' +
    'key_cap_cents,key_spent_cents,customer_spent_usd,customer_held_cents,key_spent_usd,key_held_cents,key_input_tokens,' +
    'key_output_tokens,key_calls'

  test('200: the contract’s columns first, in one row of the key', async () => {
    const response = await ask(owner.key, '?type=summary')
    expect(response.headers.get('content-disposition')).toContain(
      `"kaixu-summary-${thisMonth()}-key${owner.key.slice(-4)}.csv"`,
    )
    const text = await response.text()
    expect(text.slice(0, text.indexOf('\n'))).toBe(HEADER)
    expect(csvRows(text)).toEqual([
      {
        month: thisMonth(),
        customer_id: owner.customerId,
        plan: "'=plan",
        customer_cap_cents: '500',
        customer_spent_cents: '0.00000028',
        customer_extra_cents: '0',
        key_id: owner.keyId,
        // As a cell: what begins like a formula is made text.
        key_last4: owner.key.slice(-4).replace(/^-/, "'-"),
        key_label: "'@label",
        key_cap_cents: '300',
        key_spent_cents: '0.00000007',
        customer_spent_usd: '0.0000000028',
        customer_held_cents: '0',
        key_spent_usd: '0.0000000007',
        key_held_cents: '0',
        key_input_tokens: '10',
        key_output_tokens: '20',
        key_calls: '1',
      },
    ])
  })

  test('200: a key counts with the keys it was rotated from or to; without a cap it has none', async () => {
    expect(await rowsOf(successor.key, '?type=summary')).toMatchObject([
      { key_id: successor.keyId, key_calls: '3', key_cap_cents: '' },
    ])
  })

  test('200: the account has a row for every key, dearest first, which add up', async () => {
    const rows = await rowsOf(owner.key, '?type=summary&scope=customer')
    expect(rows.map((row) => [row['key_id'], row['key_calls']])).toEqual([
      [worker.keyId, '2'],
      [owner.keyId, '1'],
      [successor.keyId, '1'],
    ])
  })

  test('200: a month without a call still says where the account stands', async () => {
    for (const scope of ['key', 'customer']) {
      expect(await rowsOf(owner.key, `?type=summary&month=2025-12&scope=${scope}`)).toMatchObject([
        { month: '2025-12', customer_cap_cents: '500', key_id: owner.keyId, key_calls: '0' },
      ])
    }
  })

  test('200: as NDJSON, an object a key', async () => {
    const text = await (await ask(owner.key, '?type=summary&format=ndjson')).text()
    expect(JSON.parse(text)).toMatchObject({ key_cap_cents: 300, key_spent_usd: '0.0000000007', plan: '=plan' })
    expect(Object.keys(Object(JSON.parse(text)) as object)).toEqual(HEADER.split(','))
  })
})

describe('invoice', () => {
  test('200: for a key that may see what all keys used', async () => {
    const response = await ask(owner.key, '?type=invoice')
    expect(response.headers.get('content-disposition')).toContain(
      `"kaixu-invoice-${thisMonth()}-customer${owner.customerId}.csv"`,
    )
    const rows = csvRows(await response.text())
    expect(rows.slice(0, 4).map((row) => [row['type'], row['total_tokens']])).toEqual([
      ['TOTAL', '120'],
      ['KEY', '60'],
      ['KEY', '30'],
      ['KEY', '30'],
    ])
    expect(rows.map((row) => row['label'])).toContain("'@label")
    const json = (await (await ask(owner.key, '?type=invoice&format=ndjson')).text()).split('\n')
    expect(json).toHaveLength(rows.length + 1)
    expect(JSON.parse(json[0] ?? '')).toMatchObject({ type: 'TOTAL', spent_cents: 2.8e-7, amount_usd: '0.0000000028' })
  })
})

test.each(['scope=customer', 'scope=customer&type=summary', 'type=invoice'])(
  '403: ?%s is for admins and owners',
  async (query) => {
    for (const role of ['viewer', 'deployer', 'admin']) {
      const { key } = await sibling(gateway, owner, { role })
      const response = await ask(key, `?${query}`)
      expect(response.status).toBe(role === 'admin' ? 200 : 403)
      if (role !== 'admin') expect(await errorBodyOf(response)).toMatchObject({ code: 'FORBIDDEN' })
    }
  },
)

test.each([
  ['type', 'type=keys'],
  ['month', 'month=november'],
  ['format', 'format=json'],
  ['limit', 'limit=-5'],
  ['limit', 'limit=1.5'],
  ['cursor', 'cursor=abc'],
  ['scope', 'scope=all'],
  ['month', 'month=2026-10&month=2026-11'],
])('400: names %s in ?%s', async (field, query) => {
  const response = await ask(owner.key, `?${query}`)
  expect(response.status).toBe(400)
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
})

test('401: needs a key, and an operator is none', async () => {
  expect((await gateway.call(routes, { method: 'GET' })).status).toBe(401)
  const headers = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
  expect((await gateway.call(routes, { method: 'GET', headers })).status).toBe(401)
})

test('405: only reads', async () => {
  expect((await gateway.call(routes, { method: 'DELETE', key: owner.key })).status).toBe(405)
})
