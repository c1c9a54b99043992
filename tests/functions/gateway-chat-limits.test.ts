import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/gateway-chat.ts'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { anyText, aTime } from '../support/matching.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { digestTables } from '../support/table-rows.ts'

/** How often, how many at once, and from how many devices. */

let vendor: StubVendor
let gateway: TestGateway

beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway({ OPENAI_BASE_URL: vendor.baseUrls.openai, OPENAI_API_KEY: 'stub' })
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openHolds()).toBe(0)
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

const body = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 16,
}

const ask = ({ key }: Account, installId?: string): Promise<Response> =>
  gateway.call(routes, { key, body, headers: installId === undefined ? {} : { 'x-kaixu-install-id': installId } })

const statusOf = async (account: Account, installId?: string): Promise<number> => (await ask(account, installId)).status

/** A refusal that reaches no provider and writes nothing at all. */
const refused = async (account: Account, installId?: string) => {
  const before = await digestTables(gateway.books)
  const requests = vendor.requests.length
  const response = await ask(account, installId)
  const error = await errorBodyOf(response)
  expect(vendor.requests.length).toBe(requests)
  expect(await digestTables(gateway.books)).toEqual(before)
  return { error, headers: Object.fromEntries(response.headers) }
}

describe('429', () => {
  beforeEach(() => earlyInTheMinute(5))

  test('rpm_limit: the calls of a minute, and not one more', async () => {
    const account = await gateway.account({ key: { rpm_limit: 3 } })
    for (let call = 0; call < 3; call++) expect(await statusOf(account)).toBe(200)
    const { error, headers } = await refused(account)
    expect(error).toEqual({
      error: anyText,
      code: 'RATE_LIMITED',
      hint: anyText,
      request_id: anyText,
      ratelimit: { limit: 3, remaining: 0, reset: aTime },
    })
    const seconds = Number(headers['retry-after'])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(headers).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(seconds),
    })
    await gateway.books.query(
      `update rate_limit_windows set window_start = window_start - interval '1 minute' where api_key_id = $1`,
      [account.keyId],
    )
    expect(await statusOf(account)).toBe(200)
  })

  test('rpd_limit: the calls of a day, and the reset is midnight', async () => {
    const account = await gateway.account({ key: { rpd_limit: 2 } })
    for (let call = 0; call < 2; call++) expect(await statusOf(account)).toBe(200)
    const { error } = await refused(account)
    const midnight = new Date(new Date().setUTCHours(24, 0, 0, 0)).toISOString()
    expect(error).toMatchObject({ code: 'RATE_LIMITED', ratelimit: { limit: 2, remaining: 0, reset: midnight } })
  })

  test('DEFAULT_RPM_LIMIT is for keys without a limit of their own, and -1 is none', async () => {
    await using other = await createTestGateway({
      DATABASE_URL: gateway.databaseUrl,
      DEFAULT_RPM_LIMIT: '2',
      OPENAI_BASE_URL: vendor.baseUrls.openai,
      OPENAI_API_KEY: 'stub',
    })
    const limited = await gateway.account({ key: { rpm_limit: null } })
    const statuses = []
    for (let call = 0; call < 3; call++) statuses.push((await other.call(routes, { key: limited.key, body })).status)
    expect(statuses).toEqual([200, 200, 429])
    const unlimited = await gateway.account({ key: { rpm_limit: -1 } })
    for (let call = 0; call < 4; call++)
      expect((await other.call(routes, { key: unlimited.key, body })).status).toBe(200)
  })

  test('a limit is the key’s own: another key of the customer is not held up', async () => {
    const account = await gateway.account({ key: { rpm_limit: 1 } })
    expect(await statusOf(account)).toBe(200)
    expect(await statusOf(account)).toBe(429)
    expect(await statusOf(await gateway.account({ key: { rpm_limit: 1 } }))).toBe(200)
  })

  test('40 at once on a limit of 10: ten are answered', async () => {
    const account = await gateway.account({ key: { rpm_limit: 10 } })
    const statuses = await Promise.all(Array.from({ length: 40 }, () => statusOf(account)))
    expect(statuses.filter((status) => status === 200)).toHaveLength(10)
    expect(statuses.filter((status) => status === 429)).toHaveLength(30)
  })

  test('concurrency_limit: as many at once, and the next as soon as one has ended', async () => {
    const account = await gateway.account({ key: { concurrency_limit: 2 } })
    vendor.behave({ kind: 'answer', chunks: ['a', 'b'], interruption: { afterChunks: 1, by: 'hold' } })
    const arriving = vendor.request(vendor.requests.length + 2)
    const running = [ask(account), ask(account)]
    await arriving
    const { error, headers } = await refused(account)
    expect(error).toMatchObject({ code: 'CONCURRENCY_LIMIT', ratelimit: { limit: 2, remaining: 0, reset: aTime } })
    expect(headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'retry-after': '1' })
    vendor.behave({ kind: 'answer', chunks: ['ok'] })
    vendor.release()
    for (const response of await Promise.all(running)) expect(response.status).toBe(200)
    expect(await statusOf(account)).toBe(200)
  })
})

describe('devices', () => {
  const devices = ({ keyId }: Account) =>
    gateway.books.query('select install_id from key_devices where api_key_id = $1 order by 1', [keyId])

  test.each([
    ['the key wants one', { key: { require_install_id: true } }],
    ['the customer wants one', { customer: { require_install_id: true } }],
    ['the key has seats', { key: { max_devices: 2 } }],
    ['the customer has seats', { customer: { max_devices_per_key: 2 } }],
  ])('400: an install id has to be there when %s', async (_, options) => {
    const account = await gateway.account(options)
    expect((await refused(account)).error).toMatchObject({ code: 'INSTALL_ID_REQUIRED' })
    expect((await refused(account, '  ')).error).toMatchObject({ code: 'INSTALL_ID_REQUIRED' })
    expect(await statusOf(account, 'laptop')).toBe(200)
  })

  test('200: without seats any number of devices is noted, and none is wanted', async () => {
    const account = await gateway.account()
    expect(await statusOf(account)).toBe(200)
    for (const installId of ['a', 'b', 'a', 'c']) expect(await statusOf(account, installId)).toBe(200)
    expect(await devices(account)).toEqual([{ install_id: 'a' }, { install_id: 'b' }, { install_id: 'c' }])
  })

  test('200: seats of 0 on the key are no limit, whatever the customer has', async () => {
    const account = await gateway.account({ customer: { max_devices_per_key: 1 }, key: { max_devices: 0 } })
    for (const installId of ['a', 'b']) expect(await statusOf(account, installId)).toBe(200)
  })

  test('403: a new device when all seats are taken; the ones seated go on', async () => {
    const account = await gateway.account({ key: { max_devices: 2 } })
    for (const installId of ['a', 'b']) expect(await statusOf(account, installId)).toBe(200)
    expect((await refused(account, 'c')).error).toMatchObject({ code: 'SEAT_LIMIT', hint: anyText })
    for (const installId of ['a', 'b']) expect(await statusOf(account, installId)).toBe(200)
    expect(await devices(account)).toHaveLength(2)
  })

  test('403: a revoked device; and its seat is free', async () => {
    const account = await gateway.account({ key: { max_devices: 1 } })
    expect(await statusOf(account, 'a')).toBe(200)
    await gateway.books.query('update key_devices set revoked_at = now() where api_key_id = $1', [account.keyId])
    expect((await refused(account, 'a')).error).toMatchObject({ code: 'DEVICE_REVOKED' })
    expect(await statusOf(account, 'b')).toBe(200)
  })

  test('403: of eight new devices at once on one seat, one is seated', async () => {
    const account = await gateway.account({ key: { max_devices: 1 } })
    const statuses = await Promise.all(Array.from({ length: 8 }, (_, at) => statusOf(account, `device-${at}`)))
    expect(statuses.toSorted()).toEqual([200, ...Array<number>(7).fill(403)])
    expect(await devices(account)).toHaveLength(1)
  })

  test('402: a call that is refused for money seats nobody', async () => {
    const account = await gateway.account({ capCents: 0, key: { max_devices: 1 } })
    expect((await refused(account, 'a')).error).toMatchObject({ code: 'CAP_REACHED' })
    expect(await devices(account)).toEqual([])
  })

  test('429: a call that is refused for its rate seats nobody', async () => {
    const account = await gateway.account({ key: { max_devices: 2, rpd_limit: 1 } })
    expect(await statusOf(account, 'a')).toBe(200)
    expect((await refused(account, 'b')).error).toMatchObject({ code: 'RATE_LIMITED' })
    expect(await devices(account)).toEqual([{ install_id: 'a' }])
  })
})
