import { describe, expect, test } from 'vitest'
import {
  COMPATIBLE_DIALECT,
  createOpenAIChatCodec,
  XAI_DIALECT,
} from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { decoded, decodeRecording, streamOf } from '../support/decoded.ts'
import { readFixture } from '../support/recorded.ts'

const compatible = createOpenAIChatCodec(COMPATIBLE_DIALECT)
const read = async (name: string, codec = compatible) => decoded(await decodeRecording(codec, readFixture(name)))
const delta = (fields: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  choices: [{ index: 0, delta: fields, finish_reason: finish }],
})
const stream = async (...payloads: (object | string)[]) =>
  decoded(await decodeRecording(compatible, streamOf(...payloads)))

describe('decode: recorded answers', () => {
  test('OpenAI: text with reasoning inside the completion', async () => {
    expect(await read('openai-chat/text.json')).toEqual({
      text: 'Hello there! How can I help you today?',
      reasoning: '',
      toolCalls: [],
      finish: ['stop'],
      usage: { inputTokens: 7, outputTokens: 87, reasoningTokens: 64 },
      final: true,
      error: undefined,
    })
  })

  test('OpenAI: parallel tool calls in fragments, usage in a chunk of its own', async () => {
    expect(await read('openai-chat/tool-call.sse')).toMatchObject({
      toolCalls: [
        { id: 'call_3rqTYrA6H21AYUaRGP4F66oq', name: 'get_country', arguments: '{}' },
        { id: 'call_Xw9XMKBJU48kAAd78WgIswDx', name: 'get_product_name', arguments: '{}' },
      ],
      finish: ['tool_calls'],
      usage: { inputTokens: 364, outputTokens: 40 },
      final: true,
    })
  })

  test('OpenAI and OpenRouter: cache writes are part of the prompt', async () => {
    expect((await read('openai-chat/cache-write.json')).usage).toEqual({
      inputTokens: 4020,
      cacheWrite5mTokens: 4012,
      outputTokens: 4,
    })
    expect((await read('openrouter/cache-write.json')).usage).toEqual({
      inputTokens: 2649,
      cachedTokens: 2569,
      cacheWrite5mTokens: 79,
      outputTokens: 100,
    })
  })

  test('Groq: usage that comes twice counts once', async () => {
    const groq = await read('groq/tool-call.sse')
    expect(groq.usage).toEqual({ inputTokens: 304, outputTokens: 49, reasoningTokens: 23 })
    expect(groq.toolCalls).toMatchObject([{ name: 'get_something_by_name', arguments: '{"name":"example"}' }])
    expect(groq.reasoning).toMatch(/^We/)
  })

  test('Mistral: thinking parts, fragments without an id, cached input', async () => {
    const reasoning = await read('mistral/reasoning.sse')
    expect(reasoning).toMatchObject({ finish: ['stop'], final: true })
    expect(reasoning.reasoning).toMatch(/^The user is asking for 2\+2/)
    expect((await read('mistral/incremental-tool-call.sse')).toolCalls).toEqual([
      {
        id: 'chatcmpl-tool-9f149c74c42f265b',
        name: 'webSearchTool',
        arguments: '{"query": "current Berlin weather"}',
      },
    ])
    expect((await read('mistral/cached.json')).usage).toEqual({ inputTokens: 268, cachedTokens: 224, outputTokens: 5 })
  })

  test('DeepSeek: reasoning_content and cached input', async () => {
    const answer = await read('deepseek/tool-call.json')
    expect(answer.reasoning).toContain('dice game')
    expect(answer).toMatchObject({
      toolCalls: [{ name: 'load_capability', arguments: '{"id": "DICE_ROLL"}' }],
      usage: { inputTokens: 563, cachedTokens: 512, outputTokens: 116, reasoningTokens: 60 },
    })
  })

  test.each([COMPATIBLE_DIALECT, XAI_DIALECT])(
    'xAI: reasoning is beside the completion, as its own total says',
    async (dialect) => {
      const xai = createOpenAIChatCodec(dialect)
      expect((await read('xai/text.json', xai)).usage).toEqual({
        inputTokens: 12,
        cachedTokens: 2,
        outputTokens: 229,
        reasoningTokens: 228,
      })
      expect((await read('xai/tool-call.sse', xai)).usage).toMatchObject({ outputTokens: 222, reasoningTokens: 196 })
    },
  )

  test('OpenRouter: comments are skipped, the repeated finish reason counts once', async () => {
    expect(await read('openrouter/text.sse')).toMatchObject({ text: 'Hello!', finish: ['stop'], final: true })
  })

  test('a call without an id gets one that is the same every time', async () => {
    const [call] = (await read('gemini-compatible/tool-call-without-id.json')).toolCalls
    expect(call).toEqual({ id: 'call_3SE-aKjdCcCEz7IPxpqjCA_0', name: 'get_current_time', arguments: '{}' })
  })
})

describe('decode: errors and oddities', () => {
  test.each([
    ['OpenAI', { error: { message: 'secret', type: 'server_error', code: null } }, 'UPSTREAM_ERROR'],
    [
      'OpenRouter',
      { choices: [{ delta: {}, finish_reason: 'error', error: { code: 502, message: 'x' } }] },
      'UPSTREAM_ERROR',
    ],
    ['OpenRouter, busy', { error: { code: 429, message: 'x' }, choices: [] }, 'UPSTREAM_BUSY'],
    ['a bare finish reason', delta({}, 'error'), 'UPSTREAM_ERROR'],
    ['Ollama', { error: 'model runner has stopped' }, 'UPSTREAM_ERROR'],
    ['Groq', { choices: [], x_groq: { error: 'over capacity' } }, 'UPSTREAM_ERROR'],
  ])('%s: an error inside the stream ends it', async (_vendor, chunk, code) => {
    const answer = await stream(delta({ content: 'Hi' }), chunk, delta({ content: ' there' }))
    expect(answer).toMatchObject({ text: 'Hi', finish: [], error: code })
  })

  test('parallel calls with one index and ids of their own are calls of their own', async () => {
    const call = (id: string, name: string) => ({ index: 0, id, function: { name, arguments: '{}' } })
    const { toolCalls } = await stream(delta({ tool_calls: [call('a', 'f')] }), delta({ tool_calls: [call('b', 'g')] }))
    expect(toolCalls).toEqual([
      { id: 'a', name: 'f', arguments: '{}' },
      { id: 'b', name: 'g', arguments: '{}' },
    ])
  })

  test('fields of the wrong kind are absent ones', async () => {
    const odd = { choices: [{ delta: { content: 7, tool_calls: 'x', reasoning: {} }, finish_reason: 1 }], usage: [] }
    expect(await stream({}, { choices: 'x' }, odd, { choices: [null] }, delta({ content: 'Hi' }))).toMatchObject({
      text: 'Hi',
      usage: undefined,
      error: undefined,
    })
  })

  test('a refusal is shown as text', async () => {
    expect(await stream(delta({ refusal: 'I cannot' }), delta({}, 'content_filter'))).toMatchObject({
      text: 'I cannot',
      finish: ['content_filter'],
    })
  })
})
