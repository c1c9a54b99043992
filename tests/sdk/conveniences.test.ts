import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { generateObject, generateText, jsonSchema } from 'ai'
import OpenAI from 'openai'
import type { Account } from '../support/gateway.ts'
import { SDK_CLIENTS, type Connection } from '../support/sdk-clients.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import { ANSWERED, PLACE, PLACE_SCHEMA, PLACED, QUESTION, TEXT } from '../support/weather-talk.ts'

let served: SdkGateway

// The SDK says on every call that it does not know the other vendors' models.
globalThis.AI_SDK_LOG_WARNINGS = false

beforeAll(async () => {
  served = await startSdkGateway({ MODEL_ALIASES: 'mine=anthropic/claude-opus-4-6,openai/gpt-4o-mini' })
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const connect = ({ key }: Account): Connection => ({ url: served.url, key, fetch: served.fetch, maxRetries: 0 })
const OVERLOADED = { kind: 'respond', status: 529, body: {} } as const
/** Twice, as the transport asks a vendor that refused to begin once more. */
const BROKEN = [OVERLOADED, OVERLOADED]

describe.each(SDK_CLIENTS)('$name', (client) => {
  test.each([
    ['a name alone', 'claude-opus-4-6', 'anthropic'],
    ['a provider and a name', 'openai/gpt-4o-mini', 'openai'],
    ['an alias', 'mine', 'anthropic'],
    ['an alias that is built in', 'kaixu-fast', 'gemini'],
  ])('%s is a model', async (_, model, provider) => {
    const account = await served.account()
    served.vendor.behaveOnce(ANSWERED)
    // To Google's provider a name with a slash is a whole path.
    const named = client.name === 'ai with google' && model.includes('/') ? `models/${model}` : model
    expect(await client.ask(connect(account), { model: named, prompt: QUESTION })).toBe(TEXT)
    expect(await served.events(account)).toMatchObject([{ provider, outcome: 'completed' }])
  })

  test('an alias goes on to its next model when the first is overloaded; one charge', async () => {
    const account = await served.account()
    served.vendor.behaveOnce(...BROKEN, ANSWERED)
    expect(await client.ask(connect(account), { model: 'mine', prompt: QUESTION })).toBe(TEXT)
    expect(await served.events(account)).toMatchObject([{ provider: 'openai', model: 'gpt-4o-mini' }])
  })
})

/** The SDK itself passes on no field that it does not know. */
const withField = (body: unknown, field: object): string => {
  if (typeof body !== 'string') throw new Error('not a JSON body')
  return JSON.stringify(Object.assign({}, JSON.parse(body), field))
}

/** The gateway's own field and header, as each SDK takes what it does not know. */
const askWith = {
  openai: async ({ url, key, fetch }: Connection, models: string[], headers: Record<string, string>) => {
    const sdk = new OpenAI({ apiKey: key, baseURL: `${url}/v1`, fetch, maxRetries: 0 })
    const body = { model: 'claude-opus-4-6', models, messages: [{ role: 'user' as const, content: QUESTION }] }
    const { data, response } = await sdk.chat.completions.create(body, { headers }).withResponse()
    return { text: data.choices[0]?.message.content, headers: response.headers }
  },
  anthropic: async ({ url, key, fetch }: Connection, models: string[], headers: Record<string, string>) => {
    const sdk = new Anthropic({ apiKey: key, baseURL: url, fetch, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: QUESTION }]
    const body = { model: 'claude-opus-4-6', models, max_tokens: 100, messages }
    const { data, response } = await sdk.messages.create(body, { headers }).withResponse()
    return {
      text: data.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      headers: response.headers,
    }
  },
  google: async ({ url, key, fetch }: Connection, models: string[], headers: Record<string, string>) => {
    const sdk = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url, fetch } })
    const httpOptions = { headers, extraBody: { models } }
    const answer = await sdk.models.generateContent({
      model: 'claude-opus-4-6',
      contents: QUESTION,
      config: { httpOptions },
    })
    return { text: answer.text, headers: new Headers(answer.sdkHttpResponse?.headers) }
  },
  vercel: async ({ url, key, fetch }: Connection, models: string[], headers: Record<string, string>) => {
    const withModels: typeof fetch = (input, init) => fetch(input, { ...init, body: withField(init?.body, { models }) })
    const model = createOpenAI({ apiKey: key, baseURL: `${url}/v1`, fetch: withModels })('claude-opus-4-6')
    const { text, response } = await generateText({ model, prompt: QUESTION, headers, maxRetries: 0 })
    return { text, headers: new Headers(response.headers) }
  },
}

describe.each(Object.entries(askWith))('%s', (name, ask) => {
  test('`models` are asked in order when one fails before its first byte; one charge', async () => {
    const account = await served.account()
    served.vendor.behaveOnce(...BROKEN, ...BROKEN, ANSWERED)
    const { text, headers } = await ask(connect(account), ['gemini-2.5-flash', 'gpt-4o-mini'], {})
    expect([text, headers.get('x-kaixu-model')]).toEqual([TEXT, 'openai/gpt-4o-mini'])
    const paths = served.asked().map(({ path }) => path.replace(/:.*/, ''))
    // Vercel's provider asks in Responses, which OpenAI speaks itself.
    const last = name === 'vercel' ? '/v1/responses' : '/v1/chat/completions'
    expect([...new Set(paths)]).toEqual(['/v1/messages', '/v1beta/models/gemini-2.5-flash', last])
    expect(await served.events(account)).toMatchObject([{ provider: 'openai', tokens: [10, 7] }])
  })

  test('the same Idempotency-Key again: the same answer, one call, one charge', async () => {
    const account = await served.account()
    served.vendor.behaveOnce(ANSWERED)
    const key = { 'Idempotency-Key': 'order-1' }
    const first = await ask(connect(account), [], key)
    const second = await ask(connect(account), [], key)
    expect([first.text, second.text]).toEqual([TEXT, TEXT])
    expect([first, second].map(({ headers }) => headers.get('x-kaixu-replayed'))).toEqual([null, 'true'])
    expect(served.asked()).toHaveLength(1)
    expect(await served.events(account)).toHaveLength(1)
  })
})

test("the AI SDK's generateObject", async () => {
  const account = await served.account()
  served.vendor.behaveOnce(PLACED)
  // Deprecated in favour of `output`, and still what most apps call.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { object } = await generateObject({
    model: createOpenAI({ apiKey: account.key, baseURL: `${served.url}/v1`, fetch: served.fetch })('gemini-2.5-flash'),
    prompt: QUESTION,
    schema: jsonSchema<typeof PLACE>({
      ...PLACE_SCHEMA,
      properties: { city: { type: 'string' }, sunny: { type: 'boolean' } },
    }),
  })
  expect(object).toEqual(PLACE)
})
