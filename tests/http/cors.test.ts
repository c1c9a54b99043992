import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { ENDPOINTS, rowOf } from '../support/route-table.ts'

const ORIGIN = 'https://app.example'
const chat = rowOf('POST', 'gateway-chat').routes
const stream = rowOf('POST', 'gateway-stream').routes
const hello = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }

let strict: TestGateway
let listed: TestGateway
let development: TestGateway
let account: Account

beforeAll(async () => {
  strict = await createTestGateway()
  listed = await createTestGateway({ ALLOWED_ORIGINS: ` ${ORIGIN}/ , http://localhost:5173 ` })
  development = await createTestGateway({ ALLOWED_ORIGINS: '*' })
  account = await listed.account()
})
afterAll(async () => {
  for (const gateway of [strict, listed, development]) await gateway[Symbol.asyncDispose]()
})

const preflight = (gateway: TestGateway, origin?: string) =>
  gateway.call(chat, { method: 'OPTIONS', headers: origin === undefined ? {} : { origin } })

const grantOf = (response: Response) => response.headers.get('access-control-allow-origin')

describe('ALLOWED_ORIGINS', () => {
  test.each([ORIGIN, 'null', 'http://gateway.test', undefined])('unset grants nothing: %s', async (origin) => {
    const response = await preflight(strict, origin)
    expect(grantOf(response)).toBeNull()
    expect(response.headers.get('vary')).toBe(origin === undefined ? null : 'Origin')
  })

  test.each([ORIGIN, 'http://localhost:5173'])('grants what it lists: %s', async (origin) => {
    const response = await preflight(listed, origin)
    expect(grantOf(response)).toBe(origin)
    expect(response.headers.get('vary')).toBe('Origin')
  })

  test.each([
    'https://app.example.evil.test',
    'https://evil-app.example',
    'https://sub.app.example',
    'https://app.example:8443',
    'https://app.example:443',
    'http://app.example',
    'https://APP.example',
    'https://app.example/',
    `${ORIGIN}, https://evil.test`,
    'http://localhost',
    'https://app',
    'null',
    '*',
    '',
  ])('grants nothing that only resembles what it lists: %j', async (origin) => {
    expect(grantOf(await preflight(listed, origin))).toBeNull()
  })

  test('grants nothing to who names no origin', async () => {
    const response = await preflight(listed)
    expect(grantOf(response)).toBeNull()
  })

  test.each([
    [ORIGIN, ORIGIN],
    ['null', 'null'],
    [undefined, '*'],
  ])('`*` reflects %s', async (origin, grant) => {
    expect(grantOf(await preflight(development, origin))).toBe(grant)
  })
})

const ALWAYS = {
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE,OPTIONS',
  'access-control-max-age': '86400',
  'access-control-allow-headers':
    'authorization,content-type,x-kaixu-install-id,x-kaixu-request-id,x-kaixu-app,x-kaixu-build,x-admin-password,' +
    'x-kaixu-error-token,x-kaixu-mode,x-content-sha1,x-setup-secret,x-kaixu-job-secret,x-job-worker-secret,' +
    'idempotency-key,x-api-key,x-goog-api-key,x-goog-api-client,anthropic-version,anthropic-beta,' +
    'anthropic-dangerous-direct-browser-access,openai-organization,openai-project,user-agent,x-server-timeout,' +
    'x-stainless-arch,x-stainless-helper,x-stainless-helper-method,x-stainless-lang,x-stainless-os,' +
    'x-stainless-package-version,x-stainless-retry-count,x-stainless-runtime,x-stainless-runtime-version,' +
    'x-stainless-timeout',
  'access-control-allow-origin': ORIGIN,
  vary: 'Origin',
  'x-kaixu-request-id': 'r-1',
  'x-content-type-options': 'nosniff',
}

describe('every answer carries the CORS headers and its request id', () => {
  const sent = { headers: { origin: ORIGIN, 'x-kaixu-request-id': 'r-1' } }
  const answers: Record<string, () => Promise<Response>> = {
    'a preflight': () => listed.call(chat, { ...sent, method: 'OPTIONS' }),
    'an answer': () => listed.call(chat, { ...sent, key: account.key, body: hello }),
    'a stream': () => listed.call(stream, { ...sent, key: account.key, body: hello }),
    'a 400': () => listed.call(chat, { ...sent, key: account.key, body: {} }),
    'a 401': () => listed.call(chat, { ...sent, body: hello }),
    'a refused stream': () => listed.call(stream, { ...sent, body: hello }),
    'a 405': () => listed.call(chat, { ...sent, method: 'GET' }),
    'a 413': () => listed.call(chat, { headers: { ...sent.headers, 'content-length': '7000000' }, body: '{}' }),
    ...Object.fromEntries(
      Object.entries(ENDPOINTS).map(([name, { routes }]) => [
        `the preflight of ${name}`,
        () => listed.call(routes, { ...sent, method: 'OPTIONS' }),
      ]),
    ),
  }

  test.each(Object.entries(answers))('%s', async (_, ask) => {
    const response = await ask()
    expect(Object.fromEntries(response.headers)).toMatchObject(ALWAYS)
    const exposed = response.headers.get('access-control-expose-headers')?.split(',') ?? []
    expect(exposed).toEqual(expect.arrayContaining(['x-kaixu-request-id', 'date']))
    // Credentials of the browser's own (cookies) have no part in this.
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    await response.text()
  })
})
