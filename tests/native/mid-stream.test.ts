import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { spender } from '../../netlify/functions/_lib/http/auth.ts'
import { geminiStreamForm } from '../../netlify/functions/_lib/http/gemini-stream-form.ts'
import { nativeRoute } from '../../netlify/functions/_lib/http/native-route.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubAnswer, type StubBehaviour, type StubVendor } from '../support/stub-vendor.ts'
import { BROKEN, SECRET } from './broken-streams.ts'
import { LANES, type Lane, type LaneName } from './lanes.ts'
import { vendorEnvironment } from './vendor-environment.ts'

let vendor: StubVendor
let patient: TestGateway
let impatient: TestGateway
let gateway: TestGateway
let account: Account
/** A new one after every shutdown. */
let shutdown = new AbortController()

beforeAll(async () => {
  vendor = await startStubVendor()
  const environment = vendorEnvironment(vendor)
  patient = await createTestGateway(environment, (deps) => ({
    ...deps,
    get shutdown() {
      return shutdown.signal
    },
  }))
  impatient = await createTestGateway({ ...environment, SOFT_DEADLINE_MS: '400' })
  await use(patient)
})
afterAll(async () => {
  await patient[Symbol.asyncDispose]()
  await impatient[Symbol.asyncDispose]()
  await vendor.close()
})
afterEach(async () => {
  vendor.release()
  await gateway.settled()
  expect(await gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
  shutdown = new AbortController()
  await use(patient)
})

const use = async (next: TestGateway): Promise<void> => {
  gateway = next
  account = await gateway.account({ capCents: 100_000 })
}

/** Who answers, by the API that its vendor speaks. */
const MODELS: Readonly<Record<LaneName, string>> = {
  chat: 'openai/gpt-4o-mini',
  responses: 'openai/gpt-5-codex',
  messages: 'anthropic/claude-opus-4-6',
  generateContent: 'gemini/gemini-2.5-flash',
}
const NAMES = ['chat', 'responses', 'messages', 'generateContent'] as const

/** OpenAI answers a Responses call itself, whatever its model is; the chat that is translated for it is another vendor's. */
const modelOf = (dialect: LaneName, api: LaneName): string =>
  dialect === 'responses' && api === 'chat' ? 'groq/llama-3.3-70b-versatile' : MODELS[api]

/** Each dialect with each vendor's API: four times passed through, twelve times translated. */
const PAIRS = NAMES.flatMap((dialect) =>
  NAMES.map((api) => ({ dialect, api, lane: LANES[dialect], isOwn: dialect === api })),
)

const ask = (lane: Lane, api: LaneName): Promise<Response> => {
  const question = { model: modelOf(lane.name, api), text: 'Count', maxTokens: 100, stream: true }
  return gateway.call(lane.routes(question), { key: account.key, body: lane.body(question) })
}

/** The data of the last frame, and all text before it. */
const lastFrame = (text: string): { before: string; event: string | undefined; data: unknown } => {
  const lineEnd = text.endsWith('\r\n\r\n') ? '\r\n' : '\n'
  const start = text.lastIndexOf(lineEnd + lineEnd, text.length - 2 * lineEnd.length - 1)
  const begin = start === -1 ? 0 : start + 2 * lineEnd.length
  const lines = text.slice(begin).split(lineEnd)
  const data = lines.find((line) => line.startsWith('data: '))?.slice('data: '.length)
  return {
    before: text.slice(0, begin),
    event: lines.find((line) => line.startsWith('event: '))?.slice('event: '.length),
    data: data === undefined ? undefined : JSON.parse(data),
  }
}

const code = z.string()
const openaiError = z.object({ message: z.string(), type: z.string(), param: z.null(), kaixu: z.object({ code }) })

/** The error form of each dialect, and where our code stands in it. */
const ERROR_FORMS: Readonly<Record<LaneName, { event: string | undefined; code: z.ZodType<string> }>> = {
  chat: { event: undefined, code: z.strictObject({ error: openaiError }).transform(({ error }) => error.kaixu.code) },
  responses: {
    event: 'error',
    code: z.object({ type: z.literal('error'), error: openaiError }).transform(({ error }) => error.kaixu.code),
  },
  messages: {
    event: 'error',
    code: z
      .object({ type: z.literal('error'), error: z.object({ type: code, details: z.object({ error_code: code }) }) })
      .transform(({ error }) => error.details.error_code),
  },
  generateContent: {
    event: undefined,
    code: z
      .strictObject({ error: z.object({ status: code, details: z.tuple([z.object({ reason: code })], z.unknown()) }) })
      .transform(({ error }) => error.details[0].reason),
  },
}

/** Marks that a dialect puts at the end of a whole answer. */
const ENDINGS = /\[DONE\]|response\.completed|message_stop|"finishReason":"STOP"/

const expectError = (dialect: LaneName, text: string, expected: string): { before: string } => {
  const { before, event, data } = lastFrame(text)
  const form = ERROR_FORMS[dialect]
  expect(event).toBe(form.event)
  expect(form.code.parse(data)).toBe(expected)
  expect(before).toMatch(/one /)
  expect(text).not.toMatch(ENDINGS)
  expect(text).not.toContain('planted')
  return { before }
}

type Charge = { state: string; outcome: string; charged: boolean; estimated: boolean; output: number; calls: number }

const charge = async (): Promise<Charge> => {
  await gateway.settled()
  const rows = await gateway.books.query(
    `select h.state, h.outcome, h.charged_pico > 0 as charged, e.estimated, e.output_tokens::int as output,
            count(*) over ()::int as calls
       from holds h left join usage_events e on e.hold_id = h.id where h.customer_id = $1`,
    [account.customerId],
  )
  // The columns of the statement above; one row per call, and there is one call.
  return (
    (rows as unknown as Charge[])[0] ?? {
      state: '',
      outcome: '',
      charged: false,
      estimated: false,
      output: 0,
      calls: 0,
    }
  )
}

const asFarAsItCame = async (outcome: string): Promise<void> => {
  const { output, ...rest } = await charge()
  expect(rest).toEqual({ state: 'settled', outcome, charged: true, estimated: true, calls: 1 })
  // One token for each of the two chunks at least.
  expect(output).toBeGreaterThanOrEqual(2)
}

const interrupted = (by: 'cut' | 'malformed' | 'hold'): StubAnswer => ({
  kind: 'answer',
  chunks: ['one ', 'two ', 'three'],
  interruption: { afterChunks: 2, by },
})

describe.each(PAIRS)('$dialect from a vendor that speaks $api', ({ dialect, api, lane, isOwn }) => {
  test('the connection breaks: the error is the last frame, and what came is charged', async () => {
    vendor.behave(interrupted('cut'))
    const response = await ask(lane, api)
    expect(response.status).toBe(200)
    expectError(dialect, await response.text(), 'UPSTREAM_ERROR')
    await asFarAsItCame('UPSTREAM_ERROR')
  })

  test.each(Object.entries(BROKEN[api].errors))(
    '%s: its text stays with us, the frames before it arrive, and nothing after it',
    async (_name, error) => {
      const { spoken } = BROKEN[api]
      const after = spoken.replaceAll('one ', SECRET)
      vendor.behave({ kind: 'bytes', body: spoken + error + after })
      const response = await ask(lane, api)
      const text = await response.text()
      const expected = text.includes('UPSTREAM_BUSY') ? 'UPSTREAM_BUSY' : 'UPSTREAM_ERROR'
      const { before } = expectError(dialect, text, expected)
      if (isOwn) expect(before).toBe(spoken)
      await asFarAsItCame(expected)
    },
  )

  test('the deadline: the error is the last frame, and what came is charged', async () => {
    await use(impatient)
    vendor.behave(interrupted('hold'))
    expectError(dialect, await (await ask(lane, api)).text(), 'DEADLINE')
    await asFarAsItCame('DEADLINE')
  })

  test('the gateway shuts down: the error is the last frame, and what came is charged', async () => {
    vendor.behave(interrupted('hold'))
    const response = await ask(lane, api)
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
    const decoder = new TextDecoder()
    let text = ''
    for (;;) {
      const next = await reader?.read()
      if (next?.value === undefined) break
      text += decoder.decode(next.value, { stream: true })
      if (text.includes('two ')) shutdown.abort()
    }
    expectError(dialect, text, 'SHUTTING_DOWN')
    await asFarAsItCame('SHUTTING_DOWN')
  })
})

test.each(PAIRS.filter(({ isOwn }) => isOwn))(
  '$dialect: a client that leaves is charged for the whole answer, as the vendor reports it',
  async ({ api, lane }) => {
    const usage = { input: 70, output: 30 }
    vendor.behave({ ...interrupted('hold'), usage })
    const response = await ask(lane, api)
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
    let text = ''
    while (!text.includes('two ')) text += new TextDecoder().decode((await reader?.read())?.value)
    await reader?.cancel()
    vendor.release()
    expect(await charge()).toEqual({
      ...{ state: 'settled', outcome: 'completed', charged: true, estimated: false, calls: 1 },
      output: 30,
    })
  },
)

test('an estimate of the input leaves media out: their base64 is no text', async () => {
  vendor.behave(interrupted('cut'))
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'iVBORw0KGgoAAAAN'.repeat(20_000)}` } }
  const messages = [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }]
  const body = { model: MODELS.chat, messages, stream: true, max_tokens: 100 }
  const response = await gateway.call(LANES.chat.routes({ model: MODELS.chat, stream: true }), {
    key: account.key,
    body,
  })
  await response.text()
  await asFarAsItCame('UPSTREAM_ERROR')
  const rows = await gateway.books.query('select input_tokens::int as input from usage_events where customer_id = $1', [
    account.customerId,
  ])
  // The column of the statement above.
  expect((rows as { input: number }[])[0]?.input).toBeLessThan(1_000)
})

test('a response that failed is charged exactly when it says what it used', async () => {
  const usage = { input_tokens: 9, output_tokens: 3, total_tokens: 12 }
  const failed = { type: 'response.failed', response: { status: 'failed', error: { message: SECRET }, usage } }
  vendor.behave({
    kind: 'bytes',
    body: `${BROKEN.responses.spoken}event: response.failed\ndata: ${JSON.stringify(failed)}\n\n`,
  })
  expectError('responses', await (await ask(LANES.responses, 'responses')).text(), 'UPSTREAM_ERROR')
  expect(await charge()).toMatchObject({ state: 'settled', estimated: false, output: 3 })
})

test('a Gemini stream that is a JSON array stays one: the error is its last element', async () => {
  vendor.behave(interrupted('cut'))
  const route = nativeRoute({
    summary: 'streamGenerateContent as an array',
    dialect: geminiDialect,
    auth: spender,
    address: () => ({ model: MODELS.generateContent, stream: true }),
    form: geminiStreamForm,
  })
  const body = LANES.generateContent.body({ model: '', text: 'Count', maxTokens: 100, stream: true })
  const response = await gateway.call({ POST: route }, { key: account.key, body })
  const array = (await response.json()) as unknown[]
  expect(array.length).toBeGreaterThanOrEqual(3)
  expect(array.at(-1)).toMatchObject({ error: { code: 502, status: 'INTERNAL' } })
  await asFarAsItCame('UPSTREAM_ERROR')
})

describe('what is no event stream is not shown as one', () => {
  const PAGE = `<html><body>Gateway error at upstream-7.internal\n\nToken ${SECRET}\n\n</body></html>`

  test.each(NAMES)('%s: a page of text in the place of an answer is a 502', async (name) => {
    vendor.behave({ kind: 'bytes', body: PAGE, headers: { 'content-type': 'text/html' } })
    const response = await ask(LANES[name], name)
    const text = await response.text()
    expect(response.status).toBe(502)
    expect(text).not.toContain('planted')
    expect(text).not.toContain('internal')
  })

  test.each(NAMES)('%s: a page of text in the middle of an answer is not shown', async (name) => {
    vendor.behave({ kind: 'bytes', body: `${BROKEN[name].spoken}${PAGE}\n\n` } satisfies StubBehaviour)
    const text = await (await ask(LANES[name], name)).text()
    expectError(name, text, 'UPSTREAM_ERROR')
    expect(text).not.toContain('internal')
  })

  test('comments are part of a stream and arrive as they are', async () => {
    const body = `: OPENROUTER PROCESSING\n\n${BROKEN.chat.spoken}: still here\n\ndata: [DONE]\n\n`
    vendor.behave({ kind: 'bytes', body })
    const text = await (await ask(LANES.chat, 'chat')).text()
    expect(text.startsWith(body.replace('data: [DONE]\n\n', ''))).toBe(true)
  })
})
