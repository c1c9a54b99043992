import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/session-token.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { SECRETS, createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { anyNumber, aUuid, textLike } from '../support/matching.ts'

let gateway: TestGateway
let account: Account
beforeAll(async () => {
  gateway = await createTestGateway()
  account = await gateway.account()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Session = { token: string; expires_in: number; key_last4: string }

const open = async (key: string, body?: unknown): Promise<Session> => {
  const response = await gateway.call(routes, { key, ...(body === undefined ? {} : { body }) })
  expect(response.status).toBe(200)
  return (await response.json()) as Session // The shape is what the first test checks.
}

const hello = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }

describe('200', () => {
  test('a token, how long it lasts, and the end of the key', async () => {
    const response = await gateway.call(routes, { key: account.key, body: {} })
    expect(await response.json()).toEqual({
      token: textLike(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      expires_in: 21_600,
      key_last4: account.key.slice(-4),
    })
  })

  test('the token says whose it is, for whom, by whom, and until when; and is not the key', async () => {
    const { token } = await open(account.key, { ttl_seconds: 900 })
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256' })
    const claims = decodeJwt(token)
    expect(claims).toEqual({
      type: 'user_session',
      api_key_id: account.keyId,
      customer_id: account.customerId,
      key_last4: account.key.slice(-4),
      iss: 'kaixu-gateway',
      aud: 'kaixu-user',
      jti: aUuid,
      iat: anyNumber,
      exp: anyNumber,
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900)
    expect(Buffer.from(token, 'base64').toString()).not.toContain(account.key.slice(8, 40))
  })

  test('two tokens have two ids', async () => {
    const [one, two] = [await open(account.key), await open(account.key)]
    expect(decodeJwt(one.token).jti).not.toBe(decodeJwt(two.token).jti)
  })

  test.each([
    [undefined, 21_600],
    [null, 21_600],
    [0, 60],
    [-5, 60],
    [59.9, 60],
    [60, 60],
    [90.7, 90],
    [86_400, 86_400],
    [86_401, 86_400],
    [1e308, 86_400],
    [-1e308, 60],
  ])('ttl_seconds %s becomes %s', async (asked, lasts) => {
    expect((await open(account.key, { ttl_seconds: asked })).expires_in).toBe(lasts)
  })

  test('without a body the operator says how long', async () => {
    await using other = await createTestGateway({ DATABASE_URL: gateway.databaseUrl, USER_SESSION_TTL_SECONDS: '300' })
    expect(await (await other.call(routes, { key: account.key })).json()).toMatchObject({ expires_in: 300 })
  })

  test('a viewer gets one, and still cannot spend with it', async () => {
    const viewer = await gateway.account({ key: { role: 'viewer' } })
    const { token } = await open(viewer.key)
    expect((await errorBodyOf(await gateway.call(chat, { key: token, body: hello }))).code).toBe('FORBIDDEN')
  })

  test('the token makes calls, charged to its key', async () => {
    const own = await gateway.account()
    const { token } = await open(own.key)
    expect((await gateway.call(chat, { key: token, body: hello })).status).toBe(200)
    const events = await gateway.books.query('select api_key_id from usage_events where customer_id = $1', [
      own.customerId,
    ])
    expect(events).toEqual([{ api_key_id: own.keyId }])
  })

  test('the token dies with its key: revoked, and alive again when that is taken back', async () => {
    const own = await gateway.account()
    const { token } = await open(own.key)
    const headers = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
    const revoke = (revoked: boolean) =>
      gateway.call(adminKeys, { method: 'PATCH', query: `?key_id=${own.keyId}`, headers, body: { revoked } })
    await revoke(true)
    expect((await gateway.call(chat, { key: token, body: hello })).status).toBe(401)
    await revoke(false)
    expect((await gateway.call(chat, { key: token, body: hello })).status).toBe(200)
  })

  test('the token does not outlive its key', async () => {
    const own = await gateway.account()
    const { token } = await open(own.key)
    await gateway.books.query(`update api_keys set expires_at = now() where id = $1`, [own.keyId])
    expect((await gateway.call(chat, { key: token, body: hello })).status).toBe(401)
  })
})

describe('400', () => {
  test('a session cannot beget a session', async () => {
    const { token } = await open(account.key)
    expect(await errorBodyOf(await gateway.call(routes, { key: token }))).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test.each(['"600"', 'true', '[]', '{}', '1e999'])('ttl_seconds %s', async (value) => {
    const response = await gateway.call(routes, { key: account.key, body: `{"ttl_seconds":${value}}` })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: 'ttl_seconds' })
  })
})

test('401: no key, or none that is known', async () => {
  expect((await gateway.call(routes)).status).toBe(401)
  expect((await gateway.call(routes, { key: 'kx_live_' })).status).toBe(401)
})

test('403: a disabled customer', async () => {
  const disabled = await gateway.account({ customer: { is_active: false } })
  expect(await errorBodyOf(await gateway.call(routes, { key: disabled.key }))).toMatchObject({
    code: 'CUSTOMER_DISABLED',
  })
})

test('405: other methods', async () => {
  expect((await gateway.call(routes, { method: 'GET', key: account.key })).status).toBe(405)
})
