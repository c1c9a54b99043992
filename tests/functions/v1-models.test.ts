import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { picoToUsd } from '../../netlify/functions/_lib/domain/money.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { serveRoutes, type HttpGateway } from '../support/http-gateway.ts'

let gateway: TestGateway
let http: HttpGateway

/** Three vendors and Groq, whose models have slashes in their names; Mistral and the others are not set up. */
beforeAll(async () => {
  gateway = await createTestGateway({
    OPENAI_API_KEY: 'stub-openai-key',
    ANTHROPIC_API_KEY: 'stub-anthropic-key',
    GEMINI_API_KEY: 'stub-gemini-key',
    GROQ_API_KEY: 'stub-groq-key',
  })
  http = await serveRoutes(gateway)
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

type Kaixu = {
  provider: string
  model: string
  context_tokens: number
  max_output_tokens: number
  usd_per_million_tokens: Record<string, string>
}
type Model = { id: string; object: string; created: number; owned_by: string; kaixu: Kaixu }

const get = (path: string, headers: Record<string, string> = {}) => fetch(http.url + path, { headers })

const list = async ({ key }: Account): Promise<Model[]> => {
  const response = await get('/v1/models', { authorization: `Bearer ${key}` })
  expect(response.status).toBe(200)
  expect(response.headers.get('x-request-id')).toBe(response.headers.get('x-kaixu-request-id'))
  return ((await response.json()) as { data: Model[] }).data
}

describe('the list', () => {
  test('has every priced model of the providers that are set up, and no other', async () => {
    const models = await list(await gateway.account())
    const expected = gateway.deps.prices
      .models()
      .filter(({ provider }) => ['openai', 'anthropic', 'gemini', 'groq', 'sandbox'].includes(provider))
    expect(models.map(({ kaixu }) => `${kaixu.provider}/${kaixu.model}`)).toEqual(
      expected.map(({ provider, model }) => `${provider}/${model}`),
    )
    expect(models.length).toBeGreaterThan(50)
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length)
  })

  test('says what a model holds, gives and costs, at the selling price', async () => {
    const models = await list(await gateway.account())
    const price = gateway.deps.prices.find('openai', 'gpt-4o-mini')
    expect(models.find(({ id }) => id === 'gpt-4o-mini')).toMatchObject({
      object: 'model',
      owned_by: 'openai',
      kaixu: {
        context_tokens: price?.contextTokens,
        max_output_tokens: price?.maxOutputTokens,
        // 0.15 and 0.60 USD, and 31 %.
        usd_per_million_tokens: { input: '0.1965', output: '0.786', cached_input: '0.09825' },
      },
    })
    const embeddings = models.find(({ id }) => id === 'text-embedding-3-small')
    expect(embeddings?.kaixu.usd_per_million_tokens).toEqual({ input: picoToUsd(26_200n * 1_000_000n) })
  })

  test('names each model so that a request with the name reaches it', async () => {
    const account = await gateway.account()
    const models = await list(account)
    for (const { id, kaixu } of models) {
      const response = await get(`/v1/models/${encodeURIComponent(id)}`, { authorization: `Bearer ${account.key}` })
      expect(response.status, id).toBe(200)
      expect(((await response.json()) as Model).kaixu, id).toMatchObject({
        provider: kaixu.provider,
        model: kaixu.model,
      })
    }
  })

  test.each([
    ['a list of providers', { allowed_providers: ['anthropic'] }, {}, /^anthropic\//],
    ['a list of models', { allowed_models: { openai: ['gpt-4o-mini'] } }, {}, /^openai\/gpt-4o-mini$/],
    ["a customer's list", {}, { allowed_models: { '*': ['gpt-4o-mini'] } }, /^openai\/gpt-4o-mini$/],
    [
      'both, of which the narrower counts',
      { allowed_providers: ['openai', 'gemini'] },
      { allowed_providers: ['gemini', 'groq'] },
      /^gemini\//,
    ],
  ])('is narrowed by %s, and so is what can be looked at', async (_, key, customer, shown) => {
    const account = await gateway.account({ key, customer })
    const models = await list(account)
    expect(models.length).toBeGreaterThan(0)
    for (const { kaixu } of models) expect(`${kaixu.provider}/${kaixu.model}`).toMatch(shown)
    const hidden = await get('/v1/models/openai/gpt-5', { authorization: `Bearer ${account.key}` })
    expect(hidden.status).toBe(shown.test('openai/gpt-5') ? 200 : 404)
    await hidden.body?.cancel()
  })

  test('an alias alone, where only that is allowed', async () => {
    const price = gateway.deps.prices
      .models()
      .find(({ provider, aliases }) => provider === 'openai' && aliases.length > 0)
    const alias = price?.aliases[0] ?? ''
    const account = await gateway.account({ key: { allowed_models: { openai: [alias] } } })
    expect((await list(account)).map(({ id }) => id)).toEqual([alias])
  })

  test('is not stopped by a cap, and costs one round trip', async () => {
    const account = await gateway.account({ capCents: 0, key: { rpm_limit: 1 } })
    const before = gateway.roundTrips()
    for (let times = 0; times < 3; times++) expect((await list(account)).length).toBeGreaterThan(50)
    expect(gateway.roundTrips() - before).toBe(3)
  })
})

describe('errors, each in the envelope of who asks', () => {
  const unknown = `kx_live_${'x'.repeat(43)}`

  test('OpenAI: 401 and 404', async () => {
    for (const headers of [{}, { authorization: `Bearer ${unknown}` }]) {
      const response = await get('/v1/models', headers)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
    }
    const { key } = await gateway.account()
    for (const path of ['/v1/models/nothing', '/v1/models/mistral-embed', '/v1/models/%ff', '/v1/models/a/b/c']) {
      const response = await get(path, { authorization: `Bearer ${key}` })
      expect(response.status, path).toBe(404)
      expect(await response.json()).toMatchObject({ error: { code: 'not_found', kaixu: { code: 'NOT_FOUND' } } })
    }
  })

  test('Anthropic: 401 without a key, with an unknown one, and 404', async () => {
    const version = { 'anthropic-version': '2023-06-01' }
    for (const headers of [version, { ...version, 'x-api-key': unknown }]) {
      const response = await get('/v1/models', headers)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } })
    }
    const { key } = await gateway.account()
    const response = await get('/v1/models/nothing', { ...version, 'x-api-key': key })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
  })

  test('Gemini: 401 and 404', async () => {
    expect(await (await get('/v1beta/models')).json()).toMatchObject({
      error: { code: 401, status: 'UNAUTHENTICATED' },
    })
    const { key } = await gateway.account()
    const response = await get(`/v1beta/models/nothing?key=${key}`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } })
  })

  test('403: a disabled customer, and a key that may only look', async () => {
    const disabled = await gateway.account({ customer: { is_active: false } })
    const viewer = await gateway.account({ key: { role: 'viewer' } })
    for (const { key } of [disabled, viewer]) {
      const response = await get('/v1/models', { authorization: `Bearer ${key}` })
      expect(response.status).toBe(403)
      await response.body?.cancel()
    }
  })
})

describe('the SDKs', () => {
  test('OpenAI: list and retrieve, a name with a slash included', async () => {
    const { key } = await gateway.account()
    const client = new OpenAI({ apiKey: key, baseURL: `${http.url}/v1`, maxRetries: 0 })
    const ids: string[] = []
    for await (const { id } of client.models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining(['gpt-4o-mini', 'claude-opus-4-6', 'gemini-2.5-flash']))
    expect(await client.models.retrieve('claude-opus-4-6')).toMatchObject({ owned_by: 'anthropic' })
    expect(await client.models.retrieve('groq/openai/gpt-oss-120b')).toMatchObject({ owned_by: 'groq' })
    await expect(client.models.retrieve('nothing')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  test('Anthropic: list and retrieve', async () => {
    const { key } = await gateway.account()
    const client = new Anthropic({ apiKey: key, baseURL: http.url, maxRetries: 0 })
    const ids: string[] = []
    for await (const { id } of client.models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining(['gpt-4o-mini', 'claude-opus-4-6']))
    const model = await client.models.retrieve('claude-opus-4-6')
    const price = gateway.deps.prices.find('anthropic', 'claude-opus-4-6')
    expect(model).toMatchObject({
      type: 'model',
      max_input_tokens: price?.contextTokens,
      max_tokens: price?.maxOutputTokens,
    })
    await expect(client.models.retrieve('nothing')).rejects.toBeInstanceOf(Anthropic.NotFoundError)
  })

  test('Gemini: list and get', async () => {
    const { key } = await gateway.account()
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: http.url } })
    const names: (string | undefined)[] = []
    for await (const { name } of await client.models.list()) names.push(name)
    expect(names).toEqual(expect.arrayContaining(['models/gemini-2.5-flash', 'models/gpt-4o-mini']))
    const price = gateway.deps.prices.find('gemini', 'gemini-2.5-flash')
    expect(await client.models.get({ model: 'gemini-2.5-flash' })).toMatchObject({
      name: 'models/gemini-2.5-flash',
      inputTokenLimit: price?.contextTokens,
      outputTokenLimit: price?.maxOutputTokens,
    })
  })
})
