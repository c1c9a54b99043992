import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { ApiError, createPartFromFunctionResponse, GoogleGenAI } from '@google/genai'
import { generateText, streamText } from 'ai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import type { AnswerHead, JsonObject } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'

/** The official SDK and the Vercel AI SDK against a server that sends what our writers wrote. */

const head: AnswerHead = { id: 'abc123', model: 'gpt-4o', createdAt: new Date(0) }
const usage: Usage = { ...NO_USAGE, inputTokens: 20, cachedTokens: 8, outputTokens: 9, reasoningTokens: 4 }
const capReached = new GatewayError('CAP_REACHED', 'The cap is reached', { hint: 'Top up', details: { cap_cents: 5 } })
const busy = new GatewayError('UPSTREAM_BUSY', 'Busy', { retryAfterSeconds: 1 })

const answer = geminiDialect.writeAnswer({
  ...head,
  text: 'Hello',
  reasoning: 'Hm',
  toolCalls: [{ id: 'c1', name: 'look', arguments: '{"at":1}' }],
  finish: 'tool_calls',
  usage,
})

const frames = (): string[] => {
  const writer = geminiDialect.streamWriter(head, { usageAsked: true })
  return [
    writer.open(),
    writer.write({ type: 'reasoning', text: 'Hm' }),
    writer.write({ type: 'text', text: 'Hel' }),
    writer.write({ type: 'tool_call', index: 0, id: 'c1', name: 'look', arguments: '{"at"' }),
    writer.write({ type: 'text', text: 'lo – ✓' }),
    writer.write({ type: 'tool_call', index: 0, arguments: ':1}' }),
    writer.close({ finish: 'tool_calls', usage }),
  ]
}

let server: Server
let asked: JsonObject[] = []
const respond: Record<string, () => [status: number, type: string, body: string]> = {
  'plain:generateContent': () => [200, 'application/json; charset=UTF-8', JSON.stringify(answer)],
  'plain:streamGenerateContent': () => [200, 'text/event-stream', frames().join('')],
  'cap:generateContent': () => [402, 'application/json', JSON.stringify(geminiDialect.writeError(capReached, 'req_1'))],
  'cut:streamGenerateContent': () => [
    200,
    'text/event-stream',
    frames().slice(0, 3).join('') + geminiDialect.writeStreamError(busy, 'req_1'),
  ],
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push(JSON.parse(Buffer.concat(chunks).toString()) as JsonObject)
      const method = /models\/([\w.-]+:\w+)/.exec(request.url ?? '')?.[1] ?? ''
      const [status, type, body] = respond[method]?.() ?? [404, 'text/plain', method]
      response.writeHead(status, { 'content-type': type })
      for (const piece of Buffer.from(body)
        .toString('latin1')
        .match(/[^]{1,11}/g) ?? []) {
        response.write(Buffer.from(piece, 'latin1'))
      }
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

// A server that listens on a port has an address of this kind.
const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const google = () => new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: baseUrl() } })
const vercel = () => createGoogleGenerativeAI({ apiKey: 'k', baseURL: `${baseUrl()}/v1beta` })

const usageMetadata = {
  promptTokenCount: 20,
  cachedContentTokenCount: 8,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 4,
  totalTokenCount: 29,
}

describe('@google/genai', () => {
  test('a JSON answer', async () => {
    const response = await google().models.generateContent({ model: 'plain', contents: 'Hello' })
    expect(response.candidates?.[0]?.content?.parts?.map(({ text, thought }) => [text, thought])).toEqual([
      ['Hm', true],
      ['Hello', undefined],
      [undefined, undefined],
    ])
    expect(response.functionCalls).toEqual([{ id: 'c1', name: 'look', args: { at: 1 } }])
    expect(response).toMatchObject({ usageMetadata, modelVersion: 'gpt-4o', responseId: 'abc123' })
  })

  test('a stream', async () => {
    const stream = await google().models.generateContentStream({ model: 'plain', contents: 'Hello' })
    let text = ''
    let thoughts = ''
    const ends: unknown[] = []
    for await (const { candidates, functionCalls, usageMetadata: used } of stream) {
      for (const part of candidates?.[0]?.content?.parts ?? []) {
        if (part.thought === true) thoughts += part.text ?? ''
        else text += part.text ?? ''
      }
      if (candidates?.[0]?.finishReason) ends.push({ reason: candidates[0].finishReason, functionCalls, used })
    }
    expect([thoughts, text]).toEqual(['Hm', 'Hello – ✓'])
    expect(ends).toMatchObject([
      { reason: 'STOP', functionCalls: [{ id: 'c1', name: 'look', args: { at: 1 } }], used: usageMetadata },
    ])
  })

  test('a chat keeps our answer in its history, which reads as the next request', async () => {
    const chat = google().chats.create({ model: 'plain' })
    await chat.sendMessage({ message: 'Hello' })
    asked = []
    await chat.sendMessage({ message: createPartFromFunctionResponse('c1', 'look', { output: 'a cat' }) })
    const [body = {}] = asked
    expect(geminiDialect.read(body, { model: 'plain', stream: false }).translate().messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      {
        role: 'assistant',
        content: [{ type: 'text', text: 'Hello' }],
        toolCalls: [{ id: 'c1', name: 'look', arguments: '{"at":1}' }],
      },
      { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'a cat' }] },
    ])
  })

  test('an error, before and in a stream', async () => {
    const refused = await google()
      .models.generateContent({ model: 'cap', contents: 'Hello' })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ApiError)
    expect(refused).toMatchObject({ status: 402, message: expect.stringContaining('CAP_REACHED') as string })

    const stream = await google().models.generateContentStream({ model: 'cut', contents: 'Hello' })
    let text = ''
    const read = async () => {
      for await (const chunk of stream) text += chunk.text ?? ''
    }
    await expect(read()).rejects.toMatchObject({ name: 'ApiError', status: 503 })
    expect(text).toBe('Hel')
  })
})

describe('the Vercel AI SDK', () => {
  test('a JSON answer', async () => {
    const result = await generateText({ model: vercel()('plain'), prompt: 'Hello', maxRetries: 0 })
    expect(result).toMatchObject({ text: 'Hello', reasoningText: 'Hm', finishReason: 'tool-calls' })
    expect(result.toolCalls).toMatchObject([{ toolCallId: 'c1', toolName: 'look' }])
    expect(result.usage).toMatchObject({ inputTokens: 20, outputTokens: 9, totalTokens: 29 })
  })

  test('a stream', async () => {
    const result = streamText({ model: vercel()('plain'), prompt: 'Hello', maxRetries: 0 })
    expect(await result.text).toBe('Hello – ✓')
    expect(await result.reasoningText).toBe('Hm')
    expect(await result.finishReason).toBe('tool-calls')
    expect(await result.usage).toMatchObject({ inputTokens: 20, outputTokens: 9 })
  })

  test('an error, before and in a stream', async () => {
    await expect(generateText({ model: vercel()('cap'), prompt: 'Hello', maxRetries: 0 })).rejects.toMatchObject({
      statusCode: 402,
      message: 'The cap is reached',
    })
    const errors: unknown[] = []
    const result = streamText({
      model: vercel()('cut'),
      prompt: 'Hello',
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    })
    await result.consumeStream()
    expect(errors).toHaveLength(1)
  })
})
