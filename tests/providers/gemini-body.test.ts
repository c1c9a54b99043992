import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ChatRequest, ReasoningEffort } from '../../netlify/functions/_lib/domain/chat.ts'
import { geminiCodec as codec } from '../../netlify/functions/_lib/providers/gemini.ts'

const target = { baseUrl: 'https://generativelanguage.googleapis.com/v1beta', apiKey: 'the-key' }
const hello: ChatRequest = {
  model: 'gemini-test',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  maxTokens: 100,
}
const encode = (fields: Partial<ChatRequest>) => codec.encode({ ...hello, ...fields }, target).body

describe('encode', () => {
  test('asks for server-sent events, with the key in its own header', () => {
    expect(codec.encode({ ...hello, model: 'models/gemini-test' }, target)).toEqual({
      url: 'https://generativelanguage.googleapis.com/v1beta/models/gemini-test:streamGenerateContent?alt=sse',
      headers: { 'x-goog-api-key': 'the-key', 'content-type': 'application/json' },
      body: {
        contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
        generationConfig: { maxOutputTokens: 100 },
      },
    })
  })

  test('carries instructions, media, parallel tool calls and their results', () => {
    const body = encode({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'One' }] },
        { role: 'developer', content: [{ type: 'text', text: 'Two' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: [],
          toolCalls: [
            { id: 'c1', name: 'look', arguments: '{"at":1}' },
            { id: 'c2', name: 'smell', arguments: '' },
          ],
        },
        { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'a cat' }] },
        { role: 'tool', toolCallId: 'c2', content: [{ type: 'text', text: 'fish' }] },
      ],
      tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' } }],
      toolChoice: { name: 'look' },
      stop: ['END'],
      temperature: 0,
      topP: 0.5,
    })
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'One' }, { text: 'Two' }] },
      contents: [
        { role: 'user', parts: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
        {
          role: 'model',
          parts: [
            {
              functionCall: { id: 'c1', name: 'look', args: { at: 1 } },
              thoughtSignature: 'skip_thought_signature_validator',
            },
            { functionCall: { id: 'c2', name: 'smell', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: 'c1', name: 'look', response: { output: 'a cat' } } },
            { functionResponse: { id: 'c2', name: 'smell', response: { output: 'fish' } } },
          ],
        },
      ],
      generationConfig: { maxOutputTokens: 100, temperature: 0, topP: 0.5, stopSequences: ['END'] },
      tools: [
        { functionDeclarations: [{ name: 'look', description: 'Looks', parametersJsonSchema: { type: 'object' } }] },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } },
    })
  })

  test.each([
    ['auto', 'AUTO'],
    ['none', 'NONE'],
    ['required', 'ANY'],
  ] as const)('tool choice %s is %s', (toolChoice, mode) => {
    const functionCallingConfig = { mode }
    expect(encode({ tools: [{ name: 'look', parameters: {} }], toolChoice })).toMatchObject({
      toolConfig: { functionCallingConfig },
    })
  })

  test('400: names media by URL and a result that answers no call', () => {
    const image = { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } } as const
    expect(() => encode({ messages: [...hello.messages, { role: 'user', content: [image] }] })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'messages[1].content[0]' } }),
    )
    expect(() => encode({ messages: [{ role: 'tool', toolCallId: 'c1', content: [] }] })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'messages[0].tool_call_id' } }),
    )
  })
})

describe('encode: structured output', () => {
  test.each([
    [{ type: 'json_object' } as const, { responseMimeType: 'application/json' }],
    [
      { type: 'json_schema', name: 'cat', description: 'A cat', schema: { type: 'object' }, strict: true } as const,
      {
        responseMimeType: 'application/json',
        responseJsonSchema: { description: 'A cat', type: 'object' },
      },
    ],
    [
      { type: 'json_schema', name: 'cat', description: 'A cat', schema: { description: 'Its own' } } as const,
      { responseMimeType: 'application/json', responseJsonSchema: { description: 'Its own' } },
    ],
  ])('%j', (responseFormat, generationConfig) => {
    expect(encode({ responseFormat })).toMatchObject({ generationConfig })
  })
})

describe('encode: how much to think', () => {
  const thinking = (model: string, reasoning: ReasoningEffort): unknown => {
    const { thinkingConfig } = z
      .object({ generationConfig: z.object({ thinkingConfig: z.unknown().optional() }) })
      .parse(encode({ model, reasoning })).generationConfig
    return thinkingConfig
  }

  test.each<[string, ReasoningEffort, object]>([
    ['gemini-2.5-flash', 'minimal', { thinkingBudget: 1_024 }],
    ['gemini-2.5-pro', 'low', { thinkingBudget: 1_024 }],
    ['gemini-2.5-flash-lite', 'medium', { thinkingBudget: 8_192 }],
    ['gemini-2.5-pro', 'high', { thinkingBudget: 24_576 }],
    ['gemini-3-flash-preview', 'minimal', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.5-flash-lite', 'minimal', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.8-flash', 'minimal', { thinkingLevel: 'LOW' }],
    ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW' }],
    ['models/gemini-4-argon', 'medium', { thinkingLevel: 'MEDIUM' }],
    ['gemini-flash-latest', 'high', { thinkingLevel: 'HIGH' }],
    ['gemini-flash-latest', 'minimal', { thinkingLevel: 'LOW' }],
  ])('%s, %s: %j, thoughts included', (model, effort, config) => {
    expect(thinking(model, effort)).toEqual({ includeThoughts: true, ...config })
  })

  test('not at all, where that can be said', () => {
    expect(thinking('gemini-2.5-flash', 'none')).toEqual({ thinkingBudget: 0 })
    expect(thinking('gemini-2.0-flash', 'none')).toBeUndefined()
  })

  test.each<[string, ReasoningEffort]>([
    ['gemini-2.5-pro', 'none'],
    ['gemini-3.8-flash', 'none'],
    ['gemini-2.0-flash', 'low'],
    ['gemini-1.5-flash', 'high'],
  ])('400: %s, %s', (model, reasoning) => {
    expect(() => encode({ model, reasoning })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'reasoning_effort' } }),
    )
  })
})

describe('encode: how tools may be called', () => {
  const tool = { name: 'look', parameters: {} }
  const strict = [tool, { ...tool, name: 'smell', strict: true }]

  test.each([
    [{ tools: strict }, 'VALIDATED'],
    [{ tools: strict, toolChoice: 'auto' }, 'VALIDATED'],
    [{ tools: strict, toolChoice: 'required' }, 'ANY'],
    [{ tools: strict, toolChoice: 'none' }, 'NONE'],
  ] as const)('a strict function: %j is %s', (fields, mode) => {
    expect(encode(fields)).toMatchObject({ toolConfig: { functionCallingConfig: { mode } } })
  })

  test('nothing is said when nothing was asked', () => {
    expect(encode({ tools: [tool], parallelToolCalls: true })).not.toHaveProperty('toolConfig')
    expect(encode({ parallelToolCalls: false })).toEqual(encode({}))
  })

  test('400: one call at a time', () => {
    expect(() => encode({ tools: [tool], parallelToolCalls: false })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'parallel_tool_calls' } }),
    )
  })
})
