import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Anthropic from '@anthropic-ai/sdk'
import { describe, expect, onTestFinished, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { anthropicStreamWriter } from '../../netlify/functions/_lib/dialects/anthropic/stream-writer.ts'
import type { StreamWriter } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { type ErrorCode, GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'

const head = { id: 'abc', model: 'gpt-4o-mini', createdAt: new Date('2026-11-20T12:00:00Z') }
const usage = { ...NO_USAGE, inputTokens: 30, cachedTokens: 10, outputTokens: 20, reasoningTokens: 8 }
const question = {
  model: 'gpt-4o-mini',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello' }],
}
const toolCalls = [
  { id: 'call_1', name: 'look', arguments: '{"at":1}' },
  { id: 'call_2', name: 'find', arguments: '{}' },
]

/** The official SDK, before a server on loopback that gives this answer to everything. */
const sdkBefore = async (reply: { status?: number; type: string; body: string }): Promise<Anthropic> => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(reply.status ?? 200, { 'content-type': reply.type, 'request-id': 'req-1' })
    response.end(reply.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo
  return new Anthropic({ apiKey: 'k', baseURL: `http://127.0.0.1:${port}`, maxRetries: 0 })
}
const streaming = (body: string) => sdkBefore({ type: 'text/event-stream', body })

const fragments: Parameters<StreamWriter['write']>[0][] = [
  { type: 'reasoning', text: 'Hm' },
  { type: 'text', text: 'Grüße ' },
  { type: 'tool_call', index: 0, id: 'call_1', name: 'look', arguments: '' },
  { type: 'tool_call', index: 1, id: 'call_2', name: 'find', arguments: '{' },
  { type: 'tool_call', index: 0, arguments: '{"at":' },
  { type: 'text', text: '🦊' },
  { type: 'tool_call', index: 0, arguments: '1}' },
  { type: 'tool_call', index: 1, arguments: '}' },
]

describe('the official SDK', () => {
  test('reads an answer', async () => {
    const body = anthropicDialect.writeAnswer({
      ...head,
      text: 'Hi',
      reasoning: 'Hm',
      toolCalls,
      finish: 'tool_calls',
      usage,
    })
    const client = await sdkBefore({ type: 'application/json', body: JSON.stringify(body) })
    const message = await client.messages.create(question)
    expect(message).toMatchObject({
      ...{ id: 'msg_abc', model: 'gpt-4o-mini', role: 'assistant', stop_reason: 'tool_use' },
      content: [
        { type: 'thinking', thinking: 'Hm', signature: '' },
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 'call_1', name: 'look', input: { at: 1 } },
        { type: 'tool_use', id: 'call_2', name: 'find', input: {} },
      ],
      usage: { input_tokens: 20, cache_read_input_tokens: 10, output_tokens: 20 },
    })
    expect(message._request_id).toBe('req-1')
  })

  test('puts a stream together, block by block', async () => {
    const writer = anthropicStreamWriter(head)
    const frames = fragments.map((event) => writer.write(event)).join('')
    const client = await streaming(writer.open() + frames + writer.close({ finish: 'tool_calls', usage }))
    const stream = client.messages.stream(question)
    const blocks: string[] = []
    stream.on('contentBlock', (block) => blocks.push(block.type))
    const message = await stream.finalMessage()
    expect(blocks).toEqual(['thinking', 'text', 'tool_use', 'tool_use', 'text'])
    expect(message).toMatchObject({
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'Hm' },
        { type: 'text', text: 'Grüße ' },
        { type: 'tool_use', id: 'call_1', name: 'look', input: { at: 1 } },
        { type: 'tool_use', id: 'call_2', name: 'find', input: {} },
        { type: 'text', text: '🦊' },
      ],
      usage: {
        ...{ input_tokens: 20, cache_read_input_tokens: 10, cache_creation_input_tokens: 0, output_tokens: 20 },
        output_tokens_details: { thinking_tokens: 8 },
      },
    })
  })

  test.each([
    ['CAP_REACHED', 402, Anthropic.PaymentRequiredError, 'billing_error'],
    ['RATE_LIMITED', 429, Anthropic.RateLimitError, 'rate_limit_error'],
    ['BAD_REQUEST', 400, Anthropic.BadRequestError, 'invalid_request_error'],
    ['UNAUTHORIZED', 401, Anthropic.AuthenticationError, 'authentication_error'],
    ['UNPRICED_MODEL', 409, Anthropic.ConflictError, 'conflict_error'],
    ['UPSTREAM_BUSY', 503, Anthropic.InternalServerError, 'overloaded_error'],
  ] as const)('throws %s as its own class, with our code', async (code: ErrorCode, status, type, word) => {
    const error = new GatewayError(code, 'What happened')
    const body = JSON.stringify(anthropicDialect.writeError(error, 'req-1'))
    const client = await sdkBefore({ status, type: 'application/json', body })
    const thrown: unknown = await client.messages.create(question).catch((reason: unknown) => reason)
    expect(thrown).toBeInstanceOf(type)
    expect(thrown).toMatchObject({
      status,
      type: word,
      errorCode: code,
      apiMessage: 'What happened',
      requestID: 'req-1',
    })
  })

  test('throws an error in the middle of a stream', async () => {
    const writer = anthropicStreamWriter(head)
    const error = anthropicDialect.writeStreamError(new GatewayError('DEADLINE', 'Too slow'), 'req-1')
    const client = await streaming(writer.open() + writer.write({ type: 'text', text: 'Hi' }) + error)
    const thrown: unknown = await client.messages
      .stream(question)
      .finalMessage()
      .catch((reason: unknown) => reason)
    expect(thrown).toBeInstanceOf(Anthropic.APIError)
    expect(thrown).toMatchObject({ type: 'timeout_error', errorCode: 'DEADLINE' })
  })
})
