import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool, type LanguageModel } from 'ai'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_CANON } from '../../netlify/functions/_lib/domain/canon.ts'
import type { Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import {
  ANSWERED,
  CALLED,
  CALLS,
  CHAT_ONLY,
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
  WEATHER,
  WITHOUT_RESPONSES,
  type Target,
} from '../support/weather-talk.ts'

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

type Provider = {
  name: string
  surface: string
  model: (name: string) => LanguageModel
  targets: readonly Target[]
  /** How it words the result of a tool, where not as the other SDKs do. */
  result?: Partial<Record<Target['vendor'], (text: string) => unknown>>
}

const options = (path: string) => ({ apiKey: account.key, baseURL: `${served.url}${path}`, fetch: served.fetch })

const asked = { role: 'user', content: [{ type: 'input_text', text: QUESTION }] }

/** What OpenAI itself receives: the SDK's own words, with the canon in front. */
const RESPONSES: Target = {
  vendor: 'openai',
  model: 'gpt-4o-mini',
  path: { json: '/v1/responses', stream: '/v1/responses' },
  question: { instructions: DEFAULT_CANON, store: false, input: [asked] },
  toolRound: (result = (text) => text) => ({
    instructions: DEFAULT_CANON,
    store: false,
    input: [
      asked,
      ...CALLS.map(({ id, name, arguments: json }) => ({ type: 'function_call', call_id: id, name, arguments: json })),
      { type: 'function_call_output', call_id: OSLO.id, output: result('Rain') },
      { type: 'function_call_output', call_id: ROME.id, output: result('Sun') },
    ],
  }),
  tools: { tools: [{ type: 'function', ...TOOL }] },
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
  schema: { text: { format: { type: 'json_schema', name: 'place', schema: PLACE_SCHEMA } } },
}

const googleResult = (content: string) => ({ name: 'weather', content })

const PROVIDERS: readonly Provider[] = [
  {
    name: 'openai (responses)',
    surface: 'openai-responses',
    model: (name) => createOpenAI(options('/v1'))(name),
    targets: [RESPONSES, { ...RESPONSES, model: 'gpt-5-pro' }, ...WITHOUT_RESPONSES],
  },
  {
    name: 'openai.chat',
    surface: 'openai-chat',
    model: (name) => createOpenAI(options('/v1')).chat(name),
    targets: TARGETS,
  },
  {
    name: 'anthropic',
    surface: 'anthropic',
    model: (name) => createAnthropic(options('/v1'))(name),
    targets: TARGETS,
    result: { anthropic: (text) => text },
  },
  {
    name: 'google',
    surface: 'gemini',
    model: (name) => createGoogleGenerativeAI(options('/v1beta'))(name),
    targets: TARGETS,
    result: {
      openai: (text) => JSON.stringify(googleResult(text)),
      anthropic: (text) => [{ type: 'text', text: JSON.stringify(googleResult(text)) }],
      gemini: (text) => googleResult(text),
    },
  },
  {
    name: 'openai-compatible',
    surface: 'openai-chat',
    model: (name) =>
      createOpenAICompatible({
        ...options('/v1'),
        name: 'kaixu',
        includeUsage: true,
        supportsStructuredOutputs: true,
      })(name),
    targets: TARGETS,
  },
]

const weather = tool({
  description: TOOL.description,
  inputSchema: jsonSchema<{ city: string }>({ ...PARAMETERS, properties: { city: { type: 'string' } } }),
  execute: ({ city }) => WEATHER[city] ?? 'unknown',
})
const place = Output.object({
  name: 'place',
  schema: jsonSchema<typeof PLACE>({
    ...PLACE_SCHEMA,
    properties: { city: { type: 'string' }, sunny: { type: 'boolean' } },
  }),
})
/** For a model that it does not know, the SDK's Anthropic provider would ask for a tool call in place of the schema. */
const providerOptions = { anthropic: { structuredOutputMode: 'outputFormat' } }

const matrix = PROVIDERS.flatMap((provider) => provider.targets.map((target) => ({ provider, target })))

describe.each(matrix)('the AI SDK, $provider.name, $target.model', ({ provider, target }) => {
  const model = () => provider.model(target.model)
  const last = () => served.asked().at(-1)
  const expectCharged = async (count = 1) =>
    expect(await served.events(account)).toEqual(
      Array.from({ length: count }, () => ({
        ...{ surface: provider.surface, provider: target.vendor, model: target.model },
        ...{ outcome: 'completed', tokens: [10, 7] },
      })),
    )

  test('generateText', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const result = await generateText({ model: model(), prompt: QUESTION, maxOutputTokens: 100 })
    expect(result).toMatchObject({ text: TEXT, finishReason: 'stop' })
    expect(result.usage).toMatchObject({ inputTokens: 10, outputTokens: 7 })
    expect(result.response.headers).toMatchObject({ 'x-kaixu-model': `${target.vendor}/${target.model}` })
    expect(last()?.body).toMatchObject(target.question)
    await expectCharged()
  })

  test('streamText', async () => {
    served.vendor.behaveOnce(ANSWERED)
    const result = streamText({ model: model(), prompt: QUESTION })
    const pieces: string[] = []
    for await (const piece of result.textStream) pieces.push(piece)
    expect(pieces).toEqual(ANSWERED.chunks)
    expect(await result.finishReason).toBe('stop')
    expect(await result.usage).toMatchObject({ inputTokens: 10, outputTokens: 7 })
    expect(last()?.path).toBe(target.path.stream)
    expect(last()?.body).toMatchObject(target.question)
    await expectCharged()
  })

  test.each(['generateText', 'streamText'] as const)('parallel tool calls and their results, %s', async (form) => {
    served.vendor.behaveOnce(CALLED, ANSWERED)
    const request = { model: model(), prompt: QUESTION, tools: { weather }, stopWhen: stepCountIs(3) }
    const result = form === 'generateText' ? await generateText(request) : streamText(request)
    const steps = await result.steps
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop'])
    expect(steps[0]?.toolResults.map(({ input, output }) => [input, output])).toEqual([
      [{ city: 'Oslo' }, 'Rain'],
      [{ city: 'Rome' }, 'Sun'],
    ])
    expect(await result.text).toBe(TEXT)
    expect(served.asked()[0]?.body).toMatchObject(target.question)
    expect(last()?.body).toMatchObject(target.toolRound(provider.result?.[target.vendor]))
    await expectCharged(2)
  })

  test('structured output', async () => {
    served.vendor.behaveOnce(PLACED)
    const result = await generateText({ model: model(), prompt: QUESTION, output: place, providerOptions })
    expect(result.output).toEqual(PLACE)
    // Google's provider writes a schema of Google's own kind, which says nothing of further properties.
    if (provider.name !== 'google') expect(last()?.body).toMatchObject(target.schema)
    await expectCharged()
  })

  test('a stream of structured output', async () => {
    served.vendor.behaveOnce(PLACED)
    expect(await streamText({ model: model(), prompt: QUESTION, output: place, providerOptions }).output).toEqual(PLACE)
    await expectCharged()
  })

  test('an image', async () => {
    served.vendor.behaveOnce(ANSWERED)
    await generateText({
      model: model(),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: QUESTION },
            { type: 'image', image: PIXEL, mediaType: 'image/png' },
          ],
        },
      ],
    })
    expect(last()?.body).toMatchObject(target.image)
    await expectCharged()
  })
})

describe("the AI SDK's openai provider, whose default is the Responses API", () => {
  const talk = async (model: LanguageModel, openai: Record<string, boolean>) => {
    served.vendor.behaveOnce({ ...CALLED, chunks: ['I look'] }, ANSWERED)
    const tools = { weather }
    return generateText({ model, prompt: QUESTION, tools, stopWhen: stepCountIs(3), providerOptions: { openai } })
  }
  const MODELS = ['gpt-5-pro', 'gpt-4o-mini', CHAT_ONLY.model, 'claude-opus-4-6', 'gemini-2.5-flash']

  test.each(MODELS)('sends what was said before when told that nothing is stored, %s', async (model) => {
    const { text, steps } = await talk(createOpenAI(options('/v1'))(model), { store: false })
    expect([text, steps.length]).toEqual([TEXT, 2])
    expect(JSON.stringify(served.asked()[1]?.body)).toContain('I look')
  })

  test.each(MODELS)('sends it with chat completions anyway, %s', async (model) => {
    const { text, steps } = await talk(createOpenAI(options('/v1')).chat(model), {})
    expect([text, steps.length]).toEqual([TEXT, 2])
    expect(JSON.stringify(served.asked()[1]?.body)).toContain('I look')
  })

  test('else refers to stored items, and hears in a 400 that there are none', async () => {
    const talking = talk(createOpenAI(options('/v1'))('gpt-4o-mini'), {})
    await expect(talking).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(/input\.\d: refers to a stored item, .* store: false/) as string,
    })
    // The answer that was not asked for any more.
    await generateText({ model: createOpenAI(options('/v1'))('gpt-4o-mini'), prompt: QUESTION })
  })
})

describe("the AI SDK's anthropic provider, which asks for a tool call where it does not know that a model has schemas", () => {
  const place = Output.object({
    schema: jsonSchema<typeof PLACE>({ type: 'object', properties: { city: { type: 'string' } } }),
  })
  const ask = (model: string) =>
    generateText({ model: createAnthropic(options('/v1'))(model), prompt: QUESTION, output: place, maxRetries: 0 })

  test('structured output of an OpenAI model', async () => {
    const json = { id: 'call_1', name: 'json', arguments: JSON.stringify(PLACE) }
    served.vendor.behaveOnce({ ...CALLED, toolCalls: [json] })
    expect((await ask('gpt-4o-mini')).output).toEqual(PLACE)
    expect(served.asked()[0]?.body).toMatchObject({ tool_choice: 'required', parallel_tool_calls: false })
  })

  test('of a Gemini model, which cannot be kept to one call: a 400 that says so', async () => {
    await expect(ask('gemini-2.5-flash')).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('parallel_tool_calls') as string,
    })
  })
})
