import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { sumOf, type ChargeLine } from '../../netlify/functions/_lib/domain/pricing.ts'
import { usdToPico } from '../../netlify/functions/_lib/domain/money.ts'
import { admit, settle, sweepHolds, type Settlement } from '../../netlify/functions/_lib/db/calls.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { read, settledCall } from '../support/reports.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

/** What a charge is made of is kept with it, at the prices of that day, and comes to it to the pico-dollar. */

let gateway: TestGateway
let vendor: StubVendor
beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway({ OPENAI_BASE_URL: vendor.baseUrls.openai, OPENAI_API_KEY: 'sk-test' })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor[Symbol.asyncDispose]()
})

type Line = { class: string; units: number; amount_usd: string; list_amount_usd?: string }
type Event = { cost_usd: string; list_usd?: string; estimated: boolean; outcome: string; charge_lines: Line[] | null }

const eventsOf = async ({ key }: Account): Promise<Event[]> =>
  (await read<{ events: Event[] }>(gateway, userEvents, key)).events

const operatorEventsOf = async ({ customerId }: Account): Promise<Event[]> => {
  const response = await gateway.call(adminUsage, {
    method: 'GET',
    headers: { 'x-admin-password': SECRETS.ADMIN_PASSWORD },
    query: `?customer_id=${customerId}`,
  })
  return ((await response.json()) as { events: Event[] }).events // Compared below.
}

const pico = (usd: string | undefined): bigint => usdToPico(usd ?? '') ?? -1n
const sum = (lines: readonly Line[] | null, field: 'amount_usd' | 'list_amount_usd'): bigint =>
  (lines ?? []).reduce((total, line) => total + pico(line[field]), 0n)

/** Ten of input at 30 and twenty of output at 20. */
const LINES: ChargeLine[] = [
  { class: 'input', units: 10, rate: { listPico: 20n, pricePico: 30n } },
  { class: 'output', units: 20, rate: { listPico: 15n, pricePico: 20n } },
]
const at = (lines: readonly ChargeLine[]): Pick<Settlement, 'chargeLines' | 'costPico' | 'listPico'> => ({
  chargeLines: lines,
  ...sumOf(lines),
})

describe.each([
  ['an answer', chat],
  ['a stream', stream],
])('%s', (_, routes) => {
  test('is explained class by class, and the vendor’s prices are the operator’s to see', async () => {
    const account = await gateway.account()
    vendor.behaveOnce({
      kind: 'answer',
      chunks: ['a'],
      usage: { input: 1_000, cached: 400, output: 50, reasoning: 20 },
    })
    const message = { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }
    await (await gateway.call(routes, { key: account.key, body: message })).text()
    await gateway.settled()
    const [event] = await eventsOf(account)
    // 0.15, 0.075 and 0.60 dollars per million, and 31 % on top.
    expect(event?.charge_lines).toEqual([
      { class: 'input', units: 600, unit_price_usd: '0.0000001965', amount_usd: '0.0001179' },
      { class: 'cached_input', units: 400, unit_price_usd: '0.00000009825', amount_usd: '0.0000393' },
      { class: 'output', units: 50, unit_price_usd: '0.000000786', amount_usd: '0.0000393' },
    ])
    expect(sum(event?.charge_lines ?? null, 'amount_usd')).toBe(pico(event?.cost_usd))
    const [operators] = await operatorEventsOf(account)
    expect(operators?.charge_lines?.[0]).toMatchObject({ unit_list_usd: '0.00000015', list_amount_usd: '0.00009' })
    expect(sum(operators?.charge_lines ?? null, 'list_amount_usd')).toBe(pico(operators?.list_usd))
    expect(await gateway.discrepancies()).toEqual([])
  })
})

test('an estimate is explained by what was estimated', async () => {
  const account = await gateway.account()
  vendor.behaveOnce({ kind: 'answer', chunks: ['one', 'two', 'three'], usage: 'none' })
  const message = { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }
  await (await gateway.call(stream, { key: account.key, body: message })).text()
  await gateway.settled()
  const [event] = await eventsOf(account)
  expect(event).toMatchObject({ estimated: true })
  expect(event?.charge_lines?.map((line) => line.class)).toEqual(['input', 'output'])
  expect(sum(event?.charge_lines ?? null, 'amount_usd')).toBe(pico(event?.cost_usd))
})

test('prices that change leave the receipts of yesterday as they were', async () => {
  const account = await gateway.account()
  await settledCall(gateway, account, { settlement: at(LINES) })
  const dearer = LINES.map(({ rate, ...line }) => ({ ...line, rate: { ...rate, pricePico: rate.pricePico * 2n } }))
  await settledCall(gateway, account, { settlement: at(dearer) })
  const events = await eventsOf(account)
  expect(events.map((event) => event.charge_lines?.map((line) => line.amount_usd))).toEqual([
    ['0.0000000006', '0.0000000008'],
    ['0.0000000003', '0.0000000004'],
  ])
})

test('a call that used more than its hold says what all of it comes to', async () => {
  const account = await gateway.account()
  const long = [{ class: 'output' as const, units: 500, rate: { listPico: 15n, pricePico: 20n } }]
  await settledCall(gateway, account, { settlement: at(long) })
  const [event] = await operatorEventsOf(account)
  expect(sum(event?.charge_lines ?? null, 'amount_usd')).toBe(10_000n)
  expect(event).toMatchObject({ cost_usd: '0.000000002', overrun_usd: '0.000000008' })
  expect(await gateway.discrepancies()).toEqual([])
})

test('a call that is lost has no lines, and one that is settled after all gets them', async () => {
  const account = await gateway.account()
  const order = admission(account)
  await admit(gateway.deps.db, order)
  await gateway.books.query(
    `update holds set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' where id = $1`,
    [order.holdId],
  )
  await sweepHolds(gateway.deps.db, 100)
  expect(await eventsOf(account)).toMatchObject([{ outcome: 'lost', charge_lines: null }])
  await settle(gateway.deps.db, settlement(order.holdId, at(LINES)))
  expect(await eventsOf(account)).toMatchObject([
    { outcome: 'completed', charge_lines: [{ units: 10 }, { units: 20 }] },
  ])
  expect(await gateway.discrepancies()).toEqual([])
})

describe('lines that do not add up are found', () => {
  const found = async (account: Account): Promise<unknown> =>
    gateway.books.query('select problem, subject from check_charge_lines($1)', [account.customerId])

  test.each([
    ['a price', `jsonb_set(charge_lines, '{1,price_pico}', '"21"')`],
    ['a vendor’s price', `jsonb_set(charge_lines, '{0,list_pico}', '"19"')`],
    ['a line', `charge_lines - 1`],
    ['all of them', `'[]'`],
  ])('%s', async (_, change) => {
    const account = await gateway.account()
    const holdId = await settledCall(gateway, account, { settlement: at(LINES) })
    expect(await found(account)).toEqual([])
    const put = (lines: string) =>
      gateway.books.query(`update usage_events set charge_lines = ${lines} where hold_id = $1`, [holdId])
    await put(change)
    expect(await found(account)).toEqual([{ problem: 'usage_events.charge_lines', subject: `hold ${holdId}` }])
    // Other tests compare all books.
    await put('null')
  })

  test('lines that are no list are refused', async () => {
    const holdId = await settledCall(gateway, await gateway.account())
    const put = gateway.books.query(`update usage_events set charge_lines = '{}' where hold_id = $1`, [holdId])
    await expect(put).rejects.toThrow(/usage_events_charge_lines_check/)
  })
})
