import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { picoToCents, picoToUsd } from '../../netlify/functions/_lib/domain/money.ts'
import { endOfMonth, monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { anyNumber, anyText } from '../support/matching.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { digestTables } from '../support/table-rows.ts'

/** 402: every way in which a cap refuses a call, and what the refusal says. */

let vendor: StubVendor
let gateway: TestGateway

beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway({
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    OPENAI_API_KEY: 'stub',
    PUBLIC_APP_ORIGIN: 'https://kaixu.example/',
  })
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openHolds()).toBe(0)
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

const body = { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }

const ask = ({ key }: Account, change: object = {}): Promise<Response> =>
  gateway.call(routes, { key, body: { ...body, ...change } })

/** The refusal of a call that never reaches its provider and leaves nothing but the count of the request. */
const refused = async (account: Account, change: object = {}) => {
  const except = ['rate_limit_windows']
  const before = await digestTables(gateway.books, { except })
  const requests = vendor.requests.length
  const response = await ask(account, change)
  const error = await errorBodyOf(response)
  expect(response.status).toBe(402)
  expect(vendor.requests.length).toBe(requests)
  expect(await digestTables(gateway.books, { except })).toEqual(before)
  return { error, retryAfter: response.headers.get('retry-after') }
}

const answered = async (response: Response): Promise<Answer> => {
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Answer // As the tests of gateway-chat have it.
}
type Answer = { usage: { cost_usd: string }; month: { spent_cents: number; key_spent_cents: number } }

const SCOPES = [
  {
    scope: 'customer',
    capped: (cents: number) => ({ capCents: cents }),
    hints: {
      nothing: 'This account may spend nothing until it is topped up or its cap is raised.',
      usedUp: 'Top up, or wait until the cap resets.',
      tooLarge: 'Ask for at most affordable_max_tokens, shorten the input, or top up.',
      tooLargeInput: 'Shorten the input, or top up.',
    },
  },
  {
    scope: 'key',
    capped: (cents: number) => ({ capCents: 100_000, keyCapCents: cents }),
    // A top-up would not help.
    hints: {
      nothing: 'This key may spend nothing: raise its cap.',
      usedUp:
        "It is the key's own cap, which a top-up does not raise: raise the key's cap, use another key, or wait until the cap resets.",
      tooLarge:
        "Ask for at most affordable_max_tokens, shorten the input, or raise the key's own cap (a top-up does not raise it).",
      tooLargeInput: "Shorten the input, or raise the key's own cap (a top-up does not raise it).",
    },
  },
]

describe.each(SCOPES)('the cap of the $scope', ({ scope, capped, hints }) => {
  test('402 cap_reached: a cap of 0 refuses everything, and says all there is to say', async () => {
    const account = await gateway.account(capped(0))
    const { error, retryAfter } = await refused(account, { max_tokens: 1 })
    const customerCap = scope === 'customer' ? 0 : 100_000
    expect(error).toEqual({
      error: 'Monthly cap reached',
      code: 'CAP_REACHED',
      hint: hints.nothing,
      request_id: anyText,
      reason: 'cap_reached',
      scope,
      cap_cents: 0,
      cap_usd: '0',
      spent_cents: 0,
      spent_usd: '0',
      held_cents: 0,
      held_usd: '0',
      needed_cents: anyNumber,
      needed_usd: anyText,
      resets_at: endOfMonth(monthOf(new Date())).toISOString(),
      topup_url: 'https://kaixu.example/dashboard.html#billing',
      month: {
        month: monthOf(new Date()),
        cap_cents: customerCap,
        spent_cents: 0,
        customer_cap_cents: customerCap,
        customer_spent_cents: 0,
        key_cap_cents: 0,
        key_spent_cents: 0,
        held_cents: 0,
        remaining_usd: '0',
      },
    })
    expect(Number(error['needed_cents'])).toBeGreaterThan(0)
    expect(retryAfter).toBeNull()
  })

  test('402 cap_reached: what was spent is final, and nobody is told to come back in a moment', async () => {
    const account = await gateway.account(capped(1))
    // The vendor reports more than the hold covers: what is left is gone to the last pico-dollar.
    vendor.behaveOnce({ kind: 'answer', chunks: ['x'], usage: { input: 9_000_000, output: 1 } })
    await answered(await ask(account, { max_tokens: (await affordable(account)) ?? 0 }))
    await exhaust(account)
    const { error, retryAfter } = await refused(account)
    expect(error).toMatchObject({ reason: 'cap_reached', scope, cap_cents: 1, spent_cents: 1, held_cents: 0 })
    expect(error['hint']).toBe(hints.usedUp)
    expect(retryAfter).toBeNull()
  })

  test('402 too_large: what would fit is named, and it does fit; one more does not', async () => {
    const account = await gateway.account(capped(1))
    const { error, retryAfter } = await refused(account, { max_tokens: 16_384 })
    expect(error).toMatchObject({ reason: 'too_large', scope, cap_cents: 1, spent_cents: 0, held_cents: 0 })
    expect(error['hint']).toBe(hints.tooLarge)
    expect(Number(error['needed_cents'])).toBeGreaterThan(1)
    expect(retryAfter).toBeNull()
    const fits = Number(error['affordable_max_tokens'])
    expect(fits).toBeGreaterThan(100)
    const more = await refused(account, { max_tokens: fits + 1 })
    expect(more.error).toMatchObject({ reason: 'too_large', affordable_max_tokens: fits })
    await answered(await ask(account, { max_tokens: fits }))
    expect(vendor.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: fits })
  })

  test('402 too_large: an input that does not fit at all has nothing affordable', async () => {
    const account = await gateway.account(capped(1))
    const messages = [{ role: 'user', content: 'x'.repeat(100_000) }]
    const { error } = await refused(account, { messages, max_tokens: 1 })
    expect(error).toMatchObject({ reason: 'too_large', scope, affordable_max_tokens: 0, hint: hints.tooLargeInput })
  })

  test('200: without max_tokens the answer is made as short as the money is', async () => {
    const account = await gateway.account(capped(1))
    // Room for some dozens of tokens beside an input of many.
    const messages = [{ role: 'user', content: 'x'.repeat(49_000) }]
    const fits = await affordable(account, { messages })
    expect(fits).toBeGreaterThan(1)
    expect(fits).toBeLessThan(1_024)
    await answered(await ask(account, { messages }))
    expect(vendor.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: fits })
  })

  test('402 in_flight: money that running calls hold comes back, and the refusal says when', async () => {
    const account = await gateway.account(capped(1))
    const most = (await affordable(account)) ?? 0
    vendor.behaveOnce({ kind: 'answer', chunks: ['a', 'b'], interruption: { afterChunks: 1, by: 'hold' } })
    const arriving = vendor.request(vendor.requests.length + 1)
    const running = ask(account, { max_tokens: most })
    await arriving
    const { error, retryAfter } = await refused(account, { max_tokens: 100 })
    expect(error).toMatchObject({ reason: 'in_flight', scope, cap_cents: 1, spent_cents: 0 })
    expect(Number(error['held_cents'])).toBeGreaterThan(0.9)
    expect(error).not.toHaveProperty('affordable_max_tokens')
    expect(Number(retryAfter)).toBeGreaterThan(0)
    vendor.release()
    await answered(await running)
    await answered(await ask(account, { max_tokens: 100 }))
  })

  test('402: the stream is refused in the same words, before it begins', async () => {
    const account = await gateway.account(capped(0))
    const response = await gateway.call(stream, { key: account.key, body })
    const streamed = await errorBodyOf(response)
    expect(streamed).toEqual({ ...(await refused(account)).error, request_id: anyText })
  })
})

test('402: final before temporary, the customer’s before the key’s', async () => {
  const both = await gateway.account({ capCents: 0, keyCapCents: 0 })
  expect((await refused(both)).error).toMatchObject({ scope: 'customer', reason: 'cap_reached' })
  const tooLargeForBoth = await gateway.account({ capCents: 1, keyCapCents: 1 })
  expect((await refused(tooLargeForBoth, { max_tokens: 16_384 })).error).toMatchObject({ scope: 'customer' })
  const keyIsFinal = await gateway.account({ capCents: 1, keyCapCents: 0 })
  expect((await refused(keyIsFinal, { max_tokens: 16_384 })).error).toMatchObject({
    scope: 'key',
    reason: 'cap_reached',
  })
})

test('a top-up of the month raises the cap of the customer and not that of the key', async () => {
  const account = await gateway.account({ capCents: 0, keyCapCents: 1 })
  await gateway.books.query(
    `with month as (insert into monthly_usage (customer_id, month, extra_pico) values ($1, $2, 50000000000))
     select post_ledger_entry($1, null, 'topup', 50000000000, $2, 'manual', 'a-topup')`,
    [account.customerId, monthOf(new Date())],
  )
  expect(await answered(await ask(account, { max_tokens: 10 }))).toMatchObject({
    month: { cap_cents: 5, key_cap_cents: 1 },
  })
  expect((await refused(account, { max_tokens: 16_384 })).error).toMatchObject({ scope: 'key', cap_cents: 1 })
})

test('a cap lowered below what is spent refuses, and breaks nothing', async () => {
  const account = await gateway.account({ capCents: 10 })
  await answered(await ask(account, { max_tokens: 10 }))
  await gateway.books.query('update customers set monthly_cap_cents = 0 where id = $1', [account.customerId])
  const { error } = await refused(account, { max_tokens: 1 })
  expect(error).toMatchObject({ reason: 'cap_reached', cap_cents: 0, month: { remaining_usd: '0' } })
})

test('20 at once on money for some: each is answered or told why, and the cap is not passed', async () => {
  const account = await gateway.account({ capCents: 1 })
  const each = Math.floor(((await affordable(account)) ?? 0) / 3)
  vendor.behave({ kind: 'answer', chunks: ['x'], usage: { input: 5, output: each } })
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(account, { max_tokens: each })))
  vendor.behave({ kind: 'answer', chunks: ['Hello'] })
  expect(answers.filter(({ status }) => status !== 200 && status !== 402)).toEqual([])
  const [row] = (await gateway.books.query('select spent_pico from monthly_usage where customer_id = $1', [
    account.customerId,
  ])) as { spent_pico: string }[]
  expect(BigInt(row?.spent_pico ?? 0)).toBeLessThanOrEqual(10_000_000_000n)
  let charged = 0n
  for (const answer of answers.filter(({ status }) => status === 200))
    charged += BigInt(Math.round(Number(((await answer.json()) as Answer).usage.cost_usd) * 1e12))
  expect(picoToUsd(charged)).toBe(picoToUsd(BigInt(row?.spent_pico ?? 0)))
})

/** How many tokens the account can buy for the call, asked of the gateway itself. */
async function affordable(account: Account, change: object = {}): Promise<number | undefined> {
  const response = await ask(account, { ...change, max_tokens: 16_384 })
  const { reason, affordable_max_tokens: fits } = await errorBodyOf(response)
  expect(reason).toBe('too_large')
  return Number(fits)
}

/** Books the rest of the cap as spent, as a sequence of real calls could not do to the last pico-dollar. */
test('402: where to top up is a whole address, also where the gateway was not told its own', async () => {
  await using other = await createTestGateway()
  const { key } = await other.account({ capCents: 0 })
  const sandbox = { ...body, provider: 'sandbox', model: 'echo' }
  expect(await errorBodyOf(await other.call(routes, { key, body: sandbox }))).toMatchObject({
    topup_url: 'http://gateway.test/dashboard.html#billing',
  })
})

async function exhaust({ customerId, keyId }: Account): Promise<void> {
  const [row] = (await gateway.books.query(
    `select key_cap_pico, key_spent_pico, customer_cap_pico, customer_spent_pico
       from month_position($1, $2, $3)`,
    [customerId, keyId, monthOf(new Date())],
  )) as Record<string, string | null>[]
  const cap = BigInt(row?.['key_cap_pico'] ?? row?.['customer_cap_pico'] ?? 0)
  const rest = cap - BigInt(row?.['key_spent_pico'] ?? 0)
  expect(picoToCents(rest)).toBeLessThan(1)
  await gateway.books.query(
    `with month as (update monthly_usage set spent_pico = spent_pico + $3 where customer_id = $1),
          key as (update monthly_key_usage set spent_pico = spent_pico + $3 where api_key_id = $2)
     select post_ledger_entry($1, $2, 'adjustment', $3, $4, 'test', 'an-adjustment-of-key-' || $2::text)`,
    [customerId, keyId, rest.toString(), monthOf(new Date())],
  )
}
