import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/health.ts'
import { DEFAULT_CANON } from '../../netlify/functions/_lib/domain/canon.ts'
import { METHODS } from '../../netlify/functions/_lib/http/route.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { anyText, arrayWith, aTime, textLike } from '../support/matching.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

describe('200', () => {
  test.each(METHODS)('%s: says what this deployment is, and that it works', async (method) => {
    const response = await gateway.call(routes, { method })
    expect(response.status).toBe(200)
    const body: unknown = await response.json()
    expect(body).toEqual({
      ok: true,
      ts: aTime,
      build: {
        id: textLike(/^[\w.-]+$/),
        schema: textLike(/^KAIXU_GATEWAY_SCHEMA_/),
        kaixu_system_hash: sha256(DEFAULT_CANON),
      },
      env: {
        hasDbUrl: true,
        hasJwtSecret: true,
        hasAdminPassword: true,
        hasKeyPepper: true,
        hasEngineCredentials: true,
        problems: [],
      },
      db: { ok: true, now: aTime },
    })
    for (const secret of Object.values(SECRETS)) expect(JSON.stringify(body)).not.toContain(secret)
  })

  test('HEAD: the same, without the body', async () => {
    const response = await gateway.call(routes, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.body).toBeNull()
  })

  test('the hash is of the canon in force', async () => {
    const canon = '# House rules\nBe kind.'
    await using other = await createTestGateway({ KAIXU_CANON: canon })
    expect(await (await other.call(routes, { method: 'GET' })).json()).toMatchObject({
      build: { kaixu_system_hash: sha256(canon) },
    })
  })

  test('without settings: names what is missing, and is still 200', async () => {
    await using bare = await createTestGateway({
      JWT_SECRET: '',
      KEY_PEPPER: 'short',
      ADMIN_PASSWORD: ' ',
      SANDBOX_PROVIDER: 'off',
      DATABASE_URL: '',
      CAP_WARN_PCT: 'most of it',
    })
    const response = await bare.call(routes, { method: 'GET' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      ok: true,
      env: {
        hasDbUrl: false,
        hasJwtSecret: false,
        hasAdminPassword: false,
        hasEngineCredentials: false,
        problems: arrayWith(
          'JWT_SECRET is not set',
          'KEY_PEPPER has to have at least 16 characters',
          'ADMIN_PASSWORD is not set',
          'NETLIFY_DATABASE_URL (or DATABASE_URL) is not set',
          'CAP_WARN_PCT: is not a whole number',
        ),
      },
      db: { ok: false, code: 'CONFIG', error: 'The database is not configured' },
    })
  })

  test('a database that is down is told with a code and a hint, and without its address', async () => {
    await using cut = await createTestGateway({ DATABASE_URL: 'postgres://somebody:hunter2@127.0.0.1:1/nowhere' })
    const text = await (await cut.call(routes, { method: 'GET' })).text()
    expect(JSON.parse(text)).toMatchObject({
      ok: true,
      db: { ok: false, code: 'DATABASE_UNAVAILABLE', hint: anyText, error: anyText },
    })
    expect(text).not.toMatch(/hunter2|somebody|127\.0\.0\.1|ECONNREFUSED/)
  })
})

test('204: a preflight', async () => {
  expect((await gateway.call(routes, { method: 'OPTIONS' })).status).toBe(204)
})

test('405: a method that HTTP does not have', async () => {
  expect((await gateway.call(routes, { method: 'BREW' })).status).toBe(405)
})
