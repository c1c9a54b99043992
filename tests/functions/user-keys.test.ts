import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes } from '../../netlify/functions/user-keys.ts'
import { signAdminToken, signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf, type ErrorBody } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { anyText, aTime, textLike } from '../support/matching.ts'
import { settledCall, sibling } from '../support/reports.ts'
import { digestTables } from '../support/table-rows.ts'

let gateway: TestGateway
let adminToken: string
beforeAll(async () => {
  gateway = await createTestGateway({ DEFAULT_RPM_LIMIT: '120' })
  adminToken = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => {
  expect(await gateway.discrepancies()).toEqual([])
  await gateway[Symbol.asyncDispose]()
})

type Key = Record<string, unknown> & { id: string }
type Issued = { id: string; key: string; key_last4: string }
type Listing = { keys: Key[]; next_cursor: string | null; caller_key_id: string }
type Body = Readonly<Record<string, unknown>>

/** A customer whose first key has the role admin, and no limits of its own. */
const boss = (customer: Body = {}, key: Body = {}): Promise<Account> =>
  gateway.account({ customer, key: { role: 'admin', ...key } })

const post = (by: Account, body: Body = {}): Promise<Response> => gateway.call(routes, { key: by.key, body })
const patch = (by: Account, id: string, body: Body): Promise<Response> =>
  gateway.call(routes, { method: 'PATCH', key: by.key, query: `?key_id=${id}`, body })
const revoke = (by: Account, id: string): Promise<Response> =>
  gateway.call(routes, { method: 'DELETE', key: by.key, query: `?key_id=${id}` })
const rotate = (by: Account, id: string, graceSeconds?: number): Promise<Response> =>
  gateway.call(routes, {
    method: 'PUT',
    key: by.key,
    query: `?rotate_key_id=${id}`,
    ...(graceSeconds === undefined ? {} : { body: { grace_seconds: graceSeconds } }),
  })

const made = async (by: Account, body: Body = {}): Promise<Issued> => {
  const response = await post(by, body)
  expect(response.status, await response.clone().text()).toBe(200)
  return ((await response.json()) as { api_key: Issued }).api_key // As the first test of POST has it.
}

/** A living key that was made to end in the past. */
const madeExpired = async (by: Account): Promise<Issued> => {
  const key = await made(by)
  await gateway.books.query(`update api_keys set expires_at = '2020-01-01' where id = $1`, [key.id])
  return key
}

const changed = async (by: Account, id: string, body: Body): Promise<Key> => {
  const response = await patch(by, id, body)
  expect(response.status, await response.clone().text()).toBe(200)
  return ((await response.json()) as { key: Key }).key // As the first test of PATCH has it.
}

const page = async (by: Account, query = ''): Promise<Listing> => {
  const response = await gateway.call(routes, { method: 'GET', key: by.key, query })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Listing // As the first test of GET has it.
}

const refused = async (response: Promise<Response> | Response): Promise<ErrorBody> => errorBodyOf(await response)

/** A refusal, and that nothing at all was written. */
const refusedWithoutTrace = async (ask: () => Promise<Response>): Promise<ErrorBody> => {
  const before = await digestTables(gateway.books)
  const error = await refused(ask())
  expect(await digestTables(gateway.books)).toEqual(before)
  return error
}

const asOperator = async (method: string, query: string, body?: Body): Promise<void> => {
  const call = { method, query, key: adminToken, ...(body === undefined ? {} : { body }) }
  const response = await gateway.call(adminKeys, call)
  expect(response.status, await response.clone().text()).toBe(200)
}

const rowOf = async (id: string): Promise<Key> =>
  ((await gateway.books.query('select * from api_keys where id = $1', [id])) as Key[])[0] ?? { id: 'none' }

const audits = (id: string) =>
  gateway.books.query('select actor, action, meta from audit_events where target = $1 order by id', [`key:${id}`])

const spend = (key: string): Promise<Response> =>
  gateway.call(chat, {
    key,
    body: { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] },
  })

/** Live keys straight into the table; the first already counts. */
const fillUpTo = async ({ customerId, keyId }: Account, live: number): Promise<void> => {
  await gateway.books.query(
    `insert into api_keys (customer_id, key_hash, key_last4, label)
     select $1::bigint, encode(sha256(convert_to($1::bigint || '-' || $2::bigint || '-' || n, 'UTF8')), 'hex'), 'last', 'filler'
       from generate_series(1, $3::int - (select count(*)::int from api_keys where customer_id = $1::bigint
              and coalesce(revoked_at > now(), true) and coalesce(expires_at > now(), true))) n`,
    [customerId, keyId, live],
  )
}

const liveKeys = async ({ customerId }: Account): Promise<number> => {
  const rows = (await gateway.books.query(
    `select count(*)::int as live from api_keys
      where customer_id = $1 and coalesce(revoked_at > now(), true) and coalesce(expires_at > now(), true)`,
    [customerId],
  )) as { live: number }[] // The one column just asked for.
  return rows[0]?.live ?? -1
}

const EVERYTHING = {
  label: 'app',
  monthly_cap_cents: 500,
  rpm_limit: 10,
  rpd_limit: 100,
  concurrency_limit: 2,
  max_devices: 3,
  require_install_id: true,
  allowed_providers: ['openai'],
  allowed_models: { openai: ['gpt-4o-mini'] },
  expires_at: '2031-01-02T03:04:05.000Z',
}

const fresh = (customerId: string) => ({
  id: textLike(/^\d+$/),
  customer_id: customerId,
  key_last4: textLike(/^[\w-]{4}$/),
  label: 'subkey',
  role: 'deployer',
  status: 'active',
  monthly_cap_cents: null,
  rpm_limit: null,
  rpd_limit: null,
  concurrency_limit: null,
  max_devices: null,
  require_install_id: null,
  allowed_providers: null,
  allowed_models: null,
  expires_at: null,
  last_seen_at: null,
  created_at: aTime,
  revoked_at: null,
  revoked_by: null,
  rotated_from: null,
  spent_cents: 0,
  spent_usd: '0',
  line_spent_cents: 0,
  can_reveal: false,
})

describe('GET', () => {
  test('200: the keys of the own customer, newest first, as the operator sees them but for the notes', async () => {
    const [by, other] = [await boss(), await boss()]
    await made(other)
    const { id } = await made(by, EVERYTHING)
    await asOperator('PATCH', `?key_id=${id}`, { notes: 'about them' })
    const listing = await page(by)
    expect(listing).toEqual({
      caller_key_id: by.keyId,
      default_rpm: 120,
      next_cursor: null,
      keys: [
        { ...fresh(by.customerId), ...EVERYTHING, id },
        { ...fresh(by.customerId), id: by.keyId, role: 'admin', rpm_limit: -1 },
      ],
    })
  })

  test('200: what each key spent this month', async () => {
    const by = await boss()
    const worker = await sibling(gateway, by)
    await settledCall(gateway, worker, { settlement: { costPico: 700n } })
    const { keys } = await page(by)
    expect(keys).toMatchObject([
      { id: worker.keyId, spent_cents: 0.00000007, spent_usd: '0.0000000007', line_spent_cents: 0.00000007 },
      { id: by.keyId, spent_cents: 0 },
    ])
  })

  test('200: filtered and in pages, as the operator’s list', async () => {
    const by = await boss()
    const viewer = await made(by, { role: 'viewer', label: 'for looking' })
    const gone = await made(by, { label: 'looked enough' })
    await revoke(by, gone.id)
    const ids = async (query: string) => (await page(by, query)).keys.map(({ id }) => id)
    expect(await ids('?q=LOOK')).toEqual([gone.id, viewer.id])
    expect(await ids('?q=LOOK&status=active')).toEqual([viewer.id])
    expect(await ids('?status=revoked')).toEqual([gone.id])
    expect(await ids('?role=viewer')).toEqual([viewer.id])
    expect(await ids(`?q=${viewer.id}&role=viewer`)).toEqual([viewer.id])
    const first = await page(by, '?limit=2')
    expect(first.keys.map(({ id }) => id)).toEqual([gone.id, viewer.id])
    expect(await ids(`?limit=2&cursor=${first.next_cursor}`)).toEqual([by.keyId])
  })

  test('200: the operator’s notes cannot be guessed by searching for them', async () => {
    const by = await boss()
    await asOperator('PATCH', `?key_id=${by.keyId}`, { notes: 'pays late' })
    expect((await page(by, '?q=pays')).keys).toEqual([])
  })

  test('200: with a session, too', async () => {
    const by = await boss()
    const session = { apiKeyId: by.keyId, customerId: by.customerId, keyLast4: by.key.slice(-4) }
    const key = await signUserSession(session, SECRETS.JWT_SECRET, 600)
    expect(await page({ ...by, key })).toMatchObject({ caller_key_id: by.keyId })
    expect((await post({ ...by, key })).status).toBe(200)
  })

  test.each(['status=dead', 'role=root', 'limit=0', 'cursor=x'])('400: %s', async (query) => {
    const response = gateway.call(routes, { method: 'GET', key: (await boss()).key, query: `?${query}` })
    expect(await refused(response)).toMatchObject({ code: 'BAD_REQUEST', field: query.split('=')[0] })
  })
})

describe('POST', () => {
  test('200: the key, this once; it works', async () => {
    const by = await boss()
    const response = await post(by)
    const body = (await response.json()) as { api_key: Issued }
    expect(body).toEqual({
      api_key: {
        id: textLike(/^\d+$/),
        key_last4: body.api_key.key.slice(-4),
        label: 'subkey',
        created_at: aTime,
        expires_at: null,
        key: textLike(/^kx_live_[A-Za-z0-9_-]{43}$/),
      },
    })
    expect((await page(by)).keys[0]).toEqual({ ...fresh(by.customerId), id: body.api_key.id })
    expect((await spend(body.api_key.key)).status).toBe(200)
  })

  test('200: with everything; null for everything that can be absent is as good as nothing', async () => {
    const by = await boss()
    const full = await made(by, { ...EVERYTHING, role: 'viewer' })
    expect(await rowOf(full.id)).toMatchObject({
      ...EVERYTHING,
      role: 'viewer',
      expires_at: new Date(EVERYTHING.expires_at),
      customer_id: by.customerId,
    })
    const none = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, null]))
    const { id } = await made(by, { ...none, label: 'x' })
    expect((await page(by)).keys[0]).toEqual({ ...fresh(by.customerId), id, label: 'x' })
  })

  test('200: the house name of the default provider in the lists', async () => {
    const by = await boss({ allowed_providers: ['gemini'] })
    const { id } = await made(by, {
      allowed_providers: 'skyes-over-london',
      allowed_models: '{"skyes-over-london":["*"]}',
    })
    expect(await rowOf(id)).toMatchObject({ allowed_providers: ['gemini'], allowed_models: { gemini: ['*'] } })
  })

  test('200: notes are not for customers to write', async () => {
    const { id } = await made(await boss(), { notes: 'injected' })
    expect(await rowOf(id)).toMatchObject({ notes: null })
  })

  test('200: leaves an audit row that names the key that made it', async () => {
    const by = await boss()
    const { id } = await made(by, { label: 'for the app' })
    expect(await audits(id)).toEqual([
      {
        actor: `key:${by.keyId}`,
        action: 'KEY_CREATE',
        meta: { customer_id: Number(by.customerId), label: 'for the app' },
      },
    ])
  })

  test('200: rates that are left open are the caller’s own where the usual ones are beyond them', async () => {
    const slow = await boss({}, { rpm_limit: 10, rpd_limit: 100, concurrency_limit: 2 })
    const limits = { rpm_limit: 10, rpd_limit: 100, concurrency_limit: 2 }
    expect(await rowOf((await made(slow)).id)).toMatchObject(limits)
    expect(await rowOf((await made(slow, { rpm_limit: null, rpd_limit: null })).id)).toMatchObject(limits)
    const fast = await boss({}, { rpm_limit: 500, rpd_limit: 0, concurrency_limit: -1 })
    const none = { rpm_limit: null, rpd_limit: null, concurrency_limit: null }
    expect(await rowOf((await made(fast)).id)).toMatchObject(none)
    const usual = await boss({}, { rpm_limit: null })
    expect(await rowOf((await made(usual)).id)).toMatchObject(none)
  })

  test.each<[string, Body, Body]>([
    ['the caller’s own', { rpm_limit: 10 }, { rpm_limit: 10 }],
    ['fewer', { rpm_limit: 10 }, { rpm_limit: 1 }],
    ['the gateway’s usual, when the caller has none of its own', { rpm_limit: null }, { rpm_limit: 120 }],
    ['any, when the caller is not limited', { rpm_limit: 0 }, { rpm_limit: 1_000_000 }],
    ['none, when the caller is not limited', { rpm_limit: -1, rpd_limit: 0 }, { rpm_limit: 0, rpd_limit: -1 }],
    ['any per day, when the caller has no such limit', { rpd_limit: null }, { rpd_limit: 9 }],
  ])('200: as many requests as the caller may: %s', async (_, key, body) => {
    expect(await rowOf((await made(await boss({}, key), body)).id)).toMatchObject(body)
  })

  test.each<[Body, Body, string, string]>([
    [{ rpm_limit: 10 }, { rpm_limit: 11 }, 'rpm_limit', 'from 1 to 10'],
    [{ rpm_limit: 10 }, { rpm_limit: 0 }, 'rpm_limit', 'from 1 to 10'],
    [{ rpm_limit: 10 }, { rpm_limit: -1 }, 'rpm_limit', 'from 1 to 10'],
    [{ rpm_limit: null }, { rpm_limit: 121 }, 'rpm_limit', 'from 1 to 120'],
    [{ rpd_limit: 10 }, { rpd_limit: 11 }, 'rpd_limit', 'from 1 to 10'],
    [{ rpd_limit: 10 }, { rpd_limit: 0 }, 'rpd_limit', 'from 1 to 10'],
    [{ concurrency_limit: 1 }, { concurrency_limit: 2 }, 'concurrency_limit', 'from 1 to 1'],
    [{ concurrency_limit: 1 }, { concurrency_limit: -1 }, 'concurrency_limit', 'from 1 to 1'],
  ])('400: a key of %j may not make one with %j', async (key, body, field, limit) => {
    const by = await boss({}, key)
    const error = await refusedWithoutTrace(() => post(by, body))
    expect(error).toMatchObject({ code: 'BAD_REQUEST', field })
    expect(error.error).toContain(limit)
  })

  test.each<[Body, Body]>([
    [{ max_devices_per_key: 3 }, { max_devices: 3 }],
    [{ max_devices_per_key: 3 }, { max_devices: null }],
    [{ max_devices_per_key: 0 }, { max_devices: 0 }],
    [{ max_devices_per_key: null }, { max_devices: 50 }],
    [{ allowed_providers: ['openai', 'gemini'] }, { allowed_providers: ['gemini'] }],
    [{ allowed_providers: ['openai', '*'] }, { allowed_providers: ['gemini', '*'] }],
    [{ allowed_providers: [] }, { allowed_providers: ['*'] }],
    [{ allowed_providers: ['openai'] }, { allowed_providers: [] }],
    [{ allowed_models: { openai: ['a', 'b'] } }, { allowed_models: { openai: ['b'] } }],
    [{ allowed_models: { openai: ['*'] } }, { allowed_models: { openai: ['anything', '*'] } }],
    [{ allowed_models: { '*': ['a'] } }, { allowed_models: { openai: ['a'], '*': ['a'] } }],
    [{ allowed_models: { '*': ['*'] } }, { allowed_models: { '*': ['*'] } }],
    [{ allowed_models: { openai: ['a'] } }, { allowed_models: {} }],
    [{ allowed_models: {} }, { allowed_models: { '*': ['*'] } }],
    [{ allowed_providers: ['openai'], allowed_models: { '*': ['*'] } }, { allowed_models: { openai: ['a'] } }],
    [{ monthly_cap_cents: 100 }, { monthly_cap_cents: 100_000 }],
  ])('200: a customer with %j has a key with %j', async (customer, body) => {
    expect(await rowOf((await made(await boss(customer), body)).id)).toMatchObject(body)
  })

  test.each<[Body, Body, string, string]>([
    [{ max_devices_per_key: 3 }, { max_devices: 4 }, 'max_devices', 'from 1 to 3'],
    [{ max_devices_per_key: 3 }, { max_devices: 0 }, 'max_devices', 'from 1 to 3'],
    [{ allowed_providers: ['openai'] }, { allowed_providers: ['openai', 'gemini'] }, 'allowed_providers', 'gemini'],
    [{ allowed_providers: ['openai'] }, { allowed_providers: ['*'] }, 'allowed_providers', '*'],
    [{ allowed_providers: ['openai'] }, { allowed_models: { gemini: ['a'] } }, 'allowed_models', 'gemini'],
    [{ allowed_providers: ['openai'] }, { allowed_models: { '*': ['a'] } }, 'allowed_models', '*'],
    [{ allowed_providers: ['openai'] }, { allowed_models: { gemini: [] } }, 'allowed_models', 'gemini'],
    [{ allowed_models: { openai: ['a'] } }, { allowed_models: { openai: ['a', 'b'] } }, 'allowed_models', 'openai/b'],
    [{ allowed_models: { openai: ['a'] } }, { allowed_models: { openai: ['*'] } }, 'allowed_models', 'openai/*'],
    [{ allowed_models: { openai: ['a'] } }, { allowed_models: { gemini: ['a'] } }, 'allowed_models', 'gemini/a'],
    [{ allowed_models: { openai: ['a'] } }, { allowed_models: { '*': ['a'] } }, 'allowed_models', '*/a'],
    [{ allowed_models: { '*': ['a'] } }, { allowed_models: { '*': ['*'] } }, 'allowed_models', '*/*'],
  ])('400: a customer with %j has no key with %j', async (customer, body, field, part) => {
    const by = await boss(customer)
    const error = await refusedWithoutTrace(() => post(by, body))
    expect(error).toMatchObject({ code: 'BAD_REQUEST', field })
    expect(error.error).toContain(part)
  })

  test('400: says what the account may use', async () => {
    const by = await boss({ allowed_providers: ['openai', 'gemini'], allowed_models: { openai: ['gpt-4o-mini'] } })
    const providers = await refused(post(by, { allowed_providers: ['mistral'] }))
    expect(providers['hint']).toBe('This account may use: openai, gemini')
    const models = await refused(post(by, { allowed_models: { openai: ['gpt-4o'] } }))
    expect(models['hint']).toContain('gpt-4o-mini')
  })

  test.each<[Body, string]>([
    [{ role: 'root' }, 'role'],
    [{ label: '' }, 'label'],
    [{ monthly_cap_cents: -1 }, 'monthly_cap_cents'],
    [{ rpm_limit: 1.5 }, 'rpm_limit'],
    [{ concurrency_limit: '2' }, 'concurrency_limit'],
    [{ max_devices: -1 }, 'max_devices'],
    [{ require_install_id: 'yes' }, 'require_install_id'],
    [{ allowed_providers: [5] }, 'allowed_providers.0'],
    [{ allowed_models: [] }, 'allowed_models'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
  ])('400: %j', async (body, field) => {
    expect(await refused(post(await boss(), body))).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test.each(['viewer', 'deployer', 'admin'])('200: an admin makes a key with the role %s', async (role) => {
    expect(await rowOf((await made(await boss(), { role })).id)).toMatchObject({ role })
  })

  test('403: an admin makes no owner; an owner does', async () => {
    const admin = await boss()
    expect(await refusedWithoutTrace(() => post(admin, { role: 'owner' }))).toMatchObject({
      code: 'FORBIDDEN',
      field: 'role',
    })
    const owner = await boss({}, { role: 'owner' })
    expect(await rowOf((await made(owner, { role: 'owner' })).id)).toMatchObject({ role: 'owner' })
  })

  test('409: at 500 live keys; dead ones do not count', async () => {
    const by = await boss()
    const [old, older] = [await made(by), await madeExpired(by)]
    await fillUpTo(by, 500)
    const error = await refusedWithoutTrace(() => post(by))
    expect(error).toMatchObject({ code: 'CONFLICT', error: 'An account has at most 500 live keys', hint: anyText })
    expect((await patch(by, older.id, { label: 'still dead' })).status).toBe(200)
    expect((await revoke(by, old.id)).status).toBe(200)
    expect((await post(by)).status).toBe(200)
    expect((await post(by)).status).toBe(409)
  })

  test('409: of two at once with room for one, one is made', async () => {
    for (let round = 0; round < 5; round++) {
      const by = await boss()
      await fillUpTo(by, 499)
      const second = await sibling(gateway, by, { role: 'admin' })
      await revoke(by, (await page(by)).keys.find(({ label }) => label === 'filler')?.id ?? '')
      const answers = await Promise.all([post(by), post(second), post(by), post(second)])
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
      expect(await liveKeys(by)).toBe(500)
    }
  })
})

describe('PATCH', () => {
  test('200: everything but the role', async () => {
    const by = await boss()
    const { id } = await made(by)
    const response = await patch(by, id, { ...EVERYTHING, role: 'owner', notes: 'injected' })
    expect(await response.json()).toEqual({ ok: true, key: { ...fresh(by.customerId), ...EVERYTHING, id } })
    expect(await rowOf(id)).toMatchObject({ notes: null, role: 'deployer' })
  })

  test('200: null takes away what can be absent; what is not named stays', async () => {
    const by = await boss()
    const { id } = await made(by, EVERYTHING)
    expect(await changed(by, id, { label: 'renamed' })).toMatchObject({ ...EVERYTHING, label: 'renamed' })
    const none = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, null]))
    expect(await changed(by, id, { ...none, label: undefined })).toMatchObject({ ...none, label: 'renamed' })
    expect(await rowOf(id)).toMatchObject({ allowed_models: null, allowed_providers: null })
  })

  test('200: revoking kills at once, and what this customer revoked it may take back', async () => {
    const by = await boss()
    const second = await sibling(gateway, by, { role: 'admin' })
    const { id, key } = await made(by)
    expect(await changed(by, id, { revoked: true })).toMatchObject({
      status: 'revoked',
      revoked_at: aTime,
      revoked_by: `key:${by.keyId}`,
    })
    expect((await spend(key)).status).toBe(401)
    expect(await changed(second, id, { revoked: false })).toMatchObject({ status: 'active', revoked_by: null })
    expect((await spend(key)).status).toBe(200)
  })

  test('200: revoking again keeps the first time, and who it was', async () => {
    const by = await boss()
    const second = await sibling(gateway, by, { role: 'admin' })
    const { id } = await made(by)
    const first = await changed(by, id, { revoked: true })
    const { revoked_at, revoked_by } = await changed(second, id, { revoked: true })
    expect([revoked_at, revoked_by]).toEqual([first['revoked_at'], first['revoked_by']])
  })

  test('200: leaves an audit row that names what changed, unless nothing did', async () => {
    const by = await boss()
    const { id } = await made(by)
    await changed(by, id, { label: 'x', rpm_limit: 5, monthly_cap_cents: null })
    await changed(by, id, { label: 'x', revoked: false })
    await changed(by, id, { revoked: true, label: 'y' })
    await changed(by, id, { revoked: true })
    await changed(by, id, { revoked: false })
    const actor = `key:${by.keyId}`
    expect((await audits(id)).slice(1)).toEqual([
      {
        actor,
        action: 'KEY_UPDATE',
        meta: { changed: ['label', 'rpm_limit'], label: { from: 'subkey', to: 'x' }, rpm_limit: { from: null, to: 5 } },
      },
      { actor, action: 'KEY_REVOKE', meta: { changed: ['label'], label: { from: 'x', to: 'y' } } },
      { actor, action: 'KEY_UNREVOKE', meta: { changed: [] } },
    ])
  })

  test('200: what the operator allowed beyond the policy stays, also when it is sent again with a change', async () => {
    const by = await boss({ max_devices_per_key: 3, allowed_providers: ['openai'] }, { rpm_limit: 10 })
    const { id } = await made(by)
    const beyond = {
      rpm_limit: 1_000,
      rpd_limit: 5,
      max_devices: 9,
      allowed_providers: ['gemini'],
      allowed_models: { gemini: ['*'] },
    }
    await asOperator('PATCH', `?key_id=${id}`, beyond)
    expect(await changed(by, id, { ...beyond, label: 'renamed' })).toMatchObject({ ...beyond, label: 'renamed' })
    expect(await refused(patch(by, id, { ...beyond, rpm_limit: 999 }))).toMatchObject({ field: 'rpm_limit' })
  })

  test.each<[Body, string]>([
    [{ rpm_limit: 11 }, 'rpm_limit'],
    [{ rpm_limit: 0 }, 'rpm_limit'],
    [{ rpm_limit: null }, 'rpm_limit'],
    [{ rpd_limit: null }, 'rpd_limit'],
    [{ concurrency_limit: 3 }, 'concurrency_limit'],
    [{ max_devices: 4 }, 'max_devices'],
    [{ max_devices: 0 }, 'max_devices'],
    [{ allowed_providers: ['*'] }, 'allowed_providers'],
    [{ allowed_models: { openai: ['gpt-4o'] } }, 'allowed_models'],
  ])('400: beyond the policy: %j', async (body, field) => {
    const customer = {
      max_devices_per_key: 3,
      allowed_providers: ['openai'],
      allowed_models: { openai: ['gpt-4o-mini'] },
    }
    const by = await boss(customer, { rpm_limit: 10, rpd_limit: 10, concurrency_limit: 2 })
    const { id } = await made(by, { rpm_limit: 1, rpd_limit: 1, concurrency_limit: 1 })
    expect(await refusedWithoutTrace(() => patch(by, id, { label: 'x', ...body }))).toMatchObject({
      code: 'BAD_REQUEST',
      field,
    })
  })

  test.each([{}, { role: 'owner' }, { notes: 'x' }])('400: nothing to change: %j', async (body) => {
    const by = await boss()
    const { id } = await made(by)
    expect(await refused(patch(by, id, body))).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test.each<[Body, string]>([
    [{ revoked: null }, 'revoked'],
    [{ revoked: 'true' }, 'revoked'],
    [{ label: null }, 'label'],
  ])('400: %j', async (body, field) => {
    const by = await boss()
    expect(await refused(patch(by, by.keyId, body))).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test('200: the own label, also in a form that sends the rest unchanged', async () => {
    const by = await boss({}, { ...EVERYTHING, allowed_models: null })
    const own = { ...EVERYTHING, allowed_models: null, label: 'me', revoked: false }
    expect(await changed(by, by.keyId, own)).toMatchObject({ label: 'me' })
  })

  test.each<Body>([
    { monthly_cap_cents: null },
    { monthly_cap_cents: 1 },
    { rpm_limit: -1 },
    { rpd_limit: null },
    { concurrency_limit: 5 },
    { max_devices: 5 },
    { require_install_id: false },
    { allowed_providers: null },
    { allowed_models: { openai: ['*'] } },
    { expires_at: null },
    { revoked: true },
    { label: 'me', revoked: true },
  ])('403: a key does not change itself: %j', async (body) => {
    const by = await boss({}, { ...EVERYTHING, label: 'own', allowed_models: { openai: ['gpt-4o-mini'] } })
    expect(await refusedWithoutTrace(() => patch(by, by.keyId, body))).toMatchObject({
      code: 'FORBIDDEN',
      hint: anyText,
    })
  })

  test('403: nor what it was rotated from or to', async () => {
    const by = await boss({}, { monthly_cap_cents: 5 })
    const heir = await sibling(gateway, by, { role: 'admin', rotatedFrom: by.keyId })
    for (const [caller, target] of [
      [by, heir],
      [heir, by],
    ] as const) {
      expect(await refused(patch(caller, target.keyId, { monthly_cap_cents: 500 }))).toMatchObject({
        code: 'FORBIDDEN',
      })
      expect(await refused(revoke(caller, target.keyId))).toMatchObject({ code: 'FORBIDDEN' })
      expect((await patch(caller, target.keyId, { label: 'mine' })).status).toBe(200)
    }
  })

  test('403: a key above the caller', async () => {
    const by = await boss()
    const owner = await sibling(gateway, by, { role: 'owner' })
    for (const ask of [
      () => patch(by, owner.keyId, { label: 'x' }),
      () => patch(by, owner.keyId, { revoked: true }),
      () => revoke(by, owner.keyId),
      () => rotate(by, owner.keyId),
    ]) {
      expect(await refusedWithoutTrace(ask)).toMatchObject({ code: 'FORBIDDEN', field: 'role' })
    }
    expect((await patch(owner, by.keyId, { revoked: true })).status).toBe(200)
  })

  test('403: what the operator revoked stays revoked; the operator’s word replaces the customer’s, never the reverse', async () => {
    const by = await boss({}, { role: 'owner' })
    const [first, second, third] = [await made(by), await made(by), await made(by)]
    await asOperator('PATCH', `?key_id=${first.id}`, { revoked: true })
    await changed(by, second.id, { revoked: true })
    await asOperator('DELETE', `?key_id=${second.id}`)
    await asOperator('DELETE', `?key_id=${third.id}`)
    await changed(by, third.id, { revoked: true })
    for (const { id } of [first, second, third]) {
      expect(await refusedWithoutTrace(() => patch(by, id, { revoked: false }))).toMatchObject({
        code: 'FORBIDDEN',
        hint: anyText,
      })
      expect(await rowOf(id)).toMatchObject({ revoked_by: 'admin' })
    }
    await asOperator('PATCH', `?key_id=${first.id}`, { revoked: false })
    await changed(by, first.id, { revoked: true })
    expect((await patch(by, first.id, { revoked: false })).status).toBe(200)
  })

  test('403: a key that was revoked before there was a record of who did it is the operator’s', async () => {
    const by = await boss()
    const { id } = await made(by)
    await gateway.books.query('update api_keys set revoked_at = now() where id = $1', [id])
    expect(await refused(patch(by, id, { revoked: false }))).toMatchObject({ code: 'FORBIDDEN' })
    expect((await revoke(by, id)).status).toBe(200)
    expect(await refused(patch(by, id, { revoked: false }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('403: the end of the operator’s rotation can be brought forward, and not put off', async () => {
    const by = await boss()
    const { id, key } = await made(by)
    await asOperator('PUT', `?rotate_key_id=${id}`, { grace_seconds: 600 })
    expect(await refused(patch(by, id, { revoked: false }))).toMatchObject({ code: 'FORBIDDEN' })
    expect((await spend(key)).status).toBe(200)
    expect((await revoke(by, id)).status).toBe(200)
    expect((await spend(key)).status).toBe(401)
    expect(await refused(patch(by, id, { revoked: false }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('409: no dead key comes back to life beyond 500', async () => {
    const by = await boss()
    const [revoked, expired] = [await made(by), await madeExpired(by)]
    await revoke(by, revoked.id)
    await fillUpTo(by, 500)
    for (const ask of [
      () => patch(by, revoked.id, { revoked: false }),
      () => patch(by, expired.id, { expires_at: null }),
    ]) {
      expect(await refusedWithoutTrace(ask)).toMatchObject({ code: 'CONFLICT' })
    }
    const [filler] = (await page(by)).keys
    expect((await revoke(by, filler?.id ?? '')).status).toBe(200)
    const answers = await Promise.all([
      patch(by, revoked.id, { revoked: false }),
      patch(by, expired.id, { expires_at: null }),
      post(by),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  })
})

describe('DELETE', () => {
  test('200: revokes, once and again', async () => {
    const by = await boss()
    const { id, key } = await made(by)
    expect(await (await revoke(by, id)).json()).toEqual({ ok: true })
    expect(await (await revoke(by, id)).json()).toEqual({ ok: true })
    expect((await spend(key)).status).toBe(401)
    expect(await audits(id)).toMatchObject([{ action: 'KEY_CREATE' }, { action: 'KEY_REVOKE' }])
  })

  test('403: not the key that asks', async () => {
    const by = await boss()
    expect(await refusedWithoutTrace(() => revoke(by, by.keyId))).toMatchObject({ code: 'FORBIDDEN' })
    expect((await page(by)).keys).toHaveLength(1)
  })
})

describe('PUT', () => {
  test('200: a new key with the old one’s settings; the old one dies at once, or after its grace', async () => {
    const by = await boss()
    const old = await made(by, { label: 'app', monthly_cap_cents: 700, rpd_limit: 9 })
    const response = await rotate(by, old.id)
    const body = (await response.json()) as { new_key: Issued }
    expect(body).toEqual({
      rotated: true,
      old_key_id: Number(old.id),
      new_key: {
        id: textLike(/^\d+$/),
        key_last4: body.new_key.key.slice(-4),
        label: 'app',
        created_at: aTime,
        expires_at: null,
        key: textLike(/^kx_live_[A-Za-z0-9_-]{43}$/),
      },
    })
    expect((await page(by)).keys.slice(0, 2)).toMatchObject([
      { id: body.new_key.id, rotated_from: old.id, monthly_cap_cents: 700, rpd_limit: 9, status: 'active' },
      { id: old.id, status: 'revoked', revoked_by: `key:${by.keyId}` },
    ])
    expect((await spend(old.key)).status).toBe(401)
    const next = ((await (await rotate(by, body.new_key.id, 600)).json()) as { new_key: Issued }).new_key
    expect((await spend(body.new_key.key)).status).toBe(200)
    expect((await spend(next.key)).status).toBe(200)
    expect((await audits(old.id)).at(-1)).toEqual({
      actor: `key:${by.keyId}`,
      action: 'KEY_ROTATE',
      meta: { new_key_id: Number(body.new_key.id) },
    })
  })

  test('200: the key that asks; its successor carries on', async () => {
    const by = await boss()
    const { new_key } = (await (await rotate(by, by.keyId)).json()) as { new_key: Issued }
    expect(await refused(post(by))).toMatchObject({ code: 'UNAUTHORIZED' })
    const heir = { ...by, keyId: new_key.id, key: new_key.key }
    expect((await post(heir)).status).toBe(200)
    expect(await refused(patch(heir, by.keyId, { revoked: false }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('409: what is revoked, expired or rotated already', async () => {
    const by = await boss()
    const [revoked, expired, rotated] = [await made(by), await madeExpired(by), await made(by)]
    await revoke(by, revoked.id)
    await rotate(by, rotated.id, 600)
    for (const { id } of [revoked, expired, rotated]) {
      expect(await refusedWithoutTrace(() => rotate(by, id, 60))).toMatchObject({ code: 'CONFLICT', hint: anyText })
    }
  })

  test('409: at 500 live keys there is no room for a grace period, but for a rotation without one', async () => {
    const by = await boss()
    const { id } = await made(by)
    await fillUpTo(by, 500)
    expect(await refusedWithoutTrace(() => rotate(by, id, 60))).toMatchObject({ code: 'CONFLICT' })
    expect((await rotate(by, id)).status).toBe(200)
    expect(await liveKeys(by)).toBe(500)
  })

  test('409: of ten rotations at once, one makes a key', async () => {
    const by = await boss()
    const { id } = await made(by)
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(by, id, 60)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)])
  })

  test.each([-1, 1.5, '60', 30 * 86_400 + 1])('400: grace_seconds %s', async (grace) => {
    const by = await boss()
    const query = `?rotate_key_id=${by.keyId}`
    const response = gateway.call(routes, { method: 'PUT', key: by.key, query, body: { grace_seconds: grace } })
    expect(await refused(response)).toMatchObject({ field: 'grace_seconds' })
  })
})

describe.each(['GET', 'POST', 'PATCH', 'DELETE', 'PUT'] as const)('%s', (method) => {
  const ask = ({ key }: Account, id: string): Promise<Response> =>
    gateway.call(routes, {
      method,
      key,
      query: method === 'PUT' ? `?rotate_key_id=${id}` : ['PATCH', 'DELETE'].includes(method) ? `?key_id=${id}` : '',
      ...(method === 'PATCH' || method === 'POST' ? { body: { label: 'x' } } : {}),
    })

  test('401: nobody, and keys that are dead', async () => {
    const by = await boss()
    const target = (await made(by)).id
    for (const column of ['revoked_at', 'expires_at']) {
      const dead = await sibling(gateway, by, { role: 'admin' })
      await gateway.books.query(`update api_keys set ${column} = now() where id = $1`, [dead.keyId])
      expect(await refusedWithoutTrace(() => ask(dead, target))).toMatchObject({ code: 'UNAUTHORIZED' })
    }
    expect(await refused(gateway.call(routes, { method }))).toMatchObject({ code: 'UNAUTHORIZED' })
    expect(await refused(ask({ ...by, key: adminToken }, target))).toMatchObject({ code: 'UNAUTHORIZED' })
  })

  test.each(['viewer', 'deployer'])('403: a %s', async (role) => {
    const by = await boss()
    const lesser = await sibling(gateway, by, { role })
    const target = (await made(by)).id
    expect(await refusedWithoutTrace(() => ask(lesser, target))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('403: a disabled customer', async () => {
    const by = await boss({ is_active: false })
    expect(await refusedWithoutTrace(() => ask(by, by.keyId))).toMatchObject({ code: 'CUSTOMER_DISABLED' })
  })
})

test('404: a key of somebody else, or of nobody', async () => {
  const [by, other] = [await boss({}, { role: 'owner' }), await boss()]
  for (const id of [other.keyId, (await made(other, { role: 'viewer' })).id, '999999999']) {
    for (const ask of [() => patch(by, id, { label: 'x' }), () => revoke(by, id), () => rotate(by, id)]) {
      expect(await refusedWithoutTrace(ask)).toMatchObject({ code: 'NOT_FOUND' })
    }
  }
})

test('405: other methods', async () => {
  expect((await gateway.call(routes, { method: 'PROPFIND' })).status).toBe(405)
})

describe('races', () => {
  /** What a request meets that got past its authentication just before something was committed. */
  const CASES: [string, string, string][] = [
    ['UNAUTHORIZED', 'a key that was revoked', 'update api_keys set revoked_at = now() where id = $1'],
    ['UNAUTHORIZED', 'a key that expired', `update api_keys set expires_at = now() where id = $1`],
    ['FORBIDDEN', 'a key that lost its role', `update api_keys set role = 'deployer' where id = $1`],
    [
      'CUSTOMER_DISABLED',
      'a customer that was disabled',
      'update customers set is_active = false where id = (select customer_id from api_keys where id = $1)',
    ],
  ]

  test.each(CASES)('%s: %s meanwhile', async (code, _, statement) => {
    const by = await boss()
    const target = await made(by)
    // The authentication of a request is its first statement; what it is overtaken by comes right after.
    let overtaken = false
    const late = {
      ...gateway.deps,
      db: {
        query: async (...statementOf: Parameters<typeof gateway.deps.db.query>) => {
          const rows = await gateway.deps.db.query(...statementOf)
          if (!overtaken) await gateway.books.query(statement, [by.keyId])
          overtaken = true
          return rows
        },
        close: () => Promise.resolve(),
      },
    }
    await using other = await createTestGateway({ DATABASE_URL: gateway.databaseUrl }, () => late)
    for (const call of [
      { method: 'POST', body: {} },
      { method: 'PATCH', query: `?key_id=${target.id}`, body: { label: 'late' } },
      { method: 'DELETE', query: `?key_id=${target.id}` },
      { method: 'PUT', query: `?rotate_key_id=${target.id}` },
    ]) {
      overtaken = false
      await gateway.books.query(
        `update api_keys set revoked_at = null, expires_at = null, role = 'admin' where id = $1`,
        [by.keyId],
      )
      await gateway.books.query('update customers set is_active = true where id = $1', [by.customerId])
      expect(await refused(other.call(routes, { key: by.key, ...call }))).toMatchObject({ code })
    }
    expect(await rowOf(target.id)).toMatchObject({ label: 'subkey', revoked_at: null })
    expect(await liveKeys(by)).toBeLessThanOrEqual(2)
  })

  test('two admins who revoke each other at once: one of them is left', async () => {
    for (let round = 0; round < 10; round++) {
      const one = await boss()
      const two = await sibling(gateway, one, { role: 'admin' })
      const answers = await Promise.all([revoke(one, two.keyId), revoke(two, one.keyId)])
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
      expect(await liveKeys(one)).toBe(1)
    }
  })

  test('the operator changes the customer while it makes keys: neither waits for the other in vain', async () => {
    const by = await boss()
    for (let round = 0; round < 20; round++) {
      // A change of the cap resets this one, and for that has to wait for whoever has the books.
      await gateway.books.query(`update customer_books set auto_topup_month = '2026-01' where customer_id = $1`, [
        by.customerId,
      ])
      const answers = await Promise.all([
        post(by),
        gateway.call(adminCustomers, {
          method: 'PATCH',
          key: adminToken,
          query: `?customer_id=${by.customerId}`,
          body: { monthly_cap_cents: 20_000 + round },
        }),
        post(by),
      ])
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    }
  })

  test('the operator’s revocation and the customer’s lifting at once: it stays revoked', async () => {
    for (let round = 0; round < 10; round++) {
      const by = await boss()
      const { id } = await made(by)
      await changed(by, id, { revoked: true })
      await Promise.all([asOperator('DELETE', `?key_id=${id}`), patch(by, id, { revoked: false })])
      expect(await rowOf(id)).toMatchObject({ revoked_at: expect.any(Date) as unknown, revoked_by: 'admin' })
    }
  })
})
