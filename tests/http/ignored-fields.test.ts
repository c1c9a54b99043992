import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProvingGround, type ProvingGround } from '../support/proving-ground.ts'
import { ROUTES, rowOf, type TableRow } from '../support/route-table.ts'

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterAll(() => ground[Symbol.asyncDispose]())

const FIELDS = 'x-kaixu-ignored-fields'
const PARAMETERS = 'x-kaixu-ignored-parameters'

/** What an answer says that it ignored; null: nothing. */
type Ignored = { fields: string | null; parameters: string | null }
const NOTHING: Ignored = { fields: null, parameters: null }

const ignoredOf = ({ headers }: Response): Ignored => ({
  fields: headers.get(FIELDS),
  parameters: headers.get(PARAMETERS),
})

/** The good request of a row with more in its body, as text or as fields, and in its query. */
const send = async (row: TableRow, more: Record<string, unknown> | string, moreQuery = ''): Promise<Response> => {
  const { query, body } = await ground.goodRequest(row)
  const text = typeof more === 'string' ? more : JSON.stringify({ ...body, ...more })
  const search = `${query}${query === '' || moreQuery === '' ? '' : '&'}${moreQuery}`
  const response = await ground.send(row, {
    query: search.startsWith('?') || search === '' ? search : `?${search}`,
    ...(row.method === 'GET' ? {} : { body: text }),
  })
  expect(response.status, await response.clone().text()).toBeLessThan(300)
  return response
}

const customers = rowOf('POST', 'admin-customers')
const created = async (fields: string): Promise<string | null> => {
  const email = `${crypto.randomUUID()}@ignored.example`
  return ignoredOf(await send(customers, `{"email": "${email}"${fields === '' ? '' : ','}${fields}}`)).fields
}

describe('a good request ignores nothing', () => {
  // A signature covers the whole body.
  const rows = ROUTES.filter(({ row }) => row.signed === undefined)
  test.each(rows)('$title', async (row) => {
    const { query, body } = await ground.goodRequest(row)
    const response = await ground.send(row, {
      query,
      ...(row.method === 'GET' ? {} : { body: JSON.stringify({ ...body, _kaixu_meta: { app: 'x' } }) }),
    })
    await response.arrayBuffer()
    expect(ignoredOf(response)).toEqual(NOTHING)
  })
})

describe('what nobody knows is named', () => {
  const speaks = ({ route }: TableRow): boolean => route.unknownFields === undefined
  const withBody = ROUTES.filter((row) => row.route.body !== undefined && speaks(row))
  test.each(withBody)('$title: fields', async (row) => {
    expect(ignoredOf(await send(row, { monthly_cap: 5, foo: 'a value' })).fields).toBe('monthly_cap, foo')
  })

  const withQuery = ROUTES.filter((row) => row.route.query !== undefined && speaks(row))
  test.each(withQuery)('$title: parameters', async (row) => {
    const response = await send(row, {}, 'custmer_id=3')
    expect(ignoredOf(response).parameters).toBe('custmer_id')
    await response.body?.cancel()
  })

  test('none of a call of a model, whose fields are its vendor’s', () => {
    const quiet = ROUTES.filter((row) => !speaks(row)).map(({ title }) => title)
    expect(new Set(quiet)).toEqual(
      new Set([
        'POST gateway-chat',
        'POST gateway-stream',
        'POST gateway-embed',
        'POST gateway-job-submit',
        'POST v1-chat-completions',
        'POST v1-responses',
        'POST v1-embeddings',
        'POST v1-messages',
        'POST v1-messages-count-tokens',
        'POST v1beta-models',
      ]),
    )
  })

  test.each(['gateway-chat', 'v1-chat-completions'])('%s says nothing', async (name) => {
    expect(ignoredOf(await send(rowOf('POST', name), { user: 'somebody' }))).toEqual(NOTHING)
  })
})

describe('the header', () => {
  test.each([
    ['a name as it is', '"Cap-limit.v2_x": 1', 'Cap-limit.v2_x'],
    ['never a value', '"foo": "sk-secret", "bar": {"secret": 1}', 'foo, bar'],
    ['another header in a name', '"a\\r\\nset-cookie: x=1": 1', 'a__set-cookie__x_1'],
    ['a list in a name', '"a, b": 1', 'a__b'],
    ['what no header can hold', '"ключ\\u0000\ud83d\ude00": 1', '_______'],
    ['a lone surrogate', '"\\ud800x": 1', '_x'],
    [
      'names that objects are born with',
      '"__proto__": {"x": 1}, "constructor": 1, "toString": 1',
      '__proto__, constructor, toString',
    ],
    ['half a name', `"${'n'.repeat(100)}": 1`, 'n'.repeat(64)],
    ['names that read the same once', '"a b": 1, "a_b": 2, "a?b": 3', 'a_b'],
    [
      'ten names at most',
      Array.from({ length: 30 }, (_, nth) => `"f${nth}": ${nth}`).join(),
      'f0, f1, f2, f3, f4, f5, f6, f7, f8, f9',
    ],
    ['no empty name', '"": 1', null],
    ['no meta of clients', '"_kaixu_meta": {"x": 1}', null],
    ['nothing where there is nothing', '', null],
    ['not what a known field holds', '"plan_name": "pro"', null],
  ])('has %s', async (_, fields, expected) => {
    expect(await created(fields)).toBe(expected)
  })

  test('stays small, and the answer quick, whatever a megabyte of names says', async () => {
    const many = Array.from({ length: 100_000 }, (_, nth) => `"name${nth}":0`).join()
    const began = performance.now()
    const named = await created(many)
    expect(named?.split(', ')).toHaveLength(10)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect((await created(`"${'x'.repeat(1_000_000)}": 1`))?.length).toBe(64)
  })

  test('may be read by a page of another origin', async () => {
    const response = await send(customers, { foo: 1 })
    const exposed = response.headers.get('access-control-expose-headers')?.split(',')
    expect(exposed).toEqual(expect.arrayContaining([FIELDS, PARAMETERS]))
  })

  test('is of refusals, too: a misspelt name is why another is missing', async () => {
    const email = `${crypto.randomUUID()}@ignored.example`
    const missing = await ground.send(customers, { body: JSON.stringify({ emial: email }) })
    expect([missing.status, ignoredOf(missing).fields]).toEqual([400, 'emial'])
    const once = JSON.stringify({ email, foo: 1 })
    expect((await ground.send(customers, { body: once })).status).toBe(200)
    const again = await ground.send(customers, { body: once })
    expect([again.status, ignoredOf(again).fields]).toEqual([409, 'foo'])
    const unasked = await ground.send(rowOf('GET', 'admin-usage'), { query: '?custmer_id=3' })
    expect([unasked.status, ignoredOf(unasked).parameters]).toEqual([400, 'custmer_id'])
  })

  test('is of no refusal before the request was read', async () => {
    const query = '?foo=1'
    const body = JSON.stringify({ bar: 1 })
    const stranger = await ground.send(customers, { query, body, headers: { authorization: 'Bearer nobody' } })
    expect([stranger.status, ignoredOf(stranger)]).toEqual([401, NOTHING])
    const broken = await ground.send(customers, { body: '{"email": ' })
    expect([broken.status, ignoredOf(broken)]).toEqual([400, NOTHING])
  })

  test('is of every answer its own, also when it is repeated', async () => {
    const row = rowOf('POST', 'admin-topup')
    const { body } = await ground.goodRequest(row)
    const ask = (more: Record<string, unknown>) =>
      ground.send(row, { body: JSON.stringify({ ...body, ...more }), headers: { 'idempotency-key': 'ignored-1' } })
    expect(ignoredOf(await ask({ mnth: '2026-10' })).fields).toBe('mnth')
    const again = await ask({ mnth: '2026-10' })
    expect([again.headers.get('x-kaixu-replayed'), ignoredOf(again).fields]).toEqual(['true', 'mnth'])
  })
})
