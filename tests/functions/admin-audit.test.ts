import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-audit.ts'
import { routes as adminCustomers } from '../../netlify/functions/admin-customers.ts'
import { routes as adminKeys } from '../../netlify/functions/admin-keys.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { aTime, textLike } from '../support/matching.ts'
import { read } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Trail = { events: (Record<string, unknown> & { id: string })[]; next_cursor: string | null }
const trail = (query = '') => read<Trail>(gateway, routes, token, query)

const relabel = (keyId: string, label: string): Promise<Response> =>
  gateway.call(adminKeys, { method: 'PATCH', key: token, query: `?key_id=${keyId}`, body: { label } })

describe('GET', () => {
  test('200: who changed what, and when', async () => {
    const { keyId } = await gateway.account()
    await relabel(keyId, 'renamed')
    expect((await trail(`?target=key:${keyId}`)).events).toMatchObject([
      { id: textLike(/^\d+$/), actor: 'admin', action: 'KEY_UPDATE', target: `key:${keyId}`, created_at: aTime },
    ])
    expect((await trail()).events[0]).toMatchObject({ target: `key:${keyId}` })
  })

  test('200: by what was done and who did it', async () => {
    const { keyId } = await gateway.account()
    await relabel(keyId, 'renamed')
    await gateway.call(adminKeys, { method: 'DELETE', key: token, query: `?key_id=${keyId}` })
    const actions = async (query: string) => (await trail(query)).events.map(({ action }) => action)
    expect(await actions(`?target=key:${keyId}`)).toEqual(['KEY_REVOKE', 'KEY_UPDATE'])
    expect(await actions(`?target=key:${keyId}&action=key_update`)).toEqual(['KEY_UPDATE'])
    expect(await actions(`?target=key:${keyId}&actor=admin`)).toHaveLength(2)
    expect(await actions(`?target=key:${keyId}&actor=nobody`)).toEqual([])
  })

  test('200: what happened to a customer and to its keys, and to nobody else', async () => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    await relabel(account.keyId, 'renamed')
    await relabel(other.keyId, 'renamed')
    await gateway.call(adminCustomers, {
      method: 'PATCH',
      key: token,
      query: `?customer_id=${account.customerId}`,
      body: { plan_name: 'pro' },
    })
    const { events } = await trail(`?customer_id=${account.customerId}`)
    expect(events.map(({ target }) => target)).toEqual([`customer:${account.customerId}`, `key:${account.keyId}`])
  })

  test('200: with the names of whom and what it was done to, and of the key that did it', async () => {
    const account = await gateway.account({ customer: { email: 'named@audit.example' } })
    await relabel(account.keyId, 'renamed')
    await gateway.books.query(
      `insert into audit_events (actor, action, target) values ($1, 'KEY_UPDATE', $2), ($1, 'KEY_UPDATE', 'key:and more'),
        ('customer:9999999999', 'ODD', 'key:99999999999999999')`,
      [`key:${account.keyId}`, `customer:${account.customerId}`],
    )
    const last4 = account.key.slice(-4)
    const owner = { customer_id: account.customerId, customer_email: 'named@audit.example' }
    const nobody = { customer_id: null, customer_email: null, key_label: null, key_last4: null }
    expect((await trail('?limit=4')).events).toMatchObject([
      { ...nobody, actor_label: null, actor_last4: null },
      { ...nobody, actor_label: 'renamed', actor_last4: last4 },
      { ...owner, key_label: null, key_last4: null, actor_label: 'renamed', actor_last4: last4 },
      { ...owner, key_label: 'renamed', key_last4: last4, actor_label: null, actor_last4: null },
    ])
  })

  test('200: pages, each event once', async () => {
    const { keyId } = await gateway.account()
    for (let n = 0; n < 5; n++) await relabel(keyId, `label ${n}`)
    const whole = (await trail(`?target=key:${keyId}`)).events.map(({ id }) => id)
    expect(whole).toHaveLength(5)
    const first = await trail(`?target=key:${keyId}&limit=3`)
    const second = await trail(`?target=key:${keyId}&limit=3&cursor=${first.next_cursor ?? ''}`)
    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(whole)
    expect(second.next_cursor).toBeNull()
  })
})

test.each(['limit=0', 'cursor=x', 'target=', 'action=%00', 'customer_id=x'])('400: ?%s', async (query) => {
  const response = await gateway.call(routes, { method: 'GET', key: token, query: `?${query}` })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: query.split('=')[0] })
})
