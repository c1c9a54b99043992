import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AnswerHead, StreamWriter } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { openaiResponses as dialect } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import type { ChatEvent, FinishReason } from '../../netlify/functions/_lib/domain/chat.ts'
import { ERROR_STATUS, type ErrorCode, GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { openaiResponsesCodec as codec } from '../../netlify/functions/_lib/providers/openai-responses.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'

type Written = Parameters<StreamWriter['write']>[0]

const head: AnswerHead = { id: 'abc', model: 'claude-opus-4-6', createdAt: new Date('2026-11-20T12:00:00.9Z') }
const usage: Usage = {
  ...NO_USAGE,
  inputTokens: 100,
  cachedTokens: 40,
  cacheWrite5mTokens: 20,
  outputTokens: 30,
  reasoningTokens: 10,
}
const stream = (events: readonly Written[], finish: FinishReason = 'stop', used = usage): string => {
  const writer = dialect.streamWriter(head, { usageAsked: true })
  const begin = writer.open()
  const body = events.map((event) => writer.write(event)).join('')
  return begin + body + writer.close({ finish, usage: used })
}
const events = (text: string): Record<string, unknown>[] =>
  text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [, name, data] = /^event: (\S+)\ndata: (.+)$/.exec(frame) ?? []
      const event = JSON.parse(data ?? '') as Record<string, unknown>
      expect(event['type']).toBe(name)
      return event
    })
const decode = async (text: string) => decoded(await decodeRecording(codec, { format: 'sse', text }))

const conversation: Written[] = [
  { type: 'reasoning', text: 'Let me ' },
  { type: 'reasoning', text: 'think' },
  { type: 'text', text: 'Grüße' },
  { type: 'text', text: ' ✓' },
  { type: 'tool_call', index: 0, id: 'call_a', name: 'look', arguments: '' },
  { type: 'tool_call', index: 0, arguments: '{"at":' },
  { type: 'tool_call', index: 1, id: 'call_b', name: 'wait', arguments: '' },
  { type: 'tool_call', index: 0, arguments: '1}' },
]

describe('streamWriter', () => {
  test('the events of a response in the order of the vendor', () => {
    const written = events(stream(conversation, 'tool_calls'))
    expect(written.map(({ type, output_index: place }) => (place === undefined ? type : [type, place]))).toEqual([
      'response.created',
      'response.in_progress',
      ['response.output_item.added', 0],
      ['response.reasoning_summary_part.added', 0],
      ['response.reasoning_summary_text.delta', 0],
      ['response.reasoning_summary_text.delta', 0],
      ['response.reasoning_summary_text.done', 0],
      ['response.reasoning_summary_part.done', 0],
      ['response.output_item.done', 0],
      ['response.output_item.added', 1],
      ['response.content_part.added', 1],
      ['response.output_text.delta', 1],
      ['response.output_text.delta', 1],
      ['response.output_text.done', 1],
      ['response.content_part.done', 1],
      ['response.output_item.done', 1],
      ['response.output_item.added', 2],
      ['response.function_call_arguments.delta', 2],
      ['response.output_item.added', 3],
      ['response.function_call_arguments.delta', 2],
      ['response.function_call_arguments.done', 2],
      ['response.output_item.done', 2],
      ['response.function_call_arguments.delta', 3],
      ['response.function_call_arguments.done', 3],
      ['response.output_item.done', 3],
      'response.completed',
    ])
    expect(written.map((event) => event['sequence_number'])).toEqual(written.map((_, index) => index))
  })

  test('ends with the whole output and the usage in the words of the vendor', () => {
    expect(events(stream(conversation, 'tool_calls')).at(-1)).toMatchObject({
      response: {
        id: 'resp_abc',
        object: 'response',
        created_at: 1795176000,
        status: 'completed',
        model: 'claude-opus-4-6',
        error: null,
        incomplete_details: null,
        output: [
          { id: 'rs_abc_0', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Let me think' }] },
          {
            id: 'msg_abc_1',
            type: 'message',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'Grüße ✓', annotations: [] }],
          },
          {
            id: 'fc_abc_2',
            type: 'function_call',
            status: 'completed',
            call_id: 'call_a',
            name: 'look',
            arguments: '{"at":1}',
          },
          {
            id: 'fc_abc_3',
            type: 'function_call',
            status: 'completed',
            call_id: 'call_b',
            name: 'wait',
            arguments: '{}',
          },
        ],
        usage: {
          input_tokens: 100,
          input_tokens_details: { cached_tokens: 40, cache_write_tokens: 20 },
          output_tokens: 30,
          output_tokens_details: { reasoning_tokens: 10 },
          total_tokens: 130,
        },
        store: false,
      },
    })
  })

  test.each<[FinishReason, string, { reason: string } | null]>([
    ['length', 'length', { reason: 'max_output_tokens' }],
    ['content_filter', 'content_filter', { reason: 'content_filter' }],
    ['other', 'other', null],
  ])('an answer that ended for %s is incomplete, and so is its last item', async (finish, again, details) => {
    const cut: Written[] = [
      { type: 'text', text: 'a' },
      { type: 'tool_call', index: 0, id: 'c', name: 'f', arguments: '{"a' },
    ]
    const text = stream(cut, finish)
    expect(events(text).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: details,
        output: [{ status: 'completed' }, { status: 'incomplete', arguments: '{"a' }],
      },
    })
    expect(await decode(text)).toMatchObject({ text: 'a', finish: [again], final: true })
    expect(events(stream([{ type: 'text', text: 'a' }], finish)).at(-1)).toMatchObject({
      response: { output: [{ type: 'message', status: 'incomplete' }] },
    })
  })

  test('an answer of nothing is a response without output', async () => {
    expect(events(stream([])).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.completed',
    ])
    expect(await decode(stream([{ type: 'text', text: '' }]))).toMatchObject({ text: '', finish: ['stop'] })
  })

  test('whatever comes in whatever order is read back the same', async () => {
    const fragment = fc.oneof(
      fc.record({ type: fc.constant('text' as const), text: fc.string({ unit: 'binary' }) }),
      fc.record({ type: fc.constant('reasoning' as const), text: fc.string({ unit: 'grapheme' }) }),
      fc.record({ type: fc.constant('call' as const), number: fc.nat(4), text: fc.string({ unit: 'grapheme' }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fragment, { maxLength: 40 }), async (fragments) => {
        const order: number[] = []
        const sent = fragments.map((part): Written => {
          if (part.type !== 'call') return part
          const isFirst = !order.includes(part.number)
          if (isFirst) order.push(part.number)
          const index = order.indexOf(part.number)
          const call = { type: 'tool_call' as const, index, arguments: part.text }
          return isFirst ? { ...call, id: `call_${index}`, name: `f${index}` } : call
        })
        const finish = order.length > 0 ? 'tool_calls' : 'stop'
        const expected = decoded([...sent, { type: 'usage', usage, final: true }, { type: 'finish', reason: finish }])
        for (const call of expected.toolCalls) if (call.arguments === '') call.arguments = '{}'
        expect(await decode(stream(sent, finish))).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })
})

describe('writeAnswer', () => {
  const answer = {
    ...head,
    text: 'Grüße',
    reasoning: 'Let me think',
    toolCalls: [
      { id: 'call_a', name: 'look', arguments: '{"at":1}' },
      { id: 'call_b', name: 'wait', arguments: '' },
    ],
    finish: 'tool_calls' as const,
    usage,
  }

  test('is read back the same', () => {
    const read: ChatEvent[] = [...codec.decodeBody(dialect.writeAnswer(answer))]
    expect(decoded(read)).toEqual({
      text: 'Grüße',
      reasoning: 'Let me think',
      toolCalls: [answer.toolCalls[0], { id: 'call_b', name: 'wait', arguments: '{}' }],
      finish: ['tool_calls'],
      usage: { inputTokens: 100, cachedTokens: 40, cacheWrite5mTokens: 20, outputTokens: 30, reasoningTokens: 10 },
      final: true,
      error: undefined,
    })
  })

  test('is the response that the stream of the same answer ends with', () => {
    const last = events(
      stream(
        [
          { type: 'reasoning', text: answer.reasoning },
          { type: 'text', text: answer.text },
          ...answer.toolCalls.map((call, index) => ({ type: 'tool_call' as const, index, ...call })),
        ],
        'tool_calls',
      ),
    ).at(-1)
    expect(last?.['response']).toEqual(dialect.writeAnswer(answer))
  })

  test.each<FinishReason>(['length', 'content_filter', 'other'])('cut for %s: incomplete', (finish) => {
    const cut = dialect.writeAnswer({ ...answer, finish, toolCalls: [] })
    expect(cut).toMatchObject({ status: 'incomplete', output: [{ type: 'reasoning' }, { status: 'incomplete' }] })
    expect(decoded([...codec.decodeBody(cut)]).finish).toEqual([finish])
  })

  test('counts of audio and of the second class of cache writes are not lost', () => {
    const rare = { ...usage, cacheWrite1hTokens: 5, audioInputTokens: 7, audioOutputTokens: 3 }
    expect(decoded([...codec.decodeBody(dialect.writeAnswer({ ...answer, usage: rare }))]).usage).toMatchObject({
      cacheWrite5mTokens: 25,
      audioInputTokens: 7,
      audioOutputTokens: 3,
    })
  })
})

describe('errors', () => {
  const cap = new GatewayError('CAP_REACHED', 'The cap is reached', {
    hint: 'Top up',
    details: { fits_tokens: 12 },
  })

  test('in the envelope of the vendor, with what we know beside it', () => {
    expect(dialect.writeError(cap, 'req_1')).toEqual({
      error: {
        message: 'The cap is reached',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        param: null,
        kaixu: { code: 'CAP_REACHED', hint: 'Top up', request_id: 'req_1', fits_tokens: 12 },
      },
    })
    const wrong = new GatewayError('BAD_REQUEST', 'input: is empty', { details: { field: 'input' } })
    expect(dialect.writeError(wrong, 'req_1')).toMatchObject({
      error: { type: 'invalid_request_error', param: 'input' },
    })
  })

  // The keys of a literal object are its codes.
  test.each(Object.keys(ERROR_STATUS) as ErrorCode[])(
    'in a stream, as documented and as the vendor sends it: %s',
    (code) => {
      const [event] = events(dialect.writeStreamError(new GatewayError(code, 'Sorry'), 'req_1'))
      expect(event).toMatchObject({
        type: 'error',
        message: 'Sorry',
        code: expect.any(String) as unknown,
        sequence_number: expect.any(Number) as unknown,
        error: { message: 'Sorry', type: expect.any(String) as unknown, kaixu: { code, request_id: 'req_1' } },
      })
    },
  )

  test('after the events of a stream, the codec knows that it failed', async () => {
    const writer = dialect.streamWriter(head, { usageAsked: true })
    const text = writer.open() + writer.write({ type: 'text', text: 'Hi' }) + dialect.writeStreamError(cap, 'req_1')
    expect(await decode(text)).toMatchObject({ text: 'Hi', finish: [], error: 'UPSTREAM_ERROR' })
  })
})
