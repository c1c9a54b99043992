import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERROR_STATUS, GatewayError, type ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import { nobody } from '../../netlify/functions/_lib/http/auth.ts'
import { json } from '../../netlify/functions/_lib/http/json.ts'
import { route, type Routes } from '../../netlify/functions/_lib/http/route.ts'
import type { LogFields } from '../../netlify/functions/_lib/services/log.ts'
import { rightCredential } from '../support/credentials.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { ROUTES } from '../support/route-table.ts'
import { STRIPE_SECRETS } from '../support/stub-stripe.ts'

let gateway: TestGateway
const logged: { level: string; event: string; fields?: LogFields | undefined }[] = []

beforeAll(async () => {
  gateway = await createTestGateway({}, (deps) => ({
    ...deps,
    log: {
      warn: (event, fields) => logged.push({ level: 'warn', event, fields }),
      error: (event, fields) => logged.push({ level: 'error', event, fields }),
    },
  }))
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const SOMEBODY = { customerId: '1', keyId: '1', key: `kx_live_${'a'.repeat(43)}` }

const throwing = (thrown: unknown): Routes => ({
  POST: route({
    summary: 'Throws',
    auth: nobody,
    handle: () => {
      throw thrown
    },
  }),
})

describe('the one error boundary', () => {
  const codes = Object.keys(ERROR_STATUS) as ErrorCode[] // The keys of that record are the codes.

  test.each(codes)('%s has its own status, and its body is only what is public', async (code) => {
    const error = new GatewayError(code, 'What went wrong', {
      hint: 'What to do',
      details: { field: 'x' },
      retryAfterSeconds: 7,
      headers: { 'ratelimit-limit': '5' },
      cause: new Error('the password is hunter2'),
    })
    const response = await gateway.call(throwing(error), { headers: { 'x-kaixu-request-id': 'r-1' } })
    expect(response.status).toBe(ERROR_STATUS[code])
    expect(response.headers.get('retry-after')).toBe('7')
    expect(response.headers.get('ratelimit-limit')).toBe('5')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await errorBodyOf(response)).toEqual({
      error: 'What went wrong',
      code,
      hint: 'What to do',
      request_id: 'r-1',
      field: 'x',
    })
  })

  test.each([
    new Error('relation "customers" does not exist'),
    new TypeError('cannot read secret of undefined'),
    Object.assign(new Error('duplicate key value'), { code: '23505', constraint: 'x' }),
    'a string',
    undefined,
    null,
    { message: 'secret' },
  ])('500: whatever else is thrown stays inside: %s', async (thrown) => {
    logged.length = 0
    const response = await gateway.call(throwing(thrown), { headers: { 'x-kaixu-request-id': 'r-2' } })
    expect(await errorBodyOf(response)).toEqual({
      error: 'Something went wrong on our side',
      code: 'SERVER_ERROR',
      request_id: 'r-2',
    })
    expect(logged).toMatchObject([{ level: 'error', event: 'request_failed', fields: { request_id: 'r-2' } }])
    expect(JSON.stringify(logged)).not.toMatch(/customers|secret|duplicate/)
  })

  test('work that fails after its answer is logged, and ends nobody', async () => {
    logged.length = 0
    const routes: Routes = {
      POST: route({
        summary: 'Fails after its answer',
        auth: nobody,
        handle: ({ waitUntil }) => {
          waitUntil(Promise.reject(new Error('secret')))
          return json({})
        },
      }),
    }
    expect((await gateway.call(routes)).status).toBe(200)
    await gateway.settled()
    expect(logged).toMatchObject([{ level: 'error', event: 'background_failed' }])
    expect(JSON.stringify(logged)).not.toContain('secret')
  })
})

describe('a gateway that is not set up', () => {
  test.each(['JWT_SECRET', 'KEY_PEPPER', 'ADMIN_PASSWORD'])(
    '500: without %s every endpoint but health says so, and names no value',
    async (name) => {
      const broken = await createTestGateway({ [name]: '' })
      for (const { routes, method, endpoint, row } of ROUTES) {
        const response = await broken.call(routes, { method, ...row.good(SOMEBODY) })
        if (endpoint === 'health') {
          expect(await response.json()).toMatchObject({ ok: true, env: { problems: [`${name} is not set`] } })
        } else {
          const error = await errorBodyOf(response)
          expect(error).toMatchObject({ code: 'CONFIG', hint: `${name} is not set` })
          for (const secret of Object.values(SECRETS)) expect(JSON.stringify(error)).not.toContain(secret)
        }
      }
      await broken[Symbol.asyncDispose]()
    },
  )
})

describe('a database that is out of reach', () => {
  test('503: every endpoint that needs it says when to come back, and nothing about it', async () => {
    const cut = await createTestGateway({
      DATABASE_URL: 'postgres://somebody:hunter2@127.0.0.1:1/nowhere',
      PUBLIC_APP_ORIGIN: 'https://kaixu.example',
      ...STRIPE_SECRETS,
    })
    for (const { routes, method, endpoint, row } of ROUTES) {
      const headers =
        row.auth === 'admin'
          ? { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
          : await rightCredential(row.auth, SOMEBODY)
      const good = row.good(SOMEBODY)
      const response = await cut.call(routes, { method, ...good, headers: { ...headers, ...good.headers } })
      const text = await response.clone().text()
      expect(text).not.toMatch(/hunter2|somebody|127\.0\.0\.1|ECONNREFUSED/)
      if (endpoint === 'health') {
        expect(JSON.parse(text)).toMatchObject({ ok: true, db: { ok: false, code: 'DATABASE_UNAVAILABLE' } })
      } else {
        expect((await errorBodyOf(response)).code).toBe('DATABASE_UNAVAILABLE')
        expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
      }
    }
    await cut[Symbol.asyncDispose]()
  })
})
