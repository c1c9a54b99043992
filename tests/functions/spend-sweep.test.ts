import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { config, routes } from '../../netlify/functions/spend-sweep.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

let vendor: StubVendor
let gateway: TestGateway
beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway({ OPENAI_BASE_URL: vendor.baseUrls.openai, OPENAI_API_KEY: 'stub' })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

test('runs every minute', () => {
  expect(config.schedule).toBe('* * * * *')
})

describe('200', () => {
  test.each(['GET', 'POST'])('%s: a gateway at rest has nothing to sweep', async (method) => {
    const response = await gateway.call(routes, { method })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ ok: true, expired: 0 })
  })

  test('a hold whose time is over is resolved, and the customer pays no more than its input; others stay', async () => {
    const [lost, running] = [await gateway.account(), await gateway.account()]
    vendor.behave({ kind: 'answer', chunks: ['a'], interruption: { afterChunks: 0, by: 'hold' } })
    const body = { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }
    const calls = [lost, running].map(({ key }) => gateway.call(chat, { key, body }))
    await vendor.request(2)
    await gateway.books.query(
      `update holds set created_at = now() - interval '10 minutes', expires_at = now() - interval '1 second'
        where customer_id = $1`,
      [lost.customerId],
    )

    const response = await gateway.call(routes)
    expect(await response.json()).toEqual({ ok: true, expired: 1 })
    expect(await gateway.openHolds()).toBe(1)
    const holds = (await gateway.books.query(
      'select state, charged_pico = floor_pico and charged_pico < amount_pico as floor from holds where customer_id = $1',
      [lost.customerId],
    )) as unknown[]
    expect(holds).toEqual([{ state: 'expired', floor: true }])
    expect(await gateway.discrepancies()).toEqual([])

    // The calls come back after all: the late one is booked as an adjustment, and a second sweep finds nothing.
    vendor.release()
    for (const call of calls) expect((await call).status).toBe(200)
    await gateway.settled()
    expect(await (await gateway.call(routes)).json()).toEqual({ ok: true, expired: 0 })
    expect(await gateway.openHolds()).toBe(0)
    expect(await gateway.discrepancies()).toEqual([])
  })

  test.each([
    ['Netlify', '55000', 115],
    ['the dedicated server', '600000', 660],
  ])(
    'a hold outlives the deadline of its call by a minute, so that no sweep meets it: of %s',
    async (_, ms, seconds) => {
      await using other = await createTestGateway({ SOFT_DEADLINE_MS: ms })
      const { key, customerId } = await other.account()
      const body = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }
      expect((await other.call(chat, { key, body })).status).toBe(200)
      const holds = await other.books.query(
        'select extract(epoch from expires_at - created_at)::int as seconds from holds where customer_id = $1',
        [customerId],
      )
      expect(holds).toEqual([{ seconds }])
    },
  )

  test('counters that no window needs any more are dropped', async () => {
    const { customerId, keyId } = await gateway.account()
    const insert = (kind: string, age: string) =>
      gateway.books.query(
        `insert into rate_limit_windows (customer_id, api_key_id, window_kind, window_start, count)
         values ($1, $2, $3, now() - $4::interval, 1)`,
        [customerId, keyId, kind, age],
      )
    await insert('minute', '1 minute')
    await insert('minute', '2 hours')
    await insert('day', '1 day')
    await insert('day', '3 days')
    await gateway.books.query(
      `insert into login_failures (address, failures, first_at) values ('new', 3, now()), ('old', 3, now() - interval '2 days')`,
      [],
    )
    expect((await gateway.call(routes)).status).toBe(200)
    const left = await gateway.books.query(
      'select window_kind from rate_limit_windows where api_key_id = $1 order by 1',
      [keyId],
    )
    expect(left).toEqual([{ window_kind: 'day' }, { window_kind: 'minute' }])
    expect(await gateway.books.query('select address from login_failures', [])).toEqual([{ address: 'new' }])
  })
})

test('405: other methods', async () => {
  expect((await gateway.call(routes, { method: 'DELETE' })).status).toBe(405)
})
