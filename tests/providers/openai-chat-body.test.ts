import { describe, expect, test } from 'vitest'
import type { ChatRequest } from '../../netlify/functions/_lib/domain/chat.ts'
import { adaptBody } from '../../netlify/functions/_lib/providers/openai-chat-body.ts'
import {
  COMPATIBLE_DIALECT,
  createOpenAIChatCodec,
  MISTRAL_DIALECT,
  OPENAI_DIALECT,
  XAI_DIALECT,
} from '../../netlify/functions/_lib/providers/openai-chat.ts'

const openai = createOpenAIChatCodec(OPENAI_DIALECT)
const target = { baseUrl: 'https://api.example.com/v1', apiKey: 'the-key' }
const hello: ChatRequest = {
  model: 'gpt-test',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  maxTokens: 100,
}

describe('encode', () => {
  test('asks for a stream with usage and sends nothing that was not asked for', () => {
    expect(openai.encode(hello, target)).toEqual({
      url: 'https://api.example.com/v1/chat/completions',
      headers: { authorization: 'Bearer the-key', 'content-type': 'application/json' },
      body: {
        model: 'gpt-test',
        messages: [{ role: 'user', content: 'Hello' }],
        max_completion_tokens: 100,
        stream: true,
        stream_options: { include_usage: true },
      },
    })
  })

  test('speaks the dialect of the vendor', () => {
    const request: ChatRequest = {
      ...hello,
      messages: [{ role: 'developer', content: [{ type: 'text', text: 'Be brief' }] }],
    }
    expect(createOpenAIChatCodec(OPENAI_DIALECT).encode(request, target).body).toMatchObject({
      messages: [{ role: 'developer', content: 'Be brief' }],
      max_completion_tokens: 100,
    })
    const mistral = createOpenAIChatCodec(MISTRAL_DIALECT).encode(request, target).body
    expect(mistral).toMatchObject({ messages: [{ role: 'system' }], max_tokens: 100 })
    expect(mistral).not.toHaveProperty('stream_options')
    expect(mistral).not.toHaveProperty('max_completion_tokens')
  })

  test('carries images, files, parallel tool calls and their results', () => {
    const body = openai.encode(
      {
        ...hello,
        messages: [
          { role: 'system', content: [{ type: 'text', text: 'Be brief' }] },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' }, detail: 'low' },
              { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'AAAA' } },
              { type: 'file', source: { kind: 'data', mediaType: 'application/pdf', data: 'BBBB' }, filename: 'a.pdf' },
            ],
          },
          {
            role: 'assistant',
            content: [],
            toolCalls: [
              { id: 'c1', name: 'look', arguments: '{"at":1}' },
              { id: 'c2', name: 'look', arguments: '{}' },
            ],
          },
          { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'a cat' }] },
          { role: 'tool', toolCallId: 'c2', content: [] },
        ],
        tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' }, strict: true }],
        toolChoice: { name: 'look' },
        stop: ['END'],
        temperature: 0,
        topP: 0.5,
      },
      target,
    ).body
    expect(body).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
            { id: 'c2', type: 'function', function: { name: 'look', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
        { role: 'tool', tool_call_id: 'c2', content: '' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'look', description: 'Looks', parameters: { type: 'object' }, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'look' } },
      stop: ['END'],
      temperature: 0,
      top_p: 0.5,
    })
  })

  test('carries structured output and reasoning effort', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const format = { type: 'json_schema', name: 'place', description: 'A place', schema, strict: true } as const
    expect(openai.encode({ ...hello, responseFormat: format, reasoning: 'minimal' }, target).body).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'place', description: 'A place', schema, strict: true },
      },
      reasoning_effort: 'minimal',
    })
    expect(openai.encode({ ...hello, responseFormat: { type: 'json_object' } }, target).body).toMatchObject({
      response_format: { type: 'json_object' },
    })
  })

  test('parallel_tool_calls goes with tools only', () => {
    const tools = [{ name: 'look', parameters: {} }]
    expect(openai.encode({ ...hello, tools, parallelToolCalls: false }, target).body).toMatchObject({
      parallel_tool_calls: false,
    })
    expect(openai.encode({ ...hello, parallelToolCalls: false }, target).body).not.toHaveProperty('parallel_tool_calls')
  })

  test.each([
    ['audio/wav', 'wav'],
    ['audio/mpeg', 'mp3'],
  ])('%s has a part of its own', (mediaType, format) => {
    const audio = { type: 'file', source: { kind: 'data', mediaType, data: 'AAAA' } } as const
    expect(openai.encode({ ...hello, messages: [{ role: 'user', content: [audio] }] }, target).body).toMatchObject({
      messages: [{ content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format } }] }],
    })
  })

  test('400: names the file that is given by URL', () => {
    const file = { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } } as const
    const request: ChatRequest = { ...hello, messages: [...hello.messages, { role: 'user', content: [file] }] }
    expect(() => openai.encode(request, target)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'messages[1].content[0]' } }),
    )
  })
})

describe('adaptBody', () => {
  const amended = {
    model: 'm',
    messages: [
      { role: 'system', content: 'Canon' },
      { role: 'developer', content: 'Be brief', extra: 1 },
      { role: 'user', content: 'Hello' },
    ],
    max_completion_tokens: 100,
    stream: true,
    stream_options: { include_usage: true },
    store: false,
    seed: 7,
  }

  test('OpenAI gets what was written for it', () => {
    expect(adaptBody(amended, OPENAI_DIALECT)).toEqual(amended)
  })

  test('its reasoning models get the limit by the name that they know', () => {
    const { max_completion_tokens: limit, ...rest } = amended
    expect(adaptBody({ ...rest, max_tokens: limit }, OPENAI_DIALECT)).toEqual(amended)
  })

  test('a compatible vendor gets the old name of the limit, no developer and no store', () => {
    const [canon, , hello] = amended.messages
    const { max_completion_tokens, store, ...rest } = amended
    expect([max_completion_tokens, store]).toEqual([100, false])
    const expected = {
      ...rest,
      messages: [canon, { role: 'system', content: 'Be brief', extra: 1 }, hello],
      max_tokens: 100,
    }
    expect(adaptBody(amended, COMPATIBLE_DIALECT)).toEqual(expected)
    const { stream_options, ...withoutOptions } = expected
    expect(stream_options).toEqual({ include_usage: true })
    expect(adaptBody(amended, MISTRAL_DIALECT)).toEqual(withoutOptions)
  })

  test('xAI gets the new name', () => {
    const adapted = adaptBody({ max_tokens: 5, messages: [] }, XAI_DIALECT)
    expect(adapted).toEqual({ max_completion_tokens: 5, messages: [] })
  })

  test('of two limits, only the one that counts is sent', () => {
    expect(adaptBody({ max_tokens: 900, max_completion_tokens: 5 }, COMPATIBLE_DIALECT)).toEqual({ max_tokens: 5 })
  })

  test('leaves the body as it was', () => {
    const before = structuredClone(amended)
    adaptBody(amended, MISTRAL_DIALECT)
    expect(amended).toEqual(before)
  })
})
