import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatEvent, FinishReason, ToolCall } from '../../netlify/functions/_lib/domain/chat.ts'
import { ERROR_STATUS, type ErrorCode, GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import type { AnswerHead } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { geminiJsonArray } from '../../netlify/functions/_lib/dialects/gemini/json-array.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'

type Written = Extract<ChatEvent, { type: 'text' | 'reasoning' | 'tool_call' }>

const head: AnswerHead = { id: 'abc123', model: 'gpt-4o', createdAt: new Date(0) }
const usage: Usage = { ...NO_USAGE, inputTokens: 20, cachedTokens: 8, outputTokens: 9, reasoningTokens: 4 }
const look: ToolCall = { id: 'c1', name: 'look', arguments: '{"at":1}' }

const framesOf = (events: readonly Written[], finish: FinishReason, used: Usage = usage): string => {
  const writer = geminiDialect.streamWriter(head, { usageAsked: true })
  return writer.open() + events.map((event) => writer.write(event)).join('') + writer.close({ finish, usage: used })
}
const payloadsOf = (frames: string): unknown[] =>
  frames
    .split('\r\n\r\n')
    .slice(0, -1)
    .map((frame) => JSON.parse(frame.replace(/^data: /, '')) as unknown)
const readBack = async (text: string) => decoded(await decodeRecording(geminiCodec, { format: 'sse', text }, 7))

describe('writeAnswer', () => {
  const answer = { ...head, text: 'Hello', reasoning: 'Hm', toolCalls: [look], finish: 'tool_calls' as const, usage }

  test('is a GenerateContentResponse', () => {
    expect(geminiDialect.writeAnswer(answer)).toEqual({
      candidates: [
        {
          content: {
            parts: [
              { text: 'Hm', thought: true },
              { text: 'Hello' },
              {
                functionCall: { id: 'c1', name: 'look', args: { at: 1 } },
                thoughtSignature: 'skip_thought_signature_validator',
              },
            ],
            role: 'model',
          },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata: {
        promptTokenCount: 20,
        cachedContentTokenCount: 8,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 4,
        totalTokenCount: 29,
      },
      modelVersion: 'gpt-4o',
      responseId: 'abc123',
    })
  })

  test('an answer of nothing is an empty text', () => {
    const empty = geminiDialect.writeAnswer({ ...answer, text: '', reasoning: '', toolCalls: [], finish: 'length' })
    expect(empty).toMatchObject({
      candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'MAX_TOKENS' }],
    })
  })

  test.each([
    ['stop', 'STOP'],
    ['tool_calls', 'STOP'],
    ['length', 'MAX_TOKENS'],
    ['content_filter', 'SAFETY'],
    ['other', 'OTHER'],
  ] as const)('finish %s is %s', (finish, finishReason) => {
    expect(geminiDialect.writeAnswer({ ...answer, toolCalls: [], finish })).toMatchObject({
      candidates: [{ finishReason }],
    })
  })

  test.each([
    ['{"at":', 'tool_calls', 'MALFORMED_FUNCTION_CALL'],
    ['[1]', 'stop', 'MALFORMED_FUNCTION_CALL'],
    ['{"at":', 'length', 'MAX_TOKENS'],
  ] as const)('arguments %s cannot be said: %s is %s', (text, finish, finishReason) => {
    const toolCalls = [look, { ...look, id: 'c2', arguments: text }]
    const written = geminiDialect.writeAnswer({ ...answer, text: '', reasoning: '', toolCalls, finish })
    expect(written).toMatchObject({
      candidates: [{ content: { parts: [{ functionCall: { id: 'c1' } }] }, finishReason }],
    })
  })

  test('audio has its modality', () => {
    const heard = { ...usage, audioInputTokens: 5, audioOutputTokens: 2 }
    const [event] = [...geminiCodec.decodeBody(geminiDialect.writeAnswer({ ...answer, usage: heard }))].filter(
      ({ type }) => type === 'usage',
    )
    expect(event).toEqual({ type: 'usage', usage: heard, final: true })
  })
})

describe('streamWriter', () => {
  test('frames are as Google sends them', () => {
    expect(framesOf([{ type: 'text', text: 'Hi\n' }], 'stop', NO_USAGE)).toBe(
      'data: {"candidates":[{"content":{"parts":[{"text":"Hi\\n"}],"role":"model"},"index":0}],"modelVersion":"gpt-4o","responseId":"abc123"}\r\n\r\n' +
        'data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],' +
        '"usageMetadata":{"promptTokenCount":0,"candidatesTokenCount":0,"totalTokenCount":0},"modelVersion":"gpt-4o","responseId":"abc123"}\r\n\r\n',
    )
  })

  test('a call is sent whole, whatever came between its fragments', () => {
    const events: Written[] = [
      { type: 'tool_call', index: 1, id: 'c2', name: 'smell', arguments: '' },
      { type: 'tool_call', index: 0, id: 'c1', name: 'look', arguments: '{"a' },
      { type: 'text', text: 'Let me' },
      { type: 'tool_call', index: 0, arguments: 't":1}' },
    ]
    expect(payloadsOf(framesOf(events, 'tool_calls'))).toMatchObject([
      { candidates: [{ content: { parts: [{ text: 'Let me' }] } }] },
      {
        candidates: [
          {
            content: {
              parts: [
                { functionCall: { id: 'c1', name: 'look', args: { at: 1 } } },
                { functionCall: { id: 'c2', name: 'smell', args: {} } },
              ],
            },
            finishReason: 'STOP',
          },
        ],
      },
    ])
  })

  test('any interleaving reads back as the same text, thoughts, calls and usage', async () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })
    const calls = fc.array(fc.record({ name: fc.stringMatching(/^[a-z_]{1,9}$/), args: json }), { maxLength: 3 })
    const piece = fc.record({
      type: fc.constantFrom('text' as const, 'reasoning' as const),
      text: fc.string({ unit: 'binary' }),
    })
    const counts = fc.record({
      inputTokens: fc.nat(1e9),
      outputTokens: fc.nat(1e9),
      cachedTokens: fc.nat(1e9),
      reasoningTokens: fc.nat(1e9),
    })
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.array(piece),
        counts,
        fc.infiniteStream(fc.nat(9)),
        async (called, pieces, sizes, dice) => {
          const used: Usage = {
            ...NO_USAGE,
            ...sizes,
            cachedTokens: Math.min(sizes.cachedTokens, sizes.inputTokens),
            reasoningTokens: Math.min(sizes.reasoningTokens, sizes.outputTokens),
          }
          const roll = (below: number): number => Number(dice.next().value ?? 0) % below
          const queues = called.map(({ name, args }, index) => fragmentsOf(index, name, JSON.stringify(args)))
          const events = interleave([pieces, ...queues], roll)
          const back = await readBack(framesOf(events, called.length > 0 ? 'tool_calls' : 'stop', used))
          const said = (type: string) => pieces.map((part) => (part.type === type ? part.text : '')).join('')
          expect(back.text).toBe(said('text'))
          expect(back.reasoning).toBe(said('reasoning'))
          expect(
            back.toolCalls.map(({ id, name, arguments: text }) => [id, name, JSON.parse(text) as unknown]),
          ).toEqual(
            called.map(({ name, args }, index) => [`id${index}`, name, JSON.parse(JSON.stringify(args)) as unknown]),
          )
          expect({ ...NO_USAGE, ...back.usage }).toEqual(used)
          expect(back.finish).toEqual([called.length > 0 ? 'tool_calls' : 'stop'])
        },
      ),
    )
  })
})

const fragmentsOf = (index: number, name: string, text: string): Written[] => [
  { type: 'tool_call', index, id: `id${index}`, name, arguments: '' },
  ...(text.match(/[^]{1,5}/g) ?? []).map((piece): Written => ({ type: 'tool_call', index, arguments: piece })),
]

const interleave = (queues: readonly (readonly Written[])[], roll: (below: number) => number): Written[] => {
  const left = queues.map((queue) => [...queue])
  const merged: Written[] = []
  for (;;) {
    const open = left.filter(({ length }) => length > 0)
    const next = open[roll(Math.max(open.length, 1))]?.shift()
    if (!next) return merged
    merged.push(next)
  }
}

describe('a stream without alt=sse', () => {
  test('is one JSON array of the same payloads', () => {
    const frames = framesOf([{ type: 'text', text: 'a\r\n\r\nb' }], 'stop')
    const array = geminiJsonArray()
    const text = array.frames(frames) + array.data('{"last":1}') + array.end()
    expect(JSON.parse(text)).toEqual([...payloadsOf(frames), { last: 1 }])
    expect(text).toMatch(/^\[\{.*\}\n,\r\n\{.*\}\n,\r\n\{"last":1\}\n\]$/)
  })

  test('of nothing is an empty array', () => {
    const array = geminiJsonArray()
    expect(array.frames('') + array.end()).toBe('[]')
  })
})

describe('errors', () => {
  test('are a google.rpc.Status with everything that we say', () => {
    const error = new GatewayError('RATE_LIMITED', 'Too many', {
      hint: 'Wait',
      retryAfterSeconds: 7,
      details: { scope: 'key', limit: 60 },
    })
    expect(geminiDialect.writeError(error, 'req_1')).toEqual({
      error: {
        code: 429,
        message: 'Too many',
        status: 'RESOURCE_EXHAUSTED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'RATE_LIMITED',
            domain: 'kaixu-gateway',
            metadata: { hint: 'Wait' },
          },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'req_1' },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' },
          {
            '@type': 'type.googleapis.com/google.protobuf.Struct',
            value: { code: 'RATE_LIMITED', hint: 'Wait', request_id: 'req_1', scope: 'key', limit: 60 },
          },
        ],
      },
    })
  })

  test('a refused field is a violation', () => {
    const error = new GatewayError('BAD_REQUEST', 'contents: is empty', { details: { field: 'contents' } })
    expect(JSON.stringify(geminiDialect.writeError(error, 'req_1'))).toContain(
      '"fieldViolations":[{"field":"contents","description":"contents: is empty"}]',
    )
  })

  test.each([
    ['CAP_REACHED', 402, 'FAILED_PRECONDITION'],
    ['UNAUTHORIZED', 401, 'UNAUTHENTICATED'],
    ['MODEL_NOT_ALLOWED', 403, 'PERMISSION_DENIED'],
    ['UNPRICED_MODEL', 409, 'FAILED_PRECONDITION'],
    ['UPSTREAM_BUSY', 503, 'UNAVAILABLE'],
    ['DEADLINE', 504, 'DEADLINE_EXCEEDED'],
  ] as const)('%s is %d %s', (code, status, word) => {
    expect(geminiDialect.writeError(new GatewayError(code, 'No'), 'r')).toMatchObject({
      error: { code: status, status: word },
    })
  })

  // Every code that we have is a key of this object.
  test.each(Object.keys(ERROR_STATUS) as ErrorCode[])('%s in a stream ends it as an error', async (code) => {
    const frames = framesOf([{ type: 'text', text: 'Hi' }], 'stop').split('\r\n\r\n')[0] ?? ''
    const failed = geminiDialect.writeStreamError(new GatewayError(code, 'No'), 'r')
    const back = await readBack(`${frames}\r\n\r\n${failed}`)
    expect(back).toMatchObject({ text: 'Hi', finish: [] })
    expect(back.error).toMatch(/^UPSTREAM_/)
  })
})
