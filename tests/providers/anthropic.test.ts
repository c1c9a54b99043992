import { describe, expect, test } from 'vitest'
import { anthropicCodec as codec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import { decoded, decodeRecording, streamOf } from '../support/decoded.ts'
import { readFixture } from '../support/recorded.ts'

const start = (usage: object) => ({ type: 'message_start', message: { type: 'message', usage } })
const end = (usage: object | undefined, stop_reason: string | null = 'end_turn') => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage,
})
const word = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }
const stream = async (...payloads: (object | string)[]) => decoded(await decodeRecording(codec, streamOf(...payloads)))
const read = async (name: string) => decoded(await decodeRecording(codec, readFixture(name)))

describe('decode: recorded answers', () => {
  test('text and tool use', async () => {
    expect(await read('anthropic/text.json')).toMatchObject({
      text: '4',
      finish: ['stop'],
      usage: { inputTokens: 14, outputTokens: 5 },
      final: true,
    })
    expect(await read('anthropic/tool-use.json')).toMatchObject({
      toolCalls: [{ id: 'toolu_0154mkohcYqfkMtfLveNfQse', name: 'get_file', arguments: '{}' }],
      finish: ['tool_calls'],
    })
  })

  test('tool use in fragments', async () => {
    const answer = await read('anthropic/tool-use.sse')
    expect(answer).toMatchObject({
      toolCalls: [{ id: 'toolu_019Zvehfe1XQWweT1pm7okyt', name: 'weather' }],
      finish: ['tool_calls'],
      usage: { inputTokens: 843, outputTokens: 28 },
      final: true,
    })
    expect(JSON.parse(answer.toolCalls[0]?.arguments ?? '')).toHaveProperty('location')
  })

  test('counts of message_delta replace those of message_start; server tools are no tool calls', async () => {
    expect(await read('anthropic/cache-write.sse')).toMatchObject({
      toolCalls: [],
      usage: { inputTokens: 9632, cachedTokens: 6289, cacheWrite5mTokens: 3337, outputTokens: 198 },
    })
  })

  test('a refusal', async () => {
    expect(await read('anthropic/refusal.sse')).toMatchObject({ text: '', finish: ['content_filter'], final: true })
  })
})

describe('decode: usage', () => {
  test('is interim from message_start on: exact input, output so far', async () => {
    const answer = await stream(start({ input_tokens: 10, cache_read_input_tokens: 5, output_tokens: 1 }), word)
    expect(answer).toMatchObject({ usage: { inputTokens: 15, cachedTokens: 5, outputTokens: 1 }, final: false })
  })

  test('a message_delta with the output alone keeps the input', async () => {
    const first = {
      input_tokens: 10,
      cache_creation_input_tokens: 8,
      cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 6 },
      output_tokens: 1,
    }
    const last = {
      output_tokens: 50,
      output_tokens_details: { thinking_tokens: 20 },
      server_tool_use: { web_search_requests: 2 },
    }
    expect(await stream(start(first), word, end(last))).toMatchObject({
      usage: {
        inputTokens: 18,
        cacheWrite5mTokens: 2,
        cacheWrite1hTokens: 6,
        outputTokens: 50,
        reasoningTokens: 20,
        webSearches: 2,
      },
      final: true,
    })
  })

  test.each([
    ['one hour', { ephemeral_1h_input_tokens: 6 }, { cacheWrite1hTokens: 9 }],
    ['five minutes', { ephemeral_5m_input_tokens: 6 }, { cacheWrite5mTokens: 9 }],
    ['unknown', {}, { cacheWrite5mTokens: 9 }],
  ])('more cache writes are of the class so far: %s', async (_class, cache_creation, expected) => {
    const first = { input_tokens: 1, cache_creation_input_tokens: 6, cache_creation, output_tokens: 1 }
    const answer = await stream(start(first), end({ cache_creation_input_tokens: 9, output_tokens: 3 }))
    expect(answer.usage).toEqual({ inputTokens: 10, outputTokens: 3, ...expected })
  })

  test('several message_deltas: the last counts, final only with the stop reason', async () => {
    const first = start({ input_tokens: 10, output_tokens: 1 })
    expect(await stream(first, end({ output_tokens: 5 }, null))).toMatchObject({
      usage: { outputTokens: 5 },
      final: false,
    })
    expect(await stream(first, end({ output_tokens: 5 }, null), end({ output_tokens: 9 }))).toMatchObject({
      usage: { outputTokens: 9 },
      final: true,
    })
  })

  test('is never final, or absent, when the vendor did not say', async () => {
    expect(await stream(start({ input_tokens: 10, output_tokens: 1 }), end(undefined))).toMatchObject({ final: false })
    expect(await stream(start({}), end({ output_tokens: 9 }))).toMatchObject({ usage: undefined })
    expect(await stream(start({ input_tokens: -1, output_tokens: 'x' }), end({ output_tokens: 0.5 }))).toMatchObject({
      usage: undefined,
    })
  })
})

describe('decode: the rest', () => {
  test.each([
    ['overloaded_error', 'UPSTREAM_BUSY'],
    ['rate_limit_error', 'UPSTREAM_BUSY'],
    ['timeout_error', 'UPSTREAM_TIMEOUT'],
    ['api_error', 'UPSTREAM_ERROR'],
  ])('an error event ends the stream: %s', async (type, code) => {
    expect(await stream(word, { type: 'error', error: { type, message: 'secret' } }, word)).toMatchObject({
      text: 'Hi',
      error: code,
    })
  })

  test('thinking is reasoning; unknown events, blocks and deltas are dropped', async () => {
    const answer = await stream(
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hmm' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'x' } },
      { type: 'content_block_start', index: 1, content_block: { type: 'server_tool_use', id: 's', name: 'x' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{}' } },
      { type: 'something_new' },
      { type: 'content_block_start', index: 2, content_block: { type: 'text', text: 'Oh' } },
      end(undefined, 'pause_turn'),
    )
    expect(answer).toMatchObject({ reasoning: 'Hmm', text: 'Oh', toolCalls: [], finish: ['other'], error: undefined })
  })
})
