import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import priceFile from '../../pricing/pricing.json' with { type: 'json' }
import { routes as adminExport } from '../../netlify/functions/admin-export.ts'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLedger } from '../../netlify/functions/admin-ledger.ts'
import { routes as adminOverview } from '../../netlify/functions/admin-overview.ts'
import { routes as adminTopup } from '../../netlify/functions/admin-topup.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as invoicesIssue } from '../../netlify/functions/invoices-issue.ts'
import { routes as spendSweep } from '../../netlify/functions/spend-sweep.ts'
import { routes as userExport } from '../../netlify/functions/user-export.ts'
import { routes as userInvoices } from '../../netlify/functions/user-invoices.ts'
import { routes as userLedger } from '../../netlify/functions/user-ledger.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { admit } from '../../netlify/functions/_lib/db/calls.ts'
import { PICO_PER_CENT, usdToPico } from '../../netlify/functions/_lib/domain/money.ts'
import { parsePriceBook } from '../../netlify/functions/_lib/domain/price-book.ts'
import { costOf, type PriceBook } from '../../netlify/functions/_lib/domain/pricing.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import { autoTopUpsOf, cardHolder, runAutoTopUps } from '../support/auto-topups.ts'
import { admission } from '../support/calls.ts'
import { csvRows } from '../support/csv.ts'
import { partsOf } from '../support/exports.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { serveRoutes, type HttpGateway } from '../support/http-gateway.ts'
import { creditIn, monthBefore, settledCallIn, type Snapshot } from '../support/invoices.ts'
import { delivered } from '../support/money-in.ts'
import { read, sibling, thisMonth } from '../support/reports.ts'
import { disputeEvent, newPayment, refundEvent, sessionEvent } from '../support/stripe-events.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { verifyLedger } from '../support/verify-ledger.ts'
import { LANES, leave, make, ordinaryTraffic, type Told } from './month-traffic.ts'

/** After a month of business every report, invoice and export tells the same story as the ledger, to the pico-dollar. */

type Row = Record<string, unknown>

/** A decimal of dollars, below zero too. */
const pico = (usd: unknown): bigint => {
  const text = String(usd)
  const amount = usdToPico(text.replace('-', ''))
  if (amount === undefined) throw new Error(`${text} is no amount`)
  return text.startsWith('-') ? -amount : amount
}
const add = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)
const sum = (rows: readonly Row[], field: string): bigint => add(rows.map((row) => pico(row[field])))
const count = (rows: readonly Row[], field: string): number =>
  rows.reduce((total, row) => total + Number(row[field]), 0)

const everyPage = async (on: TestGateway, routes: Routes, key: string, query: string, list: string): Promise<Row[]> => {
  const rows: Row[] = []
  for (let cursor = ''; ;) {
    const page = await read<Row & { next_cursor: string | null }>(on, routes, key, `${query}&limit=200${cursor}`)
    rows.push(...(page[list] as Row[])) // The list that the caller knows the endpoint to have.
    if (page.next_cursor === null) return rows
    cursor = `&cursor=${page.next_cursor}`
  }
}

describe('a month of business', () => {
  let stripe: StubStripe
  /** Of the ordinary traffic, and of the calls that something special is to happen to. */
  let vendor: StubVendor
  let specialVendor: StubVendor
  let gateway: TestGateway
  /** The same database with dearer list prices and another markup: what is deployed half-way. */
  let dearer: TestGateway
  let gateways: TestGateway[]
  let sites: Record<'old' | 'dearer' | 'hasty' | 'special', HttpGateway>
  let token: string
  let pricesChangedAt: Date

  let acme: Account
  let worker: Account
  let rotated: Account
  let solo: Account
  let holder: Account
  let leaver: Account
  let idle: Account
  /** The one has no key that may read its customer's books, the other was disabled. */
  const canRead = (account: Account): boolean => account !== holder && account !== leaver
  const customers = (): Account[] => [acme, solo, holder, leaver, idle]

  const told: Told = new Map()
  const refusals: Record<string, number> = {}

  const rows = async (text: string, values: (string | Date)[] = []): Promise<Row[]> =>
    (await gateway.books.query(text, values)) as Row[] // Tests compare the columns that they ask for.

  const quiet = async (): Promise<void> => {
    await Promise.all(gateways.map((one) => one.settled()))
    await vi.waitFor(async () => expect(await gateway.openHolds()).toBe(0), { timeout: 20_000, interval: 20 })
  }

  const dearerPrices = (): PriceBook => {
    const { openai, ...providers } = priceFile.providers
    const { 'gpt-4o-mini': mini, ...models } = openai.models
    const changed = { ...mini, input: '0.17', output: '0.7' }
    return parsePriceBook({
      ...priceFile,
      markup_pct: 50,
      providers: { ...providers, openai: { ...openai, models: { ...models, 'gpt-4o-mini': changed } } },
    })
  }

  beforeAll(async () => {
    ;[vendor, specialVendor, stripe] = await Promise.all([startStubVendor(), startStubVendor(), startStubStripe()])
    token = await signAdminToken(SECRETS.JWT_SECRET)
    gateway = await createTestGateway({ ...environmentOf(vendor), ...stripe.environment })
    const same = { ...stripe.environment, DATABASE_URL: gateway.databaseUrl }
    const change = (deps: Deps): Deps => ({ ...deps, prices: dearerPrices() })
    const hasty = await createTestGateway({ ...same, ...environmentOf(specialVendor), SOFT_DEADLINE_MS: '400' })
    const special = await createTestGateway({ ...same, ...environmentOf(specialVendor) }, change)
    dearer = await createTestGateway({ ...same, ...environmentOf(vendor) }, change)
    gateways = [dearer, special, hasty, gateway]
    sites = {
      ...{ old: await serveRoutes(gateway), dearer: await serveRoutes(dearer) },
      ...{ hasty: await serveRoutes(hasty), special: await serveRoutes(special) },
    }

    const owner = { role: 'owner' }
    const since = { created_at: '2020-01-01T00:00:00Z' }
    acme = await gateway.account({ capCents: 400_000, key: owner, customer: { ...since, plan_fee_cents: 4_900 } })
    worker = await sibling(gateway, acme)
    solo = await gateway.account({ capCents: 50_000, key: owner })
    holder = await cardHolder(gateway)
    leaver = await gateway.account({ capCents: 50_000, key: owner })
    idle = await gateway.account({ key: owner, customer: { ...since, plan_fee_cents: 1_000 } })

    await monthBeforeThis()
    await firstHalf()
    const [clock] = await rows('select clock_timestamp() as now')
    pricesChangedAt = clock?.['now'] as Date // As PostgreSQL's driver reads a timestamp.
    await secondHalf()
    await quiet()
  }, 300_000)
  afterAll(async () => {
    for (const one of [...Object.values(sites), ...gateways]) await one[Symbol.asyncDispose]()
    await Promise.all([stripe.close(), vendor.close(), specialVendor.close()])
  })

  const environmentOf = ({ baseUrls }: StubVendor): Environment => ({
    ...{ OPENAI_BASE_URL: baseUrls.openai, OPENAI_API_KEY: 'stub-openai-key' },
    ...{ ANTHROPIC_BASE_URL: baseUrls.anthropic, ANTHROPIC_API_KEY: 'stub-anthropic-key' },
    ...{ GEMINI_BASE_URL: baseUrls.gemini, GEMINI_API_KEY: 'stub-gemini-key' },
  })

  const monthBeforeThis = async (): Promise<void> => {
    const price = { inputPico: 9_000_000n, outputPicoPerToken: 10n, floorPico: 250n }
    for (let n = 1; n <= 6; n++) {
      const settlement = { costPico: 1_310_007n * BigInt(n), listPico: 1_000_000n * BigInt(n), cachedTokens: n }
      await settledCallIn(gateway, acme, monthBefore(), { admission: { price }, settlement })
    }
    await creditIn(gateway, acme, monthBefore(), 1_234)
  }

  const firstHalf = async (): Promise<void> => {
    const { url } = sites.old
    const keyOf = (nth: number) => [worker, acme, solo, worker, leaver][nth % 5]?.key ?? acme.key
    await ordinaryTraffic(vendor, told, { url, count: 220, seed: 'first half', keyOf })
    await gateway.books.query('update customers set is_active = false where id = $1', [leaver.customerId])
    refusals['disabled'] = await make(LANES.chat, { url, key: leaver.key }, told)

    // Too slow for its gateway's deadline.
    for (let n = 0; n < 2; n++) {
      specialVendor.behaveOnce({ kind: 'answer', chunks: ['so ', 'very ', 'slow '], intervalMs: 300 })
      await make(LANES.chat, { url: sites.hasty.url, key: acme.key }, told)
    }
    await leave(specialVendor, { url: sites.hasty.url, key: acme.key })
    await quiet()

    // Money in: by hand (asked for twice; mistyped, and taken back), by Stripe, partly refunded, lost in a dispute.
    const order = { customer_id: acme.customerId, amount_cents: 777 }
    for (let n = 0; n < 2; n++)
      await gateway.call(adminTopup, { key: token, body: order, headers: { 'idempotency-key': 'by-hand' } })
    const mistyped = { customer_id: acme.customerId, amount_cents: 77_700 }
    await gateway.call(adminTopup, { key: token, body: mistyped, headers: { 'idempotency-key': 'mistyped' } })
    const mistake = `?customer_id=${acme.customerId}&request_id=mistyped`
    await gateway.call(adminTopup, { method: 'DELETE', key: token, query: mistake })
    const [kept, refunded, disputed] = [
      newPayment(acme.customerId),
      newPayment(acme.customerId),
      newPayment(solo.customerId),
    ]
    for (const payment of [kept, refunded, disputed]) await delivered(gateway, sessionEvent('completed', payment))
    await delivered(gateway, refundEvent(refunded, 1_001))
    await delivered(gateway, disputeEvent('closed', disputed, 'lost'))

    const response = await gateway.call(adminKeys, {
      ...{ method: 'PUT', key: token, query: `?rotate_key_id=${worker.keyId}` },
      body: { grace_seconds: 3600 },
    })
    const { new_key } = (await response.json()) as { new_key: { id: string; key: string } } // As the next calls prove.
    rotated = { customerId: acme.customerId, keyId: new_key.id, key: new_key.key }
  }

  const secondHalf = async (): Promise<void> => {
    const [url, special] = [sites.dearer.url, sites.special.url]
    const keyOf = (nth: number) => [rotated, acme, solo, worker][nth % 4]?.key ?? acme.key
    await ordinaryTraffic(vendor, told, { url, count: 220, seed: 'second half', keyOf })
    await quiet()

    // Swept while the vendor pauses, and settled after: dearer than the floor that was charged, and cheaper.
    for (const usage of [
      { input: 900, output: 300 },
      { input: 3, output: 1 },
    ]) {
      const arrived = specialVendor.request(specialVendor.requests.length + 1)
      specialVendor.behaveOnce({
        kind: 'answer',
        chunks: ['a', 'b'],
        usage,
        interruption: { afterChunks: 1, by: 'hold' },
      })
      const late = make(LANES.stream, { url: special, key: acme.key, prompt: 'A long story. '.repeat(600) }, told)
      await arrived
      await expireAndSweep()
      // The vendor may only just have come to its pause.
      await vi.waitFor(async () => {
        specialVendor.release()
        expect(await Promise.race([late, sleep(50, 'still waiting')])).toBe(200)
      }, 10_000)
    }
    // A process that died.
    await admit(dearer.deps.db, admission(solo))
    await expireAndSweep()

    for (let n = 0; n < 2; n++)
      await make(LANES.completions, { url, key: rotated.key, headers: { 'idempotency-key': 'once' } }, told)
    await refuse(url)
    await crossThreshold(special)
  }

  const expireAndSweep = async (): Promise<void> => {
    await rows(`update holds set expires_at = created_at + interval '1 microsecond' where state = 'held'`)
    expect((await gateway.call(spendSweep)).status).toBe(200)
  }

  const refuse = async (url: string): Promise<void> => {
    const blocked = await sibling(gateway, solo)
    await rows('update api_keys set monthly_cap_cents = 0 where id = $1', [blocked.keyId])
    const viewer = await sibling(gateway, solo, { role: 'viewer' })
    refusals['cap'] = await make(LANES.chat, { url, key: blocked.key }, told)
    refusals['viewer'] = await make(LANES.stream, { url, key: viewer.key }, told)
    refusals['unpriced'] = await make(LANES.unpriced, { url, key: solo.key }, told)
    refusals['unknown'] = await make(LANES.messages, { url, key: `kx_live_${'x'.repeat(43)}` }, told)
    const frugal = await sibling(gateway, solo)
    await rows('update api_keys set monthly_cap_cents = 10 where id = $1', [frugal.keyId])
    refusals['dear'] = await make(LANES.dear, { url, key: frugal.key, maxTokens: 10_000 }, told)
  }

  /** Spends under the threshold twice: the card is charged, and then it is declined. */
  const crossThreshold = async (url: string): Promise<void> => {
    const spend = async (maxTokens: number) => {
      specialVendor.behaveOnce({ kind: 'answer', chunks: ['Done.'], usage: { input: 300, output: maxTokens } })
      expect(await make(LANES.dear, { url, key: holder.key, maxTokens }, told)).toBe(200)
    }
    for (const maxTokens of [3_000, 3_000, 3_000]) await spend(maxTokens)
    expect(await runAutoTopUps(gateway)).toMatchObject({ credited: 1 })
    stripe.cards.behaviour = 'decline'
    for (const maxTokens of [3_000, 2_500]) await spend(maxTokens)
    expect(await runAutoTopUps(gateway)).toMatchObject({ failed: 1 })
  }

  type Totals = { spent: bigint; extra: bigint; overrun: bigint; list: bigint; calls: number }

  const entriesOf = ({ customerId }: Account, month: string): Promise<Row[]> =>
    everyPage(gateway, adminLedger, token, `?customer_id=${customerId}&month=${month}`, 'entries')

  /** What the ledger says of a customer's month; the list prices are those of the events, which no entry holds. */
  const totalsOf = async (account: Account, month: string): Promise<Totals> => {
    const entries = await entriesOf(account, month)
    const of = (...kinds: string[]): bigint =>
      sum(
        entries.filter(({ kind }) => kinds.includes(String(kind))),
        'amount_usd',
      )
    const [events] = await rows(
      'select coalesce(sum(list_pico), 0)::text as list, count(*)::int as calls from usage_events where customer_id = $1 and month = $2',
      [account.customerId, month],
    )
    return {
      spent: of('charge', 'adjustment'),
      extra: of('topup') - of('refund'),
      overrun: of('overrun'),
      list: BigInt(String(events?.['list'])),
      calls: Number(events?.['calls']),
    }
  }

  const months = () => [monthBefore(), thisMonth()]

  test('had everything in it', async () => {
    const [found] = await rows(
      `select count(*)::int as calls, count(distinct surface)::int as surfaces, count(*) filter (where estimated)::int as estimated,
              count(*) filter (where outcome <> 'completed')::int as unfinished from usage_events`,
    )
    expect(found?.['calls']).toBeGreaterThan(400)
    expect(found?.['surfaces']).toBe(7)
    expect(found?.['estimated']).toBeGreaterThan(10)
    expect(found?.['unfinished']).toBeGreaterThan(10)
    const kinds = await rows('select kind, min(amount_pico) < 0 as below from ledger_entries group by 1 order by 1')
    expect(kinds).toEqual([
      { kind: 'adjustment', below: true },
      { kind: 'charge', below: false },
      { kind: 'overrun', below: false },
      { kind: 'refund', below: false },
      { kind: 'topup', below: false },
    ])
    const adjustments = await rows(
      `select sign(amount_pico)::int as sign from ledger_entries where kind = 'adjustment' order by 1`,
    )
    expect(adjustments).toEqual([{ sign: -1 }, { sign: 1 }])
    const outcomes = (await rows('select distinct outcome from holds')).map(({ outcome }) => outcome)
    for (const outcome of ['completed', 'DEADLINE', 'lost', 'UPSTREAM_ERROR', 'UPSTREAM_BUSY'])
      expect(outcomes).toContain(outcome)
    const states = (await rows('select distinct state from holds order by 1')).map(({ state }) => state)
    expect(states).toEqual(['expired', 'released', 'settled'])
    expect(refusals).toEqual({ disabled: 403, cap: 402, viewer: 403, unpriced: 409, unknown: 401, dear: 402 })
    expect((await autoTopUpsOf(gateway, holder)).map(({ state }) => state)).toEqual(['succeeded', 'failed'])
  })

  test('every caller was told what is in the books: nothing, when the call was given back', async () => {
    const events = await rows('select request_id, cost_pico::text as cost from usage_events')
    const charged = new Map(events.map(({ request_id, cost }) => [String(request_id), BigInt(String(cost))]))
    for (const [requestId, cost] of told) expect(pico(cost), requestId).toBe(charged.get(requestId) ?? 0n)
    expect(told.size).toBeGreaterThan(250)
  })

  test('every call costs what was charged for its model when it was admitted', async () => {
    const events = await rows(
      `select e.*, h.overrun_pico, h.created_at as admitted_at from usage_events e join holds h on h.id = e.hold_id
        where not e.estimated and e.month = $1 order by e.id`,
      [thisMonth()],
    )
    const changes = { before: 0, after: 0 }
    for (const event of events) {
      const isAfter = (event['admitted_at'] as Date) > pricesChangedAt // As PostgreSQL's driver reads a timestamp.
      changes[isAfter ? 'after' : 'before'] += 1
      const price = (isAfter ? dearer : gateway).deps.prices.find(String(event['provider']), String(event['model']))
      if (price === undefined) throw new Error(`${String(event['model'])} has no price`)
      const { listPico, costPico } = costOf(price, {
        ...NO_USAGE,
        inputTokens: Number(event['input_tokens']),
        cachedTokens: Number(event['cached_tokens']),
        outputTokens: Number(event['output_tokens']),
        reasoningTokens: Number(event['reasoning_tokens']),
      })
      expect(String(event['list_pico'])).toBe(String(listPico))
      expect(BigInt(String(event['cost_pico'])) + BigInt(String(event['overrun_pico']))).toBe(costPico)
    }
    expect(changes.before).toBeGreaterThan(150)
    expect(changes.after).toBeGreaterThan(150)
  })

  test('admin-overview is the sum of all ledgers, with the list prices and the margin', async () => {
    for (const month of months()) {
      const all = await Promise.all(customers().map((account) => totalsOf(account, month)))
      const [spent, list] = [add(all.map((one) => one.spent)), add(all.map((one) => one.list))]
      const overview = await read<Record<string, Row> & Record<'per_day' | 'top_customers' | 'top_models', Row[]>>(
        gateway,
        adminOverview,
        token,
        `?month=${month}`,
      )
      const sums = overview['month'] ?? {}
      expect(spent).toBeGreaterThan(0n)
      for (const field of ['spent_usd', 'cost_usd']) expect(pico(sums[field])).toBe(spent)
      expect(pico(sums['list_usd'])).toBe(list)
      expect(pico(sums['margin_usd'])).toBe(spent - list)
      expect(pico(sums['topups_usd'])).toBe(add(all.map((one) => one.extra)))
      expect(pico(sums['overrun_usd'])).toBe(add(all.map((one) => one.overrun)))
      expect(sums['calls']).toBe(all.reduce((calls, one) => calls + one.calls, 0))
      for (const part of [overview.per_day, overview.top_customers]) {
        expect(sum(part, 'cost_usd')).toBe(spent)
        expect(count(part, 'calls')).toBe(sums['calls'])
      }
      // The ten dearest models are not all of them.
      expect(sum(overview.top_models, 'cost_usd')).toBeLessThanOrEqual(spent)
      if (overview.top_models.length < 10) expect(sum(overview.top_models, 'cost_usd')).toBe(spent)
      expect(overview['held_now']).toEqual({ calls: 0, held_cents: 0, held_usd: '0' })
    }
  })

  const names = ['acme', 'solo', 'holder', 'leaver', 'idle'] as const
  const cases = names.flatMap((name) => [
    { name, which: 'the month before' as const },
    { name, which: 'this month' as const },
  ])
  const caseOf = ({ name, which }: (typeof cases)[number]): { account: Account; month: string } => {
    const account = customers()[names.indexOf(name)]
    if (account === undefined) throw new Error(`there is no ${name}`)
    return { account, month: which === 'this month' ? thisMonth() : monthBefore() }
  }

  test.each(cases)('admin-usage, user-summary and both ledgers agree: $name, $which', async (which) => {
    const { account, month } = caseOf(which)
    const totals = await totalsOf(account, month)
    const query = `?customer_id=${account.customerId}&month=${month}`
    const usage = await read<Record<'rollup', Row> & Record<'per_key' | 'per_model' | 'per_day', Row[]>>(
      gateway,
      adminUsage,
      token,
      query,
    )
    const events = await everyPage(gateway, adminUsage, token, query, 'events')
    const { rollup } = usage
    expect(pico(rollup['spent_usd'])).toBe(totals.spent)
    expect(pico(rollup['list_usd'])).toBe(totals.list)
    expect(pico(rollup['margin_usd'])).toBe(totals.spent - totals.list)
    expect(pico(rollup['overrun_usd'])).toBe(totals.overrun)
    expect([rollup['calls'], events.length]).toEqual([totals.calls, totals.calls])
    expect(rollup['extra_cents']).toBe(Number(totals.extra / PICO_PER_CENT))
    expect(sum(usage.per_key, 'spent_usd')).toBe(totals.spent)
    for (const part of [usage.per_model, usage.per_day, events]) {
      expect(sum(part, 'cost_usd')).toBe(totals.spent)
      expect(sum(part, 'list_usd')).toBe(totals.list)
      for (const tokens of ['input_tokens', 'output_tokens']) expect(count(part, tokens)).toBe(rollup[tokens])
    }
    if (!canRead(account)) return
    const summary = await read<{ month: Row; by_model: Row[]; keys: Row[] }>(
      gateway,
      userSummary,
      account.key,
      `?scope=customer&month=${month}`,
    )
    expect(summary.month['customer_spent_cents']).toBe(rollup['spent_cents'])
    expect(summary.month['customer_calls']).toBe(totals.calls)
    for (const [part, field] of [[summary.by_model, 'cost_usd'] as const, [summary.keys, 'spent_usd'] as const])
      expect(sum(part, field)).toBe(totals.spent)
    const own = await everyPage(gateway, userLedger, account.key, `?scope=customer&month=${month}`, 'entries')
    expect(own).toEqual(await entriesOf(account, month))
  })

  test.each(cases)('the invoice adds up to what is due, as JSON and as CSV: $name, $which', async (which) => {
    const { account, month } = caseOf(which)
    const { spent, extra, calls } = await totalsOf(account, month)
    const planCents = { acme: 4_900, idle: 1_000, solo: 0, holder: 0, leaver: 0 }[which.name]
    const plan = BigInt(planCents) * PICO_PER_CENT
    const query = `?customer_id=${account.customerId}&month=${month}`
    const { snapshot } = await read<{ snapshot: Snapshot }>(gateway, adminInvoices, token, `${query}&preview=1`)
    const { totals } = snapshot
    expect(pico(totals['spent_usd'])).toBe(spent)
    expect(sum(snapshot.line_items, 'amount_usd')).toBe(spent)
    expect(sum(snapshot.keys, 'spent_usd')).toBe(spent)
    expect(sum(snapshot.credits, 'amount_usd')).toBe(-extra)
    expect(pico(totals['plan_fee_usd'])).toBe(plan)
    expect(pico(totals['amount_due_usd'])).toBe(spent + plan - extra)
    expect([totals['calls'], count(snapshot.line_items, 'calls')]).toEqual([calls, calls])

    const lines = csvRows(await textOf(adminExport, token, `${query}&type=invoice`))
    const of = (...types: string[]): bigint =>
      sum(
        lines.filter(({ type = '' }) => types.includes(type)),
        'amount_usd',
      )
    expect(of('LINE')).toBe(spent)
    expect(of('KEY')).toBe(spent)
    expect(of('TOTAL')).toBe(spent)
    expect(of('LINE', 'PLAN', 'CREDIT')).toBe(spent + plan - extra)
    expect(of('DUE')).toBe(spent + plan - extra)
  })

  const textOf = async (routes: Routes, key: string, query: string): Promise<string> => {
    const parts = await partsOf(gateway, routes, { key, query })
    return parts.join('')
  }

  test.each(cases)('the exports have every call and its price: $name, $which', async (which) => {
    const { account, month } = caseOf(which)
    const totals = await totalsOf(account, month)
    const query = `?customer_id=${account.customerId}&month=${month}`
    // In parts, as a platform with a limit sends them.
    const events = csvRows(await textOf(adminExport, token, `${query}&type=events&limit=37`))
    expect(events).toHaveLength(totals.calls)
    expect(sum(events, 'cost_usd')).toBe(totals.spent)
    expect(sum(events, 'list_usd')).toBe(totals.list)
    const lines = (await textOf(adminExport, token, `${query}&type=events&format=ndjson`)).split('\n').filter(Boolean)
    const objects = lines.map((line) => JSON.parse(line) as Row) // Compared with the CSV, field by field.
    expect(objects.map((row) => [String(row['id']), row['cost_usd'], row['cost_cents']])).toEqual(
      events.map((row) => [row['id'], row['cost_usd'], Number(row['cost_cents'])]),
    )
    const [summary, ...none] = csvRows(await textOf(adminExport, token, `${query}&type=summary`))
    expect(none).toEqual([])
    expect(pico(summary?.['spent_usd'])).toBe(totals.spent)
    expect(pico(summary?.['list_usd'])).toBe(totals.list)
    expect(pico(summary?.['margin_usd'])).toBe(totals.spent - totals.list)
    expect(pico(summary?.['overrun_usd'])).toBe(totals.overrun)
    if (!canRead(account)) return
    const own = csvRows(await textOf(userExport, account.key, `?scope=customer&month=${month}`))
    expect(own.map(({ cost_usd }) => cost_usd)).toEqual(events.map(({ cost_usd }) => cost_usd))
    const byKey = csvRows(await textOf(userExport, account.key, `?scope=customer&type=summary&month=${month}`))
    expect(sum(byKey, 'key_spent_usd')).toBe(totals.spent)
  })

  test('what the clock issues for the month before stays as it was, also when prices and plans change', async () => {
    expect(await (await gateway.call(invoicesIssue)).json()).toMatchObject({ issued: 2, failed: 0 })
    const query = `?month=${monthBefore()}`
    const first = await read<{ exists: boolean; snapshot: Snapshot }>(gateway, userInvoices, acme.key, query)
    expect(first.exists).toBe(true)
    const { spent, extra } = await totalsOf(acme, monthBefore())
    expect(pico(first.snapshot.totals['amount_due_usd'])).toBe(spent + 4_900n * PICO_PER_CENT - extra)
    await rows('update customers set plan_fee_cents = 9_900 where id = $1', [acme.customerId])
    expect(await read(dearer, userInvoices, acme.key, query)).toEqual(first)
    await rows('update customers set plan_fee_cents = 4_900 where id = $1', [acme.customerId])
  })

  test('check_books and check_daily_usage find nothing, and verify-ledger exits 0 with a residue of zero', async () => {
    expect(await gateway.discrepancies()).toEqual([])
    expect(await rows('select * from check_daily_usage()')).toEqual([])
    const { code, output } = await verifyLedger(gateway.databaseUrl)
    expect([code, output.match(/residue 0 USD/g)?.length]).toEqual([0, customers().length])
    expect(output).toContain('the books are in order')
  })
})
