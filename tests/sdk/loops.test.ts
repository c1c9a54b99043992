import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import { GoogleGenAI, type CallableTool } from '@google/genai'
import { generateText, type LanguageModel } from 'ai'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import {
  ANSWERED,
  CALLED,
  CALLS,
  CHAT_ONLY,
  PARAMETERS,
  QUESTION,
  TARGETS,
  TEXT,
  TOOL,
  WEATHER,
} from '../support/weather-talk.ts'

/** What the SDKs do by themselves: run tools until there is an answer, and carry a conversation on from what they received. */

let served: SdkGateway
let account: Account

// The SDK says on every call that it does not know the other vendors' models.
globalThis.AI_SDK_LOG_WARNINGS = false

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
const options = (path: string) => ({ apiKey: account.key, baseURL: `${served.url}${path}`, fetch: served.fetch })

const user = { role: 'user' as const, content: QUESTION }
const CALLED_WITH_TEXT = { ...CALLED, chunks: ['I ', 'look'] }

describe.each([...TARGETS, CHAT_ONLY])('$model', ({ vendor, model, toolRound }) => {
  const expectCalls = async (count: number) => {
    const events = await served.events(account)
    expect(events).toEqual(
      Array.from(
        { length: count },
        () => expect.objectContaining({ provider: vendor, outcome: 'completed' }) as object,
      ),
    )
  }
  const last = () => served.asked().at(-1)

  test.each(['json', 'stream'] as const)(
    "the Anthropic SDK's tool runner, which first tries a thread, %s",
    async (form) => {
      served.vendor.behaveOnce(CALLED, ANSWERED)
      const weather = betaTool({
        name: TOOL.name,
        description: TOOL.description,
        inputSchema: { ...PARAMETERS, properties: { city: { type: 'string' } } },
        run: ({ city }) => [{ type: 'text', text: WEATHER[String(city)] ?? 'unknown' }],
      })
      const runner = anthropic().beta.messages.toolRunner({
        ...{ model, max_tokens: 500, messages: [user], tools: [weather], stream: form === 'stream' },
      })
      const message = await runner.runUntilDone()
      expect(message.content).toMatchObject([{ type: 'text', text: TEXT }])
      expect(last()?.body).toMatchObject(vendor === 'anthropic' ? {} : toolRound())
      expect(served.asked()).toHaveLength(2)
      await expectCalls(2)
    },
  )

  test('the Anthropic SDK puts text and parallel calls of a stream together', async () => {
    served.vendor.behaveOnce(CALLED_WITH_TEXT)
    const tools = [{ name: TOOL.name, input_schema: PARAMETERS }]
    const stream = anthropic().messages.stream({ model, max_tokens: 500, messages: [user], tools })
    const { content, stop_reason } = await stream.finalMessage()
    expect(stop_reason).toBe('tool_use')
    expect(content).toMatchObject([
      { type: 'text', text: 'I look' },
      ...CALLS.map(({ id, arguments: json }) => ({ type: 'tool_use', id, input: JSON.parse(json) as unknown })),
    ])
  })

  test('the OpenAI SDK puts text and parallel calls of a responses stream together', async () => {
    served.vendor.behaveOnce(CALLED_WITH_TEXT)
    const tools = [{ type: 'function' as const, name: TOOL.name, parameters: PARAMETERS, strict: true }]
    const { output, output_text } = await openai()
      .responses.stream({ model, input: [user], tools })
      .finalResponse()
    expect(output_text).toBe('I look')
    expect(output.map(({ type }) => type)).toEqual(['message', 'function_call', 'function_call'])
  })

  test('the OpenAI SDK puts text and parallel calls of a chat stream together', async () => {
    served.vendor.behaveOnce(CALLED_WITH_TEXT)
    const tools = [{ type: 'function' as const, function: TOOL }]
    const stream = openai().chat.completions.stream({ model, messages: [user], tools })
    const message = await stream.finalMessage()
    expect(message.content).toBe('I look')
    expect(message.tool_calls?.map(({ id }) => id)).toEqual(CALLS.map(({ id }) => id))
  })

  test("the Gemini SDK's automatic function calling", async () => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const weather: CallableTool = {
      tool: () =>
        Promise.resolve({
          functionDeclarations: [{ name: TOOL.name, description: TOOL.description, parametersJsonSchema: PARAMETERS }],
        }),
      callTool: (calls) =>
        Promise.resolve(
          calls.map(({ id = '', name = '', args }) => ({
            functionResponse: { id, name, response: { output: WEATHER[String(args?.['city'])] } },
          })),
        ),
    }
    const answer = await google().models.generateContent({ model, contents: QUESTION, config: { tools: [weather] } })
    expect(answer.text).toBe(TEXT)
    expect(last()?.body).toMatchObject(toolRound())
    await expectCalls(2)
  })

  const PROVIDERS: [name: string, model: () => LanguageModel][] = [
    ['openai.chat', () => createOpenAI(options('/v1')).chat(model)],
    ['anthropic', () => createAnthropic(options('/v1'))(model)],
    ['google', () => createGoogleGenerativeAI(options('/v1beta'))(model)],
  ]
  test.each(PROVIDERS)('the AI SDK goes on from its own messages, %s', async (_, of) => {
    served.vendor.behaveOnce(ANSWERED, ANSWERED)
    const { response } = await generateText({ model: of(), messages: [user] })
    const messages = [user, ...response.messages, { role: 'user' as const, content: 'And tomorrow?' }]
    expect((await generateText({ model: of(), messages })).text).toBe(TEXT)
    expect(JSON.stringify(last()?.body)).toContain(TEXT)
    await expectCalls(2)
  })
})
