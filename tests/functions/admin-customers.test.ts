import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-customers.ts'
import { admit } from '../../netlify/functions/_lib/db/calls.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { admission } from '../support/calls.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Call, type TestGateway } from '../support/gateway.ts'
import { anyText, arrayWith, aTime, textLike } from '../support/matching.ts'
import { settledCall, thisMonth } from '../support/reports.ts'

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

type Listing = { customers: Customer[]; next_cursor: string | null }

const page = async (query = ''): Promise<Listing> => {
  const response = await ask('GET', { query })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Listing // As the first test of GET has it.
}

const list = async (query = ''): Promise<Customer[]> => (await page(query)).customers

const rowOf = async (id: string): Promise<Customer> =>
  ((await gateway.books.query('select * from customers where id = $1', [id])) as Customer[])[0] ?? { id: 'none' }

const audits = (id: string) =>
  gateway.books.query('select actor, action, meta from audit_events where target = $1 order by id', [`customer:${id}`])

/** A customer as the operator sees it, who was made with nothing but an e-mail address. */
const FRESH = {
  id: textLike(/^\d+$/),
  email: anyText,
  plan_name: 'starter',
  plan_fee_cents: 0,
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
  auto_topup_monthly_max_cents: 20_000,
  card_saved_at: null,
  alert_webhook_url: null,
  notes: null,
  created_at: aTime,
  updated_at: aTime,
}

/** What the list says besides. */
const IDLE = {
  active_keys: '0',
  cap_cents: 2_000,
  spent_cents: 0,
  spent_usd: '0',
  held_cents: 0,
  has_netlify_token: false,
}

/** Everything that the operator may say about a customer. */
const POLICY = {
  plan_name: 'pro',
  plan_fee_cents: 4_900,
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
  auto_topup_monthly_max_cents: 30_000,
  alert_webhook_url: 'https://hooks.example.com/kaixu?team=1',
  notes: 'Pays by invoice.\n\tAsk Ada.',
}

const BAD_POLICY: [Record<string, unknown>, string][] = [
  [{ plan_fee_cents: -1 }, 'plan_fee_cents'],
  [{ plan_fee_cents: 100_000_001 }, 'plan_fee_cents'],
  [{ plan_fee_cents: 0.5 }, 'plan_fee_cents'],
  [{ auto_topup_monthly_max_cents: 50_000_001 }, 'auto_topup_monthly_max_cents'],
  [{ auto_topup_monthly_max_cents: '5' }, 'auto_topup_monthly_max_cents'],
  [{ notes: 'x'.repeat(4_001) }, 'notes'],
  [{ notes: 'a\u0000b' }, 'notes'],
  [{ notes: 'a\u001bb' }, 'notes'],
  [{ notes: '\ud800' }, 'notes'],
  [{ notes: 5 }, 'notes'],
  ...[
    '',
    'hooks.example.com',
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'javascript:alert(1)',
    'https://',
    'https://user@hooks.example.com/',
    'https://user:secret@hooks.example.com/',
    'https://localhost/',
    'https://LOCALHOST:8443/',
    'https://localhost./',
    'https://api.localhost/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://127.0.0.1./',
    'https://8.8.8.8/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://hooks.exa\nmple.com/',
    `https://hooks.example.com/${'x'.repeat(2_000)}`,
    5,
  ].map((url): [Record<string, unknown>, string] => [{ alert_webhook_url: url }, 'alert_webhook_url']),
]

describe('GET', () => {
  test('200: every field of the contract, newest first, ids and counts as text', async () => {
    const [older, newer] = [await create(), await create()]
    const customers = await list()
    expect(customers.slice(0, 2).map(({ id }) => id)).toEqual([newer.id, older.id])
    expect(customers[0]).toEqual({ ...FRESH, ...IDLE })
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

  test('200: where each stands this month', async () => {
    const account = await gateway.account({ capCents: 1_000 })
    await settledCall(gateway, account, { settlement: { costPico: 700n } })
    await admit(gateway.deps.db, admission(account))
    await gateway.books.query(
      `insert into monthly_usage (customer_id, month, spent_pico, extra_pico) values ($1, '2020-01', 5, 5)`,
      [account.customerId],
    )
    await gateway.books.query(
      `update monthly_usage set extra_pico = 2500000000000 where customer_id = $1 and month = $2`,
      [account.customerId, thisMonth()],
    )
    expect((await list()).find(({ id }) => id === account.customerId)).toMatchObject({
      monthly_cap_cents: 1_000,
      cap_cents: 1_250,
      spent_cents: 0.00000007,
      spent_usd: '0.0000000007',
      held_cents: 0.0000002,
    })
  })

  test('200: pages of at most 200, each customer once', async () => {
    await gateway.books.query(
      `insert into customers (email, plan_name) select 'many-' || n || '@example.com', 'many' from generate_series(1, 405) n`,
      [],
    )
    const first = await page('?plan=many&limit=999')
    expect(first.customers).toHaveLength(200)
    expect(first.customers[0]).toMatchObject({ email: 'many-405@example.com' })
    const second = await page(`?plan=many&cursor=${first.next_cursor}`)
    const third = await page(`?plan=many&cursor=${second.next_cursor}`)
    expect(third.next_cursor).toBeNull()
    const all = [first, second, third].flatMap(({ customers }) => customers.map(({ email }) => email))
    expect(all).toEqual(Array.from({ length: 405 }, (_, index) => `many-${405 - index}@example.com`))
    expect((await page('?plan=many&limit=405')).customers).toHaveLength(200)
    expect((await page('?plan=many&limit=5')).next_cursor).not.toBeNull()
  })

  test('200: a last page that is just full has no next', async () => {
    const plan = randomUUID()
    for (let n = 0; n < 3; n++) await create({ plan_name: plan })
    expect((await page(`?plan=${plan}&limit=3`)).next_cursor).toBeNull()
    expect((await page(`?plan=${plan}&limit=2`)).next_cursor).not.toBeNull()
  })

  test('200: searched for in the e-mail address, the plan and the notes, in any case, or by the id', async () => {
    const word = randomUUID()
    const byEmail = await create({ email: `Ann-${word}@example.com` })
    const byPlan = await create({ plan_name: `P ${word}` })
    const byNotes = await create({ notes: `knows\n${word.toUpperCase()} well` })
    await create()
    const found = async (q: string) => (await list(`?q=${encodeURIComponent(q)}`)).map(({ id }) => id)
    expect(await found(word)).toEqual([byNotes.id, byPlan.id, byEmail.id])
    expect(await found(` ${word.toUpperCase()} `)).toEqual([byNotes.id, byPlan.id, byEmail.id])
    expect(await found(`ann-${word}@EXAMPLE`)).toEqual([byEmail.id])
    expect(await found(byPlan.id)).toContain(byPlan.id)
    expect(await found(`${word}!`)).toEqual([])
  })

  test('200: % and _ and a backslash are only characters', async () => {
    const word = randomUUID()
    const percent = await create({ notes: `${word} 100%_\\` })
    await create({ notes: `${word} 100xy` })
    for (const q of [`${word} 100%`, `${word} 100%_`, `${word} 100%_\\`]) {
      expect((await list(`?q=${encodeURIComponent(q)}`)).map(({ id }) => id)).toEqual([percent.id])
    }
    for (const q of [`${word}%`, `${word} 1__`, `${word} 100\\%`]) {
      expect(await list(`?q=${encodeURIComponent(q)}`)).toEqual([])
    }
  })

  test('200: an empty search finds everybody', async () => {
    const newest = await create()
    expect((await list('?q=%20'))[0]).toMatchObject({ id: newest.id })
  })

  test('200: active or not, and by plan; together', async () => {
    const plan = randomUUID()
    const [on, off, other] = [
      await create({ plan_name: plan }),
      await create({ plan_name: plan, is_active: false }),
      await create({ plan_name: plan.toUpperCase() }),
    ]
    const found = async (query: string) => (await list(query)).map(({ id }) => id)
    expect(await found(`?plan=${plan}`)).toEqual([off.id, on.id])
    expect(await found(`?plan=${plan}&is_active=true`)).toEqual([on.id])
    expect(await found(`?plan=${plan}&is_active=false`)).toEqual([off.id])
    expect(await found(`?plan=${plan}&is_active=false&q=${on.id}nothing`)).toEqual([])
    expect(await found('?is_active=false')).not.toContain(other.id)
  })

  test('200: the one that is named', async () => {
    const { id } = await create()
    await create()
    const response = await ask('GET', { query: `?customer_id=${id}` })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ customer: { ...FRESH, ...IDLE, id } })
  })

  test.each(['is_active=yes', 'is_active=', 'limit=0', 'cursor=x', 'customer_id=x', 'plan=', `q=${'x'.repeat(201)}`])(
    '400: %s',
    async (query) => {
      const [field] = query.split('=')
      expect(await errorBodyOf(await ask('GET', { query: `?${query}` }))).toMatchObject({ code: 'BAD_REQUEST', field })
    },
  )

  test('404: one that is not there', async () => {
    expect(await errorBodyOf(await ask('GET', { query: '?customer_id=999999' }))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('POST', () => {
  test('200: with an e-mail address alone', async () => {
    const email = newEmail()
    const response = await ask('POST', { body: { email } })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      customer: { ...FRESH, email },
    })
  })

  test('200: with everything', async () => {
    const made = await create({ ...POLICY, monthly_cap_cents: 0 })
    expect(made).toEqual({ ...FRESH, ...POLICY, monthly_cap_cents: 0 })
    expect(await rowOf(made.id)).toMatchObject({ ...POLICY, monthly_cap_cents: 0 })
  })

  test('200: blanks that clients send as null mean the default', async () => {
    const blank = Object.fromEntries(Object.keys(POLICY).map((name) => [name, null]))
    expect(await create(blank)).toEqual(FRESH)
  })

  test('200: the house name of the default provider in the lists', async () => {
    const lists = { allowed_providers: ['skyes-over-london'], allowed_models: { 'skyes-over-london': ['*'] } }
    expect(await create(lists)).toMatchObject({ allowed_providers: ['gemini'], allowed_models: { gemini: ['*'] } })
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
    const { id } = await create(await readOnlyColumns())
    expect(id).not.toBe('4242')
    const { created_at, ...row } = await rowOf(id)
    expect(row).toMatchObject({ stripe_status: null, stripe_subscription_id: null, card_saved_at: null })
    expect(created_at).not.toEqual(new Date('2000-01-01T00:00:00Z'))
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
    ...BAD_POLICY,
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
    const body = { ...POLICY, email: newEmail() }
    const response = await ask('PATCH', { query: `?customer_id=${id}`, body })
    expect(await response.json()).toEqual({ ok: true, customer: { ...FRESH, ...body, id } })
    expect((await list())[0]).toMatchObject(body)
  })

  test('200: null for what a client left blank means unchanged', async () => {
    const made = await create({ ...POLICY, monthly_cap_cents: 50 })
    const blank = {
      email: null,
      plan_name: null,
      plan_fee_cents: null,
      monthly_cap_cents: null,
      is_active: null,
      require_install_id: null,
      auto_topup_enabled: null,
      auto_topup_monthly_max_cents: null,
    }
    expect(await change(made.id, blank)).toEqual({ ...made, updated_at: aTime })
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
      alert_webhook_url: 'https://hooks.example.com/',
      notes: 'x',
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
    expect(await change(made.id, {})).toEqual({ ...made, updated_at: aTime })
  })

  test('200: empty notes are none', async () => {
    const { id } = await create({ notes: 'x' })
    expect(await change(id, { notes: ' \n' })).toMatchObject({ notes: null })
  })

  test('200: its own address in another case', async () => {
    const email = newEmail()
    const { id } = await create({ email })
    expect(await change(id, { email: email.toUpperCase() })).toMatchObject({ email: email.toUpperCase() })
  })

  test('200: columns that nobody may set stay what they are', async () => {
    const { id } = await create()
    const before = await rowOf(id)
    const body = await readOnlyColumns()
    expect(Object.keys(body)).toEqual(arrayWith('id', 'created_at', 'stripe_status', 'card_saved_at'))
    await change(id, body)
    expect(await rowOf(id)).toEqual({ ...before, updated_at: expect.any(Date) as unknown })
  })

  test('200: other customers are untouched', async () => {
    const [one, other] = [await create(), await create()]
    const before = await rowOf(other.id)
    await change(one.id, { plan_name: 'pro', is_active: false })
    expect(await rowOf(other.id)).toEqual(before)
  })

  test('200: leaves an audit row that says what changed, from what to what', async () => {
    const { id } = await create()
    await change(id, { plan_name: 'pro', is_active: false, require_install_id: false })
    const meta = {
      changed: ['plan_name', 'is_active'],
      plan_name: { from: 'starter', to: 'pro' },
      is_active: { from: true, to: false },
    }
    expect((await audits(id)).slice(1)).toEqual([{ actor: 'admin', action: 'CUSTOMER_UPDATE', meta }])
  })

  test('200: the audit keeps of an address the host, of a long list its beginning, and of notes that they changed', async () => {
    const { id } = await create({ notes: 'first-note' })
    const models = Array.from({ length: 100 }, (_, index) => `model-${index}`)
    await change(id, {
      notes: 'second-note',
      alert_webhook_url: 'https://hooks.example.com/services/T0/secret-token?key=secret-too',
      allowed_models: { openai: models },
    })
    const meta = {
      changed: ['allowed_models', 'alert_webhook_url', 'notes'],
      alert_webhook_url: { from: null, to: 'hooks.example.com' },
      allowed_models: { from: null, to: expect.stringMatching(/^\{"openai": \["model-0", .{200,280}…$/) as string },
    }
    expect((await audits(id)).slice(1)).toEqual([{ actor: 'admin', action: 'CUSTOMER_UPDATE', meta }])
  })

  test('200: of two changes at once each says what it found', async () => {
    const { id } = await create({ plan_name: 'plan 0' })
    await Promise.all(Array.from({ length: 8 }, (_, index) => change(id, { plan_name: `plan ${index + 1}` })))
    const changes = (await audits(id)).slice(1) as { meta: { plan_name: { from: string; to: string } } }[] // As above.
    const next = new Map(changes.map(({ meta: { plan_name: plan } }) => [plan.from, plan.to]))
    const path = ['plan 0']
    for (let at = next.get('plan 0'); at !== undefined && path.length < 20; at = next.get(at)) path.push(at)
    expect(path).toHaveLength(9)
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
    ...BAD_POLICY,
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

/** Something for every column of the table that a body does not set. */
async function readOnlyColumns(): Promise<Record<string, unknown>> {
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
  return Object.fromEntries(
    columns
      .filter(({ name }) => name !== 'email' && !Object.hasOwn(POLICY, name))
      .map(({ name, type }) => [name, VALUES[type] ?? 'injected']),
  )
}
