import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { framesOf } from '../support/frames.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubBehaviour, type StubVendor } from '../support/stub-vendor.ts'

const TARGETS = [
  { provider: 'openai', model: 'gpt-4o-mini' },
  { provider: 'openai', model: 'gpt-5-codex' },
  { provider: 'anthropic', model: 'claude-opus-4-6' },
  { provider: 'gemini', model: 'gemini-2.5-flash' },
]

let vendor: StubVendor
/** With the time-outs of production, which no test here meets, or with very short ones. */
let patient: TestGateway
let impatient: TestGateway
let gateway: TestGateway
let account: Account

beforeAll(async () => {
  vendor = await startStubVendor()
  const environment = {
    OPENAI_API_KEY: 'sk-planted-openai-secret',
    ANTHROPIC_API_KEY: 'sk-ant-planted-secret',
    GEMINI_API_KEY: 'AIza-planted-secret',
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    ANTHROPIC_BASE_URL: vendor.baseUrls.anthropic,
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
  }
  patient = await createTestGateway(environment)
  impatient = await createTestGateway({
    ...environment,
    SOFT_DEADLINE_MS: '1000',
    UPSTREAM_HEADERS_TIMEOUT_MS: '400',
    UPSTREAM_IDLE_TIMEOUT_MS: '400',
  })
  await use(patient)
})

const use = async (next: TestGateway): Promise<void> => {
  gateway = next
  account = await gateway.account({ capCents: 100_000 })
}

afterAll(async () => {
  await patient[Symbol.asyncDispose]()
  await impatient[Symbol.asyncDispose]()
  await vendor.close()
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
})

type LastHold = { state: string; outcome: string; charged_pico: string; amount_pico: string; estimated: boolean | null }

const lastHold = async (): Promise<LastHold> => {
  const rows = await gateway.books.query(
    `select h.state, h.outcome, h.charged_pico, h.amount_pico, e.estimated
       from holds h left join usage_events e on e.hold_id = h.id order by h.created_at desc limit 1`,
    [],
  )
  return (rows as LastHold[])[0] ?? { state: 'none', outcome: '', charged_pico: '', amount_pico: '', estimated: null }
}

const ask = (target: (typeof TARGETS)[number], maxTokens?: number) => ({
  key: account.key,
  body: {
    ...target,
    messages: [{ role: 'user', content: 'Tell me something' }],
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
  },
})

const ask64 = (target: (typeof TARGETS)[number]) => ask(target, 64)

type Fault = {
  name: string
  behaviour: StubBehaviour
  /** Of the JSON answer; the stream says the same in its `error` frame. */
  status: number
  code: string
  busyAt?: string[]
  /** Seen only by who waits for a short time. */
  takesTime?: true
  hold: Partial<LastHold>
}

const refused = (status: number): StubBehaviour => ({
  kind: 'respond',
  status,
  body: { error: { message: 'Incorrect API key provided: sk-planted-openai-secret of org-planted', code: 'nope' } },
})

const RELEASED = { state: 'released', charged_pico: '0', estimated: null }
const ESTIMATED = { state: 'settled', estimated: true }

const FAULTS: Fault[] = [
  { name: 'closes the connection', behaviour: { kind: 'hangUp' }, status: 502, code: 'UPSTREAM_ERROR', hold: RELEASED },
  {
    name: 'never answers',
    takesTime: true,
    behaviour: { kind: 'silent' },
    status: 504,
    code: 'UPSTREAM_TIMEOUT',
    hold: RELEASED,
  },
  { name: 'refuses with 400', behaviour: refused(400), status: 502, code: 'UPSTREAM_ERROR', hold: RELEASED },
  { name: 'refuses the key (401)', behaviour: refused(401), status: 502, code: 'UPSTREAM_ERROR', hold: RELEASED },
  { name: 'is out of quota (429)', behaviour: refused(429), status: 503, code: 'UPSTREAM_BUSY', hold: RELEASED },
  { name: 'fails (500)', behaviour: refused(500), status: 502, code: 'UPSTREAM_ERROR', hold: RELEASED },
  { name: 'is overloaded (529)', behaviour: refused(529), status: 503, code: 'UPSTREAM_BUSY', hold: RELEASED },
  {
    name: 'redirects',
    behaviour: { kind: 'respond', status: 307, headers: { location: 'http://127.0.0.1:9/' } },
    status: 502,
    code: 'UPSTREAM_ERROR',
    hold: RELEASED,
  },
  {
    name: 'is cut off in the middle',
    behaviour: { kind: 'answer', chunks: ['one ', 'two ', 'three'], interruption: { afterChunks: 2, by: 'cut' } },
    status: 502,
    code: 'UPSTREAM_ERROR',
    hold: ESTIMATED,
  },
  {
    name: 'sends a malformed line',
    behaviour: { kind: 'answer', chunks: ['one ', 'two ', 'three'], interruption: { afterChunks: 2, by: 'malformed' } },
    status: 502,
    code: 'UPSTREAM_ERROR',
    hold: ESTIMATED,
  },
  {
    name: 'reports an error inside a 200 stream',
    behaviour: { kind: 'answer', chunks: ['one ', 'two ', 'three'], interruption: { afterChunks: 2, by: 'error' } },
    status: 502,
    code: 'UPSTREAM_ERROR',
    // These two say `overloaded`.
    busyAt: ['anthropic', 'gemini'],
    hold: ESTIMATED,
  },
  {
    name: 'stops sending',
    takesTime: true,
    behaviour: { kind: 'answer', chunks: ['one ', 'two'], interruption: { afterChunks: 1, by: 'hold' } },
    status: 504,
    code: 'UPSTREAM_TIMEOUT',
    hold: ESTIMATED,
  },
  {
    name: 'dribbles until the soft deadline',
    takesTime: true,
    behaviour: { kind: 'answer', chunks: Array.from({ length: 40 }, () => 'x '), intervalMs: 150 },
    status: 504,
    code: 'DEADLINE',
    hold: ESTIMATED,
  },
  {
    name: 'sends one byte at a time',
    takesTime: true,
    behaviour: {
      kind: 'bytes',
      body: 'data: {"choices":[{"delta":{"content":"never finished because it is far too slow for that"}}]}\n\n',
      pieceBytes: 1,
      intervalMs: 100,
    },
    status: 504,
    code: 'DEADLINE',
    hold: ESTIMATED,
  },
  {
    name: 'sends 25 MB',
    behaviour: { kind: 'huge', bytes: 25 * 1024 * 1024 },
    status: 502,
    code: 'OUTPUT_TOO_LARGE',
    hold: ESTIMATED,
  },
]

const expectedOf = (fault: Fault, { provider }: (typeof TARGETS)[number]) =>
  fault.busyAt?.includes(provider) === true
    ? { status: 503, code: 'UPSTREAM_BUSY' }
    : { status: fault.status, code: fault.code }

describe.each(TARGETS)('$provider $model', (target) => {
  test.each(FAULTS)('$status: chat, when the provider $name', { timeout: 20_000 }, async (fault) => {
    await use(fault.takesTime === true ? impatient : patient)
    vendor.behave(fault.behaviour)
    const response = await gateway.call(chat, ask64(target))
    const text = await response.text()
    expect({ status: response.status, ...(JSON.parse(text) as object) }).toMatchObject(expectedOf(fault, target))
    expect(text).not.toMatch(/planted/)
    await gateway.settled()
    expect(await lastHold()).toMatchObject(fault.hold)
  })

  test.each(FAULTS)(
    'stream, when the provider $name: an error, then what was settled',
    { timeout: 20_000 },
    async (fault) => {
      await use(fault.takesTime === true ? impatient : patient)
      vendor.behave(fault.behaviour)
      const response = await gateway.call(stream, ask64(target))
      expect(response.status).toBe(200)
      const text = await response.text()
      expect(text).not.toMatch(/planted/)
      const frames = framesOf(text)
      expect(frames[0]?.event).toBe('meta')
      expect(frames.slice(-2).map(({ event }) => event)).toEqual(['error', 'done'])
      expect(frames.at(-2)?.data).toMatchObject({
        code: expectedOf(fault, target).code,
        request_id: response.headers.get('x-kaixu-request-id'),
      })
      expect(await lastHold()).toMatchObject(fault.hold)
      const { cost_usd: cost, estimated } = frames.at(-1)?.data['usage'] as { cost_usd: string; estimated: boolean }
      expect(estimated).toBe(fault.hold.estimated ?? false)
      expect(cost === '0').toBe(fault.hold.state === 'released')
    },
  )

  test('an answer without usage is charged by estimate: at least a token a chunk, never above the hold', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a', 'b', 'c', 'd', 'e'], usage: 'none' })
    const response = await gateway.call(chat, ask64(target))
    const body = (await response.json()) as {
      usage: { output_tokens: number; estimated: boolean; input_tokens: number }
    }
    expect(response.status).toBe(200)
    expect(body.usage.estimated).toBe(true)
    expect(body.usage.output_tokens).toBeGreaterThanOrEqual(5)
    expect(body.usage.input_tokens).toBeGreaterThan(0)
    const hold = await lastHold()
    expect(BigInt(hold.charged_pico)).toBeLessThanOrEqual(BigInt(hold.amount_pico))
    expect(BigInt(hold.charged_pico)).toBeGreaterThan(0n)
  })

  test('a provider that ignores `stream` and answers plain JSON is read and charged all the same', async () => {
    vendor.behave({ kind: 'answer', chunks: ['plain ', 'answer'], usage: { input: 11, output: 7 }, format: 'json' })
    const response = await gateway.call(chat, ask64(target))
    expect(await response.json()).toMatchObject({
      output_text: 'plain answer',
      usage: { input_tokens: 11, output_tokens: 7, estimated: false },
    })
  })

  test('a client that is gone before the first byte is charged for the whole answer', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a ', 'b ', 'c'], usage: { input: 20, output: 3 }, intervalMs: 20 })
    const response = await gateway.call(stream, ask64(target))
    await response.body?.cancel()
    await gateway.settled()
    expect(await lastHold()).toMatchObject({ state: 'settled', outcome: 'completed', estimated: false })
  })

  test('a client that leaves in the middle is charged for the whole answer', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a ', 'b ', 'c ', 'd'], usage: { input: 20, output: 4 }, intervalMs: 40 })
    const response = await gateway.call(stream, ask64(target))
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
    await reader?.read()
    await reader?.read()
    await reader?.cancel()
    await gateway.settled()
    expect(await lastHold()).toMatchObject({ state: 'settled', outcome: 'completed', estimated: false })
  })
})

test('a provider that is not there: 502, one hold, released', async () => {
  const dead = await startStubVendor()
  const url = dead.baseUrls.openai
  await dead.close()
  await using alone = await createTestGateway({ OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: url })
  const { key } = await alone.account()
  const body = { provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] }
  const response = await alone.call(chat, { key, body })
  expect(response.status).toBe(502)
  expect(await alone.openHolds()).toBe(0)
  expect(await alone.discrepancies()).toEqual([])
})

test('an answer that reports more than the hold costs the customer the hold; the rest is booked as overrun', async () => {
  vendor.behave({ kind: 'answer', chunks: ['much'], usage: { input: 900_000, output: 1 } })
  const response = await gateway.call(chat, ask({ provider: 'openai', model: 'gpt-4o-mini' }, 16))
  expect(response.status).toBe(200)
  const hold = await lastHold()
  expect(hold.charged_pico).toBe(hold.amount_pico)
  const rows = await gateway.books.query(
    `select amount_pico from ledger_entries where kind = 'overrun' order by seq desc limit 1`,
    [],
  )
  expect(BigInt((rows as { amount_pico: string }[])[0]?.amount_pico ?? 0)).toBeGreaterThan(0n)
})
