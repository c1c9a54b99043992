import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-calls.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { aTime, textLike } from '../support/matching.ts'
import { read, settledCall, thisMonth } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Call = { customer_id: string; request_id: string; outcome: string }
const callsOf = async (requestId: string): Promise<Call[]> =>
  (await read<{ calls: Call[] }>(gateway, routes, token, `?request_id=${encodeURIComponent(requestId)}`)).calls

describe('GET', () => {
  test('200: whose a call is, from nothing but the id of its request', async () => {
    const account = await gateway.account({ customer: { email: 'whose@call.example' } })
    await settledCall(gateway, account, { admission: { requestId: 'the-one-of-many' } })
    await settledCall(gateway, account, { admission: { requestId: 'the-one-of-many-more' } })
    expect(await callsOf('the-one-of-many')).toEqual([
      {
        id: textLike(/^\d+$/),
        customer_id: account.customerId,
        customer_email: 'whose@call.example',
        month: thisMonth(),
        request_id: 'the-one-of-many',
        provider: 'openai',
        model: 'gpt-4o-mini',
        outcome: 'completed',
        cost_usd: '0.0000000007',
        created_at: aTime,
      },
    ])
  })

  test('200: all customers who use one id, newest first, and no more than twenty calls', async () => {
    const [one, other] = [await gateway.account(), await gateway.account()]
    const call = (account: typeof one, outcome: 'completed' | 'cut') =>
      settledCall(gateway, account, { admission: { requestId: 'used-twice' }, settlement: { outcome } })
    await call(one, 'completed')
    await call(other, 'completed')
    await call(one, 'cut')
    expect((await callsOf('used-twice')).map(({ customer_id: id, outcome }) => [id, outcome])).toEqual([
      [one.customerId, 'cut'],
      [other.customerId, 'completed'],
      [one.customerId, 'completed'],
    ])
    for (let made = 3; made < 22; made += 1) await call(other, 'completed')
    expect(await callsOf('used-twice')).toHaveLength(20)
  })

  test('200: nobody’s', async () => {
    expect(await callsOf('of-nobody')).toEqual([])
  })

  test.each(['', '?request_id=', `?request_id=${'x'.repeat(129)}`, '?request_id=%00'])('400: %j', async (query) => {
    const refused = await gateway.call(routes, { method: 'GET', key: token, query })
    expect(refused.status).toBe(400)
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'BAD_REQUEST', field: 'request_id' })
  })
})
