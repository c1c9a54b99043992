import { createPartFromFunctionResponse, GoogleGenAI, type GenerateContentResponse } from '@google/genai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import {
  ANSWERED,
  CALLED,
  OSLO,
  PARAMETERS,
  PIXEL,
  PLACE,
  PLACE_SCHEMA,
  PLACED,
  QUESTION,
  ROME,
  TARGETS,
  TEXT,
  TOOL,
} from '../support/weather-talk.ts'

let served: SdkGateway
let account: Account
let client: GoogleGenAI

beforeAll(async () => {
  served = await startSdkGateway()
})
beforeEach(async () => {
  account = await served.account()
  client = new GoogleGenAI({ apiKey: account.key, httpOptions: { baseUrl: served.url, fetch: served.fetch } })
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const tools = [
  {
    functionDeclarations: [{ name: TOOL.name, description: TOOL.description, parametersJsonSchema: PARAMETERS }],
  },
]
const calls = [
  { id: OSLO.id, name: 'weather', args: { city: 'Oslo' } },
  { id: ROME.id, name: 'weather', args: { city: 'Rome' } },
]
const collect = async (stream: AsyncIterable<GenerateContentResponse>) => {
  const chunks: GenerateContentResponse[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}

describe.each(TARGETS)('the Gemini SDK, $model', ({ vendor, model, path, ...expected }) => {
  const last = () => served.asked().at(-1)
  const isOwn = vendor === 'gemini'
  const expectCharged = async (count = 1) =>
    expect(await served.events(account)).toEqual(
      Array.from({ length: count }, () => ({
        ...{ surface: 'gemini', provider: vendor, model, outcome: 'completed', tokens: [10, 7] },
      })),
    )

  test('plain', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const answer = await client.models.generateContent({
      model,
      contents: QUESTION,
      config: { maxOutputTokens: 100 },
    })
    expect(answer.text).toBe(TEXT)
    expect(answer.candidates?.[0]?.finishReason).toBe('STOP')
    expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 10, candidatesTokenCount: 7, totalTokenCount: 17 })
    const headers = answer.sdkHttpResponse?.headers ?? {}
    expect(headers).toMatchObject({
      'x-kaixu-model': `${vendor}/${model}`,
      'x-kaixu-cost-usd': expect.stringMatching(/^0\.000\d+$/) as string,
    })
    expect(last()?.path).toBe(isOwn ? path.json : path.stream)
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test('a stream', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const chunks = await collect(await client.models.generateContentStream({ model, contents: QUESTION }))
    expect(chunks.map(({ text }) => text ?? '').filter((text) => text !== '')).toEqual(ANSWERED.chunks)
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP')
    expect(chunks.at(-1)?.usageMetadata).toMatchObject({ promptTokenCount: 10, candidatesTokenCount: 7 })
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test.each(['json', 'stream'] as const)('parallel tool calls and their results in a chat, %s', async (form) => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const chat = client.chats.create({ model, config: { tools } })
    const ask = async (message: Parameters<typeof chat.sendMessage>[0]['message']) =>
      form === 'json' ? [await chat.sendMessage({ message })] : await collect(await chat.sendMessageStream({ message }))
    const first = await ask(QUESTION)
    expect(first.flatMap(({ functionCalls = [] }) => functionCalls)).toEqual(calls)
    expect(last()?.body).toMatchObject({ ...expected.question, ...expected.tools })
    const second = await ask([
      createPartFromFunctionResponse(OSLO.id, 'weather', { output: 'Rain' }),
      createPartFromFunctionResponse(ROME.id, 'weather', { output: 'Sun' }),
    ])
    expect(second.map(({ text }) => text ?? '').join('')).toBe(TEXT)
    // The SDK keeps a streamed answer in its history as it came, one content per chunk, and so it is passed through.
    const history = isOwn && form === 'stream' ? {} : expected.toolRound()
    expect(last()?.body).toMatchObject({ ...history, ...expected.tools })
    await expectCharged(2)
  })

  test('structured output', async () => {
    served.vendor.behaveOnce(PLACED)
    const answer = await client.models.generateContent({
      model,
      contents: QUESTION,
      config: { responseMimeType: 'application/json', responseJsonSchema: PLACE_SCHEMA },
    })
    expect(JSON.parse(answer.text ?? '')).toEqual(PLACE)
    expect(last()?.body).toMatchObject(expected.schema)
    await expectCharged()
  })

  test('an image', async () => {
    served.vendor.behaveOnce(ANSWERED)
    await client.models.generateContent({
      model,
      contents: [{ text: QUESTION }, { inlineData: { mimeType: 'image/png', data: PIXEL } }],
    })
    expect(last()?.body).toMatchObject(expected.image)
    await expectCharged()
  })
})
