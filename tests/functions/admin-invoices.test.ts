import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-invoices.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { creditIn, invoicesIn, monthBefore, settledCallIn, type Row, type Snapshot } from '../support/invoices.ts'
import { aTime } from '../support/matching.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway({ INVOICE_SELLER: 'Example & Sons\\n1 Main Street' })
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Answer = Row & { snapshot: Snapshot; revisions: Row[]; invoices: Row[]; next_cursor: string | null }
const invoiceOf = ({ customerId }: Account, query = '') =>
  read<Answer>(gateway, routes, token, `?customer_id=${customerId}${query}`)

const post = ({ customerId }: Account, query = '') =>
  gateway.call(routes, { key: token, query: `?customer_id=${customerId}${query}` })

const issue = async (account: Account, query = ''): Promise<Answer> => {
  const response = await post(account, query)
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Answer // Tests compare every field that they read.
}

const text = async ({ customerId }: Account, query: string): Promise<string> => {
  const response = await gateway.call(routes, {
    method: 'GET',
    key: token,
    query: `?customer_id=${customerId}${query}`,
  })
  expect(response.status).toBe(200)
  return response.text()
}

/** One cent is ten thousand million. */
const CENT = 10_000_000_000n
const dear = { inputPico: 500n * CENT, outputPicoPerToken: 1n, floorPico: 0n }

describe('GET', () => {
  test('200: a month without an invoice, as it stands', async () => {
    const account = await gateway.account({
      capCents: 700,
      customer: { plan_fee_cents: 1_900, stripe_customer_id: 'cus_1', auto_topup_threshold_cents: 100 },
    })
    const { customerId, keyId, key } = account
    await settledCall(gateway, account, {
      admission: { price: dear },
      settlement: { costPico: 123n * CENT + 5n, inputTokens: 90, cachedTokens: 40, cacheWriteTokens: 20 },
    })
    await creditIn(gateway, account, thisMonth(), 2_500)
    const due = 123n * CENT + 5n + 1_900n * CENT - 2_500n * CENT
    const usage = { spent_pico: '1230000000005', spent_cents: 123.0000000005, spent_usd: '1.230000000005' }
    const amount = { amount_pico: '1230000000005', amount_cents: 123.0000000005, amount_usd: '1.230000000005' }
    const named = { api_key_id: keyId, key_last4: key.slice(-4), label: 'subkey' }
    const credit = { amount_pico: '-25000000000000', amount_cents: -2_500, amount_usd: '-25' }
    expect(await invoiceOf(account)).toEqual({
      exists: false,
      month: thisMonth(),
      customer_id: Number(customerId),
      snapshot: {
        generated_at: aTime,
        number: null,
        month: thisMonth(),
        revision: null,
        seller: 'Example & Sons\n1 Main Street',
        customer: {
          id: customerId,
          email: expect.stringContaining('@example.com') as string,
          plan_name: 'starter',
          monthly_cap_cents: 700,
          stripe_customer_id: 'cus_1',
        },
        totals: {
          cap_pico: '32000000000000',
          cap_cents: 3_200,
          cap_usd: '32',
          extra_pico: '25000000000000',
          extra_cents: 2_500,
          extra_usd: '25',
          ...usage,
          calls: 1,
          input_tokens: 90,
          output_tokens: 20,
          total_tokens: 110,
          plan_fee_pico: '19000000000000',
          plan_fee_cents: 1_900,
          plan_fee_usd: '19',
          push_total_pico: '0',
          push_total_cents: 0,
          push_total_usd: '0',
          grand_total_pico: '20230000000005',
          grand_total_cents: 2_023.0000000005,
          grand_total_usd: '20.230000000005',
          credits_pico: '25000000000000',
          credits_cents: 2_500,
          credits_usd: '25',
          amount_due_pico: String(due),
          amount_due_cents: -476.9999999995,
          amount_due_usd: '-4.769999999995',
        },
        keys: [{ ...named, ...usage, input_tokens: 90, output_tokens: 20, calls: 1 }],
        line_items: [
          {
            ...named,
            provider: 'openai',
            model: 'gpt-4o-mini',
            calls: 1,
            estimated_calls: 0,
            input_tokens: 30,
            cached_tokens: 40,
            cache_write_tokens: 20,
            output_tokens: 20,
            reasoning_tokens: 0,
            ...amount,
          },
        ],
        plan: { plan_name: 'starter', amount_pico: '19000000000000', amount_cents: 1_900, amount_usd: '19' },
        credits: [{ type: 'topup', source: 'manual', stripe_session_id: null, created_at: aTime, ...credit }],
        topups: [
          {
            amount_cents: 2_500,
            reversed_cents: 0,
            source: 'manual',
            stripe_session_id: null,
            status: 'applied',
            created_at: aTime,
          },
        ],
        auto_topup: { enabled: false, threshold_cents: 100, amount_cents: null },
        push: null,
      },
    })
  })

  test('200: nothing at all, of a month that is long over', async () => {
    const account = await gateway.account()
    const { snapshot } = await invoiceOf(account, '&month=2020-02-17')
    expect(snapshot).toMatchObject({ month: '2020-02', keys: [], line_items: [], credits: [], topups: [] })
    expect(snapshot.totals).toMatchObject({ spent_cents: 0, amount_due_usd: '0', total_tokens: 0 })
  })

  test('200: the latest revision, the one that is named, and how things stand', async () => {
    const account = await gateway.account()
    const first = await issue(account)
    await settledCall(gateway, account)
    const second = await issue(account)
    await settledCall(gateway, account)
    const latest = await invoiceOf(account)
    const amountDue = (picos: string) => ({ amount_due_pico: picos, issued_at: aTime, issued_by: 'admin' })
    expect(latest).toMatchObject({
      exists: true,
      month: thisMonth(),
      customer_id: Number(account.customerId),
      revision: 2,
      revisions: [
        { revision: 2, ...amountDue('700') },
        { revision: 1, ...amountDue('0') },
      ],
      snapshot: second.snapshot,
      created_at: first.snapshot['generated_at'],
      updated_at: second.snapshot['generated_at'],
    })
    expect(latest.snapshot).toMatchObject({ number: `${account.customerId}-${thisMonth()}-r2`, revision: 2 })
    expect(await invoiceOf(account, '&revision=1')).toMatchObject({ revision: 1, snapshot: first.snapshot })
    const live = await invoiceOf(account, '&preview=1')
    expect(live).toMatchObject({ exists: false, snapshot: { revision: null, totals: { spent_pico: '1400' } } })
    expect(live).not.toHaveProperty('revisions')
  })

  test('200: a listed invoice says what its amount due is made of, as it was issued', async () => {
    const account = await gateway.account({ capCents: 700, customer: { plan_fee_cents: 1_900 } })
    await settledCall(gateway, account, { admission: { price: dear }, settlement: { costPico: 123n * CENT + 5n } })
    await creditIn(gateway, account, thisMonth(), 2_500)
    await issue(account)
    await creditIn(gateway, account, thisMonth(), 100)
    expect((await invoiceOf(account, '&list=1')).invoices).toMatchObject([
      {
        number: `${account.customerId}-${thisMonth()}-r1`,
        spent_usd: '1.230000000005',
        plan_fee_usd: '19',
        credits_usd: '25',
        amount_due_usd: '-4.769999999995',
      },
    ])
  })

  test('200: one of each month, newest month first, page by page', async () => {
    const account = await gateway.account()
    const months = ['2024-01', '2024-12', '2025-06', monthBefore(), thisMonth()]
    for (const month of months) await issue(account, `&month=${month}`)
    await issue(account, '&month=2024-12')
    const seen: Row[] = []
    for (let cursor = ''; ;) {
      const page = await invoiceOf(account, `&list=1&limit=2${cursor}`)
      expect(page['customer_id']).toBe(Number(account.customerId))
      seen.push(...page.invoices)
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(seen.map(({ month, revision }) => [month, revision])).toEqual(
      months.toReversed().map((month) => [month, month === '2024-12' ? 2 : 1]),
    )
    expect(seen[0]).toEqual({
      number: `${account.customerId}-${thisMonth()}-r1`,
      month: thisMonth(),
      revision: 1,
      spent_pico: '0',
      spent_cents: 0,
      spent_usd: '0',
      plan_fee_pico: '0',
      plan_fee_cents: 0,
      plan_fee_usd: '0',
      credits_pico: '0',
      credits_cents: 0,
      credits_usd: '0',
      amount_due_pico: '0',
      amount_due_cents: 0,
      amount_due_usd: '0',
      issued_at: aTime,
      issued_by: 'admin',
    })
    expect((await invoiceOf(account, '&month=all')).invoices).toEqual(seen)
  })

  test('one round trip, whatever is asked', async () => {
    const account = await gateway.account()
    await issue(account)
    for (const query of ['', '&preview=1', '&revision=1', '&list=1', '&format=csv', '&format=html']) {
      const before = gateway.roundTrips()
      await text(account, query)
      expect([query, gateway.roundTrips() - before]).toEqual([query, 1])
    }
  })

  test.each([
    ['&month=2026-13', 'month'],
    ['&month=everything', 'month'],
    ['&revision=0', 'revision'],
    ['&revision=one', 'revision'],
    ['&revision=1&preview=1', 'revision'],
    ['&preview=maybe', 'preview'],
    ['&format=pdf', 'format'],
    ['&list=1&format=html', 'format'],
    ['&list=1&format=csv', 'format'],
    ['&list=1&revision=2', 'revision'],
    ['&list=1&preview=1', 'preview'],
    ['&month=all&preview=1', 'preview'],
    ['&bom=1', 'bom'],
    ['&bom=1&format=html', 'bom'],
    ['&bom=1&list=1', 'bom'],
    ['&bom=yes&format=csv', 'bom'],
    ['&list=1&limit=0', 'limit'],
    ['&list=1&cursor=7', 'cursor'],
    ['&month=2026-10-nonsense', 'month'],
    ['&list=1&month=2026-1', 'month'],
  ])('400: %s', async (query, field) => {
    const { customerId } = await gateway.account()
    const response = await gateway.call(routes, {
      method: 'GET',
      key: token,
      query: `?customer_id=${customerId}${query}`,
    })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test.each(['', '&list=1', '&preview=1', '&format=html'])('404: an unknown customer%s', async (query) => {
    const response = await gateway.call(routes, { method: 'GET', key: token, query: `?customer_id=999999${query}` })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND', error: 'There is no such customer' })
  })

  test('404: a revision that was not issued', async () => {
    const account = await gateway.account()
    await issue(account)
    const ask = (query: string) =>
      gateway.call(routes, { method: 'GET', key: token, query: `?customer_id=${account.customerId}${query}` })
    expect(await errorBodyOf(await ask('&revision=2'))).toMatchObject({ code: 'NOT_FOUND', hint: 'The latest is 1.' })
    expect(await errorBodyOf(await ask('&revision=999999999'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await errorBodyOf(await ask('&revision=1&month=2024-01'))).toMatchObject({ hint: 'None was issued.' })
  })
})

test('500: says that the books do not add up', async () => {
  const account = await gateway.account()
  await settledCall(gateway, account)
  await gateway.books.query('update daily_usage set cost_pico = 1 where customer_id = $1', [account.customerId])
  for (const method of ['GET', 'POST']) {
    const response = await gateway.call(routes, { method, key: token, query: `?customer_id=${account.customerId}` })
    const error = await errorBodyOf(response)
    expect(error).toMatchObject({
      code: 'SERVER_ERROR',
      hint: 'The operator sees where with verify=1 on admin-ledger.',
    })
    expect(error.error).toContain('do not add up')
  }
})

describe('POST', () => {
  test('200: issues the next revision each time, without a body', async () => {
    const account = await gateway.account()
    await settledCallIn(gateway, account, monthBefore())
    for (const revision of [1, 2]) {
      const answer = await issue(account, `&month=${monthBefore()}`)
      expect(answer).toMatchObject({
        ok: true,
        month: monthBefore(),
        customer_id: Number(account.customerId),
        revision,
        snapshot: { revision, number: `${account.customerId}-${monthBefore()}-r${revision}`, generated_at: aTime },
      })
      expect(answer.snapshot.totals).toMatchObject({ spent_pico: '700', amount_due_usd: '0.0000000007' })
    }
    expect(await invoicesIn(gateway, account)).toMatchObject([
      { revision: 1, due: '700', issued_by: 'admin' },
      { revision: 2, due: '700', issued_by: 'admin' },
    ])
  })

  test('200: 20 at once get the revisions 1 to 20', async () => {
    const account = await gateway.account()
    const answers = await Promise.all(Array.from({ length: 20 }, () => issue(account)))
    const revisions = answers.map(({ snapshot }) => Number(snapshot.revision)).sort((a, b) => a - b)
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  const once = (account: Account, key: string, query = '') =>
    gateway.call(routes, {
      key: token,
      headers: { 'idempotency-key': key },
      query: `?customer_id=${account.customerId}${query}`,
    })

  test('200: the same Idempotency-Key issues one revision, and repeats its answer whatever has changed since', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    const key = `once-${account.customerId}`
    const first = await once(account, key)
    await settledCall(gateway, account)
    const second = await once(account, key)
    expect([first.headers.get('x-kaixu-replayed'), second.headers.get('x-kaixu-replayed')]).toEqual([null, 'true'])
    const answer = await first.text()
    expect(JSON.parse(answer)).toMatchObject({ revision: 1, snapshot: { totals: { spent_pico: '700' } } })
    expect(await second.text()).toBe(answer)
    expect(await (await once(account, key, `&month=${thisMonth()}`)).text()).toBe(answer)
    expect(await (await once(account, `another ${key}`)).json()).toMatchObject({
      revision: 2,
      snapshot: { totals: { spent_pico: '1400' } },
    })
    const noted = await gateway.books.query(`select meta ->> 'request_id' as by from audit_events where target = $1`, [
      `customer:${account.customerId}`,
    ])
    expect(noted).toEqual([{ by: key }, { by: `another ${key}` }])
  })

  test('200: asked again when the month has ended, it is still the one of then', async () => {
    const account = await gateway.account()
    const key = `late-${account.customerId}`
    const { snapshot: issued } = (await (await once(account, key)).json()) as Answer // Compared.
    await gateway.books.query('alter table invoices disable trigger user', [])
    await gateway.books.query(
      `update invoices set month = $2, snapshot = snapshot || jsonb_build_object('month', $2::text) where customer_id = $1`,
      [account.customerId, monthBefore()],
    )
    await gateway.books.query('alter table invoices enable trigger user', [])
    const { generated_at: at } = issued
    expect(await (await once(account, key)).json()).toMatchObject({
      month: monthBefore(),
      revision: 1,
      snapshot: { generated_at: at },
    })
    expect((await once(account, key, `&month=${thisMonth()}`)).status).toBe(422)
  })

  test('200: 20 at once with one Idempotency-Key issue one revision and have one answer', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    const key = `race-${account.customerId}`
    const answers = await Promise.all(Array.from({ length: 20 }, () => once(account, key)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(answers.filter(({ headers }) => headers.get('x-kaixu-replayed') === null)).toHaveLength(1)
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
    expect(await invoicesIn(gateway, account)).toMatchObject([{ revision: 1 }])
  })

  test('422: an Idempotency-Key that issued the invoice of another customer or month', async () => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    const key = `taken-${account.customerId}`
    await once(account, key)
    for (const response of [await once(other, key), await once(account, key, `&month=${monthBefore()}`)]) {
      expect(response.status).toBe(422)
      expect(await errorBodyOf(response)).toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' })
    }
    expect([...(await invoicesIn(gateway, account)), ...(await invoicesIn(gateway, other))]).toHaveLength(1)
  })

  test('400: an Idempotency-Key that cannot be kept', async () => {
    const account = await gateway.account()
    for (const key of ['', 'x'.repeat(256), 'é']) expect((await once(account, key)).status).toBe(400)
    expect(await invoicesIn(gateway, account)).toEqual([])
  })

  test('400: a month that has not begun', async () => {
    const account = await gateway.account()
    const now = new Date()
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 7)
    for (const month of [next, '9999-12']) {
      const error = await errorBodyOf(await post(account, `&month=${month}`))
      expect(error).toMatchObject({ code: 'BAD_REQUEST', field: 'month' })
    }
    expect((await errorBodyOf(await post(account, '&month=all')))['field']).toBe('month')
    expect(await invoicesIn(gateway, account)).toEqual([])
  })

  test('404: an unknown customer', async () => {
    const response = await gateway.call(routes, { key: token, query: '?customer_id=999999' })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('format=csv', () => {
  test('200: the columns that existing clients read, TOTAL and KEY first, then what adds up to what is due', async () => {
    const account = await gateway.account({ customer: { plan_fee_cents: 100 } })
    const other = await sibling(gateway, account)
    await gateway.books.query(`update api_keys set key_last4 = 'MLoQ' where id = $1`, [account.keyId])
    // The end of a key can begin like a formula, too.
    await gateway.books.query(`update api_keys set label = '=1+1,"x"', key_last4 = '-oJU' where id = $1`, [other.keyId])
    await settledCall(gateway, account, { settlement: { inputTokens: 100, cachedTokens: 60, costPico: 1_500n } })
    await settledCall(gateway, account, { admission: { model: 'gpt-4o' } })
    await settledCall(gateway, other)
    await creditIn(gateway, account, thisMonth(), 250)
    await issue(account)
    const { customerId, keyId } = account
    const response = await gateway.call(routes, {
      method: 'GET',
      key: token,
      query: `?customer_id=${customerId}&format=csv`,
    })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="kaixu-invoice-${customerId}-${thisMonth()}-r1.csv"`,
    )
    const csv = await response.text()
    const [own, others] = [`${keyId},MLoQ`, `${other.keyId},'-oJU`]
    const [received] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(csv) ?? []
    expect(csv.split('\n')).toEqual([
      'type,api_key_id,key_last4,spent_cents,total_tokens,label,provider,model,calls,estimated_calls,input_tokens,' +
        'uncached_input_tokens,cached_tokens,cache_write_tokens,output_tokens,reasoning_tokens,amount_cents,amount_usd,source,stripe_session_id,created_at',
      'TOTAL,,,0.00000029,180,,,,3,0,120,60,60,0,60,0,0.00000029,0.0000000029,,,',
      `KEY,${own},0.00000022,150,subkey,,,2,0,110,50,60,0,40,0,0.00000022,0.0000000022,,,`,
      `KEY,${others},0.00000007,30,"'=1+1,""x""",,,1,0,10,10,0,0,20,0,0.00000007,0.0000000007,,,`,
      `LINE,${own},0.00000015,120,subkey,openai,gpt-4o-mini,1,0,100,40,60,0,20,0,0.00000015,0.0000000015,,,`,
      `LINE,${own},0.00000007,30,subkey,openai,gpt-4o,1,0,10,10,0,0,20,0,0.00000007,0.0000000007,,,`,
      `LINE,${others},0.00000007,30,"'=1+1,""x""",openai,gpt-4o-mini,1,0,10,10,0,0,20,0,0.00000007,0.0000000007,,,`,
      'PLAN,,,,,starter,,,,,,,,,,,100,1,,,',
      `CREDIT,,,,,topup,,,,,,,,,,,-250,-2.5,manual,,${received}`,
      'DUE,,,,,,,,,,,,,,,,-149.99999971,-1.4999999971,,,',
      '',
    ])
  })

  test('200: says how many rows it has, and with bom=1 that it is UTF-8', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    const ask = async (more: string) => {
      const query = `?customer_id=${account.customerId}&format=csv${more}`
      const response = await gateway.call(routes, { method: 'GET', key: token, query })
      const bytes = [...new Uint8Array(await response.arrayBuffer())]
      return { rows: response.headers.get('x-kaixu-row-count'), bytes }
    }
    const plain = await ask('')
    const lines = Buffer.from(plain.bytes).toString().trimEnd().split('\n')
    expect(lines.map((line) => line.split(',', 1)[0])).toEqual(['type', 'TOTAL', 'KEY', 'LINE', 'PLAN', 'DUE'])
    expect(plain.rows).toBe('5')
    expect(await ask('&bom=0')).toEqual(plain)
    expect(await ask('&bom=1')).toEqual({ rows: '5', bytes: [0xef, 0xbb, 0xbf, ...plain.bytes] })
  })

  test('200: a preview says so in its name', async () => {
    const { customerId } = await gateway.account()
    const query = `?customer_id=${customerId}&format=csv`
    const response = await gateway.call(routes, { method: 'GET', key: token, query })
    expect(response.headers.get('content-disposition')).toContain(`${customerId}-${thisMonth()}-preview.csv`)
  })
})

const HOSTILE = `<script>alert(1)</script>"'&<b>`
const ESCAPED = '&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;b&gt;'

describe('format=html', () => {
  test('200: a page that may load and run nothing', async () => {
    const { customerId } = await gateway.account()
    const query = `?customer_id=${customerId}&format=html`
    const response = await gateway.call(routes, { method: 'GET', key: token, query })
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'")
    const page = await response.text()
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).not.toMatch(/<script|<link|<img|<iframe|<form|\bsrc=|\bhref=|\bon\w+=|url\(|@import|\[object/i)
  })

  test('200: text of others is text, wherever it comes from', async () => {
    const account = await gateway.account({
      customer: { email: `${HOSTILE}@example.com`, plan_name: HOSTILE },
      key: { label: HOSTILE },
    })
    await settledCall(gateway, account, { admission: { provider: HOSTILE, model: HOSTILE } })
    await gateway.books.query(
      `insert into topup_events (customer_id, month, amount_cents, source, stripe_session_id) values ($1, $2, 100, 'stripe', $3)`,
      [account.customerId, thisMonth(), HOSTILE],
    )
    await gateway.books.query('update monthly_usage set extra_pico = 1000000000000 where customer_id = $1', [
      account.customerId,
    ])
    const page = await text(account, '&format=html')
    expect(page).not.toContain('<script')
    expect(page).not.toContain('<b></')
    expect(page.split(ESCAPED)).toHaveLength(7)
  })

  test('200: a preview says so; an issued one has its number', async () => {
    const account = await gateway.account()
    expect(await text(account, '&format=html')).toContain('<b>PREVIEW</b>')
    await issue(account, `&month=${monthBefore()}`)
    const issued = await text(account, `&format=html&month=${monthBefore()}`)
    expect(issued).not.toMatch(/<b>|class="preview"/)
    expect(issued).toContain(`<title>Invoice ${account.customerId}-${monthBefore()}-r1</title>`)
    expect(issued).toContain('Example &amp; Sons\n1 Main Street')
    expect(issued).toMatch(/Issued at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
    await issue(account)
    expect(await text(account, '&format=html')).toContain('<b>INTERIM</b>')
  })

  test('200: the tokens of a line by class, which are called what they are', async () => {
    const account = await gateway.account()
    const settlement = { inputTokens: 7_000, cachedTokens: 4_000, cacheWriteTokens: 1_000, outputTokens: 20 }
    await settledCall(gateway, account, { settlement })
    const page = await text(account, '&format=html')
    const cells = [...page.matchAll(/<t[hd](?: class="money")?>([^<]*)<\/t[hd]>/g)].map(([, cell]) => cell)
    const from = cells.indexOf('Calls') + 1
    expect(cells.slice(from, from + 4)).toEqual(['Uncached input', 'Cached input', 'Cache writes', 'Output'])
    expect(page).toMatch(/<td>2,000<\/td>\s*<td>4,000<\/td>\s*<td>1,000<\/td>\s*<td>20<\/td>/)
  })

  test('200: amounts rounded to the cent, half up, with the exact ones below', async () => {
    const account = await gateway.account({ customer: { plan_fee_cents: 200_000 } })
    await settledCall(gateway, account, {
      admission: { price: dear },
      settlement: { costPico: 123n * CENT + CENT / 2n },
    })
    const owed = await text(account, '&format=html')
    expect(owed).toContain('$1.24<small>1.235</small>')
    expect(owed).toContain('$2,001.24<small>2001.235</small>')
    expect(owed).toContain('Amount due')
    await creditIn(gateway, account, thisMonth(), 300_000)
    const left = await text(account, '&format=html')
    expect(left).toContain('Credit left')
    expect(left).toContain('$998.77<small>998.765</small>')
    expect(left).toContain('−$3,000.00')
    expect(left).not.toContain('Amount due')
  })
})
