import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-invoices.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { creditIn, type Row } from '../support/invoices.ts'
import { aTime } from '../support/matching.ts'
import { read } from '../support/reports.ts'

/** admin-invoices of all customers: its list without a customer. */

let gateway: TestGateway
let token: string
let first: Account
let second: Account
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
  first = await gateway.account({ customer: { email: 'Accounts@northwind.example', plan_fee_cents: 1_900 } })
  second = await gateway.account({ customer: { email: 'billing@example.org' } })
  await creditIn(gateway, second, '2026-02', 250)
  await issue(first, '2026-01')
  await issue(second, '2026-02')
  await issue(first, '2026-02')
  await issue(first, '2026-01')
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const issue = async ({ customerId }: Account, month: string): Promise<void> => {
  const response = await gateway.call(routes, { key: token, query: `?customer_id=${customerId}&month=${month}` })
  expect(response.status).toBe(200)
}

type Answer = { invoices: Row[]; next_cursor: string | null }
const list = (query: string) => read<Answer>(gateway, routes, token, query)
const numbers = async (query: string) => (await list(query)).invoices.map(({ number }) => number)
const numberOf = ({ customerId }: Account, rest: string) => `${customerId}-${rest}`

test('200: the last revision of every month of everybody, newest issued first, and whose it is', async () => {
  const { invoices, next_cursor: cursor } = await list('?list=1')
  expect(invoices.map(({ number }) => number)).toEqual([
    numberOf(first, '2026-01-r2'),
    numberOf(first, '2026-02-r1'),
    numberOf(second, '2026-02-r1'),
  ])
  expect(invoices[2]).toEqual({
    customer_id: second.customerId,
    customer_email: 'billing@example.org',
    number: numberOf(second, '2026-02-r1'),
    month: '2026-02',
    revision: 1,
    issued_at: aTime,
    issued_by: 'admin',
    spent_pico: '0',
    spent_cents: 0,
    spent_usd: '0',
    plan_fee_pico: '0',
    plan_fee_cents: 0,
    plan_fee_usd: '0',
    credits_pico: '2500000000000',
    credits_cents: 250,
    credits_usd: '2.5',
    amount_due_pico: '-2500000000000',
    amount_due_cents: -250,
    amount_due_usd: '-2.5',
  })
  expect(cursor).toBeNull()
  expect(await list('?month=all')).toEqual({ invoices, next_cursor: null })
})

test('200: page by page', async () => {
  const seen: Row[] = []
  const pages: number[] = []
  for (let cursor = ''; ;) {
    const page = await list(`?list=1&limit=2${cursor}`)
    seen.push(...page.invoices)
    pages.push(page.invoices.length)
    if (page.next_cursor === null) break
    cursor = `&cursor=${page.next_cursor}`
  }
  expect(seen).toEqual((await list('?list=1')).invoices)
  expect(pages).toEqual([2, 1])
})

test('200: of one month, for everybody and for a customer', async () => {
  const of = [numberOf(first, '2026-02-r1'), numberOf(second, '2026-02-r1')]
  expect(await numbers('?list=1&month=2026-02')).toEqual(of)
  expect(await numbers(`?list=1&month=2026-02&customer_id=${first.customerId}`)).toEqual(of.slice(0, 1))
  expect(await numbers('?list=1&month=2026-03')).toEqual([])
})

test.each<[string, string, () => string[]]>([
  [
    'a part of the e-mail address, in any case',
    'ACCOUNTS@north',
    () => [numberOf(first, '2026-01-r2'), numberOf(first, '2026-02-r1')],
  ],
  ['a part of the number', '-2026-02-', () => [numberOf(first, '2026-02-r1'), numberOf(second, '2026-02-r1')]],
  ['a number that was replaced', '2026-01-r1', () => []],
  ['the end of one address and the beginning of a number', 'example1', () => []],
  ['a wildcard of SQL', '%', () => []],
])('200: searched by %s', async (_, q, expected) => {
  expect(await numbers(`?list=1&q=${encodeURIComponent(q)}`)).toEqual(expected())
})

test('200: searched within a month, by who issued it', async () => {
  expect(await numbers('?list=1&month=2026-01&q=adm')).toEqual([numberOf(first, '2026-01-r2')])
  expect(await numbers('?list=1&month=2026-01&q=system')).toEqual([])
})

test.each([
  ['', 'customer_id'],
  ['?month=2026-02', 'customer_id'],
  ['?format=csv', 'customer_id'],
  ['?list=0', 'customer_id'],
  ['?list=1&customer_id=', 'customer_id'],
  ['?list=1&format=csv', 'format'],
  ['?list=1&cursor=2026-02', 'cursor'],
  ['?list=1&cursor=x', 'cursor'],
  ['?list=1&month=2026-02-nonsense', 'month'],
])('400: "%s" names %s', async (query, field) => {
  const response = await gateway.call(routes, { method: 'GET', key: token, query })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
})

test('400: says what a list needs no customer for', async () => {
  const error = await errorBodyOf(await gateway.call(routes, { method: 'GET', key: token, query: '?month=2026-02' }))
  expect(error.error).toContain('list=1')
})

test('one round trip', async () => {
  const before = gateway.roundTrips()
  await list('?list=1&month=2026-02&q=example')
  expect(gateway.roundTrips() - before).toBe(1)
})
