import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SDK_CLIENTS } from '../support/sdk-clients.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'

let served: SdkGateway

// The SDK says on every call that it does not know the other vendors' models.
globalThis.AI_SDK_LOG_WARNINGS = false

beforeAll(async () => {
  served = await startSdkGateway({ ALLOWED_ORIGINS: 'https://app.test' })
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

/** A browser asks for no leave to send it. */
const ALWAYS_ALLOWED = 'accept'

test('every header that an SDK sends may be sent from a page of an allowed origin', async () => {
  const { key } = await served.account()
  const sent = new Set<string>()
  const fetch: typeof globalThis.fetch = (input, init) => {
    for (const [name] of new Request(input, init).headers) sent.add(name)
    return served.fetch(input, init)
  }
  for (const client of SDK_CLIENTS) {
    const ask = { model: client.ownModel, prompt: 'Hello' }
    await client.ask({ url: served.url, key, fetch }, ask)
    const stream = client.stream({ url: served.url, key, fetch }, ask)
    while ((await stream.next()).done !== true);
  }
  const model = 'gpt-4o-mini'
  const messages = [{ role: 'user' as const, content: 'Hello' }]
  const options = { fetch, timeout: 60_000 }
  const openai = new OpenAI({ ...options, apiKey: key, baseURL: `${served.url}/v1`, organization: 'o', project: 'p' })
  await openai.chat.completions.stream({ model, messages }).done()
  const anthropic = new Anthropic({ ...options, apiKey: key, baseURL: served.url, dangerouslyAllowBrowser: true })
  const inputSchema = { type: 'object' as const }
  const tool = betaTool({ name: 'tool', description: 'A tool', inputSchema, run: () => 'done' })
  await anthropic.beta.messages.toolRunner({ model, max_tokens: 100, messages, tools: [tool] })
  await anthropic.messages.stream({ model, max_tokens: 100, messages }).done()
  const google = new GoogleGenAI({ apiKey: key, httpOptions: { fetch, baseUrl: served.url, timeout: 60_000 } })
  await google.models.generateContent({ model, contents: 'Hello' })

  const preflight = await globalThis.fetch(`${served.url}/v1/messages`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.test', 'access-control-request-method': 'POST' },
  })
  const allowed = new Set(preflight.headers.get('access-control-allow-headers')?.split(','))
  expect([...sent].filter((name) => name !== ALWAYS_ALLOWED && !allowed.has(name))).toEqual([])
})
