import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import {
  ANSWERED,
  CALLED,
  CALLS,
  OSLO,
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
let client: OpenAI

beforeAll(async () => {
  served = await startSdkGateway()
})
beforeEach(async () => {
  account = await served.account()
  client = new OpenAI({ apiKey: account.key, baseURL: `${served.url}/v1`, fetch: served.fetch })
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const tools = [{ type: 'function' as const, function: TOOL }]
const question = { role: 'user' as const, content: QUESTION }
const called = CALLS.map(({ id, ...call }) => ({ id, type: 'function', function: call }))

describe.each(TARGETS)('the OpenAI SDK, chat completions of $model', ({ vendor, model, path, ...expected }) => {
  const last = () => served.asked().at(-1)
  // Translated calls are always streamed from the vendor, and the client's own stream is as it asked.
  const isOwn = vendor === 'openai'
  const expectCharged = async (calls = 1) =>
    expect(await served.events(account)).toEqual(
      Array.from({ length: calls }, () => ({
        ...{ surface: 'openai-chat', provider: vendor, model, outcome: 'completed', tokens: [10, 7] },
      })),
    )

  test('plain', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const { data, response, request_id } = await client.chat.completions
      .create({ model, max_completion_tokens: 100, messages: [question] })
      .withResponse()
    expect(data.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: TEXT },
    })
    expect(data.usage).toMatchObject({ prompt_tokens: 10, completion_tokens: 7, total_tokens: 17 })
    expect(response.headers.get('x-kaixu-model')).toBe(`${vendor}/${model}`)
    expect(response.headers.get('x-kaixu-cost-usd')).toMatch(/^0\.000\d+$/)
    expect(response.headers.get('x-kaixu-remaining-usd')).toMatch(/^99\.99/)
    expect(request_id).toBe(response.headers.get('x-kaixu-request-id'))
    expect(last()?.path).toBe(isOwn ? path.json : path.stream)
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test('a stream', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const stream = await client.chat.completions.create({
      ...{ model, messages: [question], stream: true, stream_options: { include_usage: true } },
    })
    const texts: string[] = []
    const usages: unknown[] = []
    for await (const { choices, usage } of stream) {
      texts.push(choices[0]?.delta.content ?? '')
      if (usage) usages.push(usage)
    }
    expect(texts.filter((text) => text !== '')).toEqual(ANSWERED.chunks)
    expect(usages).toMatchObject([{ prompt_tokens: 10, completion_tokens: 7 }])
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test('a stream that the SDK puts together, without the usage chunk that it did not ask for', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const stream = client.chat.completions.stream({ model, messages: [question] })
    const choices: number[] = []
    stream.on('chunk', (chunk) => choices.push(chunk.choices.length))
    const completion = await stream.finalChatCompletion()
    expect(completion.choices).toMatchObject([{ finish_reason: 'stop', message: { content: TEXT } }])
    expect(new Set(choices)).toEqual(new Set([1]))
    await expectCharged()
  })

  test.each(['json', 'stream'] as const)('parallel tool calls and their results, %s', async (form) => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const ask = async (messages: OpenAI.ChatCompletionMessageParam[]) => {
      const request = { model, messages, tools, parallel_tool_calls: true }
      const [choice] =
        form === 'json'
          ? (await client.chat.completions.create(request)).choices
          : (await client.chat.completions.stream(request).finalChatCompletion()).choices
      if (choice === undefined) throw new Error('an answer without a choice')
      return choice
    }
    const first = await ask([question])
    expect(first.finish_reason).toBe('tool_calls')
    expect(first.message.tool_calls).toMatchObject(called)
    expect(last()?.body).toMatchObject({ ...expected.question, ...expected.tools })
    const second = await ask([
      question,
      first.message,
      { role: 'tool', tool_call_id: OSLO.id, content: 'Rain' },
      { role: 'tool', tool_call_id: ROME.id, content: 'Sun' },
    ])
    expect(second.message.content).toBe(TEXT)
    expect(last()?.body).toMatchObject({ ...expected.toolRound(), ...expected.tools })
    await expectCharged(2)
  })

  test('the tool runner of the SDK, which calls functions by itself', async () => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const asked: unknown[] = []
    const runner = client.chat.completions.runTools({
      model,
      messages: [question],
      tools: [
        {
          type: 'function',
          function: {
            ...TOOL,
            parse: (json: string): unknown => JSON.parse(json),
            function: (given: unknown) => {
              asked.push(given)
              return asked.length === 1 ? 'Rain' : 'Sun'
            },
          },
        },
      ],
    })
    expect(await runner.finalContent()).toBe(TEXT)
    expect(asked).toEqual([{ city: 'Oslo' }, { city: 'Rome' }])
    expect(last()?.body).toMatchObject(expected.toolRound())
  })

  test('structured output', async () => {
    served.vendor.behaveOnce(PLACED)
    const completion = await client.chat.completions.parse({
      model,
      messages: [question],
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: PLACE_SCHEMA } },
    })
    expect(completion.choices[0]?.message.parsed).toEqual(PLACE)
    expect(last()?.body).toMatchObject(expected.schema)
    await expectCharged()
  })

  test('an image', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const image = { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PIXEL}` } }
    await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: [{ type: 'text', text: QUESTION }, image] }],
    })
    expect(last()?.body).toMatchObject(expected.image)
    await expectCharged()
  })
})
