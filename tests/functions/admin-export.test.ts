import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { routes } from '../../netlify/functions/admin-export.ts'
import { openSession } from '../../scripts/bench/session.ts'
import { csvRows } from '../support/csv.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { partsOf } from '../support/exports.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { addEvents } from '../support/million-events.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'

const ADMIN = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
/** Dear enough for what the tests charge. */
const PRICE = { inputPico: 1_000_000n, outputPicoPerToken: 10n, floorPico: 250n }
/** Enough for several queries. */
const MANY = 1_100

let gateway: TestGateway
/** The same database behind a gateway whose answers hold three rows. */
let small: TestGateway
/** A customer with many events. */
let busy: Account
/** Runs before every query of the gateway; throws where a test wants the database to fail. */
let beforeQuery = (): void => undefined
const logged: unknown[] = []

beforeAll(async () => {
  gateway = await createTestGateway({ EXPORT_MAX_ROWS: '0' }, (deps) => ({
    ...deps,
    log: { ...deps.log, error: (event, fields) => logged.push({ event, ...fields }) },
    db: {
      query: (text, values) => {
        beforeQuery()
        return deps.db.query(text, values)
      },
      close: () => deps.db.close(),
    },
  }))
  small = await createTestGateway({ EXPORT_MAX_ROWS: '3', DATABASE_URL: gateway.databaseUrl })
  busy = await gateway.account()
  await addMany(busy)
})
afterAll(async () => {
  await small[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

const addMany = async ({ customerId, keyId }: Account): Promise<void> => {
  const session = await openSession(gateway.databaseUrl)
  await addEvents(session, { customerId, keyIds: [keyId], rows: MANY })
  await session.close()
}

const ask = (query: string, asked = gateway) => asked.call(routes, { method: 'GET', headers: ADMIN, query })
const textOf = async (query: string): Promise<string> => {
  const response = await ask(query)
  const text = await response.text()
  expect(response.status, text).toBe(200)
  return text
}
const rowsOf = async (query: string) => csvRows(await textOf(query))
const of = ({ customerId }: Account) => `?customer_id=${customerId}`

describe('events', () => {
  test('200: what existing spreadsheets read comes first, under the name that it always had', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, {
      admission: { installId: 'laptop', appId: 'crm', requestId: 'r-1', price: PRICE },
      settlement: { costPico: 196_500n, listPico: 150_000n, cachedTokens: 4, cacheWriteTokens: 3, reasoningTokens: 2 },
    })
    const response = await ask(of(account))
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="kaixu-admin-events-${thisMonth()}-customer${account.customerId}.csv"`,
      'x-kaixu-row-count': '1',
      'cache-control': 'no-store',
    })
    expect(response.headers.has('link')).toBe(false)
    const text = await response.text()
    const [header, , end] = text.split('\n')
    expect([header, end]).toEqual([
      'created_at,api_key_id,provider,model,input_tokens,output_tokens,cost_cents,install_id,request_id,surface,cached_tokens,' +
        'cache_write_tokens,reasoning_tokens,cost_usd,estimated,outcome,app_id,duration_ms,id,list_usd',
      '',
    ])
    const [stored] = (await gateway.books.query('select id, created_at from usage_events where customer_id = $1', [
      account.customerId,
    ])) as { id: string; created_at: Date }[]
    expect(csvRows(text)).toEqual([
      {
        created_at: stored?.created_at.toISOString(),
        api_key_id: account.keyId,
        provider: 'openai',
        model: 'gpt-4o-mini',
        input_tokens: '10',
        output_tokens: '20',
        cost_cents: '0.00001965',
        install_id: 'laptop',
        request_id: 'r-1',
        surface: 'chat',
        cached_tokens: '4',
        cache_write_tokens: '3',
        reasoning_tokens: '2',
        cost_usd: '0.0000001965',
        estimated: 'false',
        outcome: 'completed',
        app_id: 'crm',
        duration_ms: '5',
        id: stored?.id,
        list_usd: '0.00000015',
      },
    ])
  })

  test('200: as NDJSON the same rows, money as text and cents as numbers', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, { admission: { appId: '=1+1' }, settlement: { costPico: 1_000n } })
    const response = await ask(`${of(account)}&format=ndjson`)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers.get('content-disposition')).toContain(`customer${account.customerId}.ndjson"`)
    const text = await response.text()
    expect(text.endsWith('}\n')).toBe(true)
    const [row] = csvRows(await textOf(of(account)))
    const json: unknown = JSON.parse(text)
    expect(Object.keys(Object(json) as object)).toEqual(Object.keys(row ?? {}))
    expect(json).toMatchObject({
      created_at: row?.['created_at'],
      api_key_id: account.keyId,
      input_tokens: 10,
      cost_cents: 1e-7,
      cost_usd: '0.000000001',
      estimated: false,
      install_id: null,
      // Nothing runs a formula in JSON.
      app_id: '=1+1',
    })
  })

  test('200: stored text is data in every cell: no formula, no broken line', async () => {
    const account = await gateway.account()
    const payloads = ["=cmd|' /C calc'!A0", '@SUM(A1)', '+1', '-1-1', '＝1', 'a"b,c', 'zwei\nZeilen', '漢字 🙂']
    for (const payload of payloads) {
      await settledCall(gateway, account, { admission: { installId: payload, appId: payload, model: payload } })
    }
    const rows = await rowsOf(of(account))
    const expected = payloads.map((payload) => (/^[=@+＝-]/.test(payload) ? `'${payload}` : payload))
    for (const column of ['install_id', 'app_id', 'model']) expect(rows.map((row) => row[column])).toEqual(expected)
  })

  test('200: oldest first, of one customer and one month', async () => {
    const [mine, theirs] = [await gateway.account(), await gateway.account()]
    for (const requestId of ['first', 'second']) {
      await settledCall(gateway, mine, { admission: { requestId } })
      await settledCall(gateway, theirs, { admission: { requestId: 'theirs' } })
    }
    expect((await rowsOf(of(mine))).map((row) => row['request_id'])).toEqual(['first', 'second'])
    const response = await ask(`${of(mine)}&month=2025-12`)
    expect(response.headers.get('x-kaixu-row-count')).toBe('0')
    expect((await response.text()).split('\n')).toHaveLength(2)
    expect(await textOf(`${of(mine)}&month=2025-12&format=ndjson`)).toBe('')
  })

  test('200: one key alone, named in the file', async () => {
    const account = await gateway.account()
    const other = await sibling(gateway, account)
    await settledCall(gateway, account)
    await settledCall(gateway, other)
    const response = await ask(`${of(account)}&api_key_id=${other.keyId}`)
    expect(response.headers.get('content-disposition')).toContain(
      `-customer${account.customerId}-key${other.keyId}.csv"`,
    )
    expect(csvRows(await response.text()).map((row) => row['api_key_id'])).toEqual([other.keyId])
  })
})

describe('more rows than one answer holds', () => {
  test.each([
    ['csv', 3],
    ['ndjson', 1],
  ])('200: parts in %s are announced and together are the whole file, also while calls go on', async (format, most) => {
    const account = await gateway.account()
    const call = () => settledCall(gateway, account)
    for (let n = 0; n < 7; n++) await call()
    const query = `${of(account)}&format=${format}`
    const first = await ask(query, small)
    expect(first.headers.get('x-kaixu-row-count')).toBe(String(most))
    await first.text()
    let more = 2
    const parts = await partsOf(small, routes, { headers: ADMIN, query }, async () => {
      if (more-- > 0) await call()
    })
    expect(parts).toHaveLength(9 / most)
    expect(parts.join('')).toBe(await textOf(query))
  })

  test('200: a part that goes on says that it has no header', async () => {
    const account = await gateway.account()
    for (let n = 0; n < 4; n++) await settledCall(gateway, account)
    const [first] = await rowsOf(of(account))
    const rest = await ask(`${of(account)}&cursor=${first?.['id']}`)
    expect(rest.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=absent')
    expect((await rest.text()).split('\n')).toHaveLength(4)
  })

  test('200: a limit is kept, and the link asks for the same again', async () => {
    const response = await ask(`${of(busy)}&api_key_id=${busy.keyId}&limit=2`)
    const { headers } = response
    const search = `customer_id=${busy.customerId}&api_key_id=${busy.keyId}&type=events&month=${thisMonth()}&format=csv&limit=2`
    expect(headers.get('link')).toBe(
      `</.netlify/functions/under-test?${search}&cursor=${headers.get('x-kaixu-next-cursor')}>; rel="next"`,
    )
    expect(csvRows(await response.text()).at(-1)?.['id']).toBe(headers.get('x-kaixu-next-cursor'))
    expect(headers.get('access-control-expose-headers')?.split(',')).toEqual(
      expect.arrayContaining(['link', 'content-disposition', 'x-kaixu-row-count', 'x-kaixu-next-cursor']),
    )
  })

  test('200: a limit above what an answer holds is what an answer holds', async () => {
    const response = await ask(`${of(busy)}&limit=999999999`, small)
    expect(response.headers.get('x-kaixu-row-count')).toBe('3')
    await response.text()
  })

  test('200: the last part has no link, even when it is full', async () => {
    const account = await gateway.account()
    for (let n = 0; n < 3; n++) await settledCall(gateway, account)
    const response = await ask(of(account), small)
    expect([response.headers.get('x-kaixu-row-count'), response.headers.get('link')]).toEqual(['3', null])
    await response.text()
  })
})

describe('the stream', () => {
  test('200: reads a page at a time and holds every event once', async () => {
    const before = gateway.roundTrips()
    const rows = await rowsOf(of(busy))
    expect(rows.map((row) => row['request_id'])).toEqual(Array.from({ length: MANY }, (_, n) => `request-${n + 1}`))
    // The login, the customer, the cut, and five pages of 250.
    expect(gateway.roundTrips() - before).toBe(8)
  })

  test('200: ends where it was said to end, whatever is settled meanwhile', async () => {
    const account = await gateway.account()
    await addMany(account)
    const response = await ask(of(account))
    const chunks = []
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk)
      if (chunks.length < 3) await settledCall(gateway, account)
    }
    expect(response.headers.get('x-kaixu-row-count')).toBe(String(MANY))
    expect(csvRows(Buffer.concat(chunks).toString())).toHaveLength(MANY)
    expect(await rowsOf(of(account))).toHaveLength(MANY + 2)
  })

  test('200: nobody reads, nothing is read; whoever leaves stops it', async () => {
    const before = gateway.roundTrips()
    const response = await ask(of(busy))
    const reader = response.body?.getReader()
    const pause = () => new Promise((resolve) => setTimeout(resolve, 100))
    await pause()
    // The login, the customer, the cut, the first page.
    expect(gateway.roundTrips() - before).toBe(4)
    await reader?.read()
    await reader?.read()
    await pause()
    // The header and a page are taken, the next one is at hand.
    expect(gateway.roundTrips() - before).toBe(5)
    await reader?.cancel()
    await pause()
    expect(gateway.roundTrips() - before).toBe(5)
  })

  test('503: a database that fails before the first row is an error like any other', async () => {
    let queries = 0
    beforeQuery = () => {
      if (++queries === 4) throw new GatewayError('DATABASE_UNAVAILABLE', 'The gateway cannot reach its database')
    }
    const response = await ask(of(busy))
    beforeQuery = () => undefined
    expect(response.status).toBe(503)
    expect(await errorBodyOf(response)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  })

  test('200: a database that fails on the way breaks the file off, and the log has the request', async () => {
    let queries = 0
    beforeQuery = () => {
      if (++queries === 6) throw new GatewayError('DATABASE_UNAVAILABLE', 'The gateway cannot reach its database')
    }
    const response = await ask(of(busy))
    await expect(response.text()).rejects.toThrow()
    beforeQuery = () => undefined
    expect(logged).toContainEqual({
      event: 'export_failed',
      code: 'DATABASE_UNAVAILABLE',
      request_id: response.headers.get('x-kaixu-request-id'),
    })
  })

  test('200: events that vanish on the way break the file off', async () => {
    const account = await gateway.account()
    for (let n = 0; n < 2; n++) await settledCall(gateway, account)
    const forgetful = await createTestGateway({ DATABASE_URL: gateway.databaseUrl }, (deps) => ({
      ...deps,
      db: {
        query: async (text, values) => {
          const rows = await deps.db.query(text, values)
          return text.includes('u.request_id') ? rows.slice(1) : rows
        },
        close: () => deps.db.close(),
      },
    }))
    const response = await ask(of(account), forgetful)
    await expect(response.text()).rejects.toThrow('fewer events')
    await forgetful[Symbol.asyncDispose]()
  })
})

describe('summary', () => {
  test('200: the contract’s columns first, then the exact figures', async () => {
    const account = await gateway.account({
      capCents: 500,
      customer: { plan_name: '=plan', email: '+evil@example.com' },
    })
    await settledCall(gateway, account, { settlement: { costPico: 800n, listPico: 500n } })
    const response = await ask(`${of(account)}&type=summary`)
    expect(response.headers.get('content-disposition')).toContain(`kaixu-admin-summary-${thisMonth()}-customer`)
    const text = await response.text()
    expect(text.split('\n')[0]).toBe(
      'month,customer_id,email,plan,cap_cents,extra_cents,spent_cents,input_tokens,output_tokens,calls,spent_usd,held_cents,' +
        'list_usd,margin_usd,overrun_usd,key_id,key_last4,key_label,key_cap_cents,key_spent_cents,key_spent_usd,' +
        'key_input_tokens,key_output_tokens,key_calls',
    )
    expect(csvRows(text)).toMatchObject([
      {
        month: thisMonth(),
        customer_id: account.customerId,
        email: "'+evil@example.com",
        plan: "'=plan",
        cap_cents: '500',
        extra_cents: '0',
        spent_usd: '0.0000000008',
        list_usd: '0.0000000005',
        margin_usd: '0.0000000003',
        input_tokens: '10',
        output_tokens: '20',
        calls: '1',
        key_id: '',
        key_spent_cents: '',
      },
    ])
  })

  test('200: top-ups raise the cap, and a margin below zero is a number', async () => {
    const account = await gateway.account({ capCents: 500 })
    await settledCall(gateway, account, { settlement: { costPico: 500n, listPico: 800n } })
    await gateway.books.query('update monthly_usage set extra_pico = 20000000000 where customer_id = $1', [
      account.customerId,
    ])
    expect(await rowsOf(`${of(account)}&type=summary`)).toMatchObject([
      { cap_cents: '502', extra_cents: '2', margin_usd: '-0.0000000003' },
    ])
  })

  test('200: a key that is asked for stands beside its customer', async () => {
    const account = await gateway.account()
    const other = await sibling(gateway, account)
    await gateway.books.query(`update api_keys set label = '@label', monthly_cap_cents = 7 where id = $1`, [
      other.keyId,
    ])
    await settledCall(gateway, account)
    await settledCall(gateway, other)
    expect(await rowsOf(`${of(account)}&type=summary&api_key_id=${other.keyId}`)).toMatchObject([
      {
        calls: '2',
        key_id: other.keyId,
        key_label: "'@label",
        key_cap_cents: '7',
        key_calls: '1',
        key_spent_usd: '0.0000000007',
      },
    ])
  })

  test('200: a customer without a call has a row of zeros', async () => {
    const account = await gateway.account()
    expect(await rowsOf(`${of(account)}&type=summary&month=2025-12`)).toMatchObject([{ spent_cents: '0', calls: '0' }])
  })
})

describe('invoice', () => {
  test('200: TOTAL, then a KEY for each key, under the contract’s columns', async () => {
    const account = await gateway.account()
    const other = await sibling(gateway, account)
    await settledCall(gateway, account)
    await settledCall(gateway, other)
    const response = await ask(`${of(account)}&type=invoice`)
    expect(response.headers.get('content-disposition')).toContain(`kaixu-admin-invoice-${thisMonth()}-customer`)
    const text = await response.text()
    expect(text).toMatch(/^type,api_key_id,key_last4,spent_cents,total_tokens,/)
    const rows = csvRows(text)
    expect(response.headers.get('x-kaixu-row-count')).toBe(String(rows.length))
    expect(rows.slice(0, 3).map((row) => [row['type'], row['total_tokens']])).toEqual([
      ['TOTAL', '60'],
      ['KEY', '30'],
      ['KEY', '30'],
    ])
    const ofKey = await rowsOf(`${of(account)}&type=invoice&api_key_id=${other.keyId}`)
    expect(ofKey.filter((row) => row['type'] === 'KEY').map((row) => row['api_key_id'])).toEqual([other.keyId])
  })

  test('200: the issued invoice once there is one, whatever was spent since', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    const issued = await gateway.call(adminInvoices, { headers: ADMIN, query: of(account) })
    expect(issued.status).toBe(200)
    await settledCall(gateway, account)
    expect((await rowsOf(`${of(account)}&type=invoice`))[0]).toMatchObject({ type: 'TOTAL', total_tokens: '30' })
  })
})

test.each([
  ['type', 'type=everything'],
  ['month', 'month=2026-13'],
  ['format', 'format=xlsx'],
  ['limit', 'limit=0'],
  ['limit', 'limit=many'],
  ['cursor', 'cursor=-1'],
  ['api_key_id', 'api_key_id=x'],
])('400: names %s in ?%s', async (field, query) => {
  const response = await ask(`?customer_id=1&${query}`)
  expect(response.status).toBe(400)
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
})

test('400: needs a customer', async () => {
  expect(await errorBodyOf(await ask(''))).toMatchObject({ code: 'BAD_REQUEST', field: 'customer_id' })
})

test('401: is the operator’s alone', async () => {
  const account = await gateway.account({ key: { role: 'owner' } })
  const response = await gateway.call(routes, { method: 'GET', key: account.key, query: of(account) })
  expect(response.status).toBe(401)
})

test.each(['events', 'summary', 'invoice'])('404: %s of nobody, and of a key that is somebody else’s', async (type) => {
  const [one, other] = [await gateway.account(), await gateway.account()]
  expect((await ask(`?customer_id=999999&type=${type}`)).status).toBe(404)
  const crossed = await ask(`${of(one)}&api_key_id=${other.keyId}&type=${type}`)
  expect(crossed.status).toBe(404)
  expect(await errorBodyOf(crossed)).toMatchObject({ code: 'NOT_FOUND' })
})

test('405: only reads', async () => {
  expect((await gateway.call(routes, { method: 'POST', headers: ADMIN })).status).toBe(405)
})
