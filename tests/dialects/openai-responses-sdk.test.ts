import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI, { APIError, RateLimitError } from 'openai'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AnswerHead, StreamWriter } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { openaiResponses as dialect } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import type { FinishReason } from '../../netlify/functions/_lib/domain/chat.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'

const head: AnswerHead = { id: 'abc', model: 'claude-opus-4-6', createdAt: new Date('2026-11-20T12:00:00Z') }
const usage = { ...NO_USAGE, inputTokens: 100, cachedTokens: 40, outputTokens: 30, reasoningTokens: 10 }
const cap = new GatewayError('CAP_REACHED', 'The cap is reached', { hint: 'Top up' })

const served = async (status: number, type: string, body: string) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': type, 'x-request-id': 'req_1' }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  // A server on TCP has an address that is no string.
  return { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, apiKey: 'k', maxRetries: 0 }
}
const sse = (text: string) => served(200, 'text/event-stream', text)
const json = (status: number, body: object) => served(status, 'application/json', JSON.stringify(body))

const written = (events: readonly Parameters<StreamWriter['write']>[0][], finish: FinishReason): string => {
  const writer = dialect.streamWriter(head, { usageAsked: true })
  return [writer.open(), ...events.map((event) => writer.write(event)), writer.close({ finish, usage })].join('')
}
const answer = written(
  [
    { type: 'reasoning', text: 'Let me think' },
    { type: 'text', text: 'Wait' },
    { type: 'tool_call', index: 0, id: 'call_a', name: 'look', arguments: '{"at":' },
    { type: 'tool_call', index: 1, id: 'call_b', name: 'look', arguments: '{"at":2}' },
    { type: 'text', text: ' a bit' },
    { type: 'tool_call', index: 0, arguments: '1}' },
  ],
  'tool_calls',
)
const request = { model: 'claude-opus-4-6', input: 'Hi' }

describe('the official SDK', () => {
  test('reads the stream', async () => {
    const responses = new OpenAI(await sse(answer)).responses.stream(request)
    const seen: string[] = []
    let text = ''
    for await (const event of responses) {
      seen.push(event.type)
      if (event.type === 'response.output_text.delta') text += event.delta
    }
    const final = await responses.finalResponse()
    expect(text).toBe('Wait a bit')
    expect(seen.at(-1)).toBe('response.completed')
    expect(final).toMatchObject({
      id: 'resp_abc',
      status: 'completed',
      output_text: 'Wait a bit',
      output: [
        { type: 'reasoning', summary: [{ text: 'Let me think' }] },
        { type: 'message' },
        { type: 'function_call', call_id: 'call_a', name: 'look', arguments: '{"at":1}' },
        { type: 'function_call', call_id: 'call_b', name: 'look', arguments: '{"at":2}' },
        { type: 'message' },
      ],
      usage: { total_tokens: 130, input_tokens_details: { cached_tokens: 40 } },
    })
  })

  test('puts the same response together from the events alone', async () => {
    const responses = new OpenAI(
      await sse(answer.slice(0, answer.indexOf('event: response.completed'))),
    ).responses.stream(request)
    const { output } = await responses.finalResponse()
    const whole = await new OpenAI(await sse(answer)).responses.stream(request).finalResponse()
    expect(output).toEqual(whole.output)
  })

  test('reads an incomplete stream', async () => {
    const cut = await sse(written([{ type: 'text', text: 'Once upon' }], 'length'))
    expect(await new OpenAI(cut).responses.stream(request).finalResponse()).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output_text: 'Once upon',
    })
  })

  test('reads an answer, structured output included', async () => {
    const body = dialect.writeAnswer({
      ...head,
      text: '{"city":"Rome"}',
      reasoning: '',
      toolCalls: [],
      finish: 'stop',
      usage,
    })
    const client = new OpenAI(await json(200, body))
    const format = { type: 'json_schema' as const, name: 'city', schema: { type: 'object' }, strict: true }
    const response = await client.responses.create({ ...request, text: { format } })
    expect(response).toMatchObject({ output_text: '{"city":"Rome"}', _request_id: 'req_1' })
  })

  test('throws an error with its status, type, code and our own words', async () => {
    const client = new OpenAI(await json(402, dialect.writeError(cap, 'req_1')))
    const error: unknown = await client.responses.create(request).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({
      status: 402,
      type: 'insufficient_quota',
      requestID: 'req_1',
      error: { kaixu: { code: 'CAP_REACHED', hint: 'Top up' } },
    })
    const limited = new OpenAI(await json(429, dialect.writeError(new GatewayError('RATE_LIMITED', 'Slow down'), 'r')))
    await expect(limited.responses.create(request)).rejects.toBeInstanceOf(RateLimitError)
  })

  test('throws the error of a stream that has begun', async () => {
    const text = answer.slice(0, answer.indexOf('event: response.output_text.done'))
    const client = new OpenAI(await sse(text + dialect.writeStreamError(cap, 'req_1')))
    const read = async () => {
      let words = ''
      for await (const event of await client.responses.create({ ...request, stream: true })) {
        if (event.type === 'response.output_text.delta') words += event.delta
      }
      return words
    }
    await expect(read()).rejects.toMatchObject({ code: 'insufficient_quota', message: 'The cap is reached' })
  })
})

describe('the Vercel AI SDK', () => {
  const run = async (text: string) => {
    const { baseURL, apiKey } = await sse(text)
    return streamText({
      model: createOpenAI({ baseURL, apiKey }).responses('claude-opus-4-6'),
      prompt: 'Hi',
      maxRetries: 0,
      onError: () => undefined,
    })
  }

  test('reads text, reasoning, calls, usage and the end', async () => {
    const result = await run(answer)
    const calls: unknown[] = []
    for await (const part of result.fullStream) {
      if (part.type === 'tool-call') calls.push([part.toolCallId, part.toolName])
    }
    expect(calls).toEqual([
      ['call_a', 'look'],
      ['call_b', 'look'],
    ])
    expect(await result.text).toBe('Wait a bit')
    expect(await result.reasoningText).toBe('Let me think')
    expect(await result.finishReason).toBe('tool-calls')
    expect(await result.usage).toMatchObject({ inputTokens: 100, outputTokens: 30 })
  })

  test('reads a cut answer and an error', async () => {
    const cut = await run(written([{ type: 'text', text: 'Once upon' }], 'length'))
    expect([await cut.text, await cut.finishReason]).toEqual(['Once upon', 'length'])
    const failed = await run(
      answer.slice(0, answer.indexOf('event: response.output_text.done')) + dialect.writeStreamError(cap, 'req_1'),
    )
    const errors: unknown[] = []
    for await (const part of failed.fullStream) if (part.type === 'error') errors.push(part.error)
    expect(errors).toMatchObject([{ message: 'The cap is reached' }])
  })
})
