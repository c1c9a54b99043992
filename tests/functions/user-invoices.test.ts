import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminInvoices } from '../../netlify/functions/admin-invoices.ts'
import { routes } from '../../netlify/functions/user-invoices.ts'
import { signAdminToken, signUserSession } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { invoicesIn, type Row, type Snapshot } from '../support/invoices.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Answer = Row & { snapshot: Snapshot; invoices: Row[] }
const invoiceOf = ({ key }: Account, query = '') => read<Answer>(gateway, routes, key, query)
const owner = () => gateway.account({ key: { role: 'owner' } })
const issue = ({ customerId }: Account) =>
  gateway.call(adminInvoices, { key: token, query: `?customer_id=${customerId}` })

describe('GET', () => {
  test('200: as the operator sees it', async () => {
    const account = await owner()
    await settledCall(gateway, account)
    await settledCall(gateway, await sibling(gateway, account))
    const live = await invoiceOf(account)
    expect(live).toMatchObject({ exists: false, month: thisMonth(), snapshot: { totals: { calls: 2 } } })
    expect(live.snapshot.keys).toHaveLength(2)
    await issue(account)
    const { customer_id, ...seen } = await read<Answer>(
      gateway,
      adminInvoices,
      token,
      `?customer_id=${account.customerId}`,
    )
    expect(customer_id).toBe(Number(account.customerId))
    expect(seen).toMatchObject({ exists: true, revision: 1 })
    expect(await invoiceOf(account)).toEqual(seen)
  })

  test('200: the list, the formats, a revision and a preview', async () => {
    const account = await owner()
    await issue(account)
    expect((await invoiceOf(account, '?list=1')).invoices).toMatchObject([{ month: thisMonth(), revision: 1 }])
    expect(await invoiceOf(account, '?revision=1')).toMatchObject({ exists: true })
    expect(await invoiceOf(account, '?preview=true')).toMatchObject({ exists: false })
    for (const [format, start] of [
      ['csv', 'type,'],
      ['csv&bom=1', '\u{feff}type,'],
      ['html', '<!doctype html>'],
    ]) {
      const response = await gateway.call(routes, { method: 'GET', key: account.key, query: `?format=${format}` })
      const text = Buffer.from(await response.arrayBuffer()).toString()
      expect(text.slice(0, start?.length)).toBe(start)
    }
  })

  test.each([
    ['?list=1&revision=2', 'revision'],
    ['?list=1&preview=1', 'preview'],
    ['?list=1&format=csv', 'format'],
    ['?bom=1', 'bom'],
  ])('400: %s', async (query, field) => {
    const response = await gateway.call(routes, { method: 'GET', key: (await owner()).key, query })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field })
  })

  test('200: of nobody else, whatever is asked for', async () => {
    const [account, stranger] = [await owner(), await owner()]
    await issue(stranger)
    const seen = await invoiceOf(account, `?customer_id=${stranger.customerId}&id=${stranger.customerId}`)
    expect(seen).toMatchObject({ exists: false, snapshot: { customer: { id: account.customerId } } })
    expect((await invoiceOf(account, '?list=1')).invoices).toEqual([])
  })

  test.each(['admin', 'owner'])('200: a key with the role %s, and its session', async (role) => {
    const account = await sibling(gateway, await gateway.account(), { role })
    expect(await invoiceOf(account)).toMatchObject({ exists: false })
    const { keyId: apiKeyId, customerId } = account
    const session = await signUserSession({ apiKeyId, customerId, keyLast4: 'abcd' }, SECRETS.JWT_SECRET, 600)
    expect(await read<Answer>(gateway, routes, session)).toMatchObject({ exists: false })
  })

  test.each(['viewer', 'deployer'])('403: a key with the role %s, in any form', async (role) => {
    const account = await gateway.account({ key: { role } })
    await issue(account)
    for (const query of ['', '?list=1', '?preview=1', '?format=csv', '?format=html']) {
      const response = await gateway.call(routes, { method: 'GET', key: account.key, query })
      const error = await errorBodyOf(response)
      expect(error).toMatchObject({ code: 'FORBIDDEN', error: 'This needs a key with the role admin' })
      expect(error['hint']).toContain('all keys')
    }
  })

  test('404: a revision that was not issued', async () => {
    const response = await gateway.call(routes, { method: 'GET', key: (await owner()).key, query: '?revision=1' })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('405: a customer issues nothing', async () => {
    const account = await owner()
    const response = await gateway.call(routes, { method: 'POST', key: account.key })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect(await invoicesIn(gateway, account)).toEqual([])
  })
})
