import Anthropic from '@anthropic-ai/sdk'
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
let client: Anthropic

beforeAll(async () => {
  served = await startSdkGateway()
})
beforeEach(async () => {
  account = await served.account()
  client = new Anthropic({ apiKey: account.key, baseURL: served.url, fetch: served.fetch })
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const tools: Anthropic.Tool[] = [{ name: TOOL.name, description: TOOL.description, input_schema: PARAMETERS }]
const text = (said: string) => ({ type: 'text' as const, text: said })
const question = { role: 'user' as const, content: [text(QUESTION)] }
const calls = [
  { type: 'tool_use', id: OSLO.id, name: 'weather', input: { city: 'Oslo' } },
  { type: 'tool_use', id: ROME.id, name: 'weather', input: { city: 'Rome' } },
]
const max_tokens = 100

describe.each(TARGETS)('the Anthropic SDK, messages of $model', ({ vendor, model, path, ...expected }) => {
  const last = () => served.asked().at(-1)
  const isOwn = vendor === 'anthropic'
  const expectCharged = async (count = 1) =>
    expect(await served.events(account)).toEqual(
      Array.from({ length: count }, () => ({
        ...{ surface: 'anthropic', provider: vendor, model, outcome: 'completed', tokens: [10, 7] },
      })),
    )

  test('plain', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const { data, response, request_id } = await client.messages
      .create({ model, max_tokens, messages: [question] })
      .withResponse()
    expect(data).toMatchObject({
      ...{ type: 'message', role: 'assistant', model, stop_reason: 'end_turn', stop_sequence: null },
      content: [{ type: 'text', text: TEXT }],
      usage: { input_tokens: 10, output_tokens: 7 },
    })
    expect(response.headers.get('x-kaixu-model')).toBe(`${vendor}/${model}`)
    expect(response.headers.get('x-kaixu-cost-usd')).toMatch(/^0\.000\d+$/)
    expect(request_id).toBe(response.headers.get('x-kaixu-request-id'))
    expect(last()?.path).toBe(isOwn ? path.json : path.stream)
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test('with the key as a bearer token', async () => {
    const bearing = new Anthropic({ apiKey: null, authToken: account.key, baseURL: served.url, fetch: served.fetch })
    served.vendor.behaveOnce(ANSWERED)
    expect(await bearing.messages.create({ model, max_tokens, messages: [question] })).toMatchObject({
      content: [{ text: TEXT }],
    })
    await expectCharged()
  })

  test('the events of a stream', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const stream = await client.messages.create({ model, max_tokens, messages: [question], stream: true })
    const texts: string[] = []
    const types: string[] = []
    for await (const event of stream) {
      if (types.at(-1) !== event.type) types.push(event.type)
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') texts.push(event.delta.text)
    }
    expect(texts).toEqual(ANSWERED.chunks)
    expect(types).toEqual([
      ...['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop'],
      ...['message_delta', 'message_stop'],
    ])
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test('a stream that the SDK puts together', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const stream = client.messages.stream({ model, max_tokens, messages: [question] })
    expect(await stream.finalMessage()).toMatchObject({
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: TEXT }],
      usage: { output_tokens: 7 },
    })
    await expectCharged()
  })

  test.each(['json', 'stream'] as const)('parallel tool calls and their results, %s', async (form) => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const ask = (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
      const request = { model, max_tokens, messages, tools }
      return form === 'json' ? client.messages.create(request) : client.messages.stream(request).finalMessage()
    }
    const first = await ask([question])
    expect(first).toMatchObject({ stop_reason: 'tool_use', content: calls })
    expect(last()?.body).toMatchObject({ ...expected.question, ...expected.tools })
    const second = await ask([
      question,
      { role: 'assistant', content: first.content },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: OSLO.id, content: [text('Rain')] },
          { type: 'tool_result', tool_use_id: ROME.id, content: [text('Sun')] },
        ],
      },
    ])
    expect(second.content).toMatchObject([{ type: 'text', text: TEXT }])
    expect(last()?.body).toMatchObject({ ...expected.toolRound(), ...expected.tools })
    await expectCharged(2)
  })

  test('structured output', async () => {
    served.vendor.behaveOnce(PLACED)
    const message = await client.messages.parse({
      model,
      max_tokens,
      messages: [question],
      output_config: { format: { type: 'json_schema', schema: PLACE_SCHEMA } },
    })
    const [block] = message.content
    expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual(PLACE)
    expect(last()?.body).toMatchObject(expected.schema)
    await expectCharged()
  })

  test('an image', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PIXEL }
    await client.messages.create({
      model,
      max_tokens,
      messages: [{ role: 'user', content: [text(QUESTION), { type: 'image', source }] }],
    })
    expect(last()?.body).toMatchObject(expected.image)
    await expectCharged()
  })
})
