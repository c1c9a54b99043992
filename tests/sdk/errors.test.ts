import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { SDK_CLIENTS, shownError, type Ask, type Connection } from '../support/sdk-clients.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import type { StubBehaviour } from '../support/stub-vendor.ts'
import { CHAT_ONLY } from '../support/weather-talk.ts'

let served: SdkGateway

// The SDK says on every call that it does not know the other vendors' models.
globalThis.AI_SDK_LOG_WARNINGS = false

beforeAll(async () => {
  served = await startSdkGateway()
})
afterEach(() => {
  served.vendor.behave(GREETING)
  return served.inOrder()
})
afterAll(() => served[Symbol.asyncDispose]())

const GREETING: StubBehaviour = { kind: 'answer', chunks: ['Hello'] }

const connect = (key: string, maxRetries?: number): Connection => ({
  url: served.url,
  key,
  fetch: served.fetch,
  ...(maxRetries !== undefined && { maxRetries }),
})

type Refusal = {
  status: number
  name: string
  message: string
  account?: Parameters<SdkGateway['account']>[0]
  /** In place of the account's key. */
  key?: string
  ask?: Partial<Ask>
  /** The class of each SDK that has one for this status. */
  kinds: { openai: string; anthropic: string }
}

const REFUSALS: readonly Refusal[] = [
  {
    status: 401,
    name: 'a key that is none of ours',
    message: 'The key is not valid',
    key: `kx_live_${'x'.repeat(43)}`,
    kinds: { openai: 'AuthenticationError', anthropic: 'AuthenticationError' },
  },
  {
    status: 402,
    name: 'the cap',
    message: 'Monthly cap reached',
    account: { capCents: 0 },
    kinds: { openai: 'APIError', anthropic: 'PaymentRequiredError' },
  },
  {
    status: 403,
    name: 'a provider that the key may not use',
    message: 'This key may not use the provider ',
    account: { key: { allowed_providers: ['groq'] } },
    kinds: { openai: 'PermissionDeniedError', anthropic: 'PermissionDeniedError' },
  },
  {
    status: 403,
    name: 'a key that may only look',
    message: 'A key with the role viewer cannot make calls that cost money',
    account: { key: { role: 'viewer' } },
    kinds: { openai: 'PermissionDeniedError', anthropic: 'PermissionDeniedError' },
  },
  {
    status: 400,
    name: 'more output than the model gives',
    message: 'gpt-4o-mini gives at most 16384',
    ask: { model: 'gpt-4o-mini', maxTokens: 20_000 },
    kinds: { openai: 'BadRequestError', anthropic: 'BadRequestError' },
  },
  {
    status: 409,
    name: 'a model without a price',
    message: 'The model no-such-model has no price on this gateway',
    ask: { model: 'no-such-model' },
    kinds: { openai: 'ConflictError', anthropic: 'ConflictError' },
  },
]

/** How many times the AI SDK asks again by the status alone, whatever `x-should-retry` says; each time is free. */
const RETRIED_BY_THE_AI_SDK = new Set([409])

const failureOf = async (asking: Promise<unknown>): Promise<unknown> =>
  asking.then(
    () => undefined,
    (error: unknown) => error,
  )
const drain = async (stream: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

describe.each(SDK_CLIENTS)('$name', (client) => {
  const isVercel = client.name.startsWith('ai with')
  const kindFor = (kinds: Refusal['kinds']): string => {
    if (isVercel) return 'APICallError'
    if (client.name === 'google') return 'ApiError'
    return client.name === 'anthropic' ? kinds.anthropic : kinds.openai
  }
  const hello = { model: client.ownModel, prompt: 'Hello' }

  test.each(REFUSALS)(
    '$status: $name; asked once, and no vendor',
    async ({ status, message, account, key, ask, kinds }) => {
      const { key: ownKey } = await served.account(account)
      const maxRetries = isVercel && RETRIED_BY_THE_AI_SDK.has(status) ? 0 : undefined
      const connection = connect(key ?? ownKey, maxRetries)
      const thrown = await failureOf(client.ask(connection, { ...hello, ...ask }))
      expect(shownError(thrown)).toMatchObject({
        ...{ kind: kindFor(kinds), status },
        message: expect.stringContaining(message) as string,
      })
      expect([served.sent.length, served.asked().length]).toEqual([1, 0])
      const thrownByStream = await failureOf(drain(client.stream(connection, { ...hello, ...ask })))
      expect(shownError(thrownByStream)).toMatchObject({
        ...{ kind: kindFor(kinds), status },
        message: expect.stringContaining(message) as string,
      })
      expect([served.sent.length, served.asked().length]).toEqual([2, 0])
    },
  )

  test('429 with retry-after', async () => {
    await earlyInTheMinute(5)
    const { key } = await served.account({ key: { rpm_limit: 1 } })
    const connection = connect(key, 0)
    await client.ask(connection, hello)
    const error = shownError(await failureOf(client.ask(connection, hello)))
    expect(error).toMatchObject({
      kind: kindFor({ openai: 'RateLimitError', anthropic: 'RateLimitError' }),
      status: 429,
      message: expect.stringContaining('Too many requests with this key') as string,
    })
    if (error.headers !== undefined) expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(0)
    // Google's SDK shows no headers, but the body, where its vendor says the same.
    else expect(error.message).toContain('google.rpc.RetryInfo')
    expect(served.asked()).toHaveLength(1)
  })

  const failures: { status: number; behaviour: StubBehaviour; message: string; anthropic: string }[] = [
    {
      status: 502,
      behaviour: { kind: 'respond', status: 500, body: {} },
      message: 'The provider failed',
      anthropic: 'InternalServerError',
    },
    {
      status: 503,
      behaviour: { kind: 'respond', status: 429, body: {}, headers: { 'retry-after': '7' } },
      message: 'The provider is busy',
      anthropic: 'ServiceUnavailableError',
    },
    { status: 502, behaviour: { kind: 'hangUp' }, message: 'provider', anthropic: 'InternalServerError' },
  ]
  test.each(failures)(
    '$status: the vendor $behaviour.kind $behaviour.status',
    async ({ status, behaviour, message, anthropic }) => {
      const account = await served.account()
      const connection = connect(account.key, 0)
      for (const ask of [() => client.ask(connection, hello), () => drain(client.stream(connection, hello))]) {
        // Every time: the transport itself asks once more where nothing can have been done yet.
        served.vendor.behave(behaviour)
        const error = shownError(await failureOf(ask()))
        expect(error).toMatchObject({
          kind: kindFor({ openai: 'InternalServerError', anthropic }),
          status,
          message: expect.stringContaining(message) as string,
        })
        if (status === 503 && error.headers !== undefined) expect(error.headers.get('retry-after')).toBe('7')
      }
      expect(await served.events(account)).toEqual([])
    },
  )

  test('a vendor that is busy once: the SDK asks again, and one answer is charged', async () => {
    const account = await served.account()
    served.vendor.behaveOnce({ kind: 'respond', status: 429, body: {}, headers: { 'retry-after': '0' } })
    const text = await failureOf(client.ask(connect(account.key), hello))
    // Google's SDK asks again only when it is told to.
    const attempts = client.name === 'google' ? 1 : 2
    expect(shownError(text).status).toBe(attempts === 1 ? 503 : undefined)
    expect([served.sent.length, served.asked().length]).toEqual([attempts, attempts])
    expect(await served.events(account)).toHaveLength(attempts - 1)
  })

  test.each(['error', 'cut'] as const)('a stream that breaks off (%s): what came, an error, a charge', async (by) => {
    for (const model of ['gpt-4o-mini', CHAT_ONLY.model, 'claude-opus-4-6', 'gemini-2.5-flash', client.ownModel]) {
      const account = await served.account()
      served.vendor.behaveOnce({ kind: 'answer', chunks: ['One', ' two'], interruption: { afterChunks: 1, by } })
      let text = ''
      const reading = async () => {
        for await (const piece of client.stream(connect(account.key, 0), { model, prompt: 'Hello' })) text += piece
      }
      const thrown = await failureOf(reading())
      expect([model, text, thrown === undefined ? 'no error' : 'an error']).toEqual([model, 'One', 'an error'])
      const events = await served.events(account)
      expect(events).toHaveLength(1)
      expect(events[0]?.outcome).toMatch(/^UPSTREAM_/)
    }
  })
})

test('the AI SDK asks again about a model without a price, by the status alone; no vendor hears of it', async () => {
  const { key } = await served.account()
  const client = SDK_CLIENTS.find(({ name }) => name === 'ai with anthropic')
  const thrown = await failureOf(
    client?.ask(connect(key, 1), { model: 'no-such-model', prompt: 'Hello' }) ?? Promise.resolve(),
  )
  expect(shownError(thrown)).toMatchObject({ kind: 'APICallError', status: 409 })
  expect([served.sent.length, served.asked().length]).toEqual([2, 0])
})
