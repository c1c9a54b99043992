import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { costOf, type ModelPrice } from '../../netlify/functions/_lib/domain/pricing.ts'
import { picoToUsd } from '../../netlify/functions/_lib/domain/money.ts'
import { cacheWriteTokens, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import type { Recording } from '../support/recorded.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { laneOf, LANES } from './lanes.ts'
import { inRandomPieces, seededRandom } from './random-pieces.ts'
import { corpusAnswers, fixtureAnswers, type VendorAnswer } from './recordings.ts'
import { vendorEnvironment } from './vendor-environment.ts'

let vendor: StubVendor
let gateway: TestGateway
let account: Account
let pieces: 'as they come' | 'random' = 'as they come'

beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway(vendorEnvironment(vendor), (deps) => {
    const cutting = inRandomPieces(deps.transport, seededRandom(20_261_120))
    const transport = {
      send: (...call: Parameters<typeof cutting.send>) =>
        (pieces === 'random' ? cutting : deps.transport).send(...call),
    }
    return { ...deps, transport }
  })
  account = await gateway.account({ capCents: 500_000_000 })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})
afterEach(async () => {
  pieces = 'as they come'
  await gateway.settled()
  expect(await gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
})

const corpus = corpusAnswers()
if (corpus === undefined)
  console.log('pass-through: corpus skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

const SETS: { name: string; answers: VendorAnswer[] }[] = [
  { name: 'the recorded answers of the project', answers: fixtureAnswers() },
  { name: 'the corpus', answers: corpus ?? [] },
]

type Ask = { stream: boolean; usageAsked: boolean }

describe.each(SETS)('$name', ({ answers }) => {
  const whole = answers.filter(({ isStream }) => !isStream)
  const streams = answers.filter(({ isStream }) => isStream)
  const chats = streams.filter(({ lane }) => lane === 'chat')

  test.skipIf(whole.length === 0)('a JSON answer arrives byte for byte and is charged as reported', async () => {
    expect(await troubleWith(whole, { stream: false, usageAsked: false })).toEqual([])
    console.log(`pass-through: ${whole.length} JSON answers`)
  })

  test.skipIf(streams.length === 0)('a stream arrives byte for byte when the client asked for usage', async () => {
    expect(await troubleWith(streams, { stream: true, usageAsked: true })).toEqual([])
    console.log(`pass-through: ${streams.length} streams`)
  })

  test.skipIf(streams.length === 0)(
    'a stream arrives without the usage chunk that the client did not ask for',
    async () => {
      expect(await troubleWith(streams, { stream: true, usageAsked: false })).toEqual([])
      const shortened = chats.filter((answer) => expectedBytes(answer, { usageAsked: false }) !== latin1(answer.bytes))
      console.log(`pass-through: ${shortened.length} of ${chats.length} chat streams have a usage chunk to hide`)
    },
  )

  test.skipIf(streams.length === 0).each([true, false])(
    'a stream in random pieces is the same stream (usage asked for: %j)',
    async (usageAsked) => {
      pieces = 'random'
      expect(await troubleWith(streams, { stream: true, usageAsked })).toEqual([])
    },
  )

  test.skipIf(whole.length === 0)('a JSON answer in random pieces is the same answer', async () => {
    pieces = 'random'
    // Every tenth: how a body is put together does not depend on what is in it.
    const some = whole.filter((_, at) => at % 10 === 0)
    expect(await troubleWith(some, { stream: false, usageAsked: false })).toEqual([])
  })
})

test('a stream with CRLF line ends stays one, without the usage chunk', async () => {
  const streams = fixtureAnswers().filter(({ isStream, lane }) => isStream && lane === 'chat')
  const withCrlf = streams.map((answer) => ({
    ...answer,
    bytes: Buffer.from(answer.bytes.toString('utf8').replaceAll(/\r?\n/g, '\r\n')),
  }))
  for (const way of ['as they come', 'random'] as const) {
    pieces = way
    expect(await troubleWith(withCrlf, { stream: true, usageAsked: false })).toEqual([])
  }
})

test('a vendor that ignores `stream` and answers with JSON is written as a stream', async () => {
  const answer = fixtureAnswers().find(({ name }) => name === 'openai-chat/text.json')
  if (answer === undefined) throw new Error('the recording is gone')
  const [price, usage] = [priceFor(answer), await usageOf(answer)]
  const response = await serve(answer, { ask: { stream: true, usageAsked: true }, price, usage, requestId: 'ignored' })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const entry = gateway.deps.providers.find(answer.provider)
  const codec = entry?.kind === 'http' ? entry.codecFor('chat') : undefined
  if (codec === undefined) throw new Error('chat has no codec')
  const text = await response.text()
  const asStream = decoded(await decodeRecording(codec, { format: 'sse', text }))
  const body: unknown = JSON.parse(answer.bytes.toString('utf8'))
  expect(asStream).toEqual(decoded(await decodeRecording(codec, { format: 'json', body })))
  await gateway.settled()
  expect(await troubleInBooks(new Map([['ignored', { name: answer.name, price, usage, costUsd: undefined }]]))).toEqual(
    [],
  )
})

describe.each(['gpt-4o-mini', 'gpt-5'])('a Responses call for %s, which is priced as chat', (model) => {
  const answers = fixtureAnswers()
    .filter(({ lane }) => lane === 'responses')
    .map((answer) => ({ ...answer, model }))

  test('the price is one of chat', () => {
    expect(gateway.deps.prices.find('openai', model)?.api).toBe('chat')
  })

  test.each([false, true])(
    'arrives byte for byte as OpenAI sent it, charged at the price of the model (a stream: %j)',
    async (stream) => {
      const those = answers.filter(({ isStream }) => isStream === stream)
      expect(those).not.toEqual([])
      const before = vendor.requests.length
      expect(await troubleWith(those, { stream, usageAsked: false })).toEqual([])
      const asked = vendor.requests.slice(before)
      expect(asked.map(({ path }) => path)).toEqual(those.map(() => '/v1/responses'))
    },
  )

  test("OpenAI gets the client's own body, governed", async () => {
    const [answer] = answers.filter(({ isStream }) => !isStream)
    if (answer === undefined) throw new Error('the recording is gone')
    const headers = { 'content-type': 'application/json' }
    vendor.behaveOnce({ kind: 'bytes', body: answer.bytes, headers })
    const own = {
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'Where is it?' }] }],
      tools: [{ type: 'function', name: 'find', parameters: { type: 'object', properties: {} }, strict: false }],
      text: { format: { type: 'text' } },
      metadata: { of: 'the client' },
    }
    const body = { ...own, model: `openai/${model}`, instructions: 'Be brief.', store: true }
    const response = await gateway.call(LANES.responses.routes({ model, stream: false }), { key: account.key, body })
    expect(response.status).toBe(200)
    const asked = vendor.requests.at(-1)
    expect(asked?.path).toBe('/v1/responses')
    expect(asked?.headers.authorization).toBe('Bearer sk-planted-openai-secret')
    expect(asked?.body).toEqual({
      ...own,
      model,
      instructions: `${gateway.deps.settings.canon}\n\nBe brief.`,
      max_output_tokens: DEFAULT_TOKENS,
      store: false,
    })
  })

  test.each([
    { affordable: 100, granted: 100 },
    { affordable: 16, granted: 16 },
    { affordable: 15, granted: 'nothing' },
  ])(
    'money for $affordable tokens: a limit that nobody named is $granted, never below what the API takes',
    async ({ affordable, granted }) => {
      const price = gateway.deps.prices.find('openai', model)
      if (price === undefined) throw new Error('the price is gone')
      const output = price.tiers[0].rates.output.pricePico
      const routes = LANES.responses.routes({ model, stream: false })
      const body = { model: `openai/${model}`, input: 'Hello' }
      vendor.behave({ kind: 'answer', chunks: ['Hello'], usage: { input: 1, output: 1 } })

      const rich = await gateway.account()
      await gateway.call(routes, { key: rich.key, body })
      const holds = await gateway.books.query('select amount_pico::text as amount from holds where customer_id = $1', [
        rich.customerId,
      ])
      // The column of the statement above.
      const forDefault = BigInt((holds as { amount: string }[])[0]?.amount ?? 0)

      const poor = await gateway.account({ capCents: 1 })
      const spent = String(CENT_PICO - forDefault + BigInt(DEFAULT_TOKENS - affordable) * output)
      await gateway.books.query(
        `insert into monthly_usage (customer_id, month, spent_pico) values ($1, to_char(now() at time zone 'UTC', 'YYYY-MM'), $2::bigint)`,
        [poor.customerId, spent],
      )
      const before = vendor.requests.length
      const response = await gateway.call(routes, { key: poor.key, body })
      expect(response.status).toBe(granted === 'nothing' ? 402 : 200)
      const asked = vendor.requests.slice(before).map((request) => request.body)
      expect(asked).toEqual(granted === 'nothing' ? [] : [expect.objectContaining({ max_output_tokens: granted })])
      await gateway.settled()
      // The books of this customer began with spending that no ledger entry explains.
      await gateway.books.query(
        'update monthly_usage set spent_pico = spent_pico - $2::bigint where customer_id = $1',
        [poor.customerId, spent],
      )
    },
  )
})

test('a Responses call for a model that hears is translated: OpenAI hears on chat completions alone', async () => {
  const sound = { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }
  vendor.behaveOnce({ kind: 'answer', chunks: ['A bell'] })
  const response = await gateway.call(LANES.responses.routes({ model: 'gpt-audio', stream: false }), {
    key: account.key,
    body: { model: 'openai/gpt-audio', input: [{ role: 'user', content: [sound] }], max_output_tokens: 100 },
  })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ object: 'response', output: [{ content: [{ text: 'A bell' }] }] })
  const asked = vendor.requests.at(-1)
  expect(asked?.path).toBe('/v1/chat/completions')
  expect(asked?.body).toMatchObject({ messages: [{ role: 'system' }, { role: 'user', content: [sound] }] })
})

const DEFAULT_TOKENS = 4_096
const CENT_PICO = 10_000_000_000n

/** Serves each answer through the gateway and says where bytes, headers or books are not as they have to be. */
const troubleWith = async (answers: readonly VendorAnswer[], ask: Ask): Promise<string[]> => {
  const wrong: string[] = []
  const expected = new Map<string, Expected>()
  for (const answer of answers) {
    const usage = await usageOf(answer)
    const price = priceFor(answer)
    const requestId = `pass-${(calls += 1)}`
    const response = await serve(answer, { ask, price, usage, requestId })
    const bytes = latin1(Buffer.from(await response.arrayBuffer()))
    if (response.status !== 200) wrong.push(`${answer.name}: status ${response.status}, ${bytes.slice(0, 300)}`)
    else if (bytes !== expectedBytes(answer, ask)) wrong.push(`${answer.name}: other bytes`)
    if (response.headers.get('x-kaixu-model') !== `${answer.provider}/${calledName(answer, price)}`)
      wrong.push(`${answer.name}: says it was ${response.headers.get('x-kaixu-model')}`)
    const costUsd = response.headers.get('x-kaixu-cost-usd') ?? undefined
    expected.set(requestId, { name: answer.name, price, usage, costUsd })
  }
  await gateway.settled()
  return [...wrong, ...(await troubleInBooks(expected))]
}

let calls = 0

const latin1 = (bytes: Buffer): string => bytes.toString('latin1')

const serve = (
  answer: VendorAnswer,
  { ask, price, usage, requestId }: { ask: Ask; price: ModelPrice; usage: Usage; requestId: string },
): Promise<Response> => {
  const type = answer.isStream ? 'text/event-stream' : 'application/json'
  vendor.behaveOnce({ kind: 'bytes', body: answer.bytes, headers: { 'content-type': type } })
  const lane = laneOf(answer.lane)
  const model = `${answer.provider}/${calledName(answer, price)}`
  // The question is as long as the recorded one and may be answered at the recorded length, so that the hold covers both.
  const text = 'a'.repeat(Math.max(1, usage.inputTokens))
  const maxTokens = Math.min(price.maxOutputTokens, Math.max(16, usage.outputTokens))
  return gateway.call(lane.routes({ model, stream: ask.stream }), {
    key: account.key,
    headers: { 'x-kaixu-request-id': requestId },
    body: lane.body({ model, text, maxTokens, ...ask }),
  })
}

/** By its own model where that has a price and its vendor speaks the API for it, else by another of its provider that has. */
const priceFor = ({ provider, model, lane }: VendorAnswer): ModelPrice => {
  const { prices } = gateway.deps
  const own = model === undefined ? undefined : prices.find(provider, model)
  if (own !== undefined && (own.api === lane || (provider === 'openai' && lane === 'responses' && own.api === 'chat')))
    return own
  const other = prices.models().find((price) => price.provider === provider && price.api === lane)
  if (other === undefined) throw new Error(`No price for ${lane} of ${provider}`)
  return other
}

const calledName = ({ provider, model }: VendorAnswer, price: ModelPrice): string =>
  model !== undefined && gateway.deps.prices.find(provider, model) === price ? model : price.model

const usageOf = async ({ name, provider, lane, isStream, bytes }: VendorAnswer): Promise<Usage> => {
  const entry = gateway.deps.providers.find(provider)
  const codec = entry?.kind === 'http' ? entry.codecFor(lane) : undefined
  if (codec === undefined) throw new Error(`No codec for ${lane} of ${provider}`)
  const text = bytes.toString('utf8')
  const recording: Recording = isStream ? { format: 'sse', text } : { format: 'json', body: JSON.parse(text) }
  const usage = (await decodeRecording(codec, recording)).findLast((event) => event.type === 'usage')?.usage
  if (usage === undefined) throw new Error(`${name} reports no usage`)
  return usage
}

/** What the client has to see: everything but a frame that holds usage alone, unless it asked for that. */
const expectedBytes = ({ lane, isStream, bytes }: VendorAnswer, { usageAsked }: Pick<Ask, 'usageAsked'>): string => {
  const text = latin1(bytes)
  if (!isStream || lane !== 'chat' || usageAsked) return text
  const frames = text.match(/[^]*?(?:\r\n\r\n|\n\n|$)/g) ?? []
  return frames.filter((frame) => !isUsageAlone(frame)).join('')
}

const isUsageAlone = (frame: string): boolean => {
  const json = /^data: ?(\{.*\})/m.exec(frame)?.[1]
  if (json === undefined) return false
  // A recorded chunk; only these two fields are looked at.
  const chunk = JSON.parse(json) as { choices?: unknown[]; usage?: object | null }
  return chunk.choices?.length === 0 && typeof chunk.usage === 'object' && chunk.usage !== null
}

type Expected = { name: string; price: ModelPrice; usage: Usage; costUsd: string | undefined }

type Booked = Record<'request_id' | 'charged_pico' | 'overrun_pico' | 'amount_pico' | 'list_pico' | 'outcome', string> &
  Record<'input' | 'cached' | 'written' | 'output' | 'reasoning', number> & { estimated: boolean }

const troubleInBooks = async (expected: ReadonlyMap<string, Expected>): Promise<string[]> => {
  const rows = await gateway.books.query(
    `select e.request_id, h.charged_pico::text, h.overrun_pico::text, h.amount_pico::text, e.list_pico::text, e.outcome,
            e.input_tokens::int as input, e.cached_tokens::int as cached, e.cache_write_tokens::int as written,
            e.output_tokens::int as output, e.reasoning_tokens::int as reasoning, e.estimated
       from usage_events e join holds h on h.id = e.hold_id where e.request_id = any ($1)`,
    [
      JSON.stringify([...expected.keys()])
        .replace('[', '{')
        .replace(']', '}'),
    ],
  )
  // The columns are the ones that the statement names.
  const booked = new Map((rows as unknown as Booked[]).map((row) => [row.request_id, row]))
  const wrong = booked.size === rows.length ? [] : [`${rows.length - booked.size} calls were charged twice`]
  for (const [requestId, { name, price, usage, costUsd }] of expected) {
    const row = booked.get(requestId)
    if (row === undefined) {
      wrong.push(`${name}: not charged`)
      continue
    }
    const { costPico, listPico } = costOf(price, usage)
    const found = [row.input, row.cached, row.written, row.output, row.reasoning]
    const reported = [
      usage.inputTokens,
      usage.cachedTokens,
      cacheWriteTokens(usage),
      usage.outputTokens,
      usage.reasoningTokens,
    ]
    if (String(found) !== String(reported)) wrong.push(`${name}: booked ${String(found)}, not ${String(reported)}`)
    if (row.estimated || row.outcome !== 'completed') wrong.push(`${name}: ${row.outcome}, estimated: ${row.estimated}`)
    const [charged, overrun, held] = [BigInt(row.charged_pico), BigInt(row.overrun_pico), BigInt(row.amount_pico)]
    if (charged + overrun !== costPico || BigInt(row.list_pico) !== listPico) wrong.push(`${name}: other cost`)
    if (overrun > 0n && charged !== held) wrong.push(`${name}: the hold was not used up`)
    if (costUsd !== undefined && costUsd !== picoToUsd(charged)) wrong.push(`${name}: says it cost ${costUsd}`)
  }
  return wrong
}
