import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubBehaviour, type StubVendor } from '../support/stub-vendor.ts'
import { LANES, type Lane } from './lanes.ts'
import { vendorEnvironment } from './vendor-environment.ts'

/** The first model's vendor and the second's, so that each can have troubles of its own. */
let first: StubVendor
let second: StubVendor
let patient: TestGateway
/** Gives up soon, where waiting is the point. */
let impatient: TestGateway
let gateway: TestGateway
let account: Account

const FAST = 'fast-and-cheap'

beforeAll(async () => {
  first = await startStubVendor()
  second = await startStubVendor()
  const environment = {
    ...vendorEnvironment(second),
    OPENAI_BASE_URL: first.baseUrls.openai,
    // Nobody listens there.
    DEEPSEEK_BASE_URL: 'http://127.0.0.1:9/v1',
    // A provider that the operator has not set up.
    XAI_API_KEY: '',
    MODEL_ALIASES: `${FAST}=openai/gpt-4o-mini,anthropic/claude-opus-4-6; mixed=gpt-4o-mini,gemini-2.5-flash`,
  }
  patient = await createTestGateway(environment)
  impatient = await createTestGateway({
    ...environment,
    SOFT_DEADLINE_MS: '1500',
    UPSTREAM_HEADERS_TIMEOUT_MS: '400',
    UPSTREAM_IDLE_TIMEOUT_MS: '400',
  })
  greet()
  await use(patient)
})
afterAll(async () => {
  await patient[Symbol.asyncDispose]()
  await impatient[Symbol.asyncDispose]()
  await first.close()
  await second.close()
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.openHolds()).toBe(0)
  expect(await gateway.discrepancies()).toEqual([])
  greet()
  await use(patient)
})

const greet = (): void => {
  first.behave({ kind: 'answer', chunks: ['from ', 'the first'] })
  second.behave({ kind: 'answer', chunks: ['from ', 'the second'] })
}

const use = async (next: TestGateway): Promise<void> => {
  gateway = next
  account = await gateway.account({ capCents: 100_000, key: { rpm_limit: 1_000 } })
}

type Ask = { lane?: Lane; stream?: boolean; change?: Record<string, unknown> }

const ask = (models: readonly string[], { lane = LANES.chat, stream = false, change = {} }: Ask = {}) => {
  const question = { model: models[0] ?? '', text: 'Hello', maxTokens: 50, stream }
  return gateway.call(lane.routes(question), {
    key: account.key,
    body: { ...lane.body(question), ...(models.length > 1 && { models }), ...change },
  })
}

type HoldRow = { provider: string; model: string; state: string; outcome: string; charged: boolean }

/** Of the account's calls, oldest first. */
const holds = async (): Promise<HoldRow[]> => {
  await gateway.settled()
  const rows = await gateway.books.query(
    `select provider, model, state, outcome, charged_pico > 0 as charged from holds where customer_id = $1 order by created_at`,
    [account.customerId],
  )
  // The columns of the statement above.
  return [...rows] as unknown as HoldRow[]
}

const requestsCounted = async (): Promise<number> => {
  const rows = await gateway.books.query(
    `select coalesce(sum(count), 0)::int as count from rate_limit_windows where api_key_id = $1 and window_kind = 'minute'`,
    [account.keyId],
  )
  // The column of the statement above.
  return (rows as { count: number }[])[0]?.count ?? -1
}

const released = (provider: string, model: string, outcome: string): HoldRow => ({
  ...{ provider, model, outcome },
  state: 'released',
  charged: false,
})
const charged = (provider: string, model: string): HoldRow => ({
  ...{ provider, model, outcome: 'completed' },
  state: 'settled',
  charged: true,
})

const refusal = (status: number): StubBehaviour => ({
  kind: 'respond',
  status,
  body: { error: { message: 'No, sk-planted-openai-secret', code: 'nope' } },
})

const FAILURES: { name: string; behaviour: StubBehaviour; outcome: string; takesTime?: true }[] = [
  { name: 'fails (500)', behaviour: refusal(500), outcome: 'UPSTREAM_ERROR' },
  { name: 'is out of quota (429)', behaviour: refusal(429), outcome: 'UPSTREAM_BUSY' },
  { name: 'is overloaded (529)', behaviour: refusal(529), outcome: 'UPSTREAM_BUSY' },
  { name: 'refuses the key of the operator (401)', behaviour: refusal(401), outcome: 'UPSTREAM_ERROR' },
  { name: 'has no credit (402)', behaviour: refusal(402), outcome: 'UPSTREAM_ERROR' },
  { name: 'does not know the model (404)', behaviour: refusal(404), outcome: 'UPSTREAM_ERROR' },
  { name: 'closes the connection', behaviour: { kind: 'hangUp' }, outcome: 'UPSTREAM_ERROR' },
  { name: 'never answers', behaviour: { kind: 'silent' }, outcome: 'UPSTREAM_TIMEOUT', takesTime: true },
  {
    name: 'accepts, and then has nothing but an error to say',
    behaviour: {
      kind: 'bytes',
      body: 'data: {"error":{"message":"overloaded, sk-planted-openai-secret","code":503}}\n\n',
    },
    outcome: 'UPSTREAM_BUSY',
  },
]

describe.each(FAILURES)('the first model $name', ({ behaviour, outcome, takesTime }) => {
  test.each([
    { as: 'JSON', stream: false, lane: LANES.chat },
    { as: 'a stream', stream: true, lane: LANES.chat },
    { as: 'a stream of another dialect', stream: true, lane: LANES.messages },
  ])('the second one answers with $as, and only it is charged', async ({ stream, lane }) => {
    if (takesTime) await use(impatient)
    first.behave(behaviour)
    const asked = second.requests.length
    const response = await ask(['gpt-4o-mini', 'claude-opus-4-6'], { lane, stream })
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toContain(stream ? 'the second' : 'from the second')
    expect(text).not.toContain('planted')
    expect(response.headers.get('x-kaixu-model')).toBe('anthropic/claude-opus-4-6')
    expect(await holds()).toEqual([released('openai', 'gpt-4o-mini', outcome), charged('anthropic', 'claude-opus-4-6')])
    expect(second.requests.length - asked).toBe(1)
    expect(await requestsCounted()).toBe(1)
  })
})

test('the first model cannot be reached: the second one answers', async () => {
  const response = await ask(['deepseek-chat', 'gemini-2.5-flash'])
  expect(response.status).toBe(200)
  expect(response.headers.get('x-kaixu-model')).toBe('gemini/gemini-2.5-flash')
  expect(await holds()).toEqual([
    released('deepseek', 'deepseek-chat', 'UPSTREAM_ERROR'),
    charged('gemini', 'gemini-2.5-flash'),
  ])
})

test('the first model answers: the second is not asked', async () => {
  const asked = second.requests.length
  const response = await ask(['gpt-4o-mini', 'claude-opus-4-6'])
  expect(response.headers.get('x-kaixu-model')).toBe('openai/gpt-4o-mini')
  expect(await holds()).toEqual([charged('openai', 'gpt-4o-mini')])
  expect(second.requests.length).toBe(asked)
})

test('every model fails: the last one says why, nothing is charged, one request is counted', async () => {
  first.behave(refusal(500))
  second.behave({ kind: 'respond', status: 429, body: {}, headers: { 'retry-after': '7' } })
  const response = await ask(['gpt-4o-mini', 'claude-opus-4-6', 'gemini-2.5-flash'])
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('7')
  expect((await holds()).map(({ model, state }) => [model, state])).toEqual([
    ['gpt-4o-mini', 'released'],
    ['claude-opus-4-6', 'released'],
    ['gemini-2.5-flash', 'released'],
  ])
  expect(await requestsCounted()).toBe(1)
})

describe('a failure after the first byte is final: no second attempt', () => {
  const CUT: StubBehaviour = {
    kind: 'answer',
    chunks: ['one ', 'two ', 'three'],
    interruption: { afterChunks: 2, by: 'cut' },
  }

  test.each([
    { name: 'passed through', lane: LANES.chat },
    { name: 'translated', lane: LANES.messages },
  ])('in a stream, $name', async ({ lane }) => {
    first.behave(CUT)
    const asked = second.requests.length
    const text = await (await ask(['gpt-4o-mini', 'claude-opus-4-6'], { lane, stream: true })).text()
    expect(text).toContain('two')
    expect(text).toMatch(/UPSTREAM_ERROR/)
    expect(second.requests.length).toBe(asked)
    expect(await holds()).toMatchObject([
      { provider: 'openai', state: 'settled', outcome: 'UPSTREAM_ERROR', charged: true },
    ])
  })

  test('in a JSON answer that was paid for', async () => {
    first.behave(CUT)
    const asked = second.requests.length
    const response = await ask(['gpt-4o-mini', 'claude-opus-4-6'], { lane: LANES.messages })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ error: { details: { output_text: 'one two ' } } })
    expect(second.requests.length).toBe(asked)
    expect(await holds()).toMatchObject([{ provider: 'openai', state: 'settled', charged: true }])
  })

  test('in a stream that was paid for before a byte of it could be shown', async () => {
    await use(impatient)
    // Accepted, and then silence: as likely as not the vendor is computing, and bills it.
    first.behave({ kind: 'answer', chunks: ['never'], interruption: { afterChunks: 0, by: 'hold' } })
    const asked = second.requests.length
    const response = await ask(['gpt-4o-mini', 'claude-opus-4-6'], { lane: LANES.messages, stream: true })
    first.release()
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({
      error: { type: 'timeout_error', details: { error_code: 'UPSTREAM_TIMEOUT', usage: { estimated: true } } },
    })
    expect(second.requests.length).toBe(asked)
    expect(await holds()).toMatchObject([{ provider: 'openai', state: 'settled', charged: true }])
  })
})

describe('what says something about the request or the caller does not fall through', () => {
  const nobodyWasAsked = async (work: () => Promise<Response>): Promise<Response> => {
    const asked = first.requests.length + second.requests.length
    const response = await work()
    expect(first.requests.length + second.requests.length).toBe(asked)
    expect(await holds()).toEqual([])
    return response
  }

  test('400: more output than the first model gives', async () => {
    const response = await nobodyWasAsked(() =>
      ask(['gpt-4o-mini', 'claude-opus-4-6'], { change: { max_tokens: 100_000 } }),
    )
    expect(response.status).toBe(400)
  })

  test('401: a key that nobody knows', async () => {
    account = { ...account, key: `${account.key.slice(0, -4)}aaaa` }
    expect((await nobodyWasAsked(() => ask(['gpt-4o-mini', 'claude-opus-4-6']))).status).toBe(401)
  })

  test('402: a cap that does not cover the first model', async () => {
    account = await gateway.account({ capCents: 0 })
    expect((await nobodyWasAsked(() => ask(['gpt-4o-mini', 'claude-opus-4-6']))).status).toBe(402)
  })

  test('429: too many requests', async () => {
    await earlyInTheMinute(5)
    account = await gateway.account({ key: { rpm_limit: 1 } })
    await ask(['gpt-4o-mini'])
    expect((await ask(['gpt-4o-mini', 'claude-opus-4-6'])).status).toBe(429)
    expect(await holds()).toHaveLength(1)
  })
})

describe('a model that this key or gateway does not have is passed over, and the request is counted all the same', () => {
  test.each([
    { name: 'not allowed', models: ['gpt-4o', 'gpt-4o-mini'], key: { allowed_models: { '*': ['gpt-4o-mini'] } } },
    {
      name: 'a provider not allowed',
      models: ['claude-opus-4-6', 'gpt-4o-mini'],
      key: { allowed_providers: ['openai'] },
    },
    { name: 'without a price', models: ['openai/nobody-priced-this', 'gpt-4o-mini'], key: {} },
    { name: 'of a provider that is not set up', models: ['grok-4.5', 'gpt-4o-mini'], key: {} },
  ])('$name', async ({ models, key }) => {
    await earlyInTheMinute(5)
    account = await gateway.account({ key: { rpm_limit: 2, ...key } })
    const statuses: number[] = []
    for (let request = 0; request < 3; request += 1) statuses.push((await ask(models)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect(await holds()).toEqual([charged('openai', 'gpt-4o-mini'), charged('openai', 'gpt-4o-mini')])
  })
})

describe('names', () => {
  const answering = async (models: readonly string[], change?: Ask): Promise<string | null> => {
    const response = await ask(models, change)
    expect(response.status).toBe(200)
    return response.headers.get('x-kaixu-model')
  }

  test.each([
    ['a model alone', 'gpt-4o-mini', 'openai/gpt-4o-mini'],
    ['provider/model', 'openai/gpt-4o-mini', 'openai/gpt-4o-mini'],
    ['an alias of the price file', 'gpt-4o-mini-2024-07-18', 'openai/gpt-4o-mini-2024-07-18'],
    [
      'a model with a slash, alone',
      'meta-llama/llama-4-scout-17b-16e-instruct',
      'groq/meta-llama/llama-4-scout-17b-16e-instruct',
    ],
    ['provider/model with a slash', 'openrouter/openai/gpt-4o-mini', 'openrouter/openai/gpt-4o-mini'],
    ["Gemini's own prefix", 'models/gemini-2.5-flash', 'gemini/gemini-2.5-flash'],
    ['a configured alias', FAST, 'openai/gpt-4o-mini'],
    ['an alias that every gateway has', 'kaixu-fast', 'gemini/gemini-2.5-flash'],
    ['another alias that every gateway has', 'kaixu-smart', 'anthropic/claude-opus-4-6'],
  ])('%s: %s', async (_name, model, answered) => {
    expect(await answering([model])).toBe(answered)
  })

  test('an alias is tried model by model', async () => {
    first.behave(refusal(500))
    expect(await answering([FAST])).toBe('anthropic/claude-opus-4-6')
    expect(await answering(['mixed'], { stream: true })).toBe('gemini/gemini-2.5-flash')
  })

  test('an alias within `models` is tried in its place', async () => {
    first.behave(refusal(500))
    expect(await answering(['gpt-4o', FAST])).toBe('anthropic/claude-opus-4-6')
    expect((await holds()).map(({ model }) => model)).toEqual(['gpt-4o', 'gpt-4o-mini', 'claude-opus-4-6'])
  })

  test.each(['nobody-has-this', 'openai/nobody-has-this', 'nobody/gpt-4o-mini', '__proto__', 'constructor', '/gpt-4o'])(
    '409: %s has no price, and no client asks again',
    async (model) => {
      const response = await ask([model])
      expect(response.status).toBe(409)
      expect(response.headers.get('x-should-retry')).toBe('false')
      expect(await response.json()).toMatchObject({
        error: { code: 'unpriced_model', kaixu: { code: 'UNPRICED_MODEL' } },
      })
    },
  )
})

test('all attempts of a request share one deadline: a late second answer is cut off in time', async () => {
  await use(impatient)
  first.behave({ kind: 'silent' })
  second.behave({ kind: 'answer', chunks: Array.from({ length: 100 }, (_, at) => `${at} `), intervalMs: 50 })
  const beganAt = performance.now()
  const text = await (await ask(['gpt-4o-mini', 'claude-opus-4-6'], { stream: true })).text()
  const took = performance.now() - beganAt
  expect(text).toContain('"code":"DEADLINE"')
  expect(took).toBeGreaterThan(1_400)
  expect(took).toBeLessThan(1_850)
})
