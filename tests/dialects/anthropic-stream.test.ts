import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anthropicStreamWriter } from '../../netlify/functions/_lib/dialects/anthropic/stream-writer.ts'
import type { StreamWriter } from '../../netlify/functions/_lib/dialects/dialect.ts'
import type { FinishReason } from '../../netlify/functions/_lib/domain/chat.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'
import { framesOf } from '../support/frames.ts'

type WriterEvent = Parameters<StreamWriter['write']>[0]

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
const write = (events: readonly WriterEvent[], finish: FinishReason = 'stop', counts = usage): string => {
  const writer = anthropicStreamWriter(head)
  return writer.open() + events.map((event) => writer.write(event)).join('') + writer.close({ finish, usage: counts })
}
const read = async (text: string) => decoded(await decodeRecording(anthropicCodec, { format: 'sse', text }, 7))
const text = (value: string): WriterEvent => ({ type: 'text', text: value })
const call = (index: number, args: string, id?: string): WriterEvent => ({
  type: 'tool_call',
  index,
  ...(id && { id, name: `tool_${id}` }),
  arguments: args,
})

/** Every block begins, goes on and ends before the next one, with indexes that count up. */
const expectOneBlockAfterTheOther = (sse: string) => {
  const frames = framesOf(sse)
  expect(frames[0]?.event).toBe('message_start')
  expect(frames.slice(-2).map(({ event }) => event)).toEqual(['message_delta', 'message_stop'])
  let open: unknown
  let next = 0
  for (const { event, data } of frames.slice(1, -2)) {
    expect(data['type']).toBe(event)
    if (event === 'content_block_start') {
      expect(open).toBeUndefined()
      open = next++
    }
    expect(data['index']).toBe(open)
    if (event === 'content_block_stop') open = undefined
  }
  expect(open).toBeUndefined()
}

describe('stream', () => {
  test('is byte for byte what the vendor would write', () => {
    expect(
      write([{ type: 'reasoning', text: 'Hm' }, text('Hé'), call(0, '{"a":', 'c1'), call(0, '1}')], 'tool_calls'),
    ).toBe(
      [
        'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_01abc","type":"message","role":"assistant","model":"gpt-4o","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":0,"service_tier":"standard"}}}',
        'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}',
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}',
        'event: content_block_start\ndata: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hé"}}',
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":1}',
        'event: content_block_start\ndata: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"c1","name":"tool_c1","input":{}}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}',
        'event: content_block_delta\ndata: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}',
        'event: content_block_stop\ndata: {"type":"content_block_stop","index":2}',
        'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":45,"cache_creation_input_tokens":25,"cache_read_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":5},"output_tokens":50,"output_tokens_details":{"thinking_tokens":10}}}',
        'event: message_stop\ndata: {"type":"message_stop"}',
        '',
      ].join('\n\n'),
    )
  })

  test('an answer of nothing has no block', async () => {
    const sse = write([])
    expectOneBlockAfterTheOther(sse)
    expect(await read(sse)).toMatchObject({ text: '', finish: ['stop'], usage: { inputTokens: 100, outputTokens: 50 } })
  })

  test('calls that come one after the other are passed on at once', () => {
    const writer = anthropicStreamWriter(head)
    const events = [call(0, '', 'a'), call(0, '{"x":"}"'), call(0, '}'), call(1, '{}', 'b'), text('so')]
    expect(events.map((event) => writer.write(event)).filter((frames) => frames === '')).toEqual([])
  })

  test('interleaved calls and text wait for the end of the call that is open', async () => {
    const events = [
      ...[call(0, '{"x":', 'a'), call(1, '{"y"', 'b'), text('T'), call(1, ':2}'), call(0, '[1]'), text('U')],
      ...[call(0, '}'), call(2, '{', 'c'), call(0, ' '), text('V')],
    ]
    const sse = write(events, 'tool_calls')
    expectOneBlockAfterTheOther(sse)
    expect(await read(sse)).toMatchObject({
      text: 'TUV',
      toolCalls: [
        { id: 'a', name: 'tool_a', arguments: '{"x":[1]}' },
        { id: 'b', name: 'tool_b', arguments: '{"y":2}' },
        { id: 'c', name: 'tool_c', arguments: '{' },
      ],
    })
  })

  test('any interleaving decodes to the same text, reasoning, calls and usage', async () => {
    const pieces = fc
      .record({
        args: fc.oneof(
          fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        cut: fc.nat(20),
      })
      .filter(({ args }) => !/[}\]].*[^\s]/s.test(args) || isObject(args))
    const anyCalls = fc
      .array(pieces, { maxLength: 4 })
      .map((calls) =>
        calls.map(({ args, cut }, index): WriterEvent[] => [
          call(index, args.slice(0, cut), `id_${index}`),
          call(index, args.slice(cut)),
        ]),
      )
    const anyWords = fc.array(
      fc.record({
        type: fc.constantFrom('text' as const, 'reasoning' as const),
        text: fc.string({ minLength: 1, unit: 'binary' }),
      }),
    )
    const anyUsage = fc
      .tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9))
      .map(([fresh, cachedTokens, cacheWrite5mTokens, cacheWrite1hTokens, answered, reasoningTokens]) => ({
        ...NO_USAGE,
        ...{ cachedTokens, cacheWrite5mTokens, cacheWrite1hTokens, reasoningTokens },
        inputTokens: fresh + cachedTokens + cacheWrite5mTokens + cacheWrite1hTokens,
        outputTokens: answered + reasoningTokens,
      }))
    await fc.assert(
      fc.asyncProperty(anyCalls, anyWords, anyUsage, fc.array(fc.nat()), async (calls, words, counts, order) => {
        const events = interleave([...calls, words], order)
        const sse = write(events, calls.length > 0 ? 'tool_calls' : 'stop', counts)
        expectOneBlockAfterTheOther(sse)
        const answer = await read(sse)
        const expected = decoded([...events, { type: 'usage', usage: counts, final: true }])
        expect(answer).toEqual({ ...expected, finish: [calls.length > 0 ? 'tool_calls' : 'stop'] })
      }),
      { numRuns: 300 },
    )
  })
})

const isObject = (args: string): boolean => args.startsWith('{') && args.endsWith('}')

/** One list, each source in its own order; `order` says whose turn it is. */
const interleave = (sources: readonly (readonly WriterEvent[])[], order: readonly number[]): WriterEvent[] => {
  const left = sources.map((source) => [...source])
  const events: WriterEvent[] = []
  for (const turn of order) {
    const next = left[turn % left.length]?.shift()
    if (next) events.push(next)
  }
  return numbered([...events, ...left.flat()])
}

/** Calls are numbered in the order in which they begin. */
const numbered = (events: readonly WriterEvent[]): WriterEvent[] => {
  const numbers = new Map<number, number>()
  return events.map((event) => {
    if (event.type !== 'tool_call') return event
    const index = numbers.get(event.index) ?? numbers.size
    numbers.set(event.index, index)
    return { ...event, index }
  })
}
