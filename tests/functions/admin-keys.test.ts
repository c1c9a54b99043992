import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-keys.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { hashVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Call, type TestGateway } from '../support/gateway.ts'
import { anyText, aTime, textLike } from '../support/matching.ts'
import { settledCall } from '../support/reports.ts'

let gateway: TestGateway
let token: string
const logged: unknown[] = []
beforeAll(async () => {
  gateway = await createTestGateway({}, (deps) => ({
    ...deps,
    log: { warn: (...line) => logged.push(line), error: (...line) => logged.push(line) },
  }))
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const ask = (method: string, call: Omit<Call, 'method' | 'key'> = {}): Promise<Response> =>
  gateway.call(routes, { method, key: token, ...call })

type Issued = { id: string; key: string; key_last4: string }
type Key = Record<string, unknown> & { id: string }

const customer = async (capCents?: number): Promise<string> =>
  (await gateway.account(capCents === undefined ? {} : { capCents })).customerId

const issue = async (body: Readonly<Record<string, unknown>> = {}): Promise<Issued> => {
  const response = await ask('POST', { body: { customer_id: await customer(), rpm_limit: -1, ...body } })
  expect(response.status).toBe(200)
  return ((await response.json()) as { api_key: Issued }).api_key // As the first test of POST has it.
}

const change = async (id: string, body: unknown): Promise<Key> => {
  const response = await ask('PATCH', { query: `?key_id=${id}`, body })
  expect(response.status).toBe(200)
  return ((await response.json()) as { key: Key }).key // As the first test of PATCH has it.
}

const rotate = (id: string, body?: unknown): Promise<Response> =>
  ask('PUT', { query: `?rotate_key_id=${id}`, ...(body === undefined ? {} : { body }) })

const rotated = async (id: string, body?: unknown): Promise<Issued> => {
  const response = await rotate(id, body)
  expect(response.status).toBe(200)
  return ((await response.json()) as { new_key: Issued }).new_key // As the first test of PUT has it.
}

/** A living key that was made to end in the past. */
const issueExpired = async (body: Readonly<Record<string, unknown>>): Promise<Issued> => {
  const issued = await issue(body)
  await change(issued.id, { expires_at: '2020-01-01T00:00:00Z' })
  return issued
}

type Listing = { keys: Key[]; next_cursor: string | null }

const page = async (customerId: string, query = ''): Promise<Listing> => {
  const response = await ask('GET', { query: `?customer_id=${customerId}${query}` })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Listing // As the first test of GET has it.
}

const list = async (customerId: string, query = ''): Promise<Key[]> => (await page(customerId, query)).keys

const idsOf = async (customerId: string, query: string): Promise<string[]> =>
  (await list(customerId, query)).map(({ id }) => id)

const rowOf = async (id: string): Promise<Key> =>
  ((await gateway.books.query('select * from api_keys where id = $1', [id])) as Key[])[0] ?? { id: 'none' }

const audits = (id: string) =>
  gateway.books.query('select actor, action, meta from audit_events where target = $1 order by id', [`key:${id}`])

const hello = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }
const spend = (key: string, body: unknown = hello): Promise<Response> => gateway.call(chat, { key, body })

/** A key as the operator sees it, made with nothing but its owner. */
const fresh = (customerId: string) => ({
  id: textLike(/^\d+$/),
  customer_id: customerId,
  customer_email: textLike(/@/),
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
  notes: null,
  spent_cents: 0,
  spent_usd: '0',
  line_spent_cents: 0,
  can_reveal: false,
})

const EVERYTHING = {
  label: 'master',
  monthly_cap_cents: 500,
  rpm_limit: 10,
  rpd_limit: 100,
  concurrency_limit: 2,
  max_devices: 3,
  require_install_id: true,
  allowed_providers: ['openai'],
  allowed_models: { openai: ['gpt-4o-mini'] },
  expires_at: '2031-01-02T03:04:05.000Z',
  notes: 'For the app.\n\tNot for the site.',
}

describe('GET', () => {
  test('200: every field of the contract, newest first', async () => {
    const customerId = await customer()
    await issue({ customer_id: customerId, rpm_limit: null })
    const newest = await issue({ customer_id: customerId, role: 'owner', ...EVERYTHING })
    const keys = await list(customerId)
    expect(keys).toHaveLength(3)
    expect(keys[0]).toEqual({ ...fresh(customerId), ...EVERYTHING, id: newest.id, role: 'owner' })
    expect(keys[1]).toEqual(fresh(customerId))
  })

  test('200: without a customer, the keys of everybody that the search finds', async () => {
    const account = await gateway.account({ customer: { email: 'whose@found.example' } })
    const found = async (q: string): Promise<Key[]> => {
      const response = await ask('GET', { query: `?limit=200&q=${encodeURIComponent(q)}` })
      return ((await response.json()) as Listing).keys // As the first test has it.
    }
    const whose = { id: account.keyId, customer_id: account.customerId, customer_email: 'whose@found.example' }
    expect(await found(account.key.slice(-4).toLowerCase())).toContainEqual(expect.objectContaining(whose))
    expect(await found('WHOSE@found')).toMatchObject([whose])
    expect(await found('no such key')).toEqual([])
  })

  test.each([
    ['', 'true', 'k.id desc'],
    ['&sort=label', 'true', 'lower(k.label), k.id'],
    ['&status=revoked', 'k.revoked_at <= now()', 'k.id desc'],
    ['&status=expired', 'k.expires_at <= now() and k.revoked_at is null', 'k.id desc'],
    ['&role=owner&sort=label', `k.role = 'owner'`, 'lower(k.label), k.id'],
  ])(
    '200: without a customer and a search, the keys of everybody, each on one page: %j',
    async (query, where, order) => {
      for (const role of ['owner', 'viewer']) await issue({ role })
      await change((await issue()).id, { revoked: true })
      await issueExpired({})
      const keys: Key[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const response = await ask('GET', { query: `?limit=3${query}${from}` })
        const listing = (await response.json()) as Listing // As the first test has it.
        keys.push(...listing.keys)
        cursor = listing.next_cursor
      }
      const expected = await gateway.books.query(
        `select k.id, k.customer_id, c.email as customer_email from api_keys k join customers c on c.id = k.customer_id
        where ${where} order by ${order}`,
        [],
      )
      expect(expected.length).toBeGreaterThan(query === '' ? 4 : 0)
      expect(keys.map(({ id, customer_id, customer_email }) => ({ id, customer_id, customer_email }))).toEqual(expected)
    },
  )

  test.each([
    ['sort', '?sort=spent'],
    ['sort', '?sort=use'],
    ['sort', '?q=abcd&sort=spent'],
    ['sort', '?q=abcd&sort=use'],
    ['customer_id', '?customer_id='],
  ])('400: %s, for everybody with %j', async (field, query) => {
    const refused = await ask('GET', { query })
    expect([refused.status, await errorBodyOf(refused)]).toMatchObject([400, { field }])
  })

  test('200: what a key spent this month, and what counts against its cap', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, { settlement: { costPico: 700n } })
    const heir = await rotated(account.keyId, { grace_seconds: 600 })
    await settledCall(gateway, { ...account, keyId: heir.id, key: heir.key }, { settlement: { costPico: 300n } })
    await gateway.books.query(
      `insert into monthly_key_usage (api_key_id, customer_id, month, spent_pico) values ($1, $2, '2020-01', 9)`,
      [heir.id, account.customerId],
    )
    await issue({ customer_id: account.customerId })
    expect(await list(account.customerId)).toMatchObject([
      { spent_cents: 0, line_spent_cents: 0 },
      { id: heir.id, spent_cents: 0.00000003, spent_usd: '0.0000000003', line_spent_cents: 0.0000001 },
      { id: account.keyId, spent_cents: 0.00000007, spent_usd: '0.0000000007', line_spent_cents: 0.0000001 },
    ])
    // Books that are out of order would disturb the tests below.
    await gateway.books.query(`delete from monthly_key_usage where month = '2020-01'`, [])
  })

  test('200: by status: a key in its grace period still works', async () => {
    const customerId = await customer()
    const [active] = await list(customerId)
    const rotating = await issue({ customer_id: customerId })
    const heir = await rotated(rotating.id, { grace_seconds: 600 })
    const revoked = await issue({ customer_id: customerId })
    await change(revoked.id, { revoked: true })
    const expired = await issueExpired({ customer_id: customerId })
    const both = await issueExpired({ customer_id: customerId })
    await change(both.id, { revoked: true })
    const statuses = (await list(customerId)).map(({ id, status }) => [id, status])
    expect(Object.fromEntries(statuses)).toEqual({
      [active?.id ?? '']: 'active',
      [rotating.id]: 'rotating',
      [heir.id]: 'active',
      [revoked.id]: 'revoked',
      [expired.id]: 'expired',
      [both.id]: 'revoked',
    })
    expect(await idsOf(customerId, '&status=active')).toEqual([heir.id, rotating.id, active?.id])
    expect(await idsOf(customerId, '&status=revoked')).toEqual([both.id, revoked.id])
    expect(await idsOf(customerId, '&status=expired')).toEqual([expired.id])
    expect(await idsOf(customerId, '&status=all')).toHaveLength(6)
  })

  test('200: who revoked a key', async () => {
    const { id } = await issue()
    expect(await change(id, { revoked: true })).toMatchObject({ status: 'revoked', revoked_by: 'admin' })
    expect(await change(id, { revoked: false })).toMatchObject({ status: 'active', revoked_by: null })
  })

  test('200: searched for in label, last four characters and notes, in any case, or by the id; by role', async () => {
    const customerId = await customer()
    const named = await issue({ customer_id: customerId, label: 'The App 100%', role: 'viewer' })
    const noted = await issue({ customer_id: customerId, notes: 'of the APP team' })
    const other = await issue({ customer_id: customerId, label: 'site', role: 'viewer' })
    // Letters of both cases, and none that is in a label or a note.
    await gateway.books.query(`update api_keys set key_last4 = 'Zz_9' where id = $1`, [other.id])
    expect(await idsOf(customerId, '&q=app')).toEqual([noted.id, named.id])
    expect(await idsOf(customerId, '&q=100%25')).toEqual([named.id])
    expect(await idsOf(customerId, '&q=1%250')).toEqual([])
    expect(await idsOf(customerId, '&q=zZ_9')).toEqual([other.id])
    expect(await idsOf(customerId, `&q=${noted.id}`)).toContain(noted.id)
    expect(await idsOf(customerId, '&role=viewer')).toEqual([other.id, named.id])
    expect(await idsOf(customerId, '&role=viewer&q=app')).toEqual([named.id])
    expect(await idsOf(customerId, '&role=owner')).toEqual([])
  })

  test('200: pages of at most 200, each key once', async () => {
    const customerId = await customer()
    await gateway.books.query(
      `insert into api_keys (customer_id, key_hash, key_last4, label)
       select $1::bigint, encode(sha256(convert_to($1::bigint || '-' || n, 'UTF8')), 'hex'), 'last', 'many ' || n from generate_series(1, 250) n`,
      [customerId],
    )
    const first = await page(customerId, '&limit=999')
    expect(first.keys).toHaveLength(200)
    const second = await page(customerId, `&cursor=${first.next_cursor}`)
    expect(second).toMatchObject({ next_cursor: null })
    expect(new Set([...first.keys, ...second.keys].map(({ id }) => id)).size).toBe(251)
    expect((await page(customerId, '&limit=250&q=many 1')).next_cursor).toBeNull()
    expect((await page(customerId, '&limit=10&q=many 1')).next_cursor).not.toBeNull()
  })

  test.each(['status=dead', 'role=root', 'limit=x', 'cursor=-1', `q=${'x'.repeat(201)}`])('400: %s', async (query) => {
    const response = await ask('GET', { query: `?customer_id=1&${query}` })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: query.split('=')[0] })
  })

  test('200: the keys of nobody else', async () => {
    const [one, other] = [await customer(), await customer()]
    await issue({ customer_id: other })
    expect(await list(one)).toHaveLength(1)
    // Nobody's, as existing clients know it.
    expect(await list('999999')).toEqual([])
  })

  test('410: a key cannot be shown again, and the hint says what to do', async () => {
    const { id } = await issue()
    for (const query of [
      `?reveal_key_id=${id}`,
      '?reveal_key_id=999999&status=active',
      `?reveal_key_id=${id}&customer_id=1`,
    ]) {
      const error = await errorBodyOf(await ask('GET', { query }))
      expect(error).toMatchObject({ code: 'GONE', hint: 'Rotate the key to get a new one.' })
    }
  })
})

describe('POST', () => {
  test('200: the key, this once', async () => {
    const customerId = await customer()
    const response = await ask('POST', { body: { customer_id: customerId } })
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
    expect((await spend(body.api_key.key)).status).toBe(200)
  })

  test('200: only the hash of the key is kept, and no answer, audit row or log has the key again', async () => {
    const { id, key } = await issue()
    const kept = await rowOf(id)
    expect(kept['key_hash']).toBe(hashVirtualKey(key, SECRETS.KEY_PEPPER))
    const secret = key.slice('kx_live_'.length, -4)
    const everywhere = (await gateway.books.query(
      `select query_to_xml('select * from ' || quote_ident(table_name), true, true, '')::text as rows
         from information_schema.tables where table_schema = 'public'`,
      [],
    )) as { rows: string }[]
    const answers = await Promise.all([
      list(String(kept['customer_id'])),
      change(id, { label: 'renamed' }),
      errorBodyOf(await ask('GET', { query: `?reveal_key_id=${id}` })),
    ])
    expect(JSON.stringify([kept, everywhere, answers, logged])).not.toContain(secret)
  })

  test.each(['as text', 'as a number', 'in the query'])('200: the owner %s', async (how) => {
    const customerId = await customer()
    const response =
      how === 'in the query'
        ? await ask('POST', { query: `?customer_id=${customerId}`, body: {} })
        : await ask('POST', { body: { customer_id: how === 'as text' ? customerId : Number(customerId) } })
    expect(response.status).toBe(200)
    expect(await list(customerId)).toHaveLength(2)
  })

  test('200: with everything', async () => {
    const { id } = await issue({ role: 'viewer', ...EVERYTHING })
    expect(await rowOf(id)).toMatchObject({
      ...EVERYTHING,
      role: 'viewer',
      expires_at: new Date(EVERYTHING.expires_at),
    })
  })

  test('200: lists as text', async () => {
    const { id } = await issue({ allowed_providers: 'openai, gemini', allowed_models: '{"openai":["*"]}' })
    expect(await rowOf(id)).toMatchObject({
      allowed_providers: ['openai', 'gemini'],
      allowed_models: { openai: ['*'] },
    })
  })

  test('200: columns that nobody may set stay what they are', async () => {
    const customerId = await customer()
    const { id } = await issue({ ...INJECTED, customer_id: customerId })
    expect(id).not.toBe('4242')
    expect(await rowOf(id)).toMatchObject({
      id,
      customer_id: customerId,
      key_hash: textLike(/^[0-9a-f]{64}$/),
      revoked_at: null,
      rotated_from: null,
      first_key_id: id,
      last_seen_at: null,
      last_seen_install_id: null,
    })
    const row = await rowOf(id)
    expect([row['key_hash'], row['key_last4']]).not.toContain(INJECTED.key_hash)
    expect(row['created_at']).not.toEqual(new Date(INJECTED.created_at))
  })

  test('200: leaves an audit row', async () => {
    const customerId = await customer()
    const { id } = await issue({ customer_id: customerId, label: 'for the app' })
    expect(await audits(id)).toEqual([
      { actor: 'admin', action: 'KEY_CREATE', meta: { customer_id: Number(customerId), label: 'for the app' } },
    ])
  })

  test('a key that expires in the past refuses calls', async () => {
    const past = await issueExpired({})
    expect((await spend(past.key)).status).toBe(401)
    const future = await issue({ expires_at: '2100-01-01T00:00:00+02:00' })
    expect((await spend(future.key)).status).toBe(200)
  })

  test.each([
    [{ role: 'root' }, 'role'],
    [{ role: null }, 'role'],
    [{ label: '' }, 'label'],
    [{ label: 'x'.repeat(61) }, 'label'],
    [{ label: 'a\u0000b' }, 'label'],
    [{ monthly_cap_cents: -1 }, 'monthly_cap_cents'],
    [{ monthly_cap_cents: '10' }, 'monthly_cap_cents'],
    [{ rpm_limit: -2 }, 'rpm_limit'],
    [{ rpm_limit: 1.5 }, 'rpm_limit'],
    [{ rpd_limit: 1_000_001 }, 'rpd_limit'],
    [{ concurrency_limit: '2' }, 'concurrency_limit'],
    [{ max_devices: -1 }, 'max_devices'],
    [{ require_install_id: 'yes' }, 'require_install_id'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
    [{ expires_at: '2030-01-01' }, 'expires_at'],
    [{ expires_at: '2030-01-01T00:00:00' }, 'expires_at'],
    [{ expires_at: '2030-13-01T00:00:00Z' }, 'expires_at'],
    [{ expires_at: 1_900_000_000 }, 'expires_at'],
    [{ notes: 'x'.repeat(4_001) }, 'notes'],
    [{ notes: 'a\u0000b' }, 'notes'],
    [{ customer_id: 'abc' }, 'customer_id'],
    [{ customer_id: 1.5 }, 'customer_id'],
    [{ customer_id: '9'.repeat(19) }, 'customer_id'],
    [{ customer_id: undefined }, 'customer_id'],
  ])('400: %j', async (body, field) => {
    const response = await ask('POST', { body: { customer_id: await customer(), ...body } })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test('404: a customer that is not there', async () => {
    const response = await ask('POST', { body: { customer_id: 999_999 } })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('PATCH', () => {
  test('200: everything but the role', async () => {
    const customerId = await customer()
    const { id } = await issue({ customer_id: customerId })
    const response = await ask('PATCH', { query: `?key_id=${id}`, body: { ...EVERYTHING, role: 'owner' } })
    expect(await response.json()).toEqual({ ok: true, key: { ...fresh(customerId), ...EVERYTHING, id } })
  })

  test('200: null takes away what can be absent', async () => {
    const { id } = await issue(EVERYTHING)
    const none = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, null]))
    expect(await change(id, { ...none, label: undefined })).toMatchObject({ ...none, label: 'master' })
  })

  test('200: what is not named stays', async () => {
    const { id } = await issue(EVERYTHING)
    expect(await change(id, { label: 'renamed' })).toMatchObject({ ...EVERYTHING, label: 'renamed' })
  })

  test('200: revoking kills the key at once, taking it back revives it', async () => {
    const { id, key } = await issue()
    expect((await change(id, { revoked: true }))['revoked_at']).toEqual(aTime)
    expect((await spend(key)).status).toBe(401)
    expect((await change(id, { revoked: false }))['revoked_at']).toBeNull()
    expect((await spend(key)).status).toBe(200)
  })

  test('200: revoking again keeps the first time', async () => {
    const { id } = await issue()
    const first = await change(id, { revoked: true })
    expect((await change(id, { revoked: true, label: 'x' }))['revoked_at']).toBe(first['revoked_at'])
  })

  test('200: revoking ends a grace period', async () => {
    const { id, key } = await issue()
    await rotated(id, { grace_seconds: 600 })
    expect((await spend(key)).status).toBe(200)
    await change(id, { revoked: true })
    expect((await spend(key)).status).toBe(401)
  })

  test('200: columns that nobody may set stay what they are', async () => {
    const { id } = await issue()
    const before = await rowOf(id)
    await change(id, { ...INJECTED, role: 'owner', label: 'renamed' })
    expect(await rowOf(id)).toEqual({ ...before, label: 'renamed' })
  })

  test('200: leaves an audit row', async () => {
    const { id } = await issue()
    await change(id, { label: 'x' })
    await change(id, { revoked: true })
    await change(id, { revoked: false, label: 'y' })
    expect((await audits(id)).slice(1)).toEqual([
      { actor: 'admin', action: 'KEY_UPDATE', meta: { changed: ['label'], label: { from: 'subkey', to: 'x' } } },
      { actor: 'admin', action: 'KEY_REVOKE', meta: { changed: [] } },
      { actor: 'admin', action: 'KEY_UNREVOKE', meta: { changed: ['label'], label: { from: 'x', to: 'y' } } },
    ])
  })

  test.each([[{}], [{ role: 'owner' }], [{ unknown: 1 }]])('400: nothing to change: %j', async (body) => {
    const { id } = await issue()
    expect(await errorBodyOf(await ask('PATCH', { query: `?key_id=${id}`, body }))).toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  test.each([
    [{ revoked: 'true' }, 'revoked'],
    [{ revoked: null }, 'revoked'],
    [{ label: 5 }, 'label'],
  ])('400: %j', async (body, field) => {
    const { id } = await issue()
    expect(await errorBodyOf(await ask('PATCH', { query: `?key_id=${id}`, body }))).toMatchObject({ field })
  })

  test('404: a key that is not there', async () => {
    const response = await ask('PATCH', { query: '?key_id=999999', body: { label: 'x' } })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('DELETE', () => {
  test.each([undefined, '{}', '{"key_id":"1"}', 'no JSON'])('200: revokes, whatever its body is: %s', async (body) => {
    const { id, key } = await issue()
    const response = await ask('DELETE', { query: `?key_id=${id}`, ...(body === undefined ? {} : { body }) })
    expect(await response.json()).toEqual({ ok: true })
    expect((await spend(key)).status).toBe(401)
    expect(await audits(id)).toMatchObject([{ action: 'KEY_CREATE' }, { action: 'KEY_REVOKE' }])
  })

  test('404: a key that is not there', async () => {
    expect(await errorBodyOf(await ask('DELETE', { query: '?key_id=999999' }))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('PUT', () => {
  test('200: a new key with the old one’s settings; without a body the old one dies at once', async () => {
    const customerId = await customer()
    const old = await issue({ customer_id: customerId, role: 'owner', ...EVERYTHING })
    const response = await rotate(old.id)
    const body = (await response.json()) as { new_key: Issued }
    expect(body).toEqual({
      rotated: true,
      old_key_id: Number(old.id),
      new_key: {
        id: textLike(/^\d+$/),
        key_last4: body.new_key.key.slice(-4),
        label: 'master',
        created_at: aTime,
        expires_at: EVERYTHING.expires_at,
        key: textLike(/^kx_live_[A-Za-z0-9_-]{43}$/),
      },
    })
    expect(body.new_key.key).not.toBe(old.key)
    const [made, replaced] = await list(customerId)
    expect(made).toEqual({
      ...fresh(customerId),
      ...EVERYTHING,
      id: body.new_key.id,
      role: 'owner',
      rotated_from: old.id,
    })
    expect(replaced).toMatchObject({ id: old.id, status: 'revoked', revoked_at: aTime, revoked_by: 'admin' })
    expect((await spend(old.key)).status).toBe(401)
  })

  test('200: with a grace period both keys work until it is over', async () => {
    const old = await issue()
    const { key } = await rotated(old.id, { grace_seconds: 3_600 })
    expect((await spend(old.key)).status).toBe(200)
    expect((await spend(key)).status).toBe(200)
    await gateway.books.query(`update api_keys set revoked_at = revoked_at - interval '1 hour' where id = $1`, [old.id])
    expect((await spend(old.key)).status).toBe(401)
    expect((await spend(key)).status).toBe(200)
  })

  test('200: the new key shares the cap: what the old one spent counts, and what it spends still', async () => {
    const lorem = { ...hello, model: 'lorem', max_tokens: 1_000 }
    const old = await issue({ monthly_cap_cents: 1 })
    const first = (await (await spend(old.key, lorem)).json()) as Answer
    expect(first.usage.cost_cents).toBeGreaterThan(0)
    const { key } = await rotated(old.id, { grace_seconds: 600 })
    const second = (await (await spend(key, lorem)).json()) as Answer
    expect(second.month.key_spent_cents).toBeCloseTo(first.usage.cost_cents + second.usage.cost_cents, 9)
    const third = (await (await spend(old.key, lorem)).json()) as Answer
    expect(third.month.key_spent_cents).toBeGreaterThan(second.month.key_spent_cents)
    // Spent up by the one, refused for the other.
    const refusals = []
    for (let call = 0; call < 200 && refusals.length < 1; call++) {
      const response = await spend(key, lorem)
      if (response.status !== 200) refusals.push(await errorBodyOf(response))
    }
    expect(refusals).toMatchObject([{ code: 'CAP_REACHED', scope: 'key' }])
    expect(await errorBodyOf(await spend(old.key, lorem))).toMatchObject({ code: 'CAP_REACHED', scope: 'key' })
    expect(await gateway.discrepancies()).toEqual([])
  })

  test('200: the devices of the old key take no seat of the new one', async () => {
    const old = await issue({ max_devices: 1 })
    const from = (install: string, key: string) =>
      gateway.call(chat, { key, body: hello, headers: { 'x-kaixu-install-id': install } })
    expect((await from('laptop', old.key)).status).toBe(200)
    const { key } = await rotated(old.id)
    expect((await from('phone', key)).status).toBe(200)
  })

  test('200: leaves an audit row on the old key that names the new one', async () => {
    const old = await issue()
    const { id } = await rotated(old.id)
    expect(await audits(old.id)).toMatchObject([
      { action: 'KEY_CREATE' },
      { actor: 'admin', action: 'KEY_ROTATE', meta: { new_key_id: Number(id) } },
    ])
  })

  test('200: a rotated key’s successor can be rotated in turn', async () => {
    const first = await issue()
    const second = await rotated(first.id)
    const third = await rotated(second.id)
    expect((await spend(third.key)).status).toBe(200)
    expect(await rowOf(third.id)).toMatchObject({ rotated_from: second.id, first_key_id: first.id })
  })

  test.each([-1, 1.5, '60', null, 30 * 86_400 + 1])('400: grace_seconds %s', async (grace) => {
    const { id, key } = await issue()
    expect(await errorBodyOf(await rotate(id, { grace_seconds: grace }))).toMatchObject({ field: 'grace_seconds' })
    expect((await spend(key)).status).toBe(200)
  })

  test('404: a key that is not there', async () => {
    expect(await errorBodyOf(await rotate('999999'))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('409: a key is rotated once, grace period or not', async () => {
    for (const grace of [0, 600]) {
      const { id } = await issue()
      await rotated(id, { grace_seconds: grace })
      expect(await errorBodyOf(await rotate(id))).toMatchObject({ code: 'CONFLICT', hint: anyText })
    }
  })

  test('409: a revoked key is not rotated', async () => {
    const { id } = await issue()
    await change(id, { revoked: true })
    expect(await errorBodyOf(await rotate(id))).toMatchObject({ code: 'CONFLICT' })
  })

  test('409: an expired key is not rotated, for its successor would be as dead', async () => {
    const customerId = await customer()
    const { id } = await issueExpired({ customer_id: customerId })
    const before = await rowOf(id)
    expect(await errorBodyOf(await rotate(id, { grace_seconds: 600 }))).toMatchObject({
      code: 'CONFLICT',
      hint: anyText,
    })
    expect(await list(customerId)).toHaveLength(2)
    expect(await rowOf(id)).toEqual(before)
    await change(id, { expires_at: null })
    expect((await spend((await rotated(id)).key)).status).toBe(200)
  })

  test('409: of ten rotations at once, one makes a key', async () => {
    const customerId = await customer()
    const { id } = await issue({ customer_id: customerId })
    const answers = await Promise.all(Array.from({ length: 10 }, () => rotate(id)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)])
    expect(await list(customerId)).toHaveLength(3)
  })
})

type Answer = { usage: { cost_cents: number }; month: { key_spent_cents: number } }

/** Columns of the table that are nobody's to set. */
const INJECTED = {
  id: 4242,
  key_hash: 'f'.repeat(64),
  key_last4: 'ffff',
  rotated_from: 1,
  first_key_id: 1,
  revoked_at: '2000-01-01T00:00:00Z',
  revoked_by: 'key:1',
  last_seen_at: '2000-01-01T00:00:00Z',
  last_seen_install_id: 'injected',
  created_at: '2000-01-01T00:00:00Z',
  customer_id: 1,
}

test('every column of the table is either settable or among those that the tests try to inject', async () => {
  const columns = (await gateway.books.query(
    `select column_name as name from information_schema.columns where table_name = 'api_keys'`,
    [],
  )) as { name: string }[]
  const known = [...Object.keys(EVERYTHING), ...Object.keys(INJECTED), 'role']
  expect(columns.map(({ name }) => name).toSorted()).toEqual(known.toSorted())
})

test('401: without the admin', async () => {
  for (const method of Object.keys(routes)) expect((await gateway.call(routes, { method })).status).toBe(401)
})
