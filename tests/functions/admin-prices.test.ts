import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/admin-prices.ts'
import { picoToUsd } from '../../netlify/functions/_lib/domain/money.ts'
import { routes as gatewayChat } from '../../netlify/functions/gateway-chat.ts'
import { routes as chatCompletions } from '../../netlify/functions/v1-chat-completions.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { aTime } from '../support/matching.ts'
import { withMonitor } from '../support/monitor.ts'
import { read } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway({ OPENAI_API_KEY: 'stub-openai-key' }, withMonitor)
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Prices = { list_usd: string; price_usd: string }
type Model = {
  provider: string
  model: string
  configured: boolean
  tiers: { above_input_tokens: number; per_million_tokens: Record<string, Prices> }[]
}
type Answer = { models: Model[]; unpriced: Record<string, unknown>[]; next_cursor: string | null }
const prices = (query = '') => read<Answer>(gateway, routes, token, query)
const names = ({ models }: Answer): string[] => models.map(({ provider, model }) => `${provider}/${model}`)

const ask = (key: string, model: string): Promise<Response> =>
  gateway.call(gatewayChat, {
    key,
    body: { provider: 'openai', model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 16 },
  })

describe('GET', () => {
  test('200: what a model lists and sells for, exactly', async () => {
    const { models } = await prices('?q=openai/gpt-4o-mini')
    expect(models.find(({ model }) => model === 'gpt-4o-mini')).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini',
      configured: true,
      markup_pct: 31,
      web_search_per_1k: { list_usd: '10', price_usd: '13.1' },
      tiers: [
        {
          above_input_tokens: 0,
          per_million_tokens: {
            input: { list_usd: '0.15', price_usd: '0.1965' },
            output: { list_usd: '0.6', price_usd: '0.786' },
          },
        },
      ],
    })
  })

  test('200: tiers and fees of those that have them, no output of an embedding', async () => {
    const priced = gateway.deps.prices
      .models()
      .find(({ tiers, webSearch }) => tiers.length > 1 && webSearch !== undefined)
    const { models } = await prices(`?q=${priced?.provider ?? ''}/${priced?.model ?? ''}`)
    expect(models[0]).toMatchObject({
      tiers: [
        { above_input_tokens: 0 },
        {
          above_input_tokens: priced?.tiers[1]?.aboveInputTokens,
          per_million_tokens: {
            input: { list_usd: picoToUsd((priced?.tiers[1]?.rates.input.listPico ?? 0n) * 1_000_000n) },
          },
        },
      ],
      web_search_per_1k: { price_usd: picoToUsd((priced?.webSearch?.pricePico ?? 0n) * 1_000n) },
    })
    const [embedding] = (await prices('?q=text-embedding-3-small')).models
    expect(Object.keys(embedding?.tiers[0]?.per_million_tokens ?? {})).toEqual(['input'])
  })

  test('200: every model once, in pages', async () => {
    const all = gateway.deps.prices.models()
    const isSet = ({ provider }: { provider: string }) => gateway.deps.providers.find(provider)?.configured === true
    // Those that can be called come first.
    const expected = [...all.filter(isSet), ...all.filter((price) => !isSet(price))].map(
      ({ provider, model }) => `${provider}/${model}`,
    )
    const found: string[] = []
    let query = '?limit=50'
    for (;;) {
      const page = await prices(query)
      found.push(...names(page))
      if (page.next_cursor === null) break
      query = `?limit=50&cursor=${encodeURIComponent(page.next_cursor)}`
    }
    expect(found).toEqual(expected)
  })

  test('200: only models of providers that have a key, or only the others', async () => {
    const [available, others] = [await prices('?configured=true'), await prices('?configured=false&limit=500')]
    expect(new Set(available.models.map(({ provider }) => provider))).toEqual(new Set(['openai', 'sandbox']))
    expect(available.models.length + others.models.length).toBe(gateway.deps.prices.models().length)
    expect(others.models.map(({ provider }) => provider)).not.toContain('sandbox')
  })

  test('200: by provider, by a part of the name, by an alias', async () => {
    const ofGemini = (await prices('?provider=Gemini')).models
    expect(new Set(ofGemini.map(({ provider }) => provider))).toEqual(new Set(['gemini']))
    expect(ofGemini.every(({ configured }) => !configured)).toBe(true)
    expect(names(await prices('?q=CLAUDE-OPUS-4-6'))).toContain('anthropic/claude-opus-4-6')
    const aliased = gateway.deps.prices.models().find(({ aliases }) => aliases.length > 0)
    expect(names(await prices(`?q=${aliased?.aliases[0] ?? ''}`))).toContain(
      `${aliased?.provider ?? ''}/${aliased?.model ?? ''}`,
    )
    expect(names(await prices('?q=no-such-model'))).toEqual([])
  })

  test('200: what was refused for want of a price in 30 days, and how often', async () => {
    const [one, other] = [await gateway.account(), await gateway.account()]
    for (const { key } of [one, one, other]) expect((await ask(key, 'gpt-99')).status).toBe(409)
    expect((await ask(one.key, 'gpt-98')).status).toBe(409)
    const bySdk = { model: 'nova-2', messages: [{ role: 'user', content: 'Hello' }] }
    for (const { key } of [one, other]) {
      expect((await gateway.call(chatCompletions, { key, body: bySdk })).status).toBe(409)
    }
    await gateway.settled()
    await gateway.books.query(
      `insert into gateway_events (created_at, level, kind, error_code, provider, model)
       values (now() - interval '31 days', 'warn', 'http_error_response', 'UNPRICED_MODEL', 'openai', 'gpt-97')`,
      [],
    )
    const { unpriced } = await prices('?limit=1&provider=gemini')
    expect(unpriced).toEqual([
      { provider: 'openai', model: 'gpt-99', calls: 3, customers: 2, last_at: aTime },
      { provider: null, model: 'nova-2', calls: 2, customers: 2, last_at: aTime },
      { provider: 'openai', model: 'gpt-98', calls: 1, customers: 1, last_at: aTime },
    ])
  })
})

test.each(['limit=0', 'cursor=openai/no-such-model', 'provider=', 'q=%00'])('400: ?%s', async (query) => {
  const response = await gateway.call(routes, { method: 'GET', key: token, query: `?${query}` })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: query.split('=')[0] })
})
