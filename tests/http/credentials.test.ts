import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { signAdminToken, signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import { bearer } from '../support/credentials.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { knock } from '../support/knock.ts'
import {
  deployedEndpoints,
  ENDPOINTS,
  leastRole,
  methodsOf,
  ROUTES,
  successOf,
  type DeclaredRoute,
} from '../support/route-table.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

/**
 * Every endpoint and method with every kind of credential: who gets in, and that whoever does not leaves no trace. What a role or
 * a customer may is in matrix.test.ts.
 */

let vendor: StubVendor
let stripe: StubStripe
let gateway: TestGateway
/** The same database behind a gateway that takes no password header. */
let strictGateway: TestGateway

beforeAll(async () => {
  vendor = await startStubVendor({ behaviour: { kind: 'answer', chunks: ['ok'], usage: { input: 1, output: 1 } } })
  stripe = await startStubStripe()
  gateway = await createTestGateway({
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub',
    ...stripe.environment,
  })
  const strict = await createTestGateway({
    DATABASE_URL: gateway.databaseUrl,
    DISABLE_ADMIN_PASSWORD_HEADER: 'yes',
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub',
    ...stripe.environment,
  })
  strictGateway = { ...strict, books: gateway.books }
})
/** What whole routes leave behind: every account would be checked again after every one of thousands of tests. */
const assertBooksInOrder = async (): Promise<void> => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openCalls()).toBe(0)
}
afterAll(async () => {
  await strictGateway[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
  await stripe.close()
})

describe('the route table', () => {
  test('has every deployed file, and nothing else', () => {
    expect(Object.keys(ENDPOINTS).sort()).toEqual(deployedEndpoints())
  })

  test.each(Object.entries(ENDPOINTS))('declares every method of %s, and the authentication it has', (_, endpoint) => {
    const real = methodsOf(endpoint.routes).map((method) => [method, endpoint.routes[method]?.auth.name])
    const declared = methodsOf(endpoint.methods).map((method) => [method, endpoint.methods[method]?.auth])
    expect(Object.fromEntries(real)).toEqual(Object.fromEntries(declared))
  })
})

type Headers = Record<string, string>
type Credential = {
  headers: (account: Account) => Headers | Promise<Headers>
  /** The status by the route's kind of authentication, where it is another than 401. */
  lets?: Partial<Record<DeclaredRoute['auth'], number>>
  /** Prepares the account, before what the tables hold is noted. */
  prepare?: (account: Account) => Promise<unknown>
  /** An operator who has switched off the password header. */
  passwordHeader?: 'refused'
  /** Tables that a refusal may change. */
  counts?: readonly string[]
}

const session = async ({ keyId, customerId, key }: Account, ttlSeconds = 600, secret = SECRETS.JWT_SECRET) =>
  signUserSession({ apiKeyId: keyId, customerId, keyLast4: key.slice(-4) }, secret, ttlSeconds)

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

type Claims = Record<string, unknown>
const now = (): number => Math.floor(Date.now() / 1000)
const userClaims = ({ keyId, customerId }: Account): Claims => ({
  type: 'user_session',
  api_key_id: keyId,
  customer_id: customerId,
  key_last4: 'abcd',
  iss: 'kaixu-gateway',
  aud: 'kaixu-user',
  jti: 'j',
  iat: now(),
  exp: now() + 600,
})
const adminClaims = (): Claims => ({
  role: 'admin',
  iss: 'kaixu-gateway',
  aud: 'kaixu-admin',
  jti: 'j',
  iat: now(),
  exp: now() + 600,
})

/** A token made by hand, as somebody who knows the secret could. */
const forge = (claims: Claims, header: object = { alg: 'HS256' }, hash = 'sha256'): string => {
  const signed = `${base64url(header)}.${base64url(claims)}`
  return `${signed}.${createHmac(hash, SECRETS.JWT_SECRET).update(signed).digest('base64url')}`
}
const without = (claims: Claims, name: string): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name))

const changeLastClaim = (token: string): string => {
  const [header, , signature] = token.split('.')
  return `${header}.${base64url({ ...adminClaims(), type: 'user_session', api_key_id: '1', customer_id: '1' })}.${signature}`
}

const set = (account: Account, assignment: string) =>
  gateway.books.query(`update api_keys set ${assignment} where id = $1`, [account.keyId])

/** A session where the route takes one: 200 for calls; session-token says that it wants a key. */
const SESSION = { user: 200, account: 200, key: 400 } as const
/** A token that is no session of ours: session-token has no use for any. */
const NO_SESSION = { key: 400 } as const

const CREDENTIALS: Readonly<Record<string, Credential>> = {
  'no credential': { headers: () => ({}) },
  'an empty authorization': { headers: () => ({ authorization: '' }) },
  'an empty bearer': { headers: () => ({ authorization: 'Bearer ' }) },
  'a word': { headers: () => bearer('hello') },
  'two words': { headers: ({ key }) => bearer(`${key} ${key}`) },
  'a key in Basic': {
    headers: ({ key }) => ({ authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` }),
  },
  'a key without a scheme': { headers: ({ key }) => ({ authorization: key }) },
  'a key with a character less': { headers: ({ key }) => bearer(key.slice(0, -1)) },
  'a key with a character more': { headers: ({ key }) => bearer(`${key}x`) },
  'a key in upper case': { headers: ({ key }) => bearer(key.toUpperCase()) },
  'the hash of a key': {
    headers: ({ key }) => bearer(createHmac('sha256', SECRETS.KEY_PEPPER).update(key).digest('hex')),
  },
  'a key that nobody has': { headers: () => bearer(createVirtualKey(SECRETS.KEY_PEPPER).key) },
  'a key of a gateway with another pepper': {
    headers: ({ key }) => bearer(key),
    prepare: (account) => set(account, `key_hash = '${createVirtualKey('another-pepper').hash}'`),
  },
  'a revoked key': { headers: ({ key }) => bearer(key), prepare: (account) => set(account, 'revoked_at = now()') },
  'a rotated key after its grace': {
    headers: ({ key }) => bearer(key),
    prepare: (account) => set(account, `revoked_at = now() - interval '1 second'`),
  },
  'a rotated key within its grace': {
    headers: ({ key }) => bearer(key),
    prepare: (account) => set(account, `revoked_at = now() + interval '1 hour'`),
    lets: { user: 200, account: 200, key: 200 },
  },
  'an expired key': {
    headers: ({ key }) => bearer(key),
    prepare: (account) => set(account, `expires_at = now() - interval '1 second'`),
  },
  'a key of a disabled customer': {
    headers: ({ key }) => bearer(key),
    prepare: ({ customerId }) =>
      gateway.books.query('update customers set is_active = false where id = $1', [customerId]),
    lets: { user: 403, account: 403, key: 403 },
  },
  'the right key': { headers: ({ key }) => bearer(key), lets: { user: 200, account: 200, key: 200 } },
  'the right key, the scheme in lower case': {
    headers: ({ key }) => ({ authorization: `bearer ${key}` }),
    lets: { user: 200, account: 200, key: 200 },
  },
  'a user session': { headers: async (account) => bearer(await session(account)), lets: SESSION },
  'a user session of a revoked key': {
    headers: async (account) => bearer(await session(account)),
    prepare: (account) => set(account, 'revoked_at = now()'),
    lets: NO_SESSION,
  },
  'a user session of a disabled customer': {
    headers: async (account) => bearer(await session(account)),
    prepare: ({ customerId }) =>
      gateway.books.query('update customers set is_active = false where id = $1', [customerId]),
    lets: { user: 403, account: 403, key: 400 },
  },
  'an expired user session': { headers: async (account) => bearer(await session(account, -1)), lets: NO_SESSION },
  'a user session with other claims under the same signature': {
    headers: async (account) => bearer(changeLastClaim(await session(account))),
    lets: NO_SESSION,
  },
  'a user session without its signature': {
    headers: async (account) => bearer((await session(account)).replace(/[^.]+$/, '')),
    lets: NO_SESSION,
  },
  'a user session signed with another secret': {
    headers: async (account) => bearer(await session(account, 600, 'another-secret-that-is-long-enough-1')),
    lets: NO_SESSION,
  },
  'a user session made by hand with the secret': {
    headers: (account) => bearer(forge(userClaims(account))),
    lets: SESSION,
  },
  'a user session with alg none': {
    headers: (account) => bearer(forge(userClaims(account), { alg: 'none' })),
    lets: NO_SESSION,
  },
  'a user session with alg none and no signature': {
    headers: (account) => bearer(forge(userClaims(account), { alg: 'none' }).replace(/[^.]+$/, '')),
    lets: NO_SESSION,
  },
  'a user session with HS512': {
    headers: (account) => bearer(forge(userClaims(account), { alg: 'HS512' }, 'sha512')),
    lets: NO_SESSION,
  },
  ...Object.fromEntries(
    ['iss', 'aud', 'jti', 'exp', 'type', 'api_key_id'].map((claim): [string, Credential] => [
      `a user session without ${claim}`,
      { headers: (account) => bearer(forge(without(userClaims(account), claim))), lets: NO_SESSION },
    ]),
  ),
  'a user session of another issuer': {
    headers: (account) => bearer(forge({ ...userClaims(account), iss: 'somebody' })),
    lets: NO_SESSION,
  },
  'a user session for another audience': {
    headers: (account) => bearer(forge({ ...userClaims(account), aud: 'kaixu-admin' })),
    lets: NO_SESSION,
  },
  'a user session that calls itself an admin': {
    headers: (account) => bearer(forge({ ...userClaims(account), role: 'admin' })),
    lets: SESSION,
  },
  'a user session whose key id is SQL': {
    headers: (account) => bearer(forge({ ...userClaims(account), api_key_id: '1 or 1=1' })),
    lets: NO_SESSION,
  },
  'an admin token': {
    headers: async () => bearer(await signAdminToken(SECRETS.JWT_SECRET)),
    lets: { admin: 200, ...NO_SESSION },
  },
  'an admin token made by hand with the secret': {
    headers: () => bearer(forge(adminClaims())),
    lets: { admin: 200, ...NO_SESSION },
  },
  'an expired admin token': { headers: () => bearer(forge({ ...adminClaims(), exp: now() - 1 })), lets: NO_SESSION },
  'an admin token signed with another secret': {
    headers: async () => bearer(await signAdminToken('another-secret-that-is-long-enough-1')),
    lets: NO_SESSION,
  },
  'an admin token with alg none': { headers: () => bearer(forge(adminClaims(), { alg: 'none' })), lets: NO_SESSION },
  'an admin token without a role': {
    headers: () => bearer(forge(without(adminClaims(), 'role'))),
    lets: NO_SESSION,
  },
  'an admin token for users': {
    headers: () => bearer(forge({ ...adminClaims(), aud: 'kaixu-user' })),
    lets: NO_SESSION,
  },
  'the admin password in its header': {
    headers: () => ({ 'x-admin-password': SECRETS.ADMIN_PASSWORD }),
    lets: { admin: 200 },
  },
  'a wrong admin password in its header': {
    headers: () => ({ 'x-admin-password': 'wrong' }),
    counts: ['login_failures'],
  },
  'an empty admin password in its header': {
    headers: () => ({ 'x-admin-password': '' }),
    counts: ['login_failures'],
  },
  'the admin password in its header, which is switched off': {
    headers: () => ({ 'x-admin-password': SECRETS.ADMIN_PASSWORD }),
    passwordHeader: 'refused',
  },
  'the admin password as a bearer': { headers: () => bearer(SECRETS.ADMIN_PASSWORD) },
  'a wrong token beside the admin password': {
    headers: () => ({ ...bearer('a.b.c'), 'x-admin-password': SECRETS.ADMIN_PASSWORD }),
    lets: NO_SESSION,
  },
  'the right key beside a wrong admin password': {
    headers: ({ key }) => ({ ...bearer(key), 'x-admin-password': 'wrong' }),
    lets: { user: 200, account: 200, key: 200 },
  },
}

describe.each(ROUTES)('$title', (route) => {
  const { row } = route
  afterAll(assertBooksInOrder)
  test.each(
    Object.entries(CREDENTIALS).map(([name, credential]) => {
      const listed = row.auth === 'nobody' ? 200 : (credential.lets?.[row.auth] ?? 401)
      const status = listed === 200 ? successOf(row) : listed
      return { name, status, credential }
    }),
  )('$status: $name', async ({ status, credential }) => {
    const account = await gateway.account({ key: { role: leastRole(row) } })
    await credential.prepare?.(account)
    const asked = credential.passwordHeader === 'refused' ? strictGateway : gateway
    const answer = await knock(
      asked,
      { vendor, stripe },
      {
        row: route,
        about: account,
        headers: await credential.headers(account),
        ...(credential.counts === undefined ? {} : { excused: credential.counts }),
      },
    )
    expect(answer.status).toBe(status)
    if (status < 400) expect(answer.text).not.toContain('event: error')
    if (status === 401) expect(answer.code).toBe('UNAUTHORIZED')
  })
})
