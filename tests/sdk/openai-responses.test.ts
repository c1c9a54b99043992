import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_CANON } from '../../netlify/functions/_lib/domain/canon.ts'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import {
  ANSWERED,
  CALLED,
  CALLS,
  OSLO,
  PARAMETERS,
  PIXEL,
  PLACE,
  PLACE_SCHEMA,
  PLACED,
  QUESTION,
  ROME,
  TEXT,
  TOOL,
  WITHOUT_RESPONSES,
  type Target,
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

const question: OpenAI.Responses.EasyInputMessage = { role: 'user', content: QUESTION }
const tools: OpenAI.Responses.FunctionTool[] = [
  { type: 'function', name: TOOL.name, description: TOOL.description, parameters: PARAMETERS, strict: false },
]
const called = CALLS.map(({ id, name, arguments: json }) => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: json,
}))

/** A model whose vendor speaks this dialect itself. */
const own = (model: string): Target => ({
  vendor: 'openai',
  model,
  path: { json: '/v1/responses', stream: '/v1/responses' },
  question: { instructions: DEFAULT_CANON, store: false, input: [question] },
  toolRound: () => ({
    instructions: DEFAULT_CANON,
    input: [
      question,
      ...called,
      { type: 'function_call_output', call_id: OSLO.id, output: 'Rain' },
      { type: 'function_call_output', call_id: ROME.id, output: 'Sun' },
    ],
  }),
  tools: { tools },
  image: {
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: QUESTION },
          { type: 'input_image', image_url: `data:image/png;base64,${PIXEL}` },
        ],
      },
    ],
  },
  schema: { text: { format: { type: 'json_schema', name: 'place', strict: true, schema: PLACE_SCHEMA } } },
})

/** Priced for Responses, and priced for chat completions: OpenAI takes both on Responses. */
const OWN = ['gpt-5-pro', 'gpt-4o-mini'].map(own)
const ALL = [...OWN, ...WITHOUT_RESPONSES]

describe.each(ALL)('the OpenAI SDK, responses of $model', ({ vendor, model, path, ...expected }) => {
  const last = () => served.asked().at(-1)
  const isOwn = OWN.some((target) => target.model === model)
  const expectCharged = async (count = 1) =>
    expect(await served.events(account)).toEqual(
      Array.from({ length: count }, () => ({
        ...{ surface: 'openai-responses', provider: vendor, model, outcome: 'completed', tokens: [10, 7] },
      })),
    )

  test('plain', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const { data, response, request_id } = await client.responses
      .create({ model, max_output_tokens: 100, input: [question] })
      .withResponse()
    expect(data).toMatchObject({
      ...{ object: 'response', status: 'completed', output_text: TEXT, model },
      usage: { input_tokens: 10, output_tokens: 7, total_tokens: 17 },
    })
    expect(response.headers.get('x-kaixu-model')).toBe(`${vendor}/${model}`)
    expect(response.headers.get('x-kaixu-cost-usd')).toMatch(/^0\.00\d+$/)
    expect(request_id).toBe(response.headers.get('x-kaixu-request-id'))
    expect(last()?.path).toBe(isOwn ? path.json : path.stream)
    expect(last()?.body).toMatchObject(expected.question)
    if (isOwn) {
      expect(data.id).toBe('resp_stub')
      expect(last()?.body).toEqual({ ...expected.question, model, max_output_tokens: 100 })
    }
    await expectCharged()
  })

  test('the events of a stream', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const stream = await client.responses.create({ model, input: [question], stream: true })
    const texts: string[] = []
    const types: string[] = []
    for await (const event of stream) {
      types.push(event.type)
      if (event.type === 'response.output_text.delta') texts.push(event.delta)
    }
    expect(texts).toEqual(ANSWERED.chunks)
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed'])
    expect(last()?.path).toBe(path.stream)
    expect(last()?.body).toMatchObject(expected.question)
    await expectCharged()
  })

  test('a stream that the SDK puts together', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const stream = client.responses.stream({ model, input: [question] })
    const final = await stream.finalResponse()
    expect(final).toMatchObject({ status: 'completed', output_text: TEXT, usage: { output_tokens: 7 } })
    await expectCharged()
  })

  test.each(['json', 'stream'] as const)('parallel tool calls and their results, %s', async (form) => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const ask = (input: OpenAI.Responses.ResponseInputItem[]): Promise<OpenAI.Responses.Response> => {
      const request = { model, input, tools }
      return form === 'json' ? client.responses.create(request) : client.responses.stream(request).finalResponse()
    }
    const first = await ask([question])
    expect(first.output).toMatchObject(called)
    expect(last()?.body).toMatchObject({ ...expected.question, ...expected.tools })
    const second = await ask([
      question,
      ...first.output.filter((item) => item.type === 'function_call'),
      { type: 'function_call_output', call_id: OSLO.id, output: 'Rain' },
      { type: 'function_call_output', call_id: ROME.id, output: 'Sun' },
    ])
    expect(second.output_text).toBe(TEXT)
    expect(last()?.body).toMatchObject({ ...expected.toolRound(), ...expected.tools })
    await expectCharged(2)
  })

  test('structured output', async () => {
    served.vendor.behaveOnce(PLACED)
    const response = await client.responses.parse({
      model,
      input: [question],
      text: { format: { type: 'json_schema', name: 'place', strict: true, schema: PLACE_SCHEMA } },
    })
    expect(response.output_parsed).toEqual(PLACE)
    expect(last()?.body).toMatchObject(expected.schema)
    await expectCharged()
  })

  test('an image', async () => {
    served.vendor.behaveOnce(ANSWERED)
    await client.responses.create({
      model,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: QUESTION },
            { type: 'input_image', image_url: `data:image/png;base64,${PIXEL}`, detail: 'auto' },
          ],
        },
      ],
    })
    expect(last()?.body).toMatchObject(expected.image)
    await expectCharged()
  })
})
