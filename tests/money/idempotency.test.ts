import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { routes as completions } from '../../netlify/functions/v1-chat-completions.ts'
import { routes as messages } from '../../netlify/functions/v1-messages.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

let gateway: TestGateway
let vendor: StubVendor
let account: Account
beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway({
    OPENAI_API_KEY: 'sk-x',
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    SOFT_DEADLINE_MS: '3000',
  })
  account = await gateway.account({ capCents: 100_000 })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
})

const hello = [{ role: 'user', content: 'Hello' }]
const ENDPOINTS: { name: string; routes: Routes; body: Record<string, unknown> }[] = [
  { name: 'gateway-chat', routes: chat, body: { provider: 'openai', model: 'gpt-4o-mini', messages: hello } },
  { name: 'gateway-stream', routes: stream, body: { provider: 'openai', model: 'gpt-4o-mini', messages: hello } },
  { name: 'chat completions', routes: completions, body: { model: 'gpt-4o-mini', messages: hello } },
  {
    name: 'chat completions, streamed',
    routes: completions,
    body: { model: 'gpt-4o-mini', messages: hello, stream: true },
  },
  { name: 'messages, translated', routes: messages, body: { model: 'gpt-4o-mini', max_tokens: 20, messages: hello } },
  {
    name: 'messages, translated, streamed',
    routes: messages,
    body: { model: 'gpt-4o-mini', max_tokens: 20, messages: hello, stream: true },
  },
]

const post = (routes: Routes, body: unknown, idempotencyKey: string, key = account.key) =>
  gateway.call(routes, { key, body, headers: { 'idempotency-key': idempotencyKey } })

/** As an SDK does: asks again while the first one is running. */
const postUntilAnswered = async (
  routes: Routes,
  body: unknown,
  key: string,
): Promise<{ status: number; text: string; replayed: boolean }> => {
  for (;;) {
    const response = await post(routes, body, key)
    const text = await response.text()
    if (response.status !== 409)
      return { status: response.status, text, replayed: response.headers.has('x-kaixu-replayed') }
    expect(response.headers.get('retry-after')).toBe('1')
    await sleep(30)
  }
}

const charges = async (): Promise<number> => {
  const rows = await gateway.books.query(`select count(*)::int as n from ledger_entries where kind = 'charge'`, [])
  return (rows as { n: number }[])[0]?.n ?? -1
}

describe.each(ENDPOINTS)('$name', ({ name, routes, body }) => {
  test(
    '100 posts at once with one key: one provider call, one charge, 100 equal answers',
    { timeout: 30_000 },
    async () => {
      vendor.behave({
        kind: 'answer',
        chunks: ['one ', 'two ', 'three'],
        usage: { input: 20, output: 3 },
        intervalMs: 30,
      })
      const [calls, charged] = [vendor.requests.length, await charges()]
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => postUntilAnswered(routes, body, `hundred ${name}`)),
      )
      expect(vendor.requests.length - calls).toBe(1)
      expect((await charges()) - charged).toBe(1)
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      expect(answers.every(({ status }) => status === 200)).toBe(true)
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    },
  )

  test('422: the same key with another body', async () => {
    expect((await post(routes, body, `other ${name}`)).status).toBe(200)
    await gateway.settled()
    const other = await post(routes, { ...body, temperature: 0.5 }, `other ${name}`)
    expect(other.status).toBe(422)
    expect(await other.text()).toMatch(/idempotency_mismatch/i)
  })

  test('a call that cost nothing is forgotten: the same key tries again', async () => {
    vendor.behaveOnce({ kind: 'respond', status: 400, body: {} })
    const failed = await post(routes, body, `again ${name}`)
    await failed.text()
    await gateway.settled()
    const again = await post(routes, body, `again ${name}`)
    expect(again.status).toBe(200)
    expect(again.headers.has('x-kaixu-replayed')).toBe(false)
    await again.text()
  })

  test('an answer that broke off was charged, so it is repeated and not paid for twice', async () => {
    vendor.behaveOnce({ kind: 'answer', chunks: ['one ', 'two '], interruption: { afterChunks: 1, by: 'cut' } })
    const first = await post(routes, body, `broken ${name}`)
    const text = await first.text()
    await gateway.settled()
    const [calls, charged] = [vendor.requests.length, await charges()]
    const second = await post(routes, body, `broken ${name}`)
    // The request id is the asker's own.
    const anonymous = (answer: string) => answer.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    expect([second.status, anonymous(await second.text())]).toEqual([first.status, anonymous(text)])
    expect([vendor.requests.length - calls, (await charges()) - charged]).toEqual([0, 0])
  })
})

test('keys are the customer’s own: another customer with the same Idempotency-Key gets an answer of their own', async () => {
  const other = await gateway.account()
  const body = { provider: 'openai', model: 'gpt-4o-mini', messages: hello }
  await post(chat, body, 'shared')
  const theirs = await post(chat, body, 'shared', other.key)
  expect([theirs.status, theirs.headers.has('x-kaixu-replayed')]).toEqual([200, false])
})

test('400: a key that is empty or longer than 255 characters', async () => {
  const body = { provider: 'openai', model: 'gpt-4o-mini', messages: hello }
  expect((await post(chat, body, 'x'.repeat(256))).status).toBe(400)
  expect((await post(chat, body, 'x'.repeat(255))).status).toBe(200)
})

test('409, final: the process died after the charge and before the answer was kept', async () => {
  const body = { provider: 'openai', model: 'gpt-4o-mini', messages: hello }
  await post(chat, body, 'lost')
  await gateway.books.query(
    `update idempotency_keys set answer_status = null, answer_headers = null, answer_body = null,
       running_until = now() - interval '1 second' where idempotency_key = 'lost'`,
    [],
  )
  const calls = vendor.requests.length
  const lost = await post(chat, body, 'lost')
  expect([lost.status, lost.headers.get('x-should-retry')]).toEqual([409, 'false'])
  expect(await lost.json()).toMatchObject({ code: 'IDEMPOTENCY_LOST' })
  expect(vendor.requests.length).toBe(calls)
})

test('a key is forgotten after 24 hours', async () => {
  const body = { provider: 'openai', model: 'gpt-4o-mini', messages: hello }
  await post(chat, body, 'yesterday')
  await gateway.books.query(
    `update idempotency_keys set created_at = now() - interval '24 hours 1 second' where idempotency_key = 'yesterday'`,
    [],
  )
  const again = await post(chat, { ...body, temperature: 1 }, 'yesterday')
  expect([again.status, again.headers.has('x-kaixu-replayed')]).toEqual([200, false])
})

test('a repeated answer needs a key that is still good', async () => {
  const revoked = await gateway.account()
  const body = { provider: 'openai', model: 'gpt-4o-mini', messages: hello }
  await post(chat, body, 'revoked', revoked.key)
  await gateway.books.query('update api_keys set revoked_at = now() where id = $1', [revoked.keyId])
  expect((await post(chat, body, 'revoked', revoked.key)).status).toBe(401)
})
