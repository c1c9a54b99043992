import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readSettings } from '../../netlify/functions/_lib/services/settings.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as embed } from '../../netlify/functions/gateway-embed.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { withMonitor } from '../support/monitor.ts'
import { startStubReceiver, type StubReceiver } from '../support/stub-receiver.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

let vendor: StubVendor
let collector: StubReceiver
let gateway: TestGateway
let account: Account
let warnings: string[]

beforeAll(async () => {
  vendor = await startStubVendor()
  collector = await startStubReceiver()
  const environment = {
    OPENAI_API_KEY: 'sk-x',
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    GEMINI_API_KEY: 'x',
    GEMINI_BASE_URL: vendor.baseUrls.gemini,
    OTEL_EXPORTER_OTLP_ENDPOINT: new URL(collector.url).origin,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20eDp5,x-team=a b',
    OTEL_SERVICE_NAME: 'gateway-under-test',
  }
  gateway = await createTestGateway(environment, (deps) =>
    withMonitor({ ...deps, log: { warn: (event) => void warnings.push(event), error: () => undefined } }),
  )
})
beforeEach(async () => {
  warnings = []
  collector.messages.length = 0
  collector.status = 200
  vendor.behave({
    kind: 'answer',
    chunks: ['Hello ', 'world'],
    usage: { input: 40, output: 9, cached: 30, reasoning: 5 },
  })
  account = await gateway.account()
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
  await collector.close()
})

const BODY = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'the prompt itself' }],
}

type Value = {
  stringValue?: string
  intValue?: string
  boolValue?: boolean
  doubleValue?: number
  arrayValue?: { values: Value[] }
}
type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: Value }[]
  status: { code?: number; message?: string }
}
type Export = {
  resourceSpans: {
    resource: { attributes: { key: string; value: Value }[] }
    scopeSpans: { scope: { name: string }; spans: Span[] }[]
  }[]
}

const valueOf = (value: Value): unknown =>
  value.arrayValue?.values.map(valueOf) ??
  value.stringValue ??
  value.boolValue ??
  value.doubleValue ??
  Number(value.intValue)
const attributesOf = (attributes: { key: string; value: Value }[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]))

/** The spans that have arrived, once nothing runs any more. */
const spans = async (): Promise<Span[]> => {
  await gateway.settled()
  return collector.messages.flatMap(({ body }) =>
    (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  )
}

describe('a span per call', () => {
  test('in OTLP’s JSON, with the attributes of the GenAI conventions, and nothing of what was said', async () => {
    const startedAt = Date.now()
    const headers = { 'x-kaixu-request-id': 'traced-1' }
    expect((await gateway.call(chat, { key: account.key, body: BODY, headers })).status).toBe(200)
    const [span] = await spans()
    const [message] = collector.messages
    expect(message).toMatchObject({
      path: '/v1/traces',
      headers: { 'content-type': 'application/json', authorization: 'Basic eDp5', 'x-team': 'a b' },
    })
    expect(message?.body).not.toContain('prompt')
    expect(message?.body).not.toContain('Hello')
    const [resource] = (JSON.parse(message?.body ?? '') as Export).resourceSpans
    expect(attributesOf(resource?.resource.attributes ?? [])).toEqual({ 'service.name': 'gateway-under-test' })
    expect(span).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      name: 'chat gpt-4o-mini',
      kind: 3,
      status: {},
    })
    expect(span).not.toHaveProperty('parentSpanId')
    expect(attributesOf(span?.attributes ?? [])).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.stream': false,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 40,
      'gen_ai.usage.output_tokens': 9,
      'gen_ai.usage.cache_read.input_tokens': 30,
      'gen_ai.usage.cache_creation.input_tokens': 0,
      'gen_ai.usage.reasoning.output_tokens': 5,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(vendor.url).port),
      'kaixu.request_id': 'traced-1',
      'kaixu.customer_id': account.customerId,
      'kaixu.api_key_id': account.keyId,
      'kaixu.surface': 'chat',
      'kaixu.cost_usd': expect.stringMatching(/^0\.0000\d+$/) as string,
      'kaixu.estimated': false,
    })
    const [start, end] = [span?.startTimeUnixNano, span?.endTimeUnixNano].map((time) =>
      Number(BigInt(time ?? '') / 1_000_000n),
    )
    expect(start).toBeGreaterThanOrEqual(startedAt)
    expect(end).toBeGreaterThanOrEqual(start ?? Infinity)
    expect(end).toBeLessThanOrEqual(Date.now())
  })

  test('of a stream, with the time to its first piece', async () => {
    await (await gateway.call(stream, { key: account.key, body: BODY })).text()
    const [span] = await spans()
    expect(attributesOf(span?.attributes ?? [])).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.response.time_to_first_chunk': expect.any(Number) as number,
      'kaixu.surface': 'stream',
    })
  })

  test('of Gemini and of embeddings, by their own names', async () => {
    await gateway.call(chat, { key: account.key, body: { ...BODY, provider: 'gemini', model: 'gemini-2.5-flash' } })
    await gateway.call(embed, {
      key: account.key,
      body: { provider: 'gemini', model: 'gemini-embedding-001', input: 'x' },
    })
    const found = (await spans()).map((span) => [span.name, attributesOf(span.attributes)['gen_ai.provider.name']])
    expect(found).toEqual([
      ['generate_content gemini-2.5-flash', 'gcp.gemini'],
      ['embeddings gemini-embedding-001', 'gcp.gemini'],
    ])
  })

  test('of a call that failed, with the class of its error', async () => {
    vendor.behaveOnce({ kind: 'respond', status: 429, body: {} })
    await gateway.call(chat, { key: account.key, body: BODY })
    const [span] = await spans()
    expect(span?.status).toEqual({ code: 2, message: 'UPSTREAM_BUSY' })
    const attributes = attributesOf(span?.attributes ?? [])
    expect(attributes['error.type']).toBe('UPSTREAM_BUSY')
    expect(attributes).not.toHaveProperty('gen_ai.usage.input_tokens')
  })

  test('none of a call that was refused before it was made', async () => {
    await gateway.call(chat, { key: account.key, body: { ...BODY, temperature: 9 } })
    expect(await spans()).toEqual([])
  })
})

describe('traceparent', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
  const call = async (traceparent: string) => {
    await gateway.call(chat, { key: account.key, body: BODY, headers: { traceparent } })
    return spans()
  }

  test.each(['00-TRACE-00f067aa0ba902b7-01', 'cc-TRACE-00f067aa0ba902b7-01-what-the-future-will-be-like'])(
    'the span is a child of the caller’s: %s',
    async (header) => {
      expect(await call(header.replace('TRACE', TRACE))).toMatchObject([
        {
          traceId: TRACE,
          parentSpanId: '00f067aa0ba902b7',
          spanId: expect.not.stringMatching('00f067aa0ba902b7') as string,
        },
      ])
    },
  )

  test('a caller that does not want its trace recorded is heeded', async () => {
    expect(await call(`00-${TRACE}-00f067aa0ba902b7-00`)).toEqual([])
  })

  test.each([
    `00-${TRACE}-00f067aa0ba902b7`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    'hello',
  ])('one that cannot be read is as good as none: %s', async (header) => {
    const [span] = await call(header)
    expect(span?.traceId).not.toBe(TRACE)
    expect(span).not.toHaveProperty('parentSpanId')
  })
})

test('a collector that refuses or does not answer costs no call, and is complained of once', async () => {
  for (const status of [500, 302] as const) {
    collector.status = status
    expect((await gateway.call(chat, { key: account.key, body: BODY })).status).toBe(200)
    await gateway.settled()
  }
  expect(warnings).toEqual(['spans_lost'])
  const startedAt = performance.now()
  expect((await gateway.call(chat, { key: account.key, body: BODY })).status).toBe(200)
  expect(performance.now() - startedAt).toBeLessThan(900)
  await gateway.settled()
})

test('without a collector there are no spans', async () => {
  await using plain = await createTestGateway({}, withMonitor)
  const { key } = await plain.account()
  expect((await plain.call(chat, { key, body: { ...BODY, provider: 'sandbox', model: 'echo' } })).status).toBe(200)
  await plain.settled()
  expect(collector.messages).toEqual([])
})

describe('settings', () => {
  const problemsOf = (environment: Record<string, string>) =>
    readSettings(environment).problems.filter((problem) => /^(OTEL|MONITOR|SLOW|CLIENT)/.test(problem))

  test('headers of the wrong form are a problem that does not show them', () => {
    const problems = problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'secret', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })
    expect(problems).toHaveLength(2)
    expect(problems.join()).not.toContain('secret')
    expect(problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' })).toHaveLength(1)
  })

  test('an endpoint may have a path', () => {
    const { monitor } = readSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com/otlp/' })
    expect(monitor.otlp).toEqual({
      endpoint: 'https://otlp.example.com/otlp',
      headers: {},
      serviceName: 'kaixu-gateway',
    })
  })
})
