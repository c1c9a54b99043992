import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { rowOf } from '../support/route-table.ts'

const chat = rowOf('POST', 'gateway-chat').routes
const hello = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

let gateway: TestGateway
let account: Account
beforeAll(async () => {
  gateway = await createTestGateway()
  account = await gateway.account({ capCents: 500_000_000 })
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const idGivenBack = async (headers: Record<string, string>): Promise<string> => {
  const response = await gateway.call(chat, { headers })
  const { request_id } = await errorBodyOf(response)
  expect(response.headers.get('x-kaixu-request-id')).toBe(request_id)
  return request_id
}

test.each(['a', 'A-Z.a_z:0-9', '-', '..', 'x'.repeat(128), crypto.randomUUID()])(
  'a harmless id of the client is kept: %s',
  async (id) => {
    expect(await idGivenBack({ 'x-kaixu-request-id': id })).toBe(id)
    expect(await idGivenBack({ 'x-request-id': id })).toBe(id)
  },
)

test.each([
  '',
  ' ',
  'x'.repeat(129),
  'x'.repeat(100_000),
  'a b',
  'a/b',
  'a,b',
  '<script>',
  '"',
  "'; drop table holds --",
  '\u00e9',
  '{}',
  'a%0d%0aset-cookie:x',
  'a\tb',
  '\u0001',
])('any other is replaced: %j', async (id) => {
  expect(await idGivenBack({ 'x-kaixu-request-id': id })).toMatch(UUID)
  expect(await idGivenBack({ 'x-request-id': id })).toMatch(UUID)
})

test('two ids in one header are none', async () => {
  const headers = new Headers([
    ['x-kaixu-request-id', 'one'],
    ['x-kaixu-request-id', 'two'],
  ])
  expect(await idGivenBack(Object.fromEntries(headers))).toMatch(UUID)
})

test("the gateway's own header comes before the common one", async () => {
  expect(await idGivenBack({ 'x-kaixu-request-id': 'ours', 'x-request-id': 'theirs' })).toBe('ours')
})

test('the id is kept with the usage event', async () => {
  const response = await gateway.call(chat, {
    key: account.key,
    body: hello,
    headers: { 'x-kaixu-request-id': 'find-me' },
  })
  expect(response.status).toBe(200)
  const rows = await gateway.books.query(`select request_id from usage_events where request_id = 'find-me'`, [])
  expect(rows).toHaveLength(1)
})

describe('headers that are too long or strange', () => {
  const huge = 'x'.repeat(100_000)
  test.each<[string, Record<string, string>, number]>([
    ['100 KB of authorization', { authorization: `Bearer ${huge}` }, 401],
    ['100 KB of white space in the authorization', { authorization: `Bearer${' '.repeat(100_000)}x y` }, 401],
    ['100 KB of dots in the authorization', { authorization: `Bearer ${'.'.repeat(100_000)}` }, 401],
    ['100 KB of user agent', { 'user-agent': huge }, 200],
    ['100 KB of app and build', { 'x-kaixu-app': huge, 'x-kaixu-build': huge }, 200],
    ['an app that is not ASCII', { 'x-kaixu-app': '\u00fc\u0001\u00ff', 'user-agent': '\u00fc\u0001' }, 200],
    ['100 KB of origin', { origin: `https://${huge}` }, 200],
    ['a content type that is none', { 'content-type': 'image/png' }, 200],
    ['a content length that is none', { 'content-length': 'many' }, 200],
    ['a negative content length', { 'content-length': '-1' }, 200],
    ['a client address that is none', { 'x-nf-client-connection-ip': huge }, 200],
  ])('%s', async (_, headers, status) => {
    const response = await gateway.call(chat, { key: account.key, body: hello, headers })
    expect(response.status).toBe(status)
    if (status !== 200) await errorBodyOf(response)
  })

  test('an install id is trimmed and cut to 80 characters', async () => {
    const headers = { 'x-kaixu-install-id': `  ${'i'.repeat(500)}` }
    const response = await gateway.call(chat, { key: account.key, body: hello, headers })
    expect(await response.json()).toMatchObject({ telemetry: { install_id: 'i'.repeat(80) } })
  })

  test('an install id of white space is none', async () => {
    const response = await gateway.call(chat, {
      key: account.key,
      body: hello,
      headers: { 'x-kaixu-install-id': '   ' },
    })
    expect(await response.json()).toMatchObject({ telemetry: { install_id: null } })
  })
})
