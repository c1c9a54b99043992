import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-calls.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { settledCallIn } from '../support/invoices.ts'
import { aTime } from '../support/matching.ts'
import { read, settledCall, thisMonth } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Call = { id: string; customer_id: string; request_id: string; month: string; outcome: string }
type Answer = { calls: Call[]; next_cursor: string | null }
const ask = (query: string) => read<Answer>(gateway, routes, token, query)
const callsOf = async (requestId: string): Promise<Call[]> =>
  (await ask(`?request_id=${encodeURIComponent(requestId)}`)).calls

describe('GET', () => {
  test('200: whose a call is, from nothing but the id of its request', async () => {
    const account = await gateway.account({
      customer: { email: 'whose@call.example' },
      key: { label: 'the key of it' },
    })
    await settledCall(gateway, account, {
      admission: { requestId: 'the-one-of-many' },
      settlement: { chargeLines: [{ class: 'input', units: 10, rate: { listPico: 2n, pricePico: 3n } }] },
    })
    await settledCall(gateway, account, { admission: { requestId: 'the-one-of-many-more' } })
    const found = await callsOf('the-one-of-many')
    const { events } = await read<{ events: object[] }>(
      gateway,
      adminUsage,
      token,
      `?customer_id=${account.customerId}&request_id=the-one-of-many`,
    )
    expect(found).toEqual([
      {
        ...events[0],
        customer_id: account.customerId,
        customer_email: 'whose@call.example',
        month: thisMonth(),
        key_label: 'the key of it',
        key_last4: account.key.slice(-4),
      },
    ])
    // A receipt is made of these.
    expect(found).toMatchObject([
      {
        cost_usd: '0.0000000007',
        margin_usd: '0.0000000002',
        hold_usd: '0.000000002',
        released_usd: '0.0000000013',
        overrun_usd: '0',
        charge_lines: [
          { class: 'input', units: 10, unit_price_usd: '0.000000000003', unit_list_usd: '0.000000000002' },
        ],
        created_at: aTime,
      },
    ])
  })

  test('200: all customers who use one id, in whatever month, newest first', async () => {
    const [one, other] = [await gateway.account(), await gateway.account()]
    const call = (account: typeof one, outcome: 'completed' | 'lost') =>
      settledCall(gateway, account, { admission: { requestId: 'used-twice' }, settlement: { outcome } })
    await settledCallIn(gateway, one, '2026-01', { admission: { requestId: 'used-twice' } })
    await call(other, 'completed')
    await call(one, 'lost')
    const found = async (narrowed = '') =>
      (await ask(`?request_id=used-twice${narrowed}`)).calls.map(({ customer_id: id, outcome }) => [id, outcome])
    const newest = [
      [one.customerId, 'lost'],
      [other.customerId, 'completed'],
    ]
    expect(await found()).toEqual([...newest, [one.customerId, 'completed']])
    expect(await found(`&month=${thisMonth()}`)).toEqual(newest)
    expect(await found('&month=2026-01')).toEqual([[one.customerId, 'completed']])
    expect(await found('&outcome=lost')).toEqual([[one.customerId, 'lost']])
    expect(await found('&q=used')).toEqual(newest)
  })

  test('200: exactly one call by its id, however many have the id of its request', async () => {
    const account = await gateway.account()
    const call = (month: string) =>
      settledCallIn(gateway, account, month, { admission: { requestId: 'of-three-calls' } })
    for (const month of ['2026-01', '2026-01', '2026-03']) await call(month)
    const [newest, , oldest] = await callsOf('of-three-calls')
    const found = async (query: string) => (await ask(`?event_id=${oldest?.id ?? ''}${query}`)).calls
    expect(await found('')).toEqual([oldest])
    expect(await found('&month=2026-01&limit=1')).toEqual([oldest])
    expect(await found('&month=2026-03')).toEqual([])
    expect(await found('&model=another')).toEqual([])
    expect((await ask(`?event_id=${newest?.id ?? ''}&month=2026-03`)).calls).toEqual([newest])
  })

  test('200: nobody’s', async () => {
    expect(await callsOf('of-nobody')).toEqual([])
  })

  test.each<[string, string]>([
    ['?request_id=', 'request_id'],
    [`?request_id=${'x'.repeat(129)}`, 'request_id'],
    ['?request_id=%00', 'request_id'],
    ['?month=2026-13', 'month'],
    ['?event_id=x', 'event_id'],
    ['?outcome=fine', 'outcome'],
    ['?cursor=x', 'cursor'],
    ['?limit=0', 'limit'],
    ['?model=', 'model'],
  ])('400: %j', async (query, field) => {
    const refused = await gateway.call(routes, { method: 'GET', key: token, query })
    expect(refused.status).toBe(400)
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'BAD_REQUEST', field })
  })
})

describe('GET of everybody', () => {
  const MONTH = '2026-02'
  let accounts: Account[]
  beforeAll(async () => {
    accounts = [
      await gateway.account({ customer: { email: 'first@everybody.example' } }),
      await gateway.account({ customer: { email: 'Second@everybody.example' } }),
      await gateway.account({ customer: { email: 'third@everybody.example' } }),
    ]
    // Every third call is of the same customer, whose calls are newest first those 0, 3, 6, …
    for (let n = 11; n >= 0; n -= 1) {
      const account = accounts[n % 3]
      if (account === undefined) throw new Error('no account')
      const model = n % 2 === 0 ? { provider: 'openai', model: 'gpt-4o-mini' } : { provider: 'groq', model: 'llama' }
      await settledCallIn(gateway, account, MONTH, {
        admission: { requestId: `call-${n}`, appId: `app-${n % 4}`, ...model },
        settlement: { outcome: n === 4 ? 'DEADLINE' : n === 8 ? 'UPSTREAM_ERROR' : 'completed' },
      })
    }
  })
  const found = async (narrowed: string): Promise<string> =>
    (await ask(`?month=${MONTH}${narrowed}`)).calls.map(({ request_id: id }) => id.replace('call-', '')).join(' ')

  test.each([
    ['', '0 1 2 3 4 5 6 7 8 9 10 11'],
    ['&provider=groq&model=llama', '1 3 5 7 9 11'],
    ['&provider=Groq', '1 3 5 7 9 11'],
    ['&model=gpt-4o-mini', '0 2 4 6 8 10'],
    ['&provider=openai&model=llama', ''],
    ['&outcome=unfinished', '4 8'],
    ['&outcome=DEADLINE', '4'],
    ['&outcome=completed&model=gpt-4o-mini', '0 2 6 10'],
    ['&outcome=unfinished&provider=openai&model=gpt-4o-mini', '4 8'],
    ['&outcome=unfinished&model=llama', ''],
    ['&q=call-1', '1 10 11'],
    ['&q=app-3', '3 7 11'],
    ['&q=oq/LL', '1 3 5 7 9 11'],
    ['&q=SECOND%40every', '1 4 7 10'],
    ['&q=everybody.example&limit=2', '0 1'],
    ['&q=second%40&outcome=unfinished', '4'],
    ['&q=third%40&provider=groq&model=llama', '5 11'],
    ['&q=100%25', ''],
    ['&request_id=call-7', '7'],
    ['&limit=3', '0 1 2'],
  ])('200: %j has exactly those, newest first', async (narrowed, expected) => {
    expect(await found(narrowed)).toBe(expected)
  })

  test.each(['', '&provider=groq', '&outcome=completed', '&q=everybody', '&q=call'])(
    '200: %j page by page is the same as at once',
    async (narrowed) => {
      const whole = (await ask(`?month=${MONTH}${narrowed}`)).calls
      const seen: Call[] = []
      for (let cursor = ''; ;) {
        const page = await ask(`?month=${MONTH}${narrowed}&limit=2${cursor}`)
        expect(page.calls.length).toBeLessThanOrEqual(2)
        seen.push(...page.calls)
        if (page.next_cursor === null) break
        cursor = `&cursor=${page.next_cursor}`
      }
      expect(whole.length).toBeGreaterThanOrEqual(6)
      expect(seen).toEqual(whole)
    },
  )

  test('200: without a month the current one, in pages of 50', async () => {
    const account = await gateway.account({ customer: { email: 'many@calls.example' } })
    for (let n = 0; n < 51; n += 1) await settledCall(gateway, account)
    const { calls, next_cursor: next } = await ask('?q=many%40calls')
    expect(calls).toHaveLength(50)
    expect(new Set(calls.map(({ month }) => month))).toEqual(new Set([thisMonth()]))
    expect((await ask(`?q=many%40calls&cursor=${next ?? ''}`)).calls).toHaveLength(1)
  })

  test('200: of a month without a call', async () => {
    expect(await ask('?month=2024-02')).toEqual({ calls: [], next_cursor: null })
  })

  test('one round trip', async () => {
    const before = gateway.roundTrips()
    await ask(`?month=${MONTH}`)
    expect(gateway.roundTrips() - before).toBe(1)
  })
})
