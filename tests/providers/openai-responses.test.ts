import { describe, expect, test } from 'vitest'
import type { ChatRequest } from '../../netlify/functions/_lib/domain/chat.ts'
import { openaiResponsesCodec as codec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { decoded, decodeRecording, streamOf } from '../support/decoded.ts'
import { readFixture } from '../support/recorded.ts'

const target = { baseUrl: 'https://api.openai.com/v1', apiKey: 'the-key' }
const hello: ChatRequest = {
  model: 'gpt-test',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  maxTokens: 100,
}
const counts = { input_tokens: 10, output_tokens: 5, input_tokens_details: { cached_tokens: 4 } }
const end = (status: string, fields: object = {}) => ({
  type: `response.${status}`,
  response: { object: 'response', status, usage: counts, ...fields },
})
const word = { type: 'response.output_text.delta', delta: 'Hi' }
const stream = async (...payloads: (object | string)[]) => decoded(await decodeRecording(codec, streamOf(...payloads)))

describe('encode', () => {
  test('asks for a stream that is not stored', () => {
    expect(codec.encode(hello, target)).toMatchObject({
      url: 'https://api.openai.com/v1/responses',
      headers: { authorization: 'Bearer the-key' },
      body: {
        model: 'gpt-test',
        input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] }],
        max_output_tokens: 100,
        store: false,
        stream: true,
      },
    })
    expect(codec.encode(hello, target).body).not.toHaveProperty('temperature')
  })

  test('gives every message the part type of its role, and calls and results items of their own', () => {
    const request: ChatRequest = {
      ...hello,
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief' }] },
        {
          role: 'user',
          content: [
            { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'AAAA' }, detail: 'high' },
            { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
            { type: 'file', source: { kind: 'data', mediaType: 'application/pdf', data: 'BBBB' } },
          ],
        },
        {
          role: 'assistant',
          content: [{ type: 'text', text: 'Let me look' }],
          toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }],
        },
        { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'a cat' }] },
      ],
      tools: [{ name: 'look', parameters: { type: 'object' } }],
      toolChoice: 'required',
    }
    expect(codec.encode(request, target).body).toMatchObject({
      input: [
        { role: 'developer', content: [{ type: 'input_text', text: 'Be brief' }] },
        {
          role: 'user',
          content: [
            { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'high' },
            { type: 'input_file', file_url: 'https://example.com/a.pdf' },
            { type: 'input_file', filename: 'file', file_data: 'data:application/pdf;base64,BBBB' },
          ],
        },
        { role: 'assistant', content: [{ type: 'output_text', text: 'Let me look' }] },
        { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'a cat' },
      ],
      tools: [{ type: 'function', name: 'look', parameters: { type: 'object' }, strict: false }],
      tool_choice: 'required',
    })
  })

  test.each([
    [{ stop: ['END'] }, 'stop'],
    [{ maxTokens: 15 }, 'max_tokens'],
  ])('400: names what the API has no word for: %j', (fields, path) => {
    expect(() => codec.encode({ ...hello, ...fields }, target)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { path } }),
    )
  })
})

describe('decode', () => {
  test('a recorded response', async () => {
    const answer = decoded(await decodeRecording(codec, readFixture('openai-responses/text.json')))
    expect(answer.text).toMatch(/^The capital of Mexico/)
    expect(answer).toMatchObject({
      finish: ['stop'],
      usage: { inputTokens: 13, outputTokens: 227, reasoningTokens: 192 },
      final: true,
    })
  })

  test.each(['json', 'sse'])('recorded tool calls: %s', async (format) => {
    const answer = decoded(await decodeRecording(codec, readFixture(`openai-responses/tool-call.${format}`)))
    expect(answer).toMatchObject(
      format === 'json'
        ? { toolCalls: [{ id: 'call_aTJhYjzmixZaVGqwl5gn2Ncr', name: 'get_user_country', arguments: '{}' }] }
        : {
            toolCalls: [
              { id: 'call_H5DxLSFnsGhiROnUiDHmgyc8', name: 'weather', arguments: '{"location":"San Francisco"}' },
            ],
            usage: { inputTokens: 45, outputTokens: 24 },
          },
    )
    expect(answer).toMatchObject({ finish: ['tool_calls'], final: true })
  })

  test('a call whose arguments come with the finished item only is whole', async () => {
    const item = { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'look', arguments: '' }
    const { toolCalls } = await stream(
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item: { ...item, arguments: '{"at":1}' } },
      end('completed'),
    )
    expect(toolCalls).toEqual([{ id: 'c1', name: 'look', arguments: '{"at":1}' }])
  })

  test('reasoning and refusals', async () => {
    const answer = await stream(
      { type: 'response.reasoning_summary_text.delta', delta: 'Hmm' },
      { type: 'response.refusal.delta', delta: 'No' },
      end('completed'),
    )
    expect(answer).toMatchObject({ reasoning: 'Hmm', text: 'No', finish: ['stop'] })
  })

  test.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
    ['something_new', 'other'],
  ])('incomplete for %s: usage is final all the same', async (reason, finish) => {
    expect(await stream(word, end('incomplete', { incomplete_details: { reason } }))).toMatchObject({
      text: 'Hi',
      finish: [finish],
      usage: { inputTokens: 10, cachedTokens: 4, outputTokens: 5 },
      final: true,
    })
  })

  test('failed: usage, if any, then the error', async () => {
    const failure = { error: { code: 'server_error', message: 'secret' } }
    const usage = { inputTokens: 10, cachedTokens: 4, outputTokens: 5 }
    expect(await stream(word, end('failed', failure))).toMatchObject({ usage, final: true, error: 'UPSTREAM_ERROR' })
    expect(await stream(word, end('failed', { ...failure, usage: null }))).toMatchObject({
      usage: undefined,
      error: 'UPSTREAM_ERROR',
    })
    expect(
      decoded([...codec.decodeBody({ object: 'response', status: 'failed', usage: counts, ...failure })]),
    ).toMatchObject({
      usage,
      error: 'UPSTREAM_ERROR',
    })
  })

  test.each([
    [{ type: 'error', code: 'rate_limit_exceeded', message: 'secret' }, 'UPSTREAM_BUSY'],
    [{ type: 'error', error: { type: 'server_error', message: 'secret' } }, 'UPSTREAM_ERROR'],
    [{ error: { type: 'server_error', message: 'secret' } }, 'UPSTREAM_ERROR'],
  ])('an error event ends the stream: %j', async (event, code) => {
    expect(await stream(word, event, word)).toMatchObject({ text: 'Hi', error: code })
  })

  test('a cut stream has no usage', async () => {
    expect(await stream({ type: 'response.created', response: { usage: null } }, word)).toMatchObject({
      text: 'Hi',
      finish: [],
      usage: undefined,
    })
  })
})
