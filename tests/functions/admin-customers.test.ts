import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-customers.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Call, type TestGateway } from '../support/gateway.ts'
import { anyText, aTime, textLike } from '../support/matching.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const ask = (method: string, call: Omit<Call, 'method' | 'key'> = {}): Promise<Response> =>
  gateway.call(routes, { method, key: token, ...call })

const newEmail = (): string => `${randomUUID()}@example.com`

type Customer = Record<string, unknown> & { id: string }

const create = async (body: Readonly<Record<string, unknown>> = {}): Promise<Customer> => {
  const response = await ask('POST', { body: { email: newEmail(), ...body } })
  expect(response.status).toBe(200)
  return ((await response.json()) as { customer: Customer }).customer // As the first test of POST has it.
}

const change = async (id: string, body: unknown): Promise<Customer> => {
  const response = await ask('PATCH', { query: `?customer_id=${id}`, body })
  expect(response.status).toBe(200)
  return ((await response.json()) as { customer: Customer }).customer // As the first test of PATCH has it.
}

const list = async (): Promise<Customer[]> => ((await (await ask('GET')).json()) as { customers: Customer[] }).customers // As the first test of GET has it.

const rowOf = async (id: string): Promise<Customer> =>
  ((await gateway.books.query('select * from customers where id = $1', [id])) as Customer[])[0] ?? { id: 'none' }

const audits = (id: string) =>
  gateway.books.query('select actor, action, meta from audit_events where target = $1 order by id', [`customer:${id}`])

/** A customer as the operator sees it, who was made with nothing but an e-mail address. */
const FRESH = {
  id: textLike(/^\d+$/),
  email: anyText,
  plan_name: 'starter',
  monthly_cap_cents: 2_000,
  is_active: true,
  max_devices_per_key: null,
  require_install_id: false,
  allowed_providers: null,
  allowed_models: null,
  stripe_customer_id: null,
  stripe_subscription_id: null,
  stripe_current_period_end: null,
  auto_topup_enabled: false,
  auto_topup_threshold_cents: null,
  auto_topup_amount_cents: null,
  created_at: aTime,
}

describe('GET', () => {
  test('200: every field of the contract, newest first, ids and counts as text', async () => {
    const [older, newer] = [await create(), await create()]
    const customers = await list()
    expect(customers.slice(0, 2).map(({ id }) => id)).toEqual([newer.id, older.id])
    expect(customers[0]).toEqual({ ...FRESH, active_keys: '0', has_netlify_token: false })
  })

  test('200: keys that are revoked or expired are not active', async () => {
    const { customerId } = await gateway.account()
    const addKey = (column: string, value: string) =>
      gateway.books.query(
        `insert into api_keys (customer_id, key_hash, key_last4, ${column}) values ($1, $2, 'last', ${value})`,
        [customerId, `${randomUUID()}${randomUUID()}`.replaceAll('-', '')],
      )
    await addKey('revoked_at', 'now()')
    await addKey('expires_at', 'now()')
    await addKey('revoked_at', `now() + interval '1 hour'`)
    await addKey('expires_at', `now() + interval '1 hour'`)
    expect((await list()).find(({ id }) => id === customerId)).toMatchObject({ active_keys: '3' })
  })

  test('200: the newest 200, and no more', async () => {
    await gateway.books.query(
      `insert into customers (email) select 'many-' || n || '@example.com' from generate_series(1, 205) n`,
      [],
    )
    const customers = await list()
    expect(customers).toHaveLength(200)
    expect(customers[0]).toMatchObject({ email: 'many-205@example.com' })
  })
})

describe('POST', () => {
  test('200: with an e-mail address alone', async () => {
    const email = newEmail()
    const response = await ask('POST', { body: { email } })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      customer: { id: textLike(/^\d+$/), email, plan_name: 'starter', monthly_cap_cents: 2_000, created_at: aTime },
    })
  })

  test('200: with everything; blanks that clients send as null mean the default', async () => {
    expect(await create({ plan_name: 'pro', monthly_cap_cents: 0 })).toMatchObject({
      plan_name: 'pro',
      monthly_cap_cents: 0,
    })
    expect(await create({ plan_name: null, monthly_cap_cents: null })).toMatchObject({
      plan_name: 'starter',
      monthly_cap_cents: 2_000,
    })
  })

  test('200: the default cap is the operator’s', async () => {
    await using other = await createTestGateway({ DATABASE_URL: gateway.databaseUrl, DEFAULT_CUSTOMER_CAP_CENTS: '77' })
    const response = await other.call(routes, { key: token, body: { email: newEmail() } })
    expect(await response.json()).toMatchObject({ customer: { monthly_cap_cents: 77 } })
  })

  test('200: the e-mail address is trimmed, and kept in its case', async () => {
    const name = randomUUID()
    expect(await create({ email: `  Ann-${name}@Example.com\n` })).toMatchObject({ email: `Ann-${name}@Example.com` })
  })

  test('200: opens the books and leaves an audit row', async () => {
    const { id } = await create({ monthly_cap_cents: 5 })
    expect(await gateway.books.query('select last_seq from customer_books where customer_id = $1', [id])).toHaveLength(
      1,
    )
    expect(await audits(id)).toEqual([{ actor: 'admin', action: 'CUSTOMER_CREATE', meta: { monthly_cap_cents: 5 } }])
  })

  test('200: columns that nobody may set stay what they are', async () => {
    const body = { ...(await everyColumn()), email: newEmail(), plan_name: 'pro', monthly_cap_cents: 123 }
    const { id } = await create(body)
    expect(await rowOf(id)).toMatchObject({
      ...FRESH,
      created_at: expect.any(Date) as unknown,
      updated_at: expect.any(Date) as unknown,
      stripe_status: null,
      plan_name: 'pro',
      monthly_cap_cents: 123,
    })
    expect(id).not.toBe('4242')
  })

  test.each([
    [{ email: undefined }, 'email'],
    [{ email: 'nobody' }, 'email'],
    [{ email: 'a b@example.com' }, 'email'],
    [{ email: '@' }, 'email'],
    [{ email: 'a@b@c' }, 'email'],
    [{ email: `${'a'.repeat(251)}@b.c` }, 'email'],
    [{ email: 'a\u0000@example.com' }, 'email'],
    [{ email: '\ud800@example.com' }, 'email'],
    [{ plan_name: 'x'.repeat(41) }, 'plan_name'],
    [{ plan_name: ' ' }, 'plan_name'],
    [{ monthly_cap_cents: -1 }, 'monthly_cap_cents'],
    [{ monthly_cap_cents: 1.5 }, 'monthly_cap_cents'],
    [{ monthly_cap_cents: '10' }, 'monthly_cap_cents'],
    [{ monthly_cap_cents: 500_000_001 }, 'monthly_cap_cents'],
  ])('400: %j', async (body, field) => {
    const response = await ask('POST', { body: { email: newEmail(), ...body } })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test('409: an e-mail address that is taken, in any case', async () => {
    const email = newEmail()
    await create({ email })
    for (const same of [email, email.toUpperCase(), ` ${email} `]) {
      const response = await ask('POST', { body: { email: same } })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'CONFLICT', field: 'email' })
    }
  })

  test('409: of 20 at once with one address, one is made', async () => {
    const email = newEmail()
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', { body: { email } })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(19).fill(409)])
  })
})

describe('PATCH', () => {
  test('200: every field that may change', async () => {
    const { id } = await create()
    const body = {
      email: newEmail(),
      plan_name: 'pro',
      monthly_cap_cents: 9_900,
      is_active: false,
      max_devices_per_key: 3,
      require_install_id: true,
      allowed_providers: ['openai', 'gemini'],
      allowed_models: { openai: ['gpt-4o-mini'], '*': ['*'] },
      stripe_customer_id: 'cus_1',
      auto_topup_enabled: true,
      auto_topup_threshold_cents: 500,
      auto_topup_amount_cents: 1_000,
    }
    const response = await ask('PATCH', { query: `?customer_id=${id}`, body })
    expect(await response.json()).toEqual({ ok: true, customer: { ...FRESH, ...body, id } })
    expect((await list())[0]).toMatchObject(body)
  })

  test('200: null for what a client left blank means unchanged', async () => {
    const made = await create({ plan_name: 'pro', monthly_cap_cents: 50 })
    const blank = { email: null, plan_name: null, monthly_cap_cents: null, is_active: null, require_install_id: null }
    expect(await change(made.id, blank)).toEqual({ ...FRESH, ...made })
  })

  test('200: null for what can be absent takes it away', async () => {
    const { id } = await create()
    const policy = {
      max_devices_per_key: 1,
      allowed_providers: ['openai'],
      allowed_models: { openai: ['*'] },
      stripe_customer_id: 'cus_1',
      auto_topup_threshold_cents: 5,
      auto_topup_amount_cents: 5,
    }
    expect(await change(id, policy)).toMatchObject(policy)
    const none = Object.fromEntries(Object.keys(policy).map((name) => [name, null]))
    expect(await change(id, none)).toMatchObject(none)
  })

  test.each([
    ['openai, gemini ,,', ['openai', 'gemini']],
    ['OpenAI, GEMINI', ['openai', 'gemini']],
    [
      ['OpenAI', '*'],
      ['openai', '*'],
    ],
    ['*', ['*']],
    ['', []],
    [[], []],
  ])('200: allowed_providers as a list or a comma-separated text, in any case: %j', async (given, kept) => {
    const { id } = await create()
    expect(await change(id, { allowed_providers: given })).toMatchObject({ allowed_providers: kept })
  })

  test.each(['{"openai":["gpt-4o-mini"]}', '{}', ' {"*":["*"]} '])(
    '200: allowed_models as JSON text: %s',
    async (text) => {
      const { id } = await create()
      expect(await change(id, { allowed_models: text })).toMatchObject({ allowed_models: JSON.parse(text) as unknown })
    },
  )

  test('200: the providers of allowed_models in any case, as calls name them', async () => {
    const { id } = await create()
    const changed = await change(id, { allowed_models: { OpenAI: ['gpt-4o-mini'] } })
    expect(changed).toMatchObject({ allowed_models: { openai: ['gpt-4o-mini'] } })
  })

  test('200: nothing to change changes nothing', async () => {
    const made = await create()
    expect(await change(made.id, {})).toMatchObject(made)
  })

  test('200: its own address in another case', async () => {
    const email = newEmail()
    const { id } = await create({ email })
    expect(await change(id, { email: email.toUpperCase() })).toMatchObject({ email: email.toUpperCase() })
  })

  test('200: columns that nobody may set stay what they are', async () => {
    const { id } = await create()
    const before = await rowOf(id)
    // Those that may be set are of the wrong type for the columns they name, so they are left out here.
    const allowed = Object.keys(FRESH).filter((name) => !['id', 'created_at'].includes(name))
    const readOnly = ['stripe_subscription_id', 'stripe_current_period_end']
    const body = Object.entries(await everyColumn()).filter(
      ([name]) => readOnly.includes(name) || !allowed.includes(name),
    )
    expect(body.map(([name]) => name).toSorted()).toEqual([
      'created_at',
      'id',
      'stripe_current_period_end',
      'stripe_status',
      'stripe_subscription_id',
      'updated_at',
    ])
    await change(id, Object.fromEntries(body))
    expect(await rowOf(id)).toEqual({ ...before, updated_at: expect.any(Date) as unknown })
  })

  test('200: other customers are untouched', async () => {
    const [one, other] = [await create(), await create()]
    const before = await rowOf(other.id)
    await change(one.id, { plan_name: 'pro', is_active: false })
    expect(await rowOf(other.id)).toEqual(before)
  })

  test('200: leaves an audit row that names what changed, and not to what', async () => {
    const { id } = await create()
    await change(id, { plan_name: 'secret plan', is_active: false })
    expect((await audits(id)).slice(1)).toEqual([
      { actor: 'admin', action: 'CUSTOMER_UPDATE', meta: { changed: ['plan_name', 'is_active'] } },
    ])
  })

  test.each([
    [{ is_active: 'false' }, 'is_active'],
    [{ is_active: 0 }, 'is_active'],
    [{ max_devices_per_key: -1 }, 'max_devices_per_key'],
    [{ allowed_providers: 1 }, 'allowed_providers'],
    [{ allowed_providers: ['openai', null] }, 'allowed_providers.1'],
    [{ allowed_providers: Array<string>(101).fill('a') }, 'allowed_providers'],
    [{ allowed_models: [] }, 'allowed_models'],
    [{ allowed_models: '[]' }, 'allowed_models'],
    [{ allowed_models: '{"a":' }, 'allowed_models'],
    [{ allowed_models: '['.repeat(100_000) + ']'.repeat(100_000) }, 'allowed_models'],
    [{ allowed_models: { openai: 'gpt-4o-mini' } }, 'allowed_models.openai'],
    [{ allowed_models: { openai: ['a', 1] } }, 'allowed_models.openai.1'],
    [{ auto_topup_amount_cents: 0 }, 'auto_topup_amount_cents'],
    [{ auto_topup_amount_cents: 50_000_001 }, 'auto_topup_amount_cents'],
    [{ stripe_customer_id: '' }, 'stripe_customer_id'],
  ])('400: %j', async (body, field) => {
    const { id } = await create()
    const response = await ask('PATCH', { query: `?customer_id=${id}`, body })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test('400: no customer named', async () => {
    expect(await errorBodyOf(await ask('PATCH', { body: {} }))).toMatchObject({ field: 'customer_id' })
  })

  test('404: a customer that is not there', async () => {
    const response = await ask('PATCH', { query: '?customer_id=999999', body: { plan_name: 'pro' } })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('409: an address that another customer has, in any case', async () => {
    const [email, { id }] = [newEmail(), await create()]
    await create({ email })
    const response = await ask('PATCH', { query: `?customer_id=${id}`, body: { email: email.toUpperCase() } })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'CONFLICT', field: 'email' })
  })
})

test('401: without the admin', async () => {
  for (const method of Object.keys(routes)) expect((await gateway.call(routes, { method })).status).toBe(401)
})

test('405: other methods', async () => {
  expect((await ask('DELETE')).status).toBe(405)
})

/** Something for every column that the table has. */
async function everyColumn(): Promise<Record<string, unknown>> {
  const columns = (await gateway.books.query(
    `select column_name as name, data_type as type from information_schema.columns where table_name = 'customers'`,
    [],
  )) as { name: string; type: string }[]
  const VALUES: Record<string, unknown> = {
    bigint: 4242,
    integer: 4242,
    boolean: true,
    ARRAY: ['openai'],
    jsonb: { openai: ['*'] },
    'timestamp with time zone': '2000-01-01T00:00:00Z',
  }
  return Object.fromEntries(columns.map(({ name, type }) => [name, VALUES[type] ?? 'injected']))
}
