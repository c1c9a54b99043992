import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AnswerHead } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import type { ChatEvent } from '../../netlify/functions/_lib/domain/chat.ts'
import { type ErrorCode, GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'

const head: AnswerHead = { id: 'abc', model: 'claude-opus-4-6', createdAt: new Date('2026-11-20T12:00:00Z') }
const usage = { ...NO_USAGE, inputTokens: 30, cachedTokens: 10, outputTokens: 20, reasoningTokens: 8 }
const question = { model: 'claude-opus-4-6', messages: [{ role: 'user' as const, content: 'Hello' }] }
const toolCalls = [
  { id: 'toolu_1', name: 'look', arguments: '{"at":1}' },
  { id: 'toolu_2', name: 'find', arguments: '{}' },
]

/** The official SDK, before a server on loopback that gives this answer to everything. */
const sdkBefore = async (reply: { status?: number; type: string; body: string }): Promise<OpenAI> => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(reply.status ?? 200, { 'content-type': reply.type, 'x-request-id': 'req-1' })
    response.end(reply.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo
  return new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 })
}
const streaming = (body: string) => sdkBefore({ type: 'text/event-stream', body })

type Content = Extract<ChatEvent, { type: 'text' | 'reasoning' | 'tool_call' }>
const fragments: Content[] = [
  { type: 'reasoning', text: 'Hm' },
  { type: 'text', text: 'Grüße ' },
  { type: 'tool_call', index: 0, id: 'toolu_1', name: 'look', arguments: '' },
  { type: 'tool_call', index: 1, id: 'toolu_2', name: 'find', arguments: '{' },
  { type: 'tool_call', index: 0, arguments: '{"at":' },
  { type: 'text', text: '🦊' },
  { type: 'tool_call', index: 0, arguments: '1}' },
  { type: 'tool_call', index: 1, arguments: '}' },
]
const written = (usageAsked: boolean): string => {
  const writer = openaiChat.streamWriter(head, { usageAsked })
  const content = fragments.map((event) => writer.write(event)).join('')
  return writer.open() + content + writer.close({ finish: 'tool_calls', usage })
}

describe('the official SDK', () => {
  test('reads an answer', async () => {
    const body = openaiChat.writeAnswer({ ...head, text: 'Hi', reasoning: '', toolCalls, finish: 'tool_calls', usage })
    const client = await sdkBefore({ type: 'application/json', body: JSON.stringify(body) })
    const completion = await client.chat.completions.create(question)
    const [choice] = completion.choices
    expect(completion._request_id).toBe('req-1')
    expect(choice?.message).toMatchObject({ role: 'assistant', content: 'Hi', refusal: null })
    expect(choice?.message.tool_calls).toEqual(
      toolCalls.map(({ id, ...called }) => ({ id, type: 'function', function: called })),
    )
    expect(completion.usage?.prompt_tokens_details?.cached_tokens).toBe(10)
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBe(8)
  })

  test('parses structured output', async () => {
    const text = '{"city":"Paris"}'
    const body = openaiChat.writeAnswer({ ...head, text, reasoning: '', toolCalls: [], finish: 'stop', usage })
    const client = await sdkBefore({ type: 'application/json', body: JSON.stringify(body) })
    const completion = await client.chat.completions.parse({
      ...question,
      response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: {} } },
    })
    expect(completion.choices[0]?.message.parsed).toEqual({ city: 'Paris' })
  })

  test.each([true, false])('puts a stream together, with usage asked for: %j', async (usageAsked) => {
    const client = await streaming(written(usageAsked))
    const completion = await client.chat.completions.stream(question).finalChatCompletion()
    const [choice] = completion.choices
    expect(completion).toMatchObject({ id: 'chatcmpl-abc', object: 'chat.completion', model: 'claude-opus-4-6' })
    expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { role: 'assistant', content: 'Grüße 🦊' } })
    expect(choice?.message.tool_calls).toMatchObject(
      toolCalls.map(({ id, ...called }) => ({ id, type: 'function', function: called })),
    )
    expect(completion.usage).toMatchObject({ prompt_tokens: 30, completion_tokens: 20, total_tokens: 50 })
  })

  test('gives every chunk a choice unless usage was asked for', async () => {
    const client = await streaming(written(false))
    for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) {
      expect(choices).toHaveLength(1)
    }
    expect.assertions(fragments.length + 2)
  })

  test('throws what failed in the middle of a stream', async () => {
    const writer = openaiChat.streamWriter(head, { usageAsked: false })
    const error = openaiChat.writeStreamError(new GatewayError('DEADLINE', 'Out of time'), 'req-1')
    const client = await streaming(writer.open() + writer.write({ type: 'text', text: 'Hi' }) + error)
    const stream = await client.chat.completions.create({ ...question, stream: true })
    let text = ''
    const reading = (async () => {
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
    })()
    await expect(reading).rejects.toMatchObject({
      message: 'Out of time',
      type: 'server_error',
      code: 'deadline',
      error: { kaixu: { code: 'DEADLINE', request_id: 'req-1' } },
    })
    expect(text).toBe('Hi')
  })

  test.each<[ErrorCode, unknown, string]>([
    ['BAD_REQUEST', OpenAI.BadRequestError, 'bad_request'],
    ['UNAUTHORIZED', OpenAI.AuthenticationError, 'invalid_api_key'],
    ['CAP_REACHED', OpenAI.APIError, 'insufficient_quota'],
    ['MODEL_NOT_ALLOWED', OpenAI.PermissionDeniedError, 'model_not_allowed'],
    ['NOT_FOUND', OpenAI.NotFoundError, 'not_found'],
    ['UNPRICED_MODEL', OpenAI.ConflictError, 'unpriced_model'],
    ['IDEMPOTENCY_MISMATCH', OpenAI.UnprocessableEntityError, 'idempotency_mismatch'],
    ['RATE_LIMITED', OpenAI.RateLimitError, 'rate_limit_exceeded'],
    ['UPSTREAM_ERROR', OpenAI.InternalServerError, 'upstream_error'],
  ])('throws its own error for %s', async (code, kind, word) => {
    const error = new GatewayError(code, 'Refused', { hint: 'Do that' })
    const body = JSON.stringify(openaiChat.writeError(error, 'req-1'))
    const client = await sdkBefore({ status: error.status, type: 'application/json', body })
    const thrown: unknown = await client.chat.completions.create(question).catch((reason: unknown) => reason)
    expect(thrown).toBeInstanceOf(kind)
    expect(thrown).toMatchObject({
      status: error.status,
      code: word,
      requestID: 'req-1',
      message: `${error.status} Refused`,
      error: { kaixu: { code, hint: 'Do that' } },
    })
  })
})
