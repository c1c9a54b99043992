import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminRoutes } from '../../netlify/functions/admin-devices.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as userRoutes } from '../../netlify/functions/user-devices.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { aTime } from '../support/matching.ts'
import { read, sibling } from '../support/reports.ts'

/** admin-devices and user-devices: one table, two doors. */

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Device = Record<string, unknown> & { api_key_id: string; install_id: string }
type List = { devices: Device[]; next_cursor: string | null }
const adminList = (query: string) => read<List>(gateway, adminRoutes, token, query)
const userList = (key: string, query = '') => read<List>(gateway, userRoutes, key, query)

/** A call from a device, which registers it. */
const callFrom = (account: Account, installId: string): Promise<Response> =>
  gateway.call(chat, {
    key: account.key,
    headers: { 'x-kaixu-install-id': installId, 'user-agent': 'test-agent' },
    body: { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] },
  })

const register = async (account: Account, ...installIds: string[]): Promise<void> => {
  for (const installId of installIds) expect((await callFrom(account, installId)).status).toBe(200)
}

const seatsOf = ({ key_seats_taken: taken, key_seats: seats }: Device) => [taken, seats]

const revokeAsAdmin = (account: Account, installId: string, revoked = true): Promise<Response> =>
  gateway.call(adminRoutes, {
    method: 'PATCH',
    key: token,
    body: { api_key_id: account.keyId, install_id: installId, revoked },
  })
const revokeAsUser = (by: Account, body: object): Promise<Response> =>
  gateway.call(userRoutes, { method: 'PATCH', key: by.key, body })

const emailOf = async ({ customerId }: Account): Promise<unknown> => {
  const [row] = await gateway.books.query('select email from customers where id = $1', [customerId])
  return (row as { email: string }).email // The one column just asked for.
}

const audits = ({ keyId }: Account) =>
  gateway.books.query('select actor, action, meta from audit_events where target = $1 order by id', [`key:${keyId}`])

describe('admin GET', () => {
  test('200: every field of the contract', async () => {
    const account = await gateway.account()
    await register(account, 'laptop')
    expect(await adminList(`?customer_id=${account.customerId}`)).toEqual({
      devices: [
        {
          api_key_id: account.keyId,
          customer_id: account.customerId,
          customer_email: await emailOf(account),
          key_last4: account.key.slice(-4),
          key_label: 'subkey',
          key_status: 'active',
          key_seats: null,
          key_seats_taken: 1,
          install_id: 'laptop',
          device_label: null,
          first_seen_at: aTime,
          last_seen_at: aTime,
          revoked_at: null,
          revoked_by: null,
          last_seen_ua: 'test-agent',
        },
      ],
      next_cursor: null,
    })
  })

  test('200: pages over keys and devices, each device once', async () => {
    const account = await gateway.account()
    const other = await sibling(gateway, account)
    await register(account, 'b', 'a:1', 'c')
    await register(other, 'b', 'a')
    const whole = (await adminList(`?customer_id=${account.customerId}`)).devices
    expect(whole.map(({ api_key_id, install_id }) => [api_key_id, install_id])).toEqual([
      [other.keyId, 'a'],
      [other.keyId, 'b'],
      [account.keyId, 'a:1'],
      [account.keyId, 'b'],
      [account.keyId, 'c'],
    ])
    for (const limit of [1, 2, 3, 5]) {
      const paged: Device[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const page = await adminList(`?customer_id=${account.customerId}&limit=${limit}${from}`)
        paged.push(...page.devices)
        cursor = page.next_cursor
      }
      expect(paged).toEqual(whole)
    }
    const one = await adminList(`?customer_id=${account.customerId}&api_key_id=${other.keyId}`)
    expect(one.devices).toEqual(whole.slice(0, 2))
  })

  test('200: finds devices by part of the install id or of the label of the key, taken literally', async () => {
    const account = await gateway.account()
    await register(account, 'Laptop-1', 'laptop-2', 'ph_ne')
    const found = async (q: string) => {
      const query = `&q=${encodeURIComponent(q)}`
      const asAdmin = (await adminList(`?customer_id=${account.customerId}${query}`)).devices
      expect(asAdmin).toMatchObject((await userList(account.key, `?${query}`)).devices)
      return asAdmin.map(({ install_id }) => install_id)
    }
    expect(await found('LAPTOP')).toEqual(['Laptop-1', 'laptop-2'])
    expect(await found('subkey')).toEqual(['Laptop-1', 'laptop-2', 'ph_ne'])
    expect(await found('h_n')).toEqual(['ph_ne'])
    expect(await found('a%')).toEqual([])
  })

  test('200: without a customer, the devices of everybody, newest key first, each on one page', async () => {
    const [first, second] = [await gateway.account(), await gateway.account()]
    await register(second, 'b', 'a')
    await register(first, 'c')
    const everybody: Device[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const page: List = await adminList(`?limit=2${from}`)
      everybody.push(...page.devices)
      cursor = page.next_cursor
    }
    const expected = await gateway.books.query(
      `select d.api_key_id, d.install_id, c.id as customer_id, c.email as customer_email
         from key_devices d join customers c on c.id = d.customer_id order by d.api_key_id desc, d.install_id`,
      [],
    )
    expect(expected.length).toBeGreaterThan(4)
    expect(
      everybody.map(({ api_key_id, install_id, customer_id, customer_email }) => ({
        api_key_id,
        install_id,
        customer_id,
        customer_email,
      })),
    ).toEqual(expected)
    expect((await adminList(`?api_key_id=${second.keyId}`)).devices.map(({ install_id }) => install_id)).toEqual([
      'a',
      'b',
    ])
  })

  test('200: everybody’s are found by a part of the e-mail address, too; a customer’s are not', async () => {
    const account = await gateway.account({ customer: { email: 'whose@device.example' } })
    await register(account, 'one', 'two')
    const found = async (query: string) =>
      (await adminList(`?q=WHOSE%40device${query}`)).devices.map(({ install_id }) => install_id)
    expect(await found('')).toEqual(['one', 'two'])
    expect(await found(`&customer_id=${account.customerId}`)).toEqual([])
    expect((await userList(account.key, '?q=whose@device')).devices).toEqual([])
  })

  test('200: how many seats of its key are taken, of how many', async () => {
    const account = await gateway.account({ customer: { max_devices_per_key: 3 } })
    const [own, free] = [await sibling(gateway, account), await sibling(gateway, account)]
    await gateway.books.query(
      'update api_keys set max_devices = case id when $1 then 3 else 0 end where id in ($1, $2)',
      [own.keyId, free.keyId],
    )
    await register(account, 'a', 'b')
    await register(own, 'a', 'b', 'c')
    await register(free, 'a')
    await revokeAsAdmin(account, 'b')
    const { devices } = await adminList(`?customer_id=${account.customerId}`)
    const seats = Object.fromEntries(devices.map((device) => [device.api_key_id, seatsOf(device)]))
    expect(seats).toEqual({ [account.keyId]: [1, 3], [own.keyId]: [3, 3], [free.keyId]: [1, null] })
    // Of all devices of the key, not of those of the page.
    const page = await adminList(`?customer_id=${account.customerId}&api_key_id=${own.keyId}&limit=1`)
    expect(page.devices.map(seatsOf)).toEqual([[3, 3]])
    expect(await errorBodyOf(await callFrom(own, 'd'))).toMatchObject({ code: 'SEAT_LIMIT' })
    expect((await userList(own.key)).devices.map(seatsOf)).toEqual(Array.from({ length: 3 }, () => [3, 3]))
    const revoked = await revokeAsUser(own, { install_id: 'a', revoked: true })
    // As the test of PATCH has it.
    const { devices: left } = (await revoked.json()) as List
    expect(left.map(seatsOf)).toEqual(Array.from({ length: 3 }, () => [2, 3]))
    await register(own, 'd')
  })

  test('200: whether the key of each still works, so that no device of a dead one is called allowed', async () => {
    const live = await gateway.account({ key: { role: 'owner' } })
    const revoked = await sibling(gateway, live)
    const expired = await sibling(gateway, live)
    const rotating = await sibling(gateway, live)
    const others = [revoked, expired, rotating]
    for (const account of [live, ...others]) await register(account, 'laptop')
    await gateway.books.query(
      `update api_keys set expires_at = case id when $1 then now() - interval '1 minute' end,
              revoked_at = case id when $2 then now() - interval '1 minute' when $3 then now() + interval '1 hour' end
        where id in ($1, $2, $3)`,
      [expired.keyId, revoked.keyId, rotating.keyId],
    )
    const expected = {
      [live.keyId]: 'active',
      [revoked.keyId]: 'revoked',
      [expired.keyId]: 'expired',
      [rotating.keyId]: 'rotating',
    }
    for (const { devices } of [
      await adminList(`?customer_id=${live.customerId}`),
      await userList(live.key, '?scope=customer'),
    ]) {
      const statuses = Object.fromEntries(devices.map((device) => [device.api_key_id, device['key_status']]))
      expect(statuses).toEqual(expected)
    }
    const answers = await Promise.all(others.map((account) => callFrom(account, 'laptop')))
    expect(answers.map(({ ok }) => ok)).toEqual([false, false, true])
  })

  test("404: no such customer, no such key, and another customer's key", async () => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    await register(other, 'laptop')
    for (const query of [
      '?customer_id=999999',
      '?api_key_id=999999',
      '?customer_id=999999&api_key_id=999999',
      `?customer_id=${account.customerId}&api_key_id=999999`,
      `?customer_id=${account.customerId}&api_key_id=${other.keyId}`,
    ]) {
      const response = await gateway.call(adminRoutes, { method: 'GET', key: token, query })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  test.each(['cursor=x', 'cursor=1', 'cursor=1:', 'cursor=0:a', 'cursor=1:%00', 'limit=0', 'api_key_id=x'])(
    '400: %s',
    async (part) => {
      const { customerId } = await gateway.account()
      const response = await gateway.call(adminRoutes, {
        method: 'GET',
        key: token,
        query: `?customer_id=${customerId}&${part}`,
      })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: part.split('=')[0] })
    },
  )
})

describe('admin PATCH', () => {
  test('200: a revoked device is refused until it is let in again; both are on record, once', async () => {
    const account = await gateway.account()
    await register(account, 'laptop', 'phone')
    for (let n = 0; n < 2; n++) expect(await (await revokeAsAdmin(account, 'laptop')).json()).toEqual({ ok: true })
    expect(await errorBodyOf(await callFrom(account, 'laptop'))).toMatchObject({ code: 'DEVICE_REVOKED' })
    await register(account, 'phone')
    expect((await userList(account.key)).devices[0]).toMatchObject({ revoked_at: aTime, revoked_by: 'admin' })
    await revokeAsAdmin(account, 'laptop', false)
    await register(account, 'laptop')
    expect(await audits(account)).toEqual([
      { actor: 'admin', action: 'DEVICE_REVOKE', meta: { install_id: 'laptop' } },
      { actor: 'admin', action: 'DEVICE_UNREVOKE', meta: { install_id: 'laptop' } },
    ])
  })

  test('403: a device is not let in again while every seat is taken', async () => {
    const account = await gateway.account({ key: { max_devices: 1 } })
    await register(account, 'first')
    await revokeAsAdmin(account, 'first')
    await register(account, 'second')
    expect(await errorBodyOf(await revokeAsAdmin(account, 'first', false))).toMatchObject({ code: 'SEAT_LIMIT' })
    await revokeAsAdmin(account, 'second')
    expect((await revokeAsAdmin(account, 'first', false)).status).toBe(200)
  })

  test('404: a device that nobody has, a key that nobody has, and another key with the same device', async () => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    await register(account, 'laptop')
    for (const attempt of [
      revokeAsAdmin(account, 'phone'),
      revokeAsAdmin({ ...account, keyId: '999999' }, 'laptop'),
      revokeAsAdmin(other, 'laptop'),
    ]) {
      expect(await errorBodyOf(await attempt)).toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  test.each([
    {},
    { revoked: true },
    { install_id: 'laptop', revoked: true },
    { api_key_id: 1, install_id: '', revoked: true },
    { api_key_id: 1, install_id: 'x', revoked: 'yes' },
  ])('400: %j', async (body) => {
    const response = await gateway.call(adminRoutes, { method: 'PATCH', key: token, body })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('a seat that two devices want back goes to one of them', async () => {
    const account = await gateway.account({ key: { max_devices: 8 } })
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    await register(account, ...names)
    for (const name of names) await revokeAsAdmin(account, name)
    await gateway.books.query('update api_keys set max_devices = 1 where id = $1', [account.keyId])
    const answers = await Promise.all(names.map((name) => revokeAsAdmin(account, name, false)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 403, 403, 403, 403, 403])
  })
})

describe('user GET', () => {
  test('200: the devices of the key, not those of the keys beside it', async () => {
    const boss = await gateway.account({ key: { role: 'owner' } })
    const worker = await sibling(gateway, boss)
    await register(boss, 'desk')
    await register(worker, 'laptop')
    expect(await userList(worker.key)).toMatchObject({
      api_key_id: worker.keyId,
      devices: [{ api_key_id: worker.keyId, install_id: 'laptop', last_seen_ua: 'test-agent' }],
    })
    // The operator's alone.
    const [own] = (await userList(worker.key)).devices
    for (const name of ['customer_id', 'customer_email']) expect(own).not.toHaveProperty(name)
    expect((await userList(boss.key)).devices.map(({ install_id }) => install_id)).toEqual(['desk'])
    const whole = await userList(boss.key, '?scope=customer')
    expect(whole.devices.map(({ install_id }) => install_id)).toEqual(['laptop', 'desk'])
    const refused = await gateway.call(userRoutes, { method: 'GET', key: worker.key, query: '?scope=customer' })
    expect(await errorBodyOf(refused)).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('user PATCH', () => {
  test('200: revokes and lets in, and shows the devices', async () => {
    const account = await gateway.account()
    await register(account, 'laptop')
    const revoked = await revokeAsUser(account, { install_id: 'laptop', revoked: true })
    expect(await revoked.json()).toMatchObject({
      ok: true,
      devices: [{ install_id: 'laptop', revoked_at: aTime, revoked_by: `key:${account.keyId}` }],
    })
    const back = await revokeAsUser(account, { install_id: 'laptop', revoked: false })
    expect(await back.json()).toMatchObject({ ok: true, devices: [{ revoked_at: null, revoked_by: null }] })
    expect(await audits(account)).toMatchObject([
      { actor: `key:${account.keyId}`, action: 'DEVICE_REVOKE' },
      { actor: `key:${account.keyId}`, action: 'DEVICE_UNREVOKE' },
    ])
  })

  test('403: what the operator revoked, no key lifts; what an owner revoked, no lower key lifts', async () => {
    const boss = await gateway.account({ key: { role: 'owner' } })
    const worker = await sibling(gateway, boss)
    await register(worker, 'laptop')
    const lift = { api_key_id: worker.keyId, install_id: 'laptop', revoked: false }
    await revokeAsAdmin(worker, 'laptop')
    for (const by of [worker, boss]) {
      expect(await errorBodyOf(await revokeAsUser(by, lift))).toMatchObject({ code: 'FORBIDDEN' })
    }
    await revokeAsAdmin(worker, 'laptop', false)
    expect((await revokeAsUser(boss, { ...lift, revoked: true })).status).toBe(200)
    expect(await errorBodyOf(await revokeAsUser(worker, lift))).toMatchObject({ code: 'FORBIDDEN' })
    expect((await revokeAsUser(boss, lift)).status).toBe(200)
  })

  test("403: a revocation that the operator repeats is the operator's", async () => {
    const account = await gateway.account({ key: { role: 'owner' } })
    await register(account, 'laptop')
    await revokeAsUser(account, { install_id: 'laptop', revoked: true })
    await revokeAsAdmin(account, 'laptop')
    await revokeAsUser(account, { install_id: 'laptop', revoked: true })
    const lift = await revokeAsUser(account, { install_id: 'laptop', revoked: false })
    expect(await errorBodyOf(lift)).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('404: a device of a key beside it, of another tenant, or of nobody', async () => {
    const boss = await gateway.account({ key: { role: 'owner' } })
    const worker = await sibling(gateway, boss)
    const stranger = await gateway.account({ key: { role: 'owner' } })
    for (const account of [boss, worker, stranger]) await register(account, 'laptop')
    const attempts: [Account, string][] = [
      [worker, boss.keyId],
      [worker, stranger.keyId],
      [boss, stranger.keyId],
      [boss, '999999'],
    ]
    for (const [by, keyId] of attempts) {
      const response = await revokeAsUser(by, { api_key_id: keyId, install_id: 'laptop', revoked: true })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
    }
    const unknown = await revokeAsUser(boss, { install_id: 'nobody', revoked: true })
    expect(await errorBodyOf(unknown)).toMatchObject({ code: 'NOT_FOUND' })
    await register(stranger, 'laptop')
  })
})
