import { afterEach, beforeEach, expect, test } from 'vitest'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { framesOf } from '../support/frames.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { createTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

let vendor: StubVendor
let gateway: TestGateway
let proxy: TcpProxy
let account: Account

beforeEach(async () => {
  vendor = await startStubVendor()
  const openai = { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: vendor.baseUrls.openai }
  const direct = await createTestGateway(openai)
  proxy = await createTcpProxy(direct.databaseUrl)
  const wired = connectPostgres({ connectionString: proxy.through(direct.databaseUrl) })
  // The gateway's own statements go over the wire that is cut; the test looks at the books directly.
  Object.assign(direct.deps, { db: wired })
  gateway = direct
  account = await gateway.account()
})
afterEach(async () => {
  proxy.restore()
  await gateway.settled()
  expect(await gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
  await gateway[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await vendor.close()
})

const ask = () => ({
  key: account.key,
  body: { provider: 'openai', model: 'gpt-4o-mini', max_tokens: 50, messages: [{ role: 'user', content: 'hi' }] },
})

const holds = async () =>
  (await gateway.books.query('select state, outcome, charged_pico from holds', [])) as {
    state: string
    outcome: string
    charged_pico: string
  }[]

test('503: without its database the gateway calls nobody, and works again when it is back', async () => {
  proxy.cut()
  const refused = await gateway.call(chat, ask())
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(await refused.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect(vendor.requests).toHaveLength(0)
  proxy.restore()
  expect((await gateway.call(chat, ask())).status).toBe(200)
})

test('an admission whose answer was lost holds nothing for long', { timeout: 20_000 }, async () => {
  expect((await gateway.call(chat, ask())).status).toBe(200)
  proxy.swallowAnswers()
  const lost = await gateway.call(chat, ask())
  expect(lost.status).toBe(503)
  expect(vendor.requests).toHaveLength(1)
  proxy.restore()
  await gateway.settled()
  expect((await holds()).filter(({ state }) => state !== 'settled')).toEqual([
    { state: 'released', outcome: 'DATABASE_UNAVAILABLE', charged_pico: '0' },
  ])
})

test('an Idempotency-Key whose admission was lost is free again for the next try', { timeout: 20_000 }, async () => {
  const headers = { 'idempotency-key': 'lost on the way' }
  expect((await gateway.call(chat, ask())).status).toBe(200)
  proxy.swallowAnswers()
  expect((await gateway.call(chat, { ...ask(), headers })).status).toBe(503)
  proxy.restore()
  await gateway.settled()
  expect((await gateway.call(chat, { ...ask(), headers })).status).toBe(200)
  expect(vendor.requests).toHaveLength(2)
})

test('a database that goes away during the call and comes back at once: the caller notices nothing', async () => {
  vendor.hold()
  const answering = gateway.call(chat, ask())
  await vendor.request(1)
  proxy.cut()
  vendor.release()
  setTimeout(() => proxy.restore(), 300)
  const response = await answering
  expect(response.status).toBe(200)
  expect(await response.json()).not.toHaveProperty('settled')
  expect(await holds()).toMatchObject([{ state: 'settled', outcome: 'completed' }])
})

test('a settlement whose answer was lost is asked for again and charged once', async () => {
  vendor.hold()
  const answering = gateway.call(chat, ask())
  await vendor.request(1)
  proxy.swallowAnswers()
  vendor.release()
  setTimeout(() => proxy.restore(), 250)
  expect((await answering).status).toBe(200)
  const charges = await gateway.books.query(`select count(*)::int as n from ledger_entries where kind = 'charge'`, [])
  expect(charges).toEqual([{ n: 1 }])
})

test(
  'a database that stays away: the answer says that it is not settled yet, and the charge follows',
  { timeout: 40_000 },
  async () => {
    vendor.hold()
    const response = await gateway.call(stream, ask())
    await vendor.request(1)
    proxy.cut()
    vendor.release()
    const frames = framesOf(await response.text())
    expect(frames.at(-1)).toMatchObject({ event: 'done', data: { settled: false, usage: { estimated: false } } })
    expect(await holds()).toMatchObject([{ state: 'held' }])
    proxy.restore()
    await gateway.settled()
    expect(await holds()).toMatchObject([{ state: 'settled', outcome: 'completed' }])
  },
)
