import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readFixture } from '../support/recorded.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import { CHAT_ONLY } from '../support/weather-talk.ts'

let served: SdkGateway

beforeAll(async () => {
  served = await startSdkGateway()
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

type Called = { name: string | undefined; arguments: unknown }
const called = (name: string | undefined, json: string): Called => ({ name, arguments: JSON.parse(json || '{}') })

/** The calls of a streamed answer, as each SDK puts them together. */
const READERS: Readonly<Record<string, (key: string, model: string) => Promise<Called[]>>> = {
  'OpenAI chat completions': async (key, model) => {
    const client = new OpenAI({ apiKey: key, baseURL: `${served.url}/v1` })
    const stream = client.chat.completions.stream({ model, messages: [{ role: 'user', content: 'Hello' }] })
    const { tool_calls = [] } = await stream.finalMessage()
    return tool_calls.flatMap((call) =>
      call.type === 'function' ? [called(call.function.name, call.function.arguments)] : [],
    )
  },
  'OpenAI responses': async (key, model) => {
    const client = new OpenAI({ apiKey: key, baseURL: `${served.url}/v1` })
    const { output } = await client.responses.stream({ model, input: 'Hello' }).finalResponse()
    return output.flatMap((item) => (item.type === 'function_call' ? [called(item.name, item.arguments)] : []))
  },
  Anthropic: async (key, model) => {
    const client = new Anthropic({ apiKey: key, baseURL: served.url })
    const request = { model, max_tokens: 1_000, messages: [{ role: 'user' as const, content: 'Hello' }] }
    const { content } = await client.messages.stream(request).finalMessage()
    return content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, arguments: block.input }] : []))
  },
  Gemini: async (key, model) => {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: served.url } })
    const calls: Called[] = []
    for await (const { functionCalls = [] } of await client.models.generateContentStream({
      model,
      contents: 'Hello',
    })) {
      calls.push(...functionCalls.map(({ name, args }) => ({ name, arguments: args ?? {} })))
    }
    return calls
  },
}

describe.each([
  { fixture: 'openai-chat/tool-call.sse', model: CHAT_ONLY.model },
  // Asked in Responses, OpenAI answers in Responses.
  { fixture: 'openai-chat/tool-call.sse', model: 'gpt-4o-mini', except: 'OpenAI responses' },
  { fixture: 'openai-responses/tool-call.sse', model: 'gpt-5-pro' },
  { fixture: 'anthropic/tool-use.sse', model: 'claude-opus-4-6' },
  { fixture: 'gemini/tool-call.sse', model: 'gemini-2.5-flash' },
])('the tool calls that a vendor really sent ($fixture, $model)', ({ fixture, model, except }) => {
  const readers = Object.entries(READERS).filter(([name]) => name !== except)

  test('are the same through every SDK, in pieces of 7 bytes, at one price', async () => {
    const recording = readFixture(fixture)
    if (recording.format !== 'sse') throw new Error('not a stream')
    const read: Record<string, Called[]> = {}
    const charged = new Set<string>()
    for (const [name, reader] of readers) {
      const account = await served.account()
      served.vendor.behaveOnce({ kind: 'bytes', body: recording.text, pieceBytes: 7 })
      read[name] = await reader(account.key, model)
      charged.add(JSON.stringify((await served.events(account)).map(({ tokens, outcome }) => ({ tokens, outcome }))))
    }
    const [first = []] = Object.values(read)
    expect(first.length).toBeGreaterThan(0)
    for (const { name } of first) expect(recording.text).toContain(`"${name ?? ''}"`)
    expect(read).toEqual(Object.fromEntries(readers.map(([name]) => [name, first])))
    expect([...charged]).toEqual([expect.stringContaining('completed')])
  })
})
