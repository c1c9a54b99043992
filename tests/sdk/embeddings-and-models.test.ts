import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { embed, embedMany } from 'ai'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import { stubVector } from '../support/stub-embeddings.ts'

let served: SdkGateway
let account: Account

beforeAll(async () => {
  served = await startSdkGateway()
})
beforeEach(async () => {
  account = await served.account()
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const openai = () => new OpenAI({ apiKey: account.key, baseURL: `${served.url}/v1`, fetch: served.fetch })
const anthropic = () => new Anthropic({ apiKey: account.key, baseURL: served.url, fetch: served.fetch })
const google = () => new GoogleGenAI({ apiKey: account.key, httpOptions: { baseUrl: served.url, fetch: served.fetch } })
const vercel = (path: string) => ({ apiKey: account.key, baseURL: `${served.url}${path}`, fetch: served.fetch })

const TEXTS = ['one', 'two']
const MODELS = [
  { vendor: 'openai', model: 'text-embedding-3-small' },
  { vendor: 'gemini', model: 'gemini-embedding-001' },
] as const

describe.each(MODELS)('embeddings of $model', ({ vendor, model }) => {
  const expectTwo = async (vectors: readonly (readonly number[] | undefined)[]) => {
    expect(vectors).toEqual([stubVector(0), stubVector(1)])
    expect(await served.events(account)).toMatchObject([{ surface: 'embeddings', provider: vendor, model }])
    expect(served.asked()).toHaveLength(1)
  }

  test('the OpenAI SDK, which asks for base64 by itself', async () => {
    const { data } = await openai().embeddings.create({ model, input: TEXTS })
    await expectTwo(data.map(({ embedding }) => embedding))
  })

  test('the OpenAI SDK, in numbers', async () => {
    const { data } = await openai().embeddings.create({ model, input: TEXTS, encoding_format: 'float' })
    await expectTwo(data.map(({ embedding }) => embedding))
  })

  test('the Gemini SDK', async () => {
    const { embeddings = [] } = await google().models.embedContent({ model, contents: TEXTS })
    await expectTwo(embeddings.map(({ values }) => values))
  })

  test.each(['openai', 'google', 'openai-compatible'])('the AI SDK with %s', async (provider) => {
    const of =
      provider === 'openai'
        ? createOpenAI(vercel('/v1')).embedding(model)
        : provider === 'google'
          ? createGoogleGenerativeAI(vercel('/v1beta')).embedding(model)
          : createOpenAICompatible({ ...vercel('/v1'), name: 'kaixu' }).embeddingModel(model)
    const { embeddings } = await embedMany({ model: of, values: TEXTS })
    await expectTwo(embeddings)
  })

  test('the AI SDK, one text', async () => {
    const { embedding } = await embed({ model: createOpenAI(vercel('/v1')).embedding(model), value: 'one' })
    expect(embedding.length).toBeGreaterThan(0)
  })
})

describe('the models that a key may use', () => {
  test('the OpenAI SDK lists them with their prices, and finds one', async () => {
    const ids: string[] = []
    for await (const { id } of openai().models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining(['gpt-4o-mini', 'claude-opus-4-6', 'gemini-2.5-flash']))
    const one = await openai().models.retrieve('claude-opus-4-6')
    expect(one).toMatchObject({
      ...{ id: 'claude-opus-4-6', object: 'model', owned_by: 'anthropic' },
      kaixu: { provider: 'anthropic', usd_per_million_tokens: { input: '6.55', output: '32.75' } },
    })
  })

  test('the Anthropic SDK lists them, and finds one', async () => {
    const ids: string[] = []
    for await (const { id } of anthropic().models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining(['gpt-4o-mini', 'claude-opus-4-6', 'gemini-2.5-flash']))
    expect(await anthropic().models.retrieve('gpt-4o-mini')).toMatchObject({ id: 'gpt-4o-mini', type: 'model' })
  })

  test('the Gemini SDK lists them, and finds one', async () => {
    const names: (string | undefined)[] = []
    for await (const { name } of await google().models.list()) names.push(name)
    expect(names).toEqual(expect.arrayContaining(['models/gpt-4o-mini', 'models/gemini-2.5-flash']))
    expect(await google().models.get({ model: 'gpt-4o-mini' })).toMatchObject({
      ...{ name: 'models/gpt-4o-mini', inputTokenLimit: 128_000, outputTokenLimit: 16_384 },
    })
  })

  test('a model that is none: each SDK says that it was not found', async () => {
    await expect(openai().models.retrieve('no-such-model')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    await expect(anthropic().models.retrieve('no-such-model')).rejects.toBeInstanceOf(Anthropic.NotFoundError)
    await expect(google().models.get({ model: 'no-such-model' })).rejects.toMatchObject({ status: 404 })
  })

  test('a cap is not in the way', async () => {
    account = await served.account({ capCents: 0 })
    expect((await openai().models.list()).data.length).toBeGreaterThan(10)
  })
})

describe('counting tokens', () => {
  test.each(['claude-opus-4-6', 'gpt-4o-mini'])('the Anthropic SDK, %s; nothing is charged', async (model) => {
    const { input_tokens } = await anthropic().messages.countTokens({
      model,
      messages: [{ role: 'user', content: 'Hello' }],
    })
    expect(input_tokens).toBeGreaterThan(0)
    expect(await served.events(account)).toEqual([])
  })

  test.each(['gemini-2.5-flash', 'gpt-4o-mini'])('the Gemini SDK, %s; nothing is charged', async (model) => {
    const { totalTokens } = await google().models.countTokens({ model, contents: 'Hello' })
    expect(totalTokens).toBeGreaterThan(0)
    expect(await served.events(account)).toEqual([])
  })
})
