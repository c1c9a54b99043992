import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { createOpenAIChatCodec, OPENAI_DIALECT } from '../../netlify/functions/_lib/providers/openai-chat.ts'

const codec = createOpenAIChatCodec(OPENAI_DIALECT)
const target = { baseUrl: 'https://api.example.com/v1', apiKey: 'k' }
const hello = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }
const translate = (fields: object) => openaiChat.read({ ...hello, ...fields }).translate()

/** What the vendor's codec sends for the translated body. */
const sent = (fields: object) => codec.encode({ ...translate(fields), model: 'm', maxTokens: 9 }, target).body
const envelope = { model: 'm', max_completion_tokens: 9, stream: true, stream_options: { include_usage: true } }

const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] })
const assistant = (fields: object) => ({ messages: [{ role: 'assistant', ...fields }] })
const functionCall = (id: string, args = '{}') => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: args },
})

describe('translate and encode again: an equivalent request', () => {
  test('the smallest body', () => {
    expect(translate({})).toEqual({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] })
    expect(sent({})).toEqual({ ...envelope, ...hello })
  })

  test('a conversation with media, parallel calls and their results', () => {
    const messages = [
      { role: 'system', content: 'Be brief' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be' },
          { type: 'text', text: 'kind' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
          { type: 'input_audio', input_audio: { data: 'CCCC', format: 'mp3' } },
        ],
      },
      { role: 'assistant', content: null, tool_calls: [functionCall('c1', '{"at": 1}'), functionCall('c2')] },
      { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      {
        role: 'tool',
        tool_call_id: 'c2',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'dog' },
        ],
      },
      { role: 'assistant', content: 'A cat and a dog' },
      { role: 'user', content: 'Thanks' },
    ]
    expect(sent({ messages })).toEqual({ ...envelope, messages })
  })

  test('tools, choice, format, effort and sampling', () => {
    const fields = {
      tools: [
        {
          type: 'function',
          function: { name: 'look', description: 'Looks', parameters: { type: 'object' }, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: false,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'place', description: 'A place', schema: { type: 'object' }, strict: true },
      },
      reasoning_effort: 'low',
      temperature: 0,
      top_p: 0.5,
      stop: ['END', 'STOP'],
    }
    expect(sent(fields)).toEqual({ ...envelope, messages: hello.messages, ...fields })
    expect(sent({ response_format: { type: 'json_object' } })).toMatchObject({
      response_format: { type: 'json_object' },
    })
    expect(sent({ stop: 'END' })).toMatchObject({ stop: ['END'] })
    expect(sent({ tools: fields.tools, tool_choice: 'required' })).toMatchObject({ tool_choice: 'required' })
  })

  test('a function without parameters takes none', () => {
    expect(translate({ tools: [{ type: 'function', function: { name: 'now' } }] }).tools).toEqual([
      { name: 'now', parameters: { type: 'object', properties: {} } },
    ])
  })

  test('null and defaults ask for nothing', () => {
    const nothing = {
      temperature: null,
      top_p: null,
      stop: null,
      tools: null,
      tool_choice: null,
      response_format: { type: 'text' },
      reasoning_effort: null,
      parallel_tool_calls: null,
      n: 1,
      frequency_penalty: 0,
      presence_penalty: 0,
      logprobs: false,
      top_logprobs: null,
      logit_bias: {},
      seed: null,
      verbosity: 'medium',
      modalities: ['text'],
      functions: [],
      function_call: 'none',
    }
    expect(translate(nothing)).toEqual(translate({}))
    expect(translate({ stop: [] })).toEqual(translate({}))
  })

  test('what changes no answer is left out', () => {
    const labels = {
      models: ['x'],
      stream: true,
      stream_options: { include_usage: true },
      store: true,
      metadata: { a: 'b' },
      user: 'u',
      safety_identifier: 's',
      prompt_cache_key: 'k',
      prompt_cache_retention: '24h',
      prompt_cache_options: { mode: 'explicit' },
      service_tier: 'auto',
      max_tokens: 5,
      max_completion_tokens: 6,
    }
    expect(translate(labels)).toEqual(translate({}))
  })
})

describe('history of an earlier answer', () => {
  test('what the SDK returned goes back as it is', () => {
    const answer = {
      role: 'assistant',
      content: null,
      refusal: null,
      annotations: [],
      audio: null,
      function_call: null,
      parsed: null,
      tool_calls: [{ ...functionCall('c'), index: 0 }],
    }
    expect(translate({ messages: [answer] }).messages).toEqual([
      { role: 'assistant', content: [], toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] },
    ])
  })

  test('reasoning is left out, refusals are text', () => {
    const answer = {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: [] },
        { type: 'text', text: 'A' },
        { type: 'refusal', refusal: 'B' },
      ],
      refusal: 'C',
      reasoning_content: 'hm',
      reasoning: 'hm',
      reasoning_details: [{}],
    }
    expect(translate({ messages: [answer] }).messages).toEqual([
      { role: 'assistant', content: ['A', 'B', 'C'].map((text) => ({ type: 'text', text })), toolCalls: [] },
    ])
  })

  test.each([[''], [null], [undefined]])('an answer of calls only has no text: %j', (content) => {
    expect(translate(assistant({ content, tool_calls: [functionCall('c')] })).messages).toMatchObject([{ content: [] }])
  })
})

test('a medium of megabytes is read in one go', () => {
  const data = 'A'.repeat(5_000_000)
  const [message] = translate(user({ type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } })).messages
  expect(message?.content).toEqual([{ type: 'image', source: { kind: 'data', mediaType: 'image/png', data } }])
})
