import { describe, expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { anthropicStreamWriter } from '../../netlify/functions/_lib/dialects/anthropic/stream-writer.ts'
import type { FinishReason, ToolCall } from '../../netlify/functions/_lib/domain/chat.ts'
import { ERROR_STATUS, type ErrorCode, GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'

const head = { id: '01abc', model: 'gpt-4o', createdAt: new Date(0) }
const usage: Usage = {
  ...NO_USAGE,
  inputTokens: 100,
  cachedTokens: 30,
  cacheWrite5mTokens: 20,
  cacheWrite1hTokens: 5,
  outputTokens: 50,
  reasoningTokens: 10,
}

describe('JSON answer', () => {
  const answer = {
    ...head,
    text: 'Hi',
    reasoning: 'Hm',
    toolCalls: [] as ToolCall[],
    finish: 'stop' as FinishReason,
    usage,
  }

  test('decodes to itself', () => {
    const toolCalls = [{ id: 'c1', name: 'look', arguments: '{"a":1}' }]
    const body = anthropicDialect.writeAnswer({ ...answer, toolCalls, finish: 'tool_calls' })
    expect(body).toMatchObject({ id: 'msg_01abc', type: 'message', role: 'assistant', model: 'gpt-4o' })
    const again = decoded([...anthropicCodec.decodeBody(body)])
    expect(again).toMatchObject({ text: 'Hi', reasoning: 'Hm', toolCalls, finish: ['tool_calls'] })
    expect({ ...NO_USAGE, ...again.usage }).toEqual(usage)
  })

  test('arguments that are no object are wrapped; ids hold what the API allows', () => {
    const calls = ['', '[1]', '{"a'].map((args, index) => ({
      id: index === 0 ? '' : `f.x:${index}`,
      name: 'x',
      arguments: args,
    }))
    expect(anthropicDialect.writeAnswer({ ...answer, toolCalls: calls })['content']).toMatchObject([
      ...[{ type: 'thinking', signature: '' }, { type: 'text' }],
      { type: 'tool_use', id: 'toolu_01abc_0', input: {} },
      { type: 'tool_use', id: 'f_x_1', input: { INVALID_JSON: '[1]' } },
      { type: 'tool_use', id: 'f_x_2', input: { INVALID_JSON: '{"a' } },
    ])
  })

  test.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool_calls', 'end_turn'],
    ['content_filter', 'refusal'],
    ['other', 'end_turn'],
  ] as const)('finish %s is %s', (finish, stop_reason) => {
    expect(anthropicDialect.writeAnswer({ ...answer, finish })).toMatchObject({ stop_reason, stop_sequence: null })
  })

  test('calls are to be run, whatever word the vendor ended with', () => {
    const toolCalls = [{ id: 'c', name: 'x', arguments: '{}' }]
    expect(anthropicDialect.writeAnswer({ ...answer, toolCalls })).toMatchObject({ stop_reason: 'tool_use' })
    expect(anthropicDialect.writeAnswer({ ...answer, toolCalls, finish: 'length' })).toMatchObject({
      stop_reason: 'max_tokens',
    })
  })
})

describe('errors', () => {
  const TYPES: Partial<Record<number, string>> = {
    ...{ 401: 'authentication_error', 402: 'billing_error', 403: 'permission_error', 404: 'not_found_error' },
    ...{ 409: 'conflict_error', 413: 'request_too_large', 429: 'rate_limit_error', 503: 'overloaded_error' },
    ...{ 504: 'timeout_error' },
  }
  test.each(Object.keys(ERROR_STATUS))('%s has the type of its status', (code) => {
    const error = new GatewayError(code as ErrorCode, 'What happened', { hint: 'What to do', details: { field: 'x' } })
    expect(anthropicDialect.writeError(error, 'req_1')).toEqual({
      type: 'error',
      error: {
        type: TYPES[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'api_error'),
        message: 'What happened',
        details: { error_code: code, field: 'x' },
        hint: 'What to do',
      },
      request_id: 'req_1',
    })
  })

  test('in a stream it is an event, which the codec takes for one', async () => {
    const frame = anthropicDialect.writeStreamError(new GatewayError('DEADLINE', 'Too slow'), 'req_1')
    expect(frame).toMatch(/^event: error\ndata: \{"type":"error",.*"request_id":"req_1"\}\n\n$/)
    const text = anthropicStreamWriter(head).open() + frame
    const events = await decodeRecording(anthropicCodec, { format: 'sse', text })
    expect(decoded(events)).toMatchObject({ error: 'UPSTREAM_TIMEOUT' })
  })
})
