import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-login.ts'
import { routes as customers } from '../../netlify/functions/admin-customers.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { anyNumber, anyText, aTime, aUuid, textLike } from '../support/matching.ts'

const RIGHT = SECRETS.ADMIN_PASSWORD

let gateway: TestGateway
const logged: unknown[] = []
const seen: string[] = []

beforeAll(async () => {
  gateway = await createTestGateway({}, (deps) => ({
    ...deps,
    log: { warn: (...line) => logged.push(line), error: (...line) => logged.push(line) },
  }))
})
afterAll(async () => gateway[Symbol.asyncDispose]())

let addresses = 0
const newAddress = (): string => `198.51.100.${addresses++}`

const guess = async (password: unknown, address: string): Promise<Response> => {
  const response = await gateway.call(routes, {
    headers: { 'x-nf-client-connection-ip': address },
    body: { password },
  })
  seen.push(await response.clone().text(), JSON.stringify([...response.headers]))
  return response
}

const guessByHeader = (password: string, address: string): Promise<Response> =>
  gateway.call(customers, {
    method: 'GET',
    headers: { 'x-nf-client-connection-ip': address, 'x-admin-password': password },
  })

const audit = () =>
  gateway.books.query('select actor, action, target, meta from audit_events order by id', []) as Promise<
    { action: string; meta: { address: string } }[]
  >

afterEach(async () => {
  // Wherever something is kept or shown, neither the password nor a guess nor an address may be in it.
  const kept = JSON.stringify([
    logged,
    seen,
    await audit(),
    await gateway.books.query('select * from login_failures', []),
  ])
  expect(kept).not.toContain(RIGHT)
  expect(kept).not.toContain('a wrong guess')
  expect(kept).not.toContain('198.51.100.')
})

describe('200', () => {
  test('the right password gives an admin token of 12 hours', async () => {
    const response = await guess(RIGHT, newAddress())
    expect(response.status).toBe(200)
    const body = (await response.json()) as { token: string }
    expect(Object.keys(body)).toEqual(['token'])
    expect(decodeProtectedHeader(body.token)).toEqual({ alg: 'HS256' })
    const claims = decodeJwt(body.token)
    expect(claims).toEqual({
      role: 'admin',
      iss: 'kaixu-gateway',
      aud: 'kaixu-admin',
      jti: aUuid,
      iat: anyNumber,
      exp: Number(claims.iat) + 12 * 3600,
    })
    const listed = await gateway.call(customers, { method: 'GET', key: body.token })
    expect(listed.status).toBe(200)
  })

  test('forgets the failures before it', async () => {
    const address = newAddress()
    for (let round = 0; round < 3; round++) {
      for (let failure = 0; failure < 9; failure++) expect((await guess('a wrong guess', address)).status).toBe(401)
      expect((await guess(RIGHT, address)).status).toBe(200)
    }
  })

  test('failures of more than 15 minutes ago count no more', async () => {
    const address = newAddress()
    for (let failure = 0; failure < 10; failure++) await guess('a wrong guess', address)
    expect((await guess(RIGHT, address)).status).toBe(429)
    await gateway.books.query(`update login_failures set first_at = first_at - interval '15 minutes'`, [])
    expect((await guess(RIGHT, address)).status).toBe(200)
  })
})

describe('400', () => {
  test.each([undefined, null, '', 1, true, [], {}, 'x'.repeat(1_025)])('a password that is %s', async (password) => {
    expect(await errorBodyOf(await guess(password, newAddress()))).toMatchObject({
      code: 'BAD_REQUEST',
      field: 'password',
    })
  })

  test('is no guess: it does not count', async () => {
    const address = newAddress()
    for (let failure = 0; failure < 12; failure++) await guess('', address)
    expect((await guess(RIGHT, address)).status).toBe(200)
  })
})

describe('401', () => {
  test.each([
    'a wrong guess',
    ` ${RIGHT}`,
    `${RIGHT} `,
    RIGHT.toUpperCase(),
    RIGHT.slice(0, -1),
    `${RIGHT}\u0000`,
    '\u0000',
    '\ud800',
    'x'.repeat(1_024),
  ])('a wrong password: %j', async (password) => {
    seen.length = 0
    const response = await gateway.call(routes, {
      headers: { 'x-nf-client-connection-ip': newAddress() },
      body: { password },
    })
    expect(await errorBodyOf(response)).toEqual({
      error: 'Unauthorized',
      code: 'UNAUTHORIZED',
      hint: anyText,
      request_id: anyText,
    })
  })
})

describe('429', () => {
  test('after ten failures the right password is locked out too, and is told for how long', async () => {
    const address = newAddress()
    for (let failure = 0; failure < 10; failure++) expect((await guess('a wrong guess', address)).status).toBe(401)
    const response = await guess(RIGHT, address)
    const retryAfter = Number(response.headers.get('retry-after'))
    expect(retryAfter).toBeGreaterThan(14 * 60)
    expect(retryAfter).toBeLessThanOrEqual(15 * 60)
    expect(response.headers.get('ratelimit-limit')).toBe('10')
    expect(response.headers.get('ratelimit-remaining')).toBe('0')
    expect(response.headers.get('ratelimit-reset')).toBe(String(retryAfter))
    const body = await errorBodyOf(response)
    expect(body).toMatchObject({
      code: 'LOGIN_LOCKED',
      hint: `Try again in ${retryAfter} s.`,
      ratelimit: { limit: 10, remaining: 0, reset: aTime },
    })
  })

  test('behind a proxy that is not trusted says that the address is everybody’s, and whose it is not', async () => {
    await using behind = await createTestGateway({}, (deps) => ({ ...deps, hasUntrustedProxy: () => true }))
    const ask = () =>
      behind.call(routes, {
        headers: { 'x-nf-client-connection-ip': '198.51.100.250', 'x-forwarded-for': '203.0.113.9' },
        body: { password: 'a wrong guess' },
      })
    for (let failure = 0; failure < 10; failure++) {
      expect(await errorBodyOf(await ask())).not.toHaveProperty('shared_address')
    }
    const body = await errorBodyOf(await ask())
    expect(body).toMatchObject({
      code: 'LOGIN_LOCKED',
      shared_address: true,
      hint: textLike(/^Try again in \d+ s\. .*TRUST_PROXY/),
    })
    expect(JSON.stringify(body)).not.toMatch(/198\.51|203\.0/)
  })

  test('another address is not locked', async () => {
    const address = newAddress()
    for (let failure = 0; failure < 11; failure++) await guess('a wrong guess', address)
    expect((await guess(RIGHT, newAddress())).status).toBe(200)
  })

  test('guesses by x-admin-password count too, and it is locked too', async () => {
    const address = newAddress()
    for (let failure = 0; failure < 5; failure++) {
      expect((await guessByHeader('a wrong guess', address)).status).toBe(401)
      expect((await guess('a wrong guess', address)).status).toBe(401)
    }
    expect((await guess(RIGHT, address)).status).toBe(429)
    expect((await guessByHeader(RIGHT, address)).status).toBe(429)
    expect((await guessByHeader(RIGHT, newAddress())).status).toBe(200)
  })

  test('200 parallel guesses from one address: ten are judged, and the right one among them all is locked out', async () => {
    const address = newAddress()
    const first = Array.from({ length: 150 }, () => guess('a wrong guess', address))
    await Promise.any(first)
    // Some of these come late, when the ten are used up.
    const later = Array.from({ length: 50 }, () => guess('a wrong guess', address))
    const answers = await Promise.all([...first, ...later])
    const statuses = Map.groupBy(answers, ({ status }) => status)
    expect(statuses.get(401)).toHaveLength(10)
    expect(statuses.get(429)).toHaveLength(190)
    expect((await guess(RIGHT, address)).status).toBe(429)
  })
})

describe('audit', () => {
  test('every judged sign-in leaves a row: that it was, and from which (hashed) address', async () => {
    await gateway.books.query('delete from audit_events', [])
    const [one, two] = [newAddress(), newAddress()]
    await guess('a wrong guess', one)
    await guess(RIGHT, one)
    await guess('a wrong guess', two)
    const rows = await audit()
    expect(rows).toEqual(
      ['ADMIN_LOGIN_FAIL', 'ADMIN_LOGIN_OK', 'ADMIN_LOGIN_FAIL'].map((action) => ({
        actor: 'admin',
        action,
        target: null,
        meta: { address: textLike(/^[0-9a-f]{64}$/) },
      })),
    )
    expect(rows[0]?.meta.address).toBe(rows[1]?.meta.address)
    expect(rows[0]?.meta.address).not.toBe(rows[2]?.meta.address)
  })

  test('a locked address leaves no more than its ten', async () => {
    await gateway.books.query('delete from audit_events', [])
    const address = newAddress()
    for (let failure = 0; failure < 15; failure++) await guess('a wrong guess', address)
    expect(await audit()).toHaveLength(10)
  })
})

test('405: other methods', async () => {
  expect((await gateway.call(routes, { method: 'GET' })).status).toBe(405)
})
