import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAllInvoices } from '../../netlify/functions/_lib/db/all-invoices.ts'
import { admit, release, settle, sweepHolds } from '../../netlify/functions/_lib/db/calls.ts'
import {
  findInvoice,
  findInvoicesDue,
  issueInvoice,
  listInvoices,
  type InvoiceOrder,
} from '../../netlify/functions/_lib/db/invoices.ts'
import { connectNeon } from '../../netlify/functions/_lib/db/neon.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { invoiceBody } from '../../netlify/functions/_lib/domain/invoice-body.ts'
import type { InvoiceSnapshot } from '../../netlify/functions/_lib/domain/invoice-snapshot.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { creditIn, invoicesIn, monthBefore, settledCallIn } from '../support/invoices.ts'
import { delivered, disagreements } from '../support/money-in.ts'
import { sendNeonTo, startNeonBridge } from '../support/neon-bridge.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'
import { newPayment, refundEvent, sessionEvent } from '../support/stripe-events.ts'
import { STRIPE_SECRETS } from '../support/stub-stripe.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway(STRIPE_SECRETS)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const orderOf = ({ customerId }: Account, change: Partial<InvoiceOrder> = {}): InvoiceOrder => ({
  customerId,
  month: thisMonth(),
  actor: 'admin',
  when: 'always',
  seller: 'Kaixu Gateway',
  ...change,
})

const issue = async (account: Account, change: Partial<InvoiceOrder> = {}): Promise<InvoiceSnapshot> => {
  const issued = await issueInvoice(gateway.deps.db, orderOf(account, change))
  if (issued.verdict !== 'ISSUED') throw new Error(issued.verdict)
  return issued.snapshot
}

const live = async ({ customerId }: Account, month = thisMonth()): Promise<InvoiceSnapshot> => {
  const found = await findInvoice(gateway.deps.db, { customerId, month, revision: 'live', seller: 'S' })
  if (!found?.live) throw new Error('there is no live invoice')
  return found.live
}

const update = (table: string, assignment: string, { customerId }: Account) =>
  gateway.books.query(`update ${table} set ${assignment} where customer_id = $1`, [customerId])

const updateCustomer = (assignment: string, { customerId }: Account) =>
  gateway.books.query(`update customers set ${assignment} where id = $1`, [customerId])

const sum = <Item>(items: readonly Item[], of: (item: Item) => bigint | number): bigint =>
  items.reduce((total, item) => total + BigInt(of(item)), 0n)

/** Every way in which a call can end, two keys and a rotated one, two models, money in and back. */
const liveThrough = async (): Promise<Account> => {
  const db = gateway.deps.db
  const account = await gateway.account({ customer: { plan_fee_cents: 1_900 } })
  const other = await sibling(gateway, account)
  const rotated = await sibling(gateway, account, { rotatedFrom: other.keyId })
  const gemini = { provider: 'gemini', model: 'gemini-2.5-flash' }
  const tokens = { inputTokens: 100, cachedTokens: 60, cacheWriteTokens: 15, outputTokens: 40, reasoningTokens: 30 }
  await settledCall(gateway, account, { settlement: { ...tokens, costPico: 1_234n } })
  await settledCall(gateway, account, { admission: gemini, settlement: { costPico: 333n, estimated: true } })
  await settledCall(gateway, other, { settlement: { costPico: 9_999n } })
  await settledCall(gateway, rotated, { admission: gemini })

  const [lost, late, returned, late2] = [account, account, other, rotated].map((one) => admission(one))
  for (const order of [lost, late, late2]) if (order) await admit(db, order)
  await gateway.books.query(
    `update holds set expires_at = created_at + interval '1 microsecond' where state = 'held' and customer_id = $1`,
    [account.customerId],
  )
  await sweepHolds(db, 10)
  if (late) await settle(db, settlement(late.holdId, { costPico: 700n }))
  if (late2) await settle(db, settlement(late2.holdId, { costPico: 100n }))
  if (returned) {
    await admit(db, returned)
    await release(db, { holdId: returned.holdId, outcome: 'UPSTREAM_ERROR', withdraw: false })
  }

  await creditIn(gateway, account, thisMonth(), 500)
  const payment = newPayment(account.customerId, 2_500)
  await delivered(gateway, sessionEvent('completed', payment))
  await delivered(gateway, refundEvent(payment, 1_200))
  return account
}

const ledgerOf = async ({ customerId }: Account): Promise<{ spent: bigint; credit: bigint }> => {
  const rows = await gateway.books.query(
    `select coalesce(sum(amount_pico) filter (where kind in ('charge', 'adjustment')), 0)::text as spent,
            coalesce(sum(case kind when 'topup' then amount_pico when 'refund' then -amount_pico end), 0)::text as credit
       from ledger_entries where customer_id = $1`,
    [customerId],
  )
  const [row] = rows as { spent: string; credit: string }[] // The two columns just asked for.
  return { spent: BigInt(row?.spent ?? '-1'), credit: BigInt(row?.credit ?? '-1') }
}

describe('an invoice', () => {
  test('is the ledger to the pico-dollar, whatever became of the calls and the money', async () => {
    const account = await liveThrough()
    const { totals, keys, line_items: lines, topups } = await issue(account)
    const { spent, credit } = await ledgerOf(account)
    // 1,234 + 333 + 2,000 (all of the hold, of 9,999) + 700 + 250 (lost: its floor) + 700 (late) + 100 (late, and less than the floor).
    expect([spent, credit]).toEqual([5_317n, 1_800n * 10_000_000_000n])
    expect(totals.spent_pico).toBe(spent)
    expect(sum(lines, ({ amount_pico }) => amount_pico)).toBe(spent)
    expect(sum(keys, ({ spent_pico }) => spent_pico)).toBe(spent)
    expect(totals.extra_pico).toBe(credit)
    expect(topups).toMatchObject([
      { source: 'manual', amount_cents: 500, reversed_cents: 0, status: 'applied', stripe_session_id: null },
      { source: 'stripe', amount_cents: 2_500, reversed_cents: 1_200, status: 'partly_reversed' },
    ])
    expect(totals.grand_total_pico).toBe(spent + 1_900n * 10_000_000_000n)
    expect(totals.amount_due_pico).toBe(5_317n + 100n * 10_000_000_000n)
    expect(await disagreements(gateway)).toEqual([])
  })

  test('counts every token once, by class', async () => {
    const account = await liveThrough()
    const { totals, keys, line_items: lines } = await live(account)
    const [dearest] = lines.filter(({ api_key_id }) => api_key_id === account.keyId)
    expect(dearest).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini',
      calls: 3,
      estimated_calls: 1,
      // Of the three calls one was cached, one settled late and one was lost.
      input_tokens: 25 + 10,
      cached_tokens: 60,
      cache_write_tokens: 15,
      output_tokens: 40 + 20,
      reasoning_tokens: 30,
      amount_pico: 1_234n + 700n + 250n,
    })
    for (const rows of [keys, lines] as { calls: number; output_tokens: number }[][]) {
      expect(sum(rows, ({ calls }) => calls)).toBe(BigInt(totals.calls))
      expect(sum(rows, ({ output_tokens }) => output_tokens)).toBe(BigInt(totals.output_tokens))
    }
    const input = sum(lines, (line) => line.input_tokens + line.cached_tokens + line.cache_write_tokens)
    expect(input).toBe(BigInt(totals.input_tokens))
    expect(keys.map(({ calls }) => calls)).toEqual([4, 1, 2])
  })

  test.each([
    ['monthly_usage', 'spent_pico = spent_pico + 1'],
    ['monthly_usage', 'extra_pico = extra_pico - 1'],
    ['monthly_key_usage', 'spent_pico = spent_pico - 1'],
    ['daily_usage', 'cost_pico = cost_pico + 1'],
    ['topup_events', 'reversed_cents = 1'],
  ])('that does not add up is not issued: %s set %s', async (table, assignment) => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    await creditIn(gateway, account, thisMonth(), 100)
    await update(table, assignment, account)
    await expect(issue(account)).rejects.toThrow(/do not add up/)
    await expect(live(account)).rejects.toThrow(/do not add up/)
    expect(await invoicesIn(gateway, account)).toEqual([])
    expect(
      await gateway.books.query(`select 1 from audit_events where action = 'INVOICE_ISSUE' and target = $1`, [
        `customer:${account.customerId}`,
      ]),
    ).toEqual([])
  })

  test('stays as it was when everything else changes', async () => {
    const account = await gateway.account({ customer: { plan_fee_cents: 700 } })
    await settledCall(gateway, account)
    await issue(account, { seller: 'Before' })
    const read = async () => {
      const { customerId } = account
      const query = { customerId, month: thisMonth(), revision: 1, seller: 'After' }
      const found = await findInvoice(gateway.deps.db, query)
      if (!found?.issued) throw new Error('the invoice is gone')
      return invoiceBody(found.issued)
    }
    const before = await read()
    expect(before).toMatchObject({ seller: 'Before', customer: { plan_name: 'starter' }, totals: { calls: 1 } })
    await updateCustomer(
      `plan_name = 'other', plan_fee_cents = 1, monthly_cap_cents = 1, email = 'new-' || email, is_active = false`,
      account,
    )
    await update('api_keys', `label = 'other', revoked_at = now()`, account)
    await creditIn(gateway, account, thisMonth(), 100)
    expect(await read()).toEqual(before)
  })

  test.each([
    'update invoices set issued_by = issued_by',
    `update invoices set snapshot = '{}'`,
    'delete from invoices',
    'truncate invoices',
  ])('cannot be changed: %s', async (statement) => {
    const account = await gateway.account()
    await issue(account)
    await expect(gateway.books.query(statement, [])).rejects.toThrow(/append-only/)
    expect(await invoicesIn(gateway, account)).toHaveLength(1)
  })

  test.each([
    [`month`, `'2020-01'`],
    ['revision', '7'],
  ])('says what it is filed under: another %s is refused', async (column, value) => {
    const account = await gateway.account()
    await issue(account)
    await expect(
      gateway.books.query(
        `insert into invoices (customer_id, month, revision, snapshot, issued_at, issued_by)
         select customer_id, ${column === 'month' ? value : 'month'}, ${column === 'revision' ? value : '2'},
                snapshot || '{"revision": 2}', issued_at, issued_by from invoices where customer_id = $1`,
        [account.customerId],
      ),
    ).rejects.toThrow(/violates check constraint/)
  })

  test('leaves a trace in the audit trail', async () => {
    const account = await gateway.account({ customer: { plan_fee_cents: 3 } })
    await issue(account)
    const { customerId } = account
    expect(
      await gateway.books.query('select actor, action, meta from audit_events where target = $1', [
        `customer:${customerId}`,
      ]),
    ).toEqual([
      {
        actor: 'admin',
        action: 'INVOICE_ISSUE',
        meta: { month: thisMonth(), revision: 1, amount_due_pico: '30000000000' },
      },
    ])
  })
})

describe('the plan fee of a month', () => {
  const fee = async (account: Account, month = monthBefore()) => (await live(account, month)).totals.plan_fee_pico
  const customer = { plan_fee_cents: 500, created_at: '2020-01-01T00:00:00Z' }

  test('is due from the month on in which the customer came', async () => {
    expect(await fee(await gateway.account({ customer }))).toBe(5_000_000_000_000n)
    const account = await gateway.account({ customer: { ...customer, created_at: '2024-03-31T23:59:59.999Z' } })
    expect(await fee(account, '2024-02')).toBe(0n)
    expect(await fee(account, '2024-03')).toBe(5_000_000_000_000n)
    const next = await gateway.account({ customer: { ...customer, created_at: '2024-04-01T00:00:00Z' } })
    expect(await fee(next, '2024-03')).toBe(0n)
  })

  test('is not due while disabled, unless there were calls', async () => {
    const account = await gateway.account({ customer })
    const used = await gateway.account({ customer })
    await settledCallIn(gateway, used, monthBefore())
    for (const one of [account, used]) await updateCustomer('is_active = false', one)
    expect([await fee(account), await fee(used)]).toEqual([0n, 5_000_000_000_000n])
  })
})

describe('an invoice that is to be issued once', () => {
  const once = { when: 'unless-issued', month: monthBefore() } as const

  test('is not issued again', async () => {
    const account = await gateway.account()
    await issue(account, once)
    expect(await issueInvoice(gateway.deps.db, orderOf(account, once))).toMatchObject({ verdict: 'EXISTS' })
    expect(await invoicesIn(gateway, account)).toHaveLength(1)
  })

  test('is issued when the ones before it are from within the month', async () => {
    const account = await gateway.account()
    await issue(account, { month: once.month })
    await gateway.books.query('alter table invoices disable trigger invoices_append_only', [])
    await gateway.books.query(
      `update invoices set issued_at = end_of_month(month) - interval '1 ms' where customer_id = $1`,
      [account.customerId],
    )
    await gateway.books.query('alter table invoices enable trigger invoices_append_only', [])
    expect(await findInvoicesDue(gateway.deps.db, { month: once.month, after: '0', limit: 100 })).not.toContain(
      account.customerId,
    )
    await settledCallIn(gateway, account, once.month)
    expect(await findInvoicesDue(gateway.deps.db, { month: once.month, after: '0', limit: 100 })).toContain(
      account.customerId,
    )
    expect((await issue(account, once)).revision).toBe(2)
    expect(await issueInvoice(gateway.deps.db, orderOf(account, once))).toMatchObject({ verdict: 'EXISTS' })
  })
})

const definition = async (name: string): Promise<string> => {
  const rows = await gateway.books.query(`select pg_get_functiondef($1::regproc) as text`, [name])
  return (rows as { text: string }[])[0]?.text ?? '' // The column just asked for.
}

/** Without the lock, and it takes a breath between counting the revisions and writing the next. */
const createTwin = async (): Promise<Database> => {
  const twin = (await definition('issue_invoice'))
    .replace('FUNCTION public.issue_invoice(', 'FUNCTION public.issue_invoice_twin(')
    .replace(/perform 1 from customer_books[^;]*for update;/, 'perform 1;')
    .replace('insert into invoices', 'perform pg_sleep(0.2); insert into invoices')
  if (twin.includes('for update') || !twin.includes('pg_sleep')) throw new Error('the twin is as good as the original')
  await gateway.books.query(twin, [])
  return {
    query: (text, values) => gateway.deps.db.query(text.replace('issue_invoice(', 'issue_invoice_twin('), values),
    close: () => Promise.resolve(),
  }
}

/** How 20 orders at once ended, and the revisions that are there afterwards. */
const raceOf = async (db: Database, when: InvoiceOrder['when']) => {
  const account = await gateway.account()
  await settledCall(gateway, account)
  const order = orderOf(account, { when, month: when === 'always' ? thisMonth() : monthBefore() })
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => issueInvoice(db, order)))
  return {
    failed: outcomes.filter(({ status }) => status === 'rejected').length,
    revisions: (await invoicesIn(gateway, account)).map(({ revision }) => revision),
  }
}

describe('20 orders at once', () => {
  test('get the revisions 1 to 20 without a gap', async () => {
    const revisions = Array.from({ length: 20 }, (_, index) => index + 1)
    expect(await raceOf(gateway.deps.db, 'always')).toEqual({ failed: 0, revisions })
  })

  test('of what is to be issued once issue it once', async () => {
    expect(await raceOf(gateway.deps.db, 'unless-issued')).toEqual({ failed: 0, revisions: [1] })
  })

  test('catch the twin that does not lock the books', async () => {
    const twin = await createTwin()
    expect((await raceOf(twin, 'always')).failed).toBeGreaterThan(0)
    const { failed, revisions } = await raceOf(twin, 'unless-issued')
    expect(failed + revisions.length).toBeGreaterThan(1)
  })
})

test('both drivers read and write the same', async () => {
  const account = await liveThrough()
  const { customerId } = account
  await using bridge = await startNeonBridge()
  sendNeonTo(bridge.url)
  const neon = connectNeon(gateway.databaseUrl)
  expect(await issueInvoice(neon, orderOf(account))).toMatchObject({ verdict: 'ISSUED' })
  const month = thisMonth()
  for (const ask of [
    (db: Database) => findInvoice(db, { customerId, month, revision: 'latest', seller: 'S' }),
    (db: Database) => listInvoices(db, { customerId, month: monthBefore(), q: 'r1', before: '9999-01', limit: 5 }),
    (db: Database) => listAllInvoices(db, { month: monthBefore(), q: 'r1', before: '999999', limit: 5 }),
    (db: Database) => findInvoicesDue(db, { month: monthBefore(), after: '0', limit: 100 }),
  ]) {
    const answer = await ask(gateway.books)
    expect(answer).toBeDefined()
    expect(await ask(neon)).toEqual(answer)
  }
  await neon.close()
})
