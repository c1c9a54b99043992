import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as userKeys } from '../../netlify/functions/user-keys.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

/** The orders of the lists of customers and of keys: each whole, over all pages, also while rows are added. */

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Row = Record<string, unknown> & { id: string }
type Page = { rows: Row[]; next: string | null }

const pageOf = async (routes: Routes, key: string, query: string): Promise<Page> => {
  type Answer = { customers?: Row[]; keys?: Row[]; next_cursor: string | null }
  const { customers, keys, next_cursor: next } = await read<Answer>(gateway, routes, key, query)
  return { rows: customers ?? keys ?? [], next }
}

/** Every page; `meanwhile` happens between them. */
const walk = async (
  routes: Routes,
  key: string,
  query: string,
  { limit, meanwhile = () => Promise.resolve() }: { limit: number; meanwhile?: () => Promise<unknown> },
): Promise<Row[]> => {
  const rows: Row[] = []
  for (let cursor = ''; ;) {
    const page = await pageOf(routes, key, `${query}&limit=${limit}${cursor}`)
    rows.push(...page.rows)
    if (page.next === null) return rows
    cursor = `&cursor=${encodeURIComponent(page.next)}`
    await meanwhile()
  }
}

/** Customers of one plan, whose caps and sums have equals among them. */
const crowd = async (size: number): Promise<string> => {
  const plan = randomUUID()
  await gateway.books.query(
    `with made as (
       insert into customers (email, plan_name, monthly_cap_cents)
       select case n % 2 when 0 then 'Zoe' else 'ann' end || '.:%_' || n || '-' || $1::text || '@example.com', $1::text, 100 * (n % 3)
         from generate_series(1, $2::int) n
       returning id, monthly_cap_cents
     ) insert into monthly_usage (customer_id, month, spent_pico)
       select id, m, 10000000000::bigint * (case m when $3 then id % 4 else 1000 - id % 4 end)
         from made, (values ($3::text), ('2020-01')) months (m) where id % 5 <> 0`,
    [plan, size, thisMonth()],
  )
  return plan
}

const numeric = (id: string): number => Number(id)

/** How the rows of a list have to follow each other. */
const FOLLOWS: Readonly<Record<string, (one: Row, next: Row) => boolean>> = {
  newest: (one, next) => numeric(one.id) > numeric(next.id),
  email: (one, next) => String(one['email']).toLowerCase() < String(next['email']).toLowerCase(),
  spent: (one, next) => falls(one, next, 'spent_cents'),
  cap: (one, next) => falls(one, next, 'monthly_cap_cents'),
}

/** What a key is shown to have spent. */
const spentOf = (key: Row): number =>
  Number(key['monthly_cap_cents'] === null ? key['spent_cents'] : key['line_spent_cents'])

const falls = (one: Row, next: Row, field: string): boolean => {
  const [left, right] = [Number(one[field]), Number(next[field])]
  return left > right || (left === right && numeric(one.id) > numeric(next.id))
}

describe('admin-customers', () => {
  test.each(Object.entries(FOLLOWS))('200: sorted by %s over all pages, each customer once', async (sort, follows) => {
    const plan = await crowd(23)
    for (const limit of [1, 4, 22, 23, 24]) {
      const rows = await walk(adminCustomers, token, `?plan=${plan}&sort=${sort}`, { limit })
      expect(new Set(rows.map(({ id }) => id)).size).toBe(23)
      rows.slice(1).forEach((next, index) => {
        const one = rows[index]
        expect(one !== undefined && follows(one, next), `${sort}: ${JSON.stringify([one, next])}`).toBe(true)
      })
    }
  })

  test.each(Object.keys(FOLLOWS))(
    '200: sorted by %s, no gap and no repetition while customers are added',
    async (sort) => {
      const plan = await crowd(11)
      const whole = (await walk(adminCustomers, token, `?plan=${plan}&sort=${sort}`, { limit: 200 })).map(
        ({ id }) => id,
      )
      const meanwhile = () =>
        gateway.books.query('insert into customers (email, plan_name, monthly_cap_cents) values ($1, $2, 100)', [
          `mid-${randomUUID()}@example.com`,
          plan,
        ])
      const seen = (await walk(adminCustomers, token, `?plan=${plan}&sort=${sort}`, { limit: 2, meanwhile })).map(
        ({ id }) => id,
      )
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen.filter((id) => whole.includes(id))).toEqual(whole)
    },
  )

  test('200: newest first is the order when none is asked for, and its cursors are what they were', async () => {
    const plan = await crowd(3)
    const [first, named] = [
      await pageOf(adminCustomers, token, `?plan=${plan}&limit=2`),
      await pageOf(adminCustomers, token, `?plan=${plan}&limit=2&sort=newest`),
    ]
    expect(first).toEqual(named)
    expect(first.next).toBe(first.rows[1]?.id)
  })

  test('200: who spent most this month, whatever was spent before; who spent nothing comes last', async () => {
    const plan = randomUUID()
    const account = async (spentPico: bigint): Promise<string> => {
      const made = await gateway.account({ customer: { plan_name: plan } })
      if (spentPico > 0n) await settledCall(gateway, made, { settlement: { costPico: spentPico } })
      return made.customerId
    }
    const [little, nothing, much] = [await account(1n), await account(0n), await account(999n)]
    await gateway.books.query(
      `insert into monthly_usage (customer_id, month, spent_pico) values ($1, '2020-01', 5000)`,
      [nothing],
    )
    const { rows } = await pageOf(adminCustomers, token, `?plan=${plan}&sort=spent`)
    expect(rows.map(({ id }) => id)).toEqual([much, little, nothing])
  })

  test('200: what was spent is paged through as the month in which the list was begun', async () => {
    const plan = await crowd(7)
    const first = await pageOf(adminCustomers, token, `?plan=${plan}&sort=spent&limit=3`)
    // As if the list had been begun in January 2020: of that month is its next page.
    const cursor = first.next?.replace(thisMonth(), '2020-01') ?? ''
    const { rows } = await pageOf(
      adminCustomers,
      token,
      `?plan=${plan}&sort=spent&cursor=${cursor.replace(/\d+:\d+$/, '9'.repeat(19) + ':1')}`,
    )
    expect(rows).toHaveLength(7)
    expect(rows[0]).toMatchObject({ spent_cents: expect.closeTo(1_000, -1) as number })
  })

  test('200: together with the search and the filters', async () => {
    const plan = await crowd(6)
    const rows = await walk(adminCustomers, token, `?plan=${plan}&sort=email&q=ZOE&is_active=true`, { limit: 2 })
    expect(rows.map(({ email }) => String(email).slice(0, 3))).toEqual(['Zoe', 'Zoe', 'Zoe'])
    expect(await walk(adminCustomers, token, `?plan=${plan}&sort=spent&is_active=false`, { limit: 2 })).toEqual([])
  })

  test('200: the plans that there are, each once and in order, whatever the list is narrowed to', async () => {
    const plans = [`a-${randomUUID()}`, `b-${randomUUID()}`]
    for (const plan of [...plans, ...plans].reverse()) await gateway.account({ customer: { plan_name: plan } })
    const answer = await read<{ plans: string[] }>(gateway, adminCustomers, token, '?q=nobody-has-this')
    expect(answer.plans.filter((plan) => plans.includes(plan))).toEqual(plans)
    expect(answer.plans).toEqual(answer.plans.toSorted())
    expect(answer).toMatchObject({ customers: [] })
  })

  test.each([
    ['spent', '17', 'newest'],
    ['email', 'cap:2000:17', 'cap'],
    ['cap', 'email:a@example.com', 'email'],
    ['newest', `spent:${thisMonth()}:0:17`, 'spent'],
  ])('400: sort=%s with the cursor %s, of the list sorted by %s', async (sort, cursor, other) => {
    const query = `?sort=${sort}&cursor=${encodeURIComponent(cursor)}`
    const body = await errorBodyOf(await gateway.call(adminCustomers, { method: 'GET', key: token, query }))
    expect(body).toMatchObject({ code: 'BAD_REQUEST', field: 'cursor' })
    expect(body.error).toContain(`sorted by ${other}, not by ${sort}`)
  })

  test.each([
    'sort=',
    'sort=id',
    'sort=spent&cursor=spent:2026-13:1:1',
    'sort=spent&cursor=spent:2026-11:x:1',
    'sort=cap&cursor=cap:1',
    'sort=email&cursor=email:%00',
    `sort=email&cursor=email:${'x'.repeat(500)}`,
    'cursor=-1',
  ])('400: %s', async (query) => {
    const response = await gateway.call(adminCustomers, { method: 'GET', key: token, query: `?${query}` })
    const field = query.includes('cursor') ? 'cursor' : 'sort'
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test.each([
    'sort=email&cursor=email:%25_%5C',
    `sort=spent&cursor=spent:2026-11:-${'9'.repeat(19)}:1`,
    `sort=cap&cursor=cap:999999999:${'9'.repeat(18)}`,
  ])('200: a cursor of no customer begins where it would stand: %s', async (query) => {
    expect((await gateway.call(adminCustomers, { method: 'GET', key: token, query: `?${query}` })).status).toBe(200)
  })
})

describe('admin-keys and user-keys', () => {
  let account: Account
  beforeAll(async () => {
    account = await gateway.account({ key: { role: 'owner', label: 'b: the Boss 100%_' } })
    // More than any key but its successor, which has a cap and so counts this, too.
    for (let call = 0; call < 3; call += 1) await settledCall(gateway, account)
    for (let nth = 0; nth < 9; nth += 1) {
      const key = await sibling(gateway, account, { rotatedFrom: nth === 8 ? account.keyId : null })
      await gateway.books.query('update api_keys set label = $2, monthly_cap_cents = $3 where id = $1', [
        key.keyId,
        ['same', 'Same', 'b: the boss', 'zoo', 'Älpler'][nth % 5] ?? '',
        nth % 4 === 0 ? 500 : null,
      ])
      for (let call = 0; call < nth % 3; call += 1) await settledCall(gateway, key)
      // Two are over, one of them dear; one is over in an hour only.
      const [column, when] =
        [
          ['revoked_at', '-1 hour'],
          ['expires_at', '-1 hour'],
          ['revoked_at', '1 hour'],
        ][nth - 4] ?? []
      if (column !== undefined)
        await gateway.books.query(`update api_keys set ${column} = now() + $2::interval where id = $1`, [
          key.keyId,
          when ?? '',
        ])
    }
  })

  /** What everybody's keys spent is never added up. */
  const lists = (sort: string): [Routes, string, string][] => {
    const ofOne: [Routes, string, string][] = [
      [adminKeys, token, `?customer_id=${account.customerId}`],
      [userKeys, account.key, '?status=all'],
    ]
    return sort === 'spent' || sort === 'use' ? ofOne : [...ofOne, [adminKeys, token, '?status=all']]
  }

  test.each<[string, (one: Row, next: Row) => boolean]>([
    ['newest', (one, next) => numeric(one.id) > numeric(next.id)],
    [
      'label',
      (one, next) => {
        const [left, right] = [one, next].map(({ label }) => Buffer.from(String(label).toLowerCase()))
        const order = Buffer.compare(left ?? Buffer.of(), right ?? Buffer.of())
        return order < 0 || (order === 0 && numeric(one.id) < numeric(next.id))
      },
    ],
    [
      'spent',
      (one, next) =>
        spentOf(one) > spentOf(next) || (spentOf(one) === spentOf(next) && numeric(one.id) > numeric(next.id)),
    ],
    [
      'use',
      (one, next) => {
        const [over, overNext] = [one, next].map(({ status }) => Number(status === 'revoked' || status === 'expired'))
        return over === overNext
          ? spentOf(one) > spentOf(next) || (spentOf(one) === spentOf(next) && numeric(one.id) > numeric(next.id))
          : Number(over) < Number(overNext)
      },
    ],
  ])('200: sorted by %s over all pages, each key once, also while keys are added', async (sort, follows) => {
    for (const [routes, key, query] of lists(sort))
      for (const limit of [1, 3, 10, 11]) {
        const before = await walk(routes, key, `${query}&sort=${sort}`, { limit: 200 })
        const rows = await walk(routes, key, `${query}&sort=${sort}`, {
          limit,
          meanwhile: () => (limit === 3 ? sibling(gateway, account) : Promise.resolve()),
        })
        expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
        const old = new Set(before.map(({ id }) => id))
        expect(rows.filter(({ id }) => old.has(id)).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
        rows.slice(1).forEach((next, index) => {
          const one = rows[index]
          expect(one !== undefined && follows(one, next), `${sort}: ${JSON.stringify([one, next])}`).toBe(true)
        })
      }
  })

  test('200: nobody else’s keys come in between, whatever cursor is sent', async () => {
    const stranger = await gateway.account({ key: { role: 'owner', label: 'c' } })
    await settledCall(gateway, stranger)
    for (const query of ['?sort=label&cursor=label:1:a', `?sort=spent&cursor=spent:${thisMonth()}:999999:1`]) {
      const { rows } = await pageOf(userKeys, account.key, query)
      expect(rows.length).toBeGreaterThan(0)
      expect(new Set(rows.map((row) => row['customer_id']))).toEqual(new Set([account.customerId]))
    }
  })

  test.each([
    ['sort=label&cursor=5', 'cursor', 'sorted by newest, not by label'],
    [`sort=newest&cursor=spent:${thisMonth()}:1:1`, 'cursor', 'sorted by spent, not by newest'],
    ['sort=label&cursor=label:1:', 'cursor', 'is not a cursor of this list'],
    ['sort=label&cursor=label:1:%00', 'cursor', 'cannot be stored'],
    ['sort=last_seen', 'sort', 'is not one of'],
  ])('400: %s', async (asked, field, problem) => {
    for (const [routes, key, query] of lists('newest')) {
      const body = await errorBodyOf(await gateway.call(routes, { method: 'GET', key, query: `${query}&${asked}` }))
      expect(body).toMatchObject({ code: 'BAD_REQUEST', field })
      expect(body.error).toContain(problem)
    }
  })
})
