import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { config, routes } from '../../netlify/functions/invoices-issue.ts'
import { settle } from '../../netlify/functions/_lib/db/calls.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { settlement } from '../support/calls.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { creditIn, invoicesIn, monthBefore, openCallIn, settledCallIn } from '../support/invoices.ts'
import { settledCall } from '../support/reports.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await createTestGateway({ INVOICE_SELLER: 'The operator' })
})
afterEach(async () => gateway[Symbol.asyncDispose]())

const run = async (method = 'POST'): Promise<unknown> => {
  const response = await gateway.call(routes, { method })
  expect(response.status, await response.clone().text()).toBe(200)
  return response.json()
}
const outcome = (issued: number, failed = 0) => ({ ok: true, issued, failed, finished: true })
const invoice = (due: string) => [{ month: monthBefore(), revision: 1, due, issued_by: 'system' }]
const LONG_AGO = '2020-01-01T00:00:00Z'

test('runs every hour of the first day of a month', () => {
  expect(config.schedule).toBe('30 * 1-3 * *')
})

describe('200', () => {
  test.each(['GET', 'POST'])('%s: nobody is to get an invoice', async (method) => {
    await settledCall(gateway, await gateway.account())
    expect(await run(method)).toEqual(outcome(0))
  })

  test('whoever used, paid in or has a plan gets one, also when disabled since; nobody else does', async () => {
    const customer = { created_at: LONG_AGO }
    const used = await gateway.account({ customer })
    await settledCallIn(gateway, used, monthBefore())
    const disabled = await gateway.account({ customer })
    await settledCallIn(gateway, disabled, monthBefore())
    await gateway.books.query('update customers set is_active = false where id = $1', [disabled.customerId])
    const paid = await gateway.account({ customer })
    await creditIn(gateway, paid, monthBefore(), 100)
    const subscribed = await gateway.account({ customer: { ...customer, plan_fee_cents: 2 } })
    const idle = await gateway.account({ customer })
    const gone = await gateway.account({ customer: { ...customer, plan_fee_cents: 2, is_active: false } })
    const young = await gateway.account({ customer: { plan_fee_cents: 2 } })

    expect(await run()).toEqual(outcome(4))
    expect(await invoicesIn(gateway, used)).toEqual(invoice('700'))
    expect(await invoicesIn(gateway, disabled)).toEqual(invoice('700'))
    expect(await invoicesIn(gateway, paid)).toEqual(invoice('-1000000000000'))
    expect(await invoicesIn(gateway, subscribed)).toEqual(invoice('20000000000'))
    for (const account of [idle, gone, young]) expect(await invoicesIn(gateway, account)).toEqual([])
    const sellers = await gateway.books.query(`select distinct snapshot ->> 'seller' as seller from invoices`, [])
    expect(sellers).toEqual([{ seller: 'The operator' }])
  })

  test('a second run issues nothing, neither what an operator issued since', async () => {
    const [account, byHand] = [await gateway.account(), await gateway.account()]
    for (const one of [account, byHand]) await settledCallIn(gateway, one, monthBefore())
    const key = await signAdminToken(SECRETS.JWT_SECRET)
    await gateway.call(adminInvoices, { key, query: `?customer_id=${byHand.customerId}&month=${monthBefore()}` })
    expect(await run()).toEqual(outcome(1))
    expect(await run()).toEqual(outcome(0))
    for (const one of [account, byHand]) expect(await invoicesIn(gateway, one)).toHaveLength(1)
  })

  test('a customer with an open call waits until it is settled', async () => {
    const account = await gateway.account()
    await settledCallIn(gateway, account, monthBefore())
    const holdId = await openCallIn(gateway, account, monthBefore())
    expect(await run()).toEqual(outcome(0))
    await settle(gateway.deps.db, settlement(holdId))
    expect(await run()).toEqual(outcome(1))
    expect(await invoicesIn(gateway, account)).toEqual(invoice('1400'))
  })

  test('books that do not add up keep nobody else waiting', async () => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => gateway.account()))
    for (const account of accounts) await settledCallIn(gateway, account, monthBefore())
    // The first ones, and more than are issued at a time.
    const isBroken = ({ customerId }: Account) => Number(customerId) <= 10
    await gateway.books.query('update daily_usage set cost_pico = cost_pico + 1 where customer_id <= 10', [])
    expect(await run()).toEqual(outcome(10, 10))
    for (const account of accounts) {
      expect(await invoicesIn(gateway, account)).toEqual(isBroken(account) ? [] : invoice('700'))
    }
    await gateway.books.query('update daily_usage set cost_pico = cost_pico - 1 where customer_id <= 10', [])
    expect(await run()).toEqual(outcome(10))
  })

  test('20 runs at once issue one each', async () => {
    const accounts: Account[] = []
    for (let n = 0; n < 12; n += 1) {
      const account = await gateway.account()
      await settledCallIn(gateway, account, monthBefore())
      accounts.push(account)
    }
    const runs = (await Promise.all(Array.from({ length: 20 }, () => run()))) as { issued: number; failed: number }[]
    expect(runs.reduce((sum, { issued }) => sum + issued, 0)).toBe(12)
    expect(runs.reduce((sum, { failed }) => sum + failed, 0)).toBe(0)
    for (const account of accounts) expect(await invoicesIn(gateway, account)).toEqual(invoice('700'))
    expect(await gateway.openHolds()).toBe(0)
  })
})
