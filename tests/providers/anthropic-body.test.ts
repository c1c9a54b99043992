import { describe, expect, test } from 'vitest'
import type { ChatRequest, UserPart } from '../../netlify/functions/_lib/domain/chat.ts'
import { anthropicCodec as codec } from '../../netlify/functions/_lib/providers/anthropic.ts'

const target = { baseUrl: 'https://api.anthropic.com/v1', apiKey: 'the-key' }
const hello: ChatRequest = {
  model: 'claude-test',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  maxTokens: 100,
}
const encode = (fields: Partial<ChatRequest>) => codec.encode({ ...hello, ...fields }, target).body

describe('encode', () => {
  test('asks for a stream, with the key in its own header', () => {
    expect(codec.encode(hello, target)).toEqual({
      url: 'https://api.anthropic.com/v1/messages',
      headers: {
        'x-api-key': 'the-key',
        'anthropic-version': '2023-06-01',
        'content-type': 'application/json',
      },
      body: {
        model: 'claude-test',
        max_tokens: 100,
        stream: true,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      },
    })
  })

  test('system and developer messages become one system text, a blank line between two', () => {
    const body = encode({
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'One' }] },
        ...hello.messages,
        { role: 'developer', content: [{ type: 'text', text: 'Two' }] },
      ],
    })
    expect(body).toMatchObject({ system: 'One\n\nTwo', messages: [{ role: 'user' }] })
  })

  test('results of parallel calls are in one turn with what the user says next', () => {
    const body = encode({
      messages: [
        {
          role: 'assistant',
          content: [{ type: 'text', text: '' }],
          toolCalls: [
            { id: 'c.1', name: 'look', arguments: '{"at":1}' },
            { id: 'c2', name: 'look', arguments: '' },
          ],
        },
        { role: 'tool', toolCallId: 'c.1', content: [{ type: 'text', text: 'a cat' }] },
        { role: 'tool', toolCallId: 'c2', content: [] },
        ...hello.messages,
      ],
      tools: [{ name: 'look', description: 'Looks', parameters: { type: 'object' } }],
      toolChoice: { name: 'look' },
      stop: ['END'],
      topP: 0.5,
    })
    expect(body).toMatchObject({
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'c_1', name: 'look', input: { at: 1 } },
            { type: 'tool_use', id: 'c2', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c_1', content: [{ type: 'text', text: 'a cat' }] },
            { type: 'tool_result', tool_use_id: 'c2', content: [] },
            { type: 'text', text: 'Hello' },
          ],
        },
      ],
      tools: [{ name: 'look', description: 'Looks', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'look' },
      stop_sequences: ['END'],
      top_p: 0.5,
    })
  })

  test.each([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'any'],
  ] as const)('tool choice %s is %s', (toolChoice, type) => {
    expect(encode({ tools: [{ name: 'look', parameters: {} }], toolChoice })).toMatchObject({ tool_choice: { type } })
  })

  test('images, PDF and text, by data or URL', () => {
    const content: UserPart[] = [
      { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
      { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' }, filename: 'a.pdf' },
      { type: 'file', source: { kind: 'data', mediaType: 'application/pdf', data: 'BBBB' } },
      { type: 'file', source: { kind: 'data', mediaType: 'text/markdown', data: 'w6k=' } },
    ]
    expect(encode({ messages: [{ role: 'user', content }] })).toMatchObject({
      messages: [
        {
          content: [
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' }, title: 'a.pdf' },
            { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' } },
            { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
          ],
        },
      ],
    })
  })

  test('a temperature above one is one', () => {
    expect(encode({ temperature: 1.7 })).toMatchObject({ temperature: 1 })
    expect(encode({ temperature: 0 })).toMatchObject({ temperature: 0 })
  })

  test('400: names a file of a kind that the API does not take, and arguments that are no object', () => {
    const video: UserPart = { type: 'file', source: { kind: 'data', mediaType: 'video/mp4', data: 'AAAA' } }
    expect(() => encode({ messages: [{ role: 'user', content: [video] }] })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'messages[0].content[0]' } }),
    )
    const toolCalls = [{ id: 'c1', name: 'look', arguments: '[1' }]
    expect(() => encode({ messages: [{ role: 'assistant', content: [], toolCalls }] })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path: 'messages[0].tool_calls' } }),
    )
  })
})
