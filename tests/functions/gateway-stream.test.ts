import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { eventStream } from '../../netlify/functions/_lib/http/event-stream.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { framesOf } from '../support/frames.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

let gateway: TestGateway
let vendor: StubVendor
let account: Account
beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway({ OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: vendor.baseUrls.openai })
  account = await gateway.account()
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

const ask = (change: Record<string, unknown> = {}) => ({
  key: account.key,
  body: { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'grüß die Welt 🌍' }], ...change },
})

test('200: meta, the text in deltas, then done with what was charged', async () => {
  const response = await gateway.call(stream, ask())
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
  const frames = framesOf(await response.text())
  expect(frames.map(({ event }) => event)).toEqual(['meta', 'delta', 'delta', 'delta', 'delta', 'done'])
  expect(frames[0]?.data).toMatchObject({ provider: 'sandbox', model: 'echo', telemetry: { install_id: null } })
  const { remaining_usd: left } = frames[0]?.data['month'] as { remaining_usd: string }
  expect(response.headers.get('x-kaixu-model')).toBe('sandbox/echo')
  expect(response.headers.get('x-kaixu-remaining-usd')).toBe(left)
  // What it will have cost is in the last frame.
  expect(response.headers.get('x-kaixu-cost-usd')).toBeNull()
  expect(
    frames
      .slice(1, -1)
      .map(({ data }) => data['text'])
      .join(''),
  ).toBe('grüß die Welt 🌍')
  expect(frames.at(-1)?.data).toMatchObject({ usage: { output_tokens: 4, estimated: false }, finish_reason: 'stop' })
  const { usage, month } = frames.at(-1)?.data as { usage: { cost_cents: number }; month: { spent_cents: number } }
  expect(usage.cost_cents).toBeGreaterThan(0)
  expect(month.spent_cents).toBeGreaterThanOrEqual(usage.cost_cents)
})

test('frames are `event:` LF `data:` one line of JSON LF LF, and nothing else', async () => {
  const response = await gateway.call(stream, ask({ messages: [{ role: 'user', content: 'two\nlines\r\nof text' }] }))
  const text = await response.text()
  expect(text).not.toContain('\r')
  for (const block of text.split('\n\n').slice(0, -1)) expect(block).toMatch(/^event: [a-z_]+\ndata: \{.*\}$/)
})

test('meta is sent at once: before the provider has said a word', async () => {
  vendor.hold()
  const response = await gateway.call(stream, ask({ provider: 'openai', model: 'gpt-4o-mini' }))
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  const first = await reader?.read()
  expect(new TextDecoder().decode(first?.value)).toMatch(/^event: meta\n/)
  vendor.release()
  await reader?.cancel()
})

test('402: a refusal before the stream is plain JSON', async () => {
  const poor = await gateway.account({ capCents: 0 })
  const response = await gateway.call(stream, { ...ask(), key: poor.key })
  expect(response.status).toBe(402)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await response.json()).toMatchObject({ code: 'CAP_REACHED', scope: 'customer', reason: 'cap_reached' })
})

test('max_tokens that is absent is lowered to what the remaining money buys', async () => {
  // The sandbox sells output at $2 a million plus 31 %: one cent buys about 3,800 tokens after the input.
  const modest = await gateway.account({ capCents: 1 })
  await gateway.books.query(
    `insert into monthly_usage (customer_id, month, spent_pico) values ($1, to_char(now() at time zone 'UTC', 'YYYY-MM'), 8900000000)`,
    [modest.customerId],
  )
  const response = await gateway.call(stream, { ...ask({ model: 'lorem' }), key: modest.key })
  const frames = framesOf(await response.text())
  const { usage, month } = frames.at(-1)?.data as {
    usage: { output_tokens: number }
    month: { spent_cents: number; cap_cents: number }
  }
  expect(usage.output_tokens).toBeGreaterThan(10)
  expect(usage.output_tokens).toBeLessThan(1_024)
  expect(month.spent_cents).toBeLessThanOrEqual(month.cap_cents)
  // The books of this customer began with spending that no ledger entry explains.
  await gateway.books.query('update monthly_usage set spent_pico = spent_pico - 8900000000 where customer_id = $1', [
    modest.customerId,
  ])
})

test('a tool call comes with the end of the stream', async () => {
  const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }]
  const messages = [{ role: 'user', content: 'call:weather {"city":"Tucson"}' }]
  const frames = framesOf(await (await gateway.call(stream, ask({ tools, messages }))).text())
  expect(frames.at(-1)?.data).toMatchObject({
    finish_reason: 'tool_calls',
    tool_calls: [{ type: 'function', function: { name: 'weather', arguments: '{"city":"Tucson"}' } }],
  })
})

test('a ping every 15 s keeps the line open', async () => {
  vi.useFakeTimers()
  try {
    const gate = Promise.withResolvers<undefined>()
    const response = eventStream(
      async (frames) => {
        await gate.promise
        frames.send('done', {})
      },
      () => undefined,
    )
    await vi.advanceTimersByTimeAsync(31_000)
    gate.resolve(undefined)
    await vi.advanceTimersByTimeAsync(1)
    expect(framesOf(await response.text()).map(({ event }) => event)).toEqual(['ping', 'ping', 'done'])
  } finally {
    vi.useRealTimers()
  }
})

test('a shutdown ends a running stream with an error and settles what was used', async () => {
  const stopping = new AbortController()
  await using closing = await createTestGateway(
    { OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: vendor.baseUrls.openai },
    (deps) => ({ ...deps, shutdown: stopping.signal }),
  )
  const { key } = await closing.account()
  vendor.behaveOnce({ kind: 'answer', chunks: ['a ', 'b ', 'c '], interruption: { afterChunks: 2, by: 'hold' } })
  const response = await closing.call(stream, { ...ask({ provider: 'openai', model: 'gpt-4o-mini' }), key })
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  let text = ''
  const read = async () => {
    const { done, value } = (await reader?.read()) ?? { done: true }
    text += new TextDecoder().decode(value)
    return !done
  }
  while (!text.includes('"b "')) await read()
  stopping.abort()
  while (await read());
  const frames = framesOf(text)
  expect(frames.slice(-2)).toMatchObject([
    { event: 'error', data: { code: 'SHUTTING_DOWN' } },
    { event: 'done', data: { usage: { estimated: true } } },
  ])
  expect(await closing.openHolds()).toBe(0)
})
