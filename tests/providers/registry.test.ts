import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatEvent, ChatRequest } from '../../netlify/functions/_lib/domain/chat.ts'
import {
  allowedOrigins,
  createRegistry,
  type HttpProvider,
  PROVIDERS,
  type RegistryConfig,
} from '../../netlify/functions/_lib/providers/registry.ts'
import { readServerSentEvents } from '../../netlify/functions/_lib/providers/sse.ts'
import { createTransport } from '../../netlify/functions/_lib/providers/transport.ts'
import { startStubVendor, type StubBehaviour, type StubVendor } from '../support/stub-vendor.ts'

const registryOf = (providers: RegistryConfig['providers'], sandbox = false) =>
  createRegistry({ providers, sandbox: { enabled: sandbox, delayMs: 0 } })

const http = (name: string, providers: RegistryConfig['providers']): HttpProvider => {
  const entry = registryOf(providers).find(name)
  if (entry?.kind !== 'http') throw new Error(`${name} is not an http provider`)
  return entry
}

const request: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  maxTokens: 20,
}

describe('PROVIDERS', () => {
  test('has every vendor once, each with variables of its own', () => {
    expect(PROVIDERS.map(({ name }) => name)).toEqual([
      'openai',
      'anthropic',
      'gemini',
      'groq',
      'mistral',
      'deepseek',
      'xai',
      'openrouter',
      'together',
      'fireworks',
      'ollama',
      'custom',
    ])
    const variables = PROVIDERS.flatMap(({ keyVariable, baseUrlVariable }) =>
      [keyVariable ?? [], baseUrlVariable].flat(),
    )
    expect(new Set(variables).size).toBe(variables.length)
    expect(variables).toEqual(expect.arrayContaining(['OPENAI_API_KEY', 'CUSTOM_OPENAI_BASE_URL', 'OLLAMA_BASE_URL']))
    expect(variables).not.toContain('OLLAMA_API_KEY')
  })

  test('default addresses are https and in the form that the settings accept', () => {
    for (const { defaultBaseUrl, name } of PROVIDERS) {
      if (defaultBaseUrl === undefined) continue
      expect(defaultBaseUrl).toMatch(/^https:\/\/[^/]+(\/[^/]+)*$/)
      expect(http(name, { [name]: { apiKey: 'k', baseUrl: defaultBaseUrl } }).target.baseUrl).toBe(defaultBaseUrl)
    }
  })

  test.each([
    ['openai', 'chat', 'https://api.openai.com/v1/chat/completions'],
    ['openai', 'responses', 'https://api.openai.com/v1/responses'],
    ['anthropic', 'messages', 'https://api.anthropic.com/v1/messages'],
    [
      'gemini',
      'generateContent',
      /^https:\/\/generativelanguage\.googleapis\.com\/v1beta\/models\/m:streamGenerateContent/,
    ],
    ['groq', 'chat', 'https://api.groq.com/openai/v1/chat/completions'],
    ['mistral', 'chat', 'https://api.mistral.ai/v1/chat/completions'],
    ['deepseek', 'chat', 'https://api.deepseek.com/chat/completions'],
    ['xai', 'chat', 'https://api.x.ai/v1/chat/completions'],
    ['openrouter', 'chat', 'https://openrouter.ai/api/v1/chat/completions'],
    ['together', 'chat', 'https://api.together.ai/v1/chat/completions'],
    ['fireworks', 'chat', 'https://api.fireworks.ai/inference/v1/chat/completions'],
  ] as const)('%s %s goes to its own address, key in a header', (name, api, address) => {
    const provider = http(name, { [name]: { apiKey: 'the-key' } })
    const call = provider.codecFor(api)?.encode(request, provider.target)
    expect(provider.configured).toBe(true)
    expect(call?.url).toEqual(typeof address === 'string' ? address : expect.stringMatching(address))
    expect(call?.url).not.toContain('the-key')
    expect(Object.values(call?.headers ?? {}).join()).toContain('the-key')
  })

  test('a vendor has no codec for an API that it does not offer', () => {
    expect(http('anthropic', {}).codecFor('chat')).toBeUndefined()
    expect(http('groq', {}).codecFor('responses')).toBeUndefined()
    expect(http('anthropic', {}).codecFor('embeddings')).toBeUndefined()
    expect(http('groq', {}).embeddings).toBeUndefined()
  })

  test('quirks reach the wire', () => {
    const body = (name: string) => http(name, {}).codecFor('chat')?.encode(request, { baseUrl: '', apiKey: '' }).body
    expect(body('openai')).toMatchObject({ max_completion_tokens: 20, stream_options: { include_usage: true } })
    expect(body('groq')).toMatchObject({ max_tokens: 20, stream_options: { include_usage: true } })
    expect(body('mistral')).not.toHaveProperty('stream_options')
  })
})

describe('createRegistry', () => {
  test('a vendor without a key is there, but not configured', () => {
    expect(http('openai', {})).toMatchObject({ name: 'openai', configured: false })
    expect(http('openai', { openai: { apiKey: ' ', baseUrl: 'https://proxy.test/v1' } }).configured).toBe(false)
    expect(
      registryOf({})
        .all()
        .filter(({ configured }) => configured),
    ).toEqual([])
  })

  test('ollama and custom are configured by their address; custom takes a key too', () => {
    expect(http('ollama', {}).configured).toBe(false)
    expect(http('custom', { custom: { apiKey: 'k' } }).configured).toBe(false)
    const ollama = http('ollama', { ollama: { baseUrl: 'http://127.0.0.1:11434/v1' } })
    expect(ollama.configured).toBe(true)
    expect(ollama.codecFor('chat')?.encode(request, ollama.target)).toMatchObject({
      url: 'http://127.0.0.1:11434/v1/chat/completions',
      headers: { authorization: 'Bearer none' },
    })
    const custom = http('custom', { custom: { apiKey: 'k', baseUrl: 'https://llm.example.com/api/v1/' } })
    expect(custom).toMatchObject({
      configured: true,
      target: { baseUrl: 'https://llm.example.com/api/v1', apiKey: 'k' },
    })
  })

  test.each([
    ['anthropic', 'https://proxy.test', 'https://proxy.test/v1'],
    ['anthropic', 'https://proxy.test/anthropic/', 'https://proxy.test/anthropic/v1'],
    ['anthropic', 'https://proxy.test/v1/', 'https://proxy.test/v1'],
    ['gemini', 'https://proxy.test', 'https://proxy.test/v1beta'],
    ['gemini', 'https://proxy.test/v1', 'https://proxy.test/v1'],
    ['deepseek', 'https://proxy.test', 'https://proxy.test'],
    ['openai', 'https://proxy.test/openai', 'https://proxy.test/openai'],
  ])('%s at %s means %s', (name, baseUrl, meant) => {
    expect(http(name, { [name]: { apiKey: 'k', baseUrl } }).target.baseUrl).toBe(meant)
  })

  test.each([
    'ftp://x',
    'api.openai.com/v1',
    'https://user:secret@x.test',
    'https://x.test/?key=secret',
    'https://x.test/#a',
  ])('CONFIG, naming the variable and nothing more, for the address %s', (baseUrl) => {
    expect(() => registryOf({ openai: { apiKey: 'k', baseUrl } })).toThrow(
      expect.objectContaining({ code: 'CONFIG', message: 'OPENAI_BASE_URL is not a plain http(s) address' }),
    )
  })

  test('names are exact and cannot reach into objects', () => {
    for (const name of ['OpenAI', 'nope', '__proto__', 'constructor', '']) {
      expect(registryOf({}).find(name)).toBeUndefined()
    }
  })

  test('the sandbox answers without a network, when it is on', async () => {
    expect(registryOf({}).find('sandbox')).toBeUndefined()
    const entry = registryOf({}, true).find('sandbox')
    if (entry?.kind !== 'local') throw new Error('the sandbox is local')
    const first = await entry.answer({ ...request, model: 'echo' }, new AbortController().signal).next()
    expect(first.value).toEqual({ type: 'text', text: 'hi' })
  })
})

test('allowedOrigins: those of the configured providers, each once', () => {
  const registry = registryOf(
    {
      openai: { apiKey: 'k', baseUrl: 'http://127.0.0.1:4010/v1' },
      groq: { apiKey: 'k', baseUrl: 'http://127.0.0.1:4010/groq' },
      gemini: { apiKey: 'k' },
      anthropic: { baseUrl: 'https://not-configured.test' },
      ollama: { baseUrl: 'http://ollama.lan:11434/v1' },
    },
    true,
  )
  expect(allowedOrigins(registry)).toEqual([
    'http://127.0.0.1:4010',
    'https://generativelanguage.googleapis.com',
    'http://ollama.lan:11434',
  ])
})

describe('from the registry over the wire to events', () => {
  let vendor: StubVendor
  beforeAll(async () => (vendor = await startStubVendor()))
  afterAll(() => vendor.close())

  const ask = async (
    name: string,
    api: 'chat' | 'responses' | 'messages' | 'generateContent',
  ): Promise<ChatEvent[]> => {
    const key = { apiKey: 'the-key' }
    const registry = registryOf({
      openai: { ...key, baseUrl: vendor.baseUrls.openai },
      anthropic: { ...key, baseUrl: vendor.baseUrls.anthropic },
      gemini: { ...key, baseUrl: vendor.baseUrls.gemini },
      mistral: { ...key, baseUrl: vendor.baseUrls.openai },
    })
    const limits = { headersTimeoutMs: 2_000, idleTimeoutMs: 2_000, maxBytes: 1_000_000 }
    const transport = createTransport({ allowedOrigins: allowedOrigins(registry), ...limits })
    const provider = registry.find(name)
    const codec = provider?.kind === 'http' ? provider.codecFor(api) : undefined
    if (provider?.kind !== 'http' || !codec) throw new Error(`${name} has no ${api}`)
    const call = codec.encode(request, provider.target)
    const { contentType, body } = await transport.send(call, { signal: new AbortController().signal })
    if (contentType === 'application/json') return [...codec.decodeBody(await json(body))]
    const events: ChatEvent[] = []
    for await (const event of codec.decode(readServerSentEvents(body))) events.push(event)
    return events
  }
  const said = (events: readonly ChatEvent[]) =>
    events.map((event) => (event.type === 'text' ? event.text : '')).join('')

  const apis = [
    ['openai', 'chat'],
    ['openai', 'responses'],
    ['anthropic', 'messages'],
    ['gemini', 'generateContent'],
  ] as const

  describe.each(apis)('%s %s', (name, api) => {
    const answer = { kind: 'answer', chunks: ['Grüß ', 'Gott 👋'], finish: 'length' } as const
    const usage = { input: 100, output: 40, cached: 64, reasoning: name === 'anthropic' ? 0 : 8 }

    test.each([undefined, 'json'] as const)('text, usage and finish (format %s)', async (format) => {
      vendor.behave({ ...answer, usage, ...(format && { format }) })
      const events = await ask(name, api)
      expect(said(events)).toBe('Grüß Gott 👋')
      expect(events.filter(({ type }) => type === 'usage').at(-1)).toMatchObject({
        final: true,
        usage: { inputTokens: 100, cachedTokens: 64, outputTokens: 40, reasoningTokens: usage.reasoning },
      })
      expect(events).toContainEqual({ type: 'finish', reason: 'length' })
    })

    test('no usage reported is no usage', async () => {
      vendor.behave({ ...answer, usage: 'none' })
      const events = await ask(name, api)
      expect(said(events)).toBe('Grüß Gott 👋')
      expect(events.filter((event) => event.type === 'usage' && event.final)).toEqual([])
    })

    test.each(['error', 'malformed'] as const)('%s after the first chunk', async (by) => {
      const broken: StubBehaviour = { ...answer, interruption: { afterChunks: 1, by } }
      vendor.behave(broken)
      const events = await ask(name, api)
      expect(said(events)).toBe('Grüß ')
      expect(events.at(-1)?.type).toBe('error')
    })

    test('cut after the first chunk', async () => {
      vendor.behave({ ...answer, interruption: { afterChunks: 1, by: 'cut' } })
      await expect(ask(name, api)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
    })
  })
})
