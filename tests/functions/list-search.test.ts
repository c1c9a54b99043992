import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminAlerts } from '../../netlify/functions/admin-alerts.ts'
import { routes as adminAudit } from '../../netlify/functions/admin-audit.ts'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { routes as adminJobs } from '../../netlify/functions/admin-jobs.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { routes as adminLedger } from '../../netlify/functions/admin-ledger.ts'
import { routes as adminTopup } from '../../netlify/functions/admin-topup.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as userAlerts } from '../../netlify/functions/user-alerts.ts'
import { routes as userBilling } from '../../netlify/functions/user-billing.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { routes as userInvoices } from '../../netlify/functions/user-invoices.ts'
import { routes as userJobs } from '../../netlify/functions/user-jobs.ts'
import { routes as userLedger } from '../../netlify/functions/user-ledger.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { addJobs, doneJobOf, queuedJobOf } from '../support/jobs.ts'
import { read, settledCall, sibling } from '../support/reports.ts'

/** The search of every list that has one besides customers, keys, devices, prices and the monitor, which have tests of their own. */

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Row = Record<string, unknown>
const HOSTILE = ['%', '\\', '%_\\', "'", "x' or '1'='1", '*', 'te_t', 'te%', '__________', '$1', '🦊']

const owner = () => gateway.account({ key: { role: 'owner' } })

/** What a list shows when it is searched. */
const found = async (routes: Routes, list: string, key: string, query: string, q: string): Promise<Row[]> => {
  const answer = await read<Record<string, Row[]>>(gateway, routes, key, `${query}&q=${encodeURIComponent(q)}`)
  return answer[list] ?? [{ problem: `no ${list}` }]
}

const LISTS: readonly [string, Routes, string, 'operator' | 'customer', (account: Account) => string][] = [
  ['admin-usage', adminUsage, 'events', 'operator', ({ customerId }) => `?customer_id=${customerId}`],
  ['user-events', userEvents, 'events', 'customer', () => '?scope=customer'],
  ['admin-ledger', adminLedger, 'entries', 'operator', ({ customerId }) => `?customer_id=${customerId}`],
  ['user-ledger', userLedger, 'entries', 'customer', () => '?scope=customer'],
  ['admin-jobs', adminJobs, 'jobs', 'operator', () => '?limit=50'],
  ['user-jobs', userJobs, 'jobs', 'customer', () => '?scope=customer'],
  ['admin-alerts', adminAlerts, 'deliveries', 'operator', () => '?limit=50'],
  ['user-alerts', userAlerts, 'deliveries', 'customer', () => '?limit=50'],
  ['admin-audit', adminAudit, 'events', 'operator', () => '?limit=50'],
  ['admin-invoices', adminInvoices, 'invoices', 'operator', ({ customerId }) => `?customer_id=${customerId}&list=1`],
  ['admin-invoices, of everybody', adminInvoices, 'invoices', 'operator', () => '?list=1'],
  ['user-invoices', userInvoices, 'invoices', 'customer', () => '?list=1'],
  ['user-billing', userBilling, 'topups', 'customer', () => '?limit=50'],
]

describe.each(LISTS)('%s', (_, routes, list, who, queryOf) => {
  let account: Account
  beforeAll(async () => {
    account = await owner()
    await settledCall(gateway, account)
    await addJobs(account, gateway.books)
    await gateway.books.query(
      `insert into webhook_deliveries (customer_id, event_type, payload) values ($1, 'CAP_WARN_CUSTOMER', '{}')`,
      [account.customerId],
    )
    const order = { customer_id: account.customerId, amount_cents: 100 }
    await gateway.call(adminTopup, { key: token, headers: { 'idempotency-key': randomUUID() }, body: order })
    await gateway.call(adminInvoices, { key: token, query: `?customer_id=${account.customerId}&month=2026-01` })
  })
  const keyOf = () => (who === 'operator' ? token : account.key)

  test('200: what is written literally nowhere is found nowhere', async () => {
    for (const q of HOSTILE) expect(await found(routes, list, keyOf(), queryOf(account), q), q).toEqual([])
  })

  test('200: white space is no search', async () => {
    const query = queryOf(account)
    const whole = (await read<Record<string, Row[]>>(gateway, routes, keyOf(), query))[list] ?? []
    expect(whole.length).toBeGreaterThan(0)
    expect((await found(routes, list, keyOf(), query, '  ')).length).toBe(whole.length)
  })

  test.each([
    ['a NUL', '%00'],
    ['a NUL inside', 'a%00b'],
    ['a line break inside', 'a%0Ab'],
    ['300 characters', 'x'.repeat(300)],
  ])('400: %s', async (__, q) => {
    const call = { method: 'GET', key: keyOf(), query: `${queryOf(account)}&q=${q}` }
    expect(await errorBodyOf(await gateway.call(routes, call))).toMatchObject({ code: 'BAD_REQUEST', field: 'q' })
  })
})

describe('calls', () => {
  test('200: by how the id of the request, of the app or of the device begins, and by a part of provider/model', async () => {
    const [account, other] = [await owner(), await owner()]
    const one = { requestId: 'req-Alpha-1', appId: 'notebook', installId: 'laptop-7', model: 'gpt-4o' }
    await settledCall(gateway, account, { admission: one })
    const two = { requestId: 'req-beta-2', provider: 'gemini', model: 'gemini-2.5-flash' }
    await settledCall(gateway, account, { admission: two })
    for (const provider of ['groq', 'together'])
      await settledCall(gateway, account, { admission: { requestId: `of-${provider}`, provider, model: 'same' } })
    await settledCall(gateway, other, { admission: one })
    for (const [q, ids] of [
      ['req-Alpha-1', ['req-Alpha-1']],
      ['req-Al', ['req-Alpha-1']],
      ['req-', ['req-beta-2', 'req-Alpha-1']],
      ['Alpha', []],
      ['note', ['req-Alpha-1']],
      ['laptop', ['req-Alpha-1']],
      ['FLASH', ['req-beta-2']],
      ['gemini/gem', ['req-beta-2']],
      ['gpt-4o', ['req-Alpha-1']],
      ['groq/same', ['of-groq']],
      ['same', ['of-together', 'of-groq']],
      ['%', []],
    ] as const)
      for (const [routes, key, query] of [
        [adminUsage, token, `?customer_id=${account.customerId}`],
        [userEvents, account.key, '?scope=customer'],
        [userEvents, account.key, '?scope=key'],
      ] as const) {
        const events = await found(routes, 'events', key, query, q)
        expect(
          events.map(({ request_id: id }) => id),
          `${query} ${q}`,
        ).toEqual(ids)
      }
  })

  test('200: together with the filters, and beside the sums of all', async () => {
    const account = await owner()
    const worker = await sibling(gateway, account)
    await settledCall(gateway, account, { admission: { requestId: 'ours-1' } })
    await settledCall(gateway, worker, {
      admission: { requestId: 'ours-2', provider: 'gemini', model: 'gemini-2.5-pro' },
    })
    const ids = async (routes: Routes, key: string, query: string) =>
      (await found(routes, 'events', key, query, 'ours')).map(({ request_id: id }) => id)
    const customer = `?customer_id=${account.customerId}`
    expect(await ids(adminUsage, token, customer)).toEqual(['ours-2', 'ours-1'])
    expect(await ids(adminUsage, token, `${customer}&provider=gemini`)).toEqual(['ours-2'])
    expect(await ids(adminUsage, token, `${customer}&api_key_id=${account.keyId}`)).toEqual(['ours-1'])
    expect(await ids(adminUsage, token, `${customer}&request_id=ours-1`)).toEqual(['ours-1'])
    expect(await ids(adminUsage, token, `${customer}&month=2025-01`)).toEqual([])
    expect(await ids(userEvents, account.key, '?scope=customer&model=gemini-2.5-pro')).toEqual(['ours-2'])
    expect(await ids(userEvents, worker.key, '?scope=key')).toEqual(['ours-2'])
    type Report = { summary_by_day: { calls: number }[] }
    const report = await read<Report>(gateway, userEvents, account.key, '?scope=customer&q=ours-1')
    expect(report.summary_by_day).toMatchObject([{ calls: 2 }])
  })

  test('200: pages meet without a gap or a repetition, also while calls go on', async () => {
    const account = await owner()
    const call = (nth: number) =>
      settledCall(gateway, account, {
        // Found by their request, by their app, by their model, and by all of them.
        admission: [{ requestId: `same-${nth}` }, { appId: 'same' }, { model: 'same-model' }][nth % 3] ?? {},
      })
    for (let nth = 0; nth < 9; nth += 1) await call(nth)
    await settledCall(gateway, account, { admission: { requestId: 'same-9', appId: 'same', model: 'same-model' } })
    const whole = (await found(userEvents, 'events', account.key, '?scope=key', 'same')).map(({ id }) => id)
    expect(whole).toHaveLength(10)
    const seen: unknown[] = []
    for (let cursor = ''; ;) {
      type Answer = { events: Row[]; next_cursor: string | null }
      const page = await read<Answer>(gateway, userEvents, account.key, `?scope=key&q=same&limit=3${cursor}`)
      seen.push(...page.events.map(({ id }) => id))
      await call(seen.length)
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(seen).toEqual(whole)
  })
})

describe('the ledger', () => {
  test('200: by how the source begins, by the request id of a call, and by the place in the chain', async () => {
    const account = await owner()
    const worker = await sibling(gateway, account)
    const stranger = await owner()
    const holdId = await settledCall(gateway, account, { admission: { requestId: 'the-request' } })
    const theirs = await settledCall(gateway, stranger, { admission: { requestId: 'the-request' } })
    await settledCall(gateway, worker)
    await gateway.call(adminTopup, {
      key: token,
      headers: { 'idempotency-key': `paid-by-invoice-${account.customerId}` },
      body: { customer_id: account.customerId, amount_cents: 100 },
    })
    const seqs = async (q: string, scope = 'customer', key = account.key) =>
      (await found(userLedger, 'entries', key, `?scope=${scope}`, q)).map(({ seq }) => seq)
    expect(await seqs(holdId)).toEqual(['1'])
    expect(await seqs(holdId.slice(0, 13))).toEqual(['1'])
    expect(await seqs('the-request')).toEqual(['1'])
    expect(await seqs('the-req')).toEqual([])
    expect(await seqs('paid-by')).toEqual(['3'])
    expect(await seqs('2')).toContain('2')
    expect(await seqs(theirs)).toEqual([])
    // The key that asks has made the first entry alone.
    expect(await seqs('the-request', 'key')).toEqual(['1'])
    expect(await seqs('the-request', 'key', worker.key)).toEqual([])
    expect(await seqs('paid-by', 'key')).toEqual([])
    const customer = `?customer_id=${account.customerId}&order=desc`
    expect(await found(adminLedger, 'entries', token, customer, 'paid-by')).toMatchObject([{ seq: '3', kind: 'topup' }])
    expect(await found(adminLedger, 'entries', token, `${customer}&kind=charge`, 'paid-by')).toEqual([])
  })

  test.each(['asc', 'desc'])('200: what is found is paged through in its order, %s', async (order) => {
    const account = await owner()
    for (let nth = 0; nth < 5; nth += 1) await settledCall(gateway, account, { admission: { requestId: 'again' } })
    const seen: unknown[] = []
    for (let cursor = ''; ;) {
      type Answer = { entries: Row[]; next_cursor: string | null }
      const query = `?scope=key&q=again&limit=2&order=${order}${cursor}`
      const page = await read<Answer>(gateway, userLedger, account.key, query)
      seen.push(...page.entries.map(({ seq }) => seq))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(seen).toEqual(order === 'asc' ? ['1', '2', '3', '4', '5'] : ['5', '4', '3', '2', '1'])
  })
})

describe('jobs', () => {
  test('200: by how the id begins, by a part of provider/model, and by the operator by whose they are', async () => {
    const email = `job-${randomUUID()}@example.com`
    const account = await gateway.account({ customer: { email }, key: { role: 'owner' } })
    const stranger = await owner()
    for (const each of [account, stranger]) await addJobs(each, gateway.books)
    const [done, queued] = [doneJobOf(account), queuedJobOf(account)]
    await gateway.books.query(`update async_jobs set model = 'rare-Model' where id = $1`, [done])
    const own = async (q: string) =>
      (await found(userJobs, 'jobs', account.key, '?scope=customer', q)).map(({ id }) => id)
    const all = async (q: string, more = '') =>
      (await found(adminJobs, 'jobs', token, `?limit=50${more}`, q)).map(({ id }) => id)
    for (const list of [own, all]) {
      expect(await list(done)).toEqual([done])
      expect(await list(done.toUpperCase())).toEqual([done])
      expect(await list(done.slice(0, 35))).toContain(done)
      expect(await list('RARE-model')).toEqual([done])
      expect(await list('sandbox/rare')).toEqual([done])
      expect(await list(randomUUID())).toEqual([])
    }
    expect((await own('echo')).sort()).toEqual([queued])
    expect((await all(email.toUpperCase())).sort()).toEqual([done, queued].sort())
    expect(await all(email, '&status=queued')).toEqual([queued])
    // The operator sees what it found them by; their owner's other keys do not.
    expect(await found(adminJobs, 'jobs', token, '?limit=1', email)).toMatchObject([
      { customer_email: email, key_label: 'subkey', key_last4: account.key.slice(-4) },
    ])
    expect((await found(userJobs, 'jobs', account.key, '?limit=1', done))[0]).not.toHaveProperty('customer_email')
    expect(await all(email, `&customer_id=${stranger.customerId}`)).toEqual([])
    // Whoever may not see the address of the account must not find it out by asking.
    expect(await own(email)).toEqual([])
    expect(await own(doneJobOf(stranger))).toEqual([])
    expect(await own('0000')).not.toContain(doneJobOf(stranger))
  })
})

describe('messages', () => {
  test('200: by what they tell of, as it is read, by their id, and by the operator by whom they are about', async () => {
    const email = `told-${randomUUID()}@example.com`
    const account = await gateway.account({ customer: { email }, key: { role: 'owner' } })
    const stranger = await owner()
    const add = async ({ customerId }: Account, type: string): Promise<string> => {
      const rows = await gateway.books.query(
        `insert into webhook_deliveries (customer_id, event_type, payload) values ($1, $2, '{}') returning id`,
        [customerId, type],
      )
      return (rows as { id: string }[])[0]?.id ?? '' // The one column just asked for.
    }
    const [warned, job, theirs] = [
      await add(account, 'CAP_WARN_CUSTOMER'),
      await add(account, 'JOB_FAILED'),
      await add(stranger, 'CAP_WARN_CUSTOMER'),
    ]
    const own = async (q: string) =>
      (await found(userAlerts, 'deliveries', account.key, '?limit=50', q)).map(({ id }) => id)
    const all = async (q: string, more = '') =>
      (await found(adminAlerts, 'deliveries', token, `?limit=50${more}`, q)).map(({ id }) => id)
    expect(await own('cap warn')).toEqual([warned])
    expect(await own('Failed')).toEqual([job])
    expect(await own('CAP_WARN_CUSTOMER')).toEqual([warned])
    expect(await own(`msg_${job}`)).toEqual([job])
    expect(await own(job)).toEqual([job])
    expect(await own(theirs)).toEqual([])
    expect(await own(`msg_${theirs}`)).toEqual([])
    expect(await own(email)).toEqual([])
    expect((await all('cap warn')).slice(0, 2)).toEqual([theirs, warned])
    expect(await all(email)).toEqual([job, warned])
    expect(await all(email, '&state=dead')).toEqual([])
    expect(await found(adminAlerts, 'deliveries', token, '?limit=1', email)).toMatchObject([{ customer_email: email }])
    expect((await found(userAlerts, 'deliveries', account.key, '?limit=1', job))[0]).not.toHaveProperty(
      'customer_email',
    )
    expect(await all(`msg_${theirs}`)).toEqual([theirs])
  })
})

describe('the audit trail', () => {
  test('200: by how who did it or its target begins, by a part of what was done, and by whole names', async () => {
    const [account, other] = [await owner(), await owner()]
    for (const { keyId } of [account, other])
      await gateway.call(adminKeys, { method: 'PATCH', key: token, query: `?key_id=${keyId}`, body: { label: 'new' } })
    await gateway.call(adminKeys, { method: 'DELETE', key: token, query: `?key_id=${account.keyId}` })
    const of = async (q: string, more = '') =>
      (await found(adminAudit, 'events', token, `?limit=50${more}`, q)).map(
        ({ action, target }) => `${String(action)} ${String(target)}`,
      )
    const [updated, revoked] = [`KEY_UPDATE key:${account.keyId}`, `KEY_REVOKE key:${account.keyId}`]
    expect(await of(`key:${account.keyId}`)).toEqual([revoked, updated])
    expect(await of(account.keyId)).toEqual([revoked, updated])
    expect(await of('key revoke')).toEqual([revoked])
    expect(await of('REVOKE')).toEqual([revoked])
    expect(await of('adm', `&target=key:${account.keyId}`)).toEqual([revoked, updated])
    expect(await of('key', `&customer_id=${other.customerId}`)).toEqual([`KEY_UPDATE key:${other.keyId}`])
    expect(await of('key', '&action=key_revoke')).toEqual([revoked])
    // A part of a longer number is another key.
    expect(await of(`key:${account.keyId}0`)).toEqual([])
    expect(await of('dmin')).toEqual([])
  })
})

describe('what was billed and paid', () => {
  test('200: invoices by a part of their number or of who issued them, of those that count', async () => {
    const [account, stranger] = [await owner(), await owner()]
    const issue = (month: string, { customerId }: Account) =>
      gateway.call(adminInvoices, { key: token, query: `?customer_id=${customerId}&month=${month}` })
    for (const month of ['2026-01', '2026-02', '2026-02']) expect((await issue(month, account)).status).toBe(200)
    await issue('2026-03', stranger)
    for (const [routes, key, query] of [
      [userInvoices, account.key, '?list=1'],
      [adminInvoices, token, `?customer_id=${account.customerId}&list=1`],
    ] as const) {
      const months = async (q: string) => (await found(routes, 'invoices', key, query, q)).map(({ month }) => month)
      expect(await months('2026')).toEqual(['2026-02', '2026-01'])
      expect(await months(`${account.customerId}-2026-01-r1`)).toEqual(['2026-01'])
      // It was replaced.
      expect(await months('2026-02-r1')).toEqual([])
      expect(await months('2026-02-R2')).toEqual(['2026-02'])
      expect(await months('admin')).toEqual(['2026-02', '2026-01'])
      expect(await months('2026-03')).toEqual([])
    }
    type Answer = { invoices: Row[]; next_cursor: string | null }
    const first = await read<Answer>(gateway, userInvoices, account.key, '?list=1&q=2026&limit=1')
    const second = await read<Answer>(
      gateway,
      userInvoices,
      account.key,
      `?list=1&q=2026&limit=1&cursor=${first.next_cursor ?? ''}`,
    )
    expect([...first.invoices, ...second.invoices].map(({ month }) => month)).toEqual(['2026-02', '2026-01'])
    expect(second.next_cursor).toBeNull()
  })

  test('200: top-ups by their month, and in the words of the dashboard', async () => {
    const [account, stranger] = [await owner(), await owner()]
    for (const [{ customerId }, month] of [
      [account, '2031-01'],
      [account, '2031-02'],
      [stranger, '2031-03'],
    ] as const)
      await gateway.call(adminTopup, {
        key: token,
        headers: { 'idempotency-key': randomUUID() },
        body: { customer_id: customerId, amount_cents: 100, month },
      })
    const months = async (q: string) =>
      (await found(userBilling, 'topups', account.key, '?limit=50', q)).map(({ month }) => month)
    expect(await months('2031-02')).toEqual(['2031-02'])
    expect(await months('By the operator')).toEqual(['2031-02', '2031-01'])
    expect(await months('credited')).toEqual(['2031-02', '2031-01'])
    expect(await months('refunded')).toEqual([])
    expect(await months('2031-03')).toEqual([])
  })
})
