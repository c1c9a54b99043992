import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer, AnswerHead } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { chatUsage } from '../../netlify/functions/_lib/dialects/openai-chat/usage.ts'
import type { ChatEvent, FinishReason } from '../../netlify/functions/_lib/domain/chat.ts'
import { NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { createOpenAIChatCodec, OPENAI_DIALECT } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'

const codec = createOpenAIChatCodec(OPENAI_DIALECT)
const head: AnswerHead = { id: 'abc', model: 'claude-opus-4-6', createdAt: new Date('2026-11-20T12:00:00.900Z') }
const usage: Usage = {
  ...NO_USAGE,
  inputTokens: 30,
  cachedTokens: 10,
  cacheWrite5mTokens: 5,
  outputTokens: 20,
  reasoningTokens: 8,
}
const counted = { inputTokens: 30, cachedTokens: 10, cacheWrite5mTokens: 5, outputTokens: 20, reasoningTokens: 8 }

type Content = Extract<ChatEvent, { type: 'text' | 'reasoning' | 'tool_call' }>
type End = { finish: FinishReason; usage: Usage }

const stream = (events: readonly Content[], end: End, options = { usageAsked: false }): string => {
  const writer = openaiChat.streamWriter(head, options)
  return writer.open() + events.map((event) => writer.write(event)).join('') + writer.close(end)
}
const payloads = (text: string): unknown[] =>
  text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      expect(frame).toMatch(/^data: [^\n]+$/)
      const data = frame.slice('data: '.length)
      const chunk: unknown = data === '[DONE]' ? data : JSON.parse(data)
      return chunk
    })
const readBack = async (text: string) => decoded(await decodeRecording(codec, { format: 'sse', text }))
const answer = (fields: Partial<Answer>): Answer => ({
  ...head,
  text: '',
  reasoning: '',
  toolCalls: [],
  finish: 'stop',
  usage,
  ...fields,
})

describe('writeAnswer', () => {
  test('is a chat completion with every required field', () => {
    expect(openaiChat.writeAnswer(answer({ text: 'Hello' }))).toEqual({
      id: 'chatcmpl-abc',
      object: 'chat.completion',
      created: 1795176000,
      model: 'claude-opus-4-6',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello', refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 30,
        completion_tokens: 20,
        total_tokens: 50,
        prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 5, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 8,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
    })
  })

  test('reads back as what it was, with reasoning and parallel calls', () => {
    const toolCalls = [
      { id: 'toolu_1', name: 'look', arguments: '{"at": 1}' },
      { id: 'toolu_2', name: 'look', arguments: '{}' },
    ]
    const body = openaiChat.writeAnswer(answer({ text: 'Hi', reasoning: 'Hm', toolCalls, finish: 'tool_calls' }))
    expect(decoded([...codec.decodeBody(body)])).toEqual({
      text: 'Hi',
      reasoning: 'Hm',
      toolCalls,
      finish: ['tool_calls'],
      usage: counted,
      final: true,
      error: undefined,
    })
  })

  test('content is null only where tools are all there is', () => {
    const toolCalls = [{ id: 'c', name: 'f', arguments: '{}' }]
    expect(openaiChat.writeAnswer(answer({ toolCalls }))).toMatchObject({ choices: [{ message: { content: null } }] })
    expect(openaiChat.writeAnswer(answer({}))).toMatchObject({ choices: [{ message: { content: '' } }] })
  })

  test.each<[FinishReason, string]>([
    ['stop', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool_calls'],
    ['content_filter', 'content_filter'],
    ['other', 'stop'],
  ])('the end %s is %s', (finish, finish_reason) => {
    expect(openaiChat.writeAnswer(answer({ finish }))).toMatchObject({ choices: [{ finish_reason }] })
  })
})

describe('streamWriter', () => {
  const start = {
    id: 'chatcmpl-abc',
    object: 'chat.completion.chunk',
    created: 1795176000,
    model: 'claude-opus-4-6',
  }
  const choice = (delta: object, finish_reason: string | null = null) => ({
    ...start,
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  })
  const events: Content[] = [
    { type: 'reasoning', text: 'Hm' },
    { type: 'text', text: 'Hi\n\nthere' },
    { type: 'tool_call', index: 3, id: 'toolu_1', name: 'look', arguments: '' },
    { type: 'tool_call', index: 3, arguments: '{}' },
  ]
  const chunks = [
    choice({ role: 'assistant', content: '', refusal: null }),
    choice({ reasoning_content: 'Hm' }),
    choice({ content: 'Hi\n\nthere' }),
    choice({
      tool_calls: [{ index: 0, id: 'toolu_1', type: 'function', function: { name: 'look', arguments: '' } }],
    }),
    choice({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] }),
  ]

  test('usage that was asked for: null in every chunk, then a last one without choices', () => {
    const text = stream(events, { finish: 'tool_calls', usage }, { usageAsked: true })
    expect(payloads(text)).toEqual([
      ...[...chunks, choice({}, 'tool_calls')].map((chunk) => ({ ...chunk, usage: null })),
      { ...start, choices: [], usage: chatUsage(usage) },
      '[DONE]',
    ])
  })

  test('usage that was not asked for rides on the last choice, so that every chunk has one', () => {
    const text = stream(events, { finish: 'tool_calls', usage })
    expect(payloads(text)).toEqual([...chunks, { ...choice({}, 'tool_calls'), usage: chatUsage(usage) }, '[DONE]'])
  })

  test('a call without an id gets one', () => {
    const text = stream([{ type: 'tool_call', index: 0, name: 'f', arguments: '{}' }], { finish: 'tool_calls', usage })
    expect(text).toContain('"id":"call_abc_0"')
  })

  const content = (): fc.Arbitrary<Content[]> => {
    const words = fc.string({ unit: 'grapheme', minLength: 1 })
    const call = fc.nat({ max: 4 }).chain((index) => words.map((text) => ({ type: 'tool_call' as const, index, text })))
    const piece = fc.oneof(
      fc.record({ type: fc.constant('text' as const), text: words }),
      fc.record({ type: fc.constant('reasoning' as const), text: words }),
      call,
    )
    return fc.array(piece, { maxLength: 40 }).map((pieces) => {
      // Indexes in the order of their first fragments, which brings id and name: as the codecs promise.
      const order: number[] = []
      return pieces.map((event): Content => {
        if (event.type !== 'tool_call') return event
        const known = order.indexOf(event.index)
        if (known !== -1) return { type: 'tool_call', index: known, arguments: event.text }
        const index = order.push(event.index) - 1
        return { type: 'tool_call', index, id: `toolu_${index}`, name: `f${index}`, arguments: event.text }
      })
    })
  }
  const counts: fc.Arbitrary<Usage> = fc
    .tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(), fc.nat())
    .map(([cached, written, fresh, reasoning, said]) => ({
      ...NO_USAGE,
      inputTokens: cached + written + fresh,
      cachedTokens: cached,
      cacheWrite5mTokens: written,
      outputTokens: reasoning + said,
      reasoningTokens: reasoning,
    }))

  test('any interleaving reads back as the same text, reasoning, calls, end and usage', async () => {
    const finishes = fc.constantFrom<FinishReason>('stop', 'length', 'tool_calls', 'content_filter')
    await fc.assert(
      fc.asyncProperty(content(), finishes, counts, fc.boolean(), async (written, finish, used, usageAsked) => {
        const text = stream(written, { finish, usage: used }, { usageAsked })
        const end: ChatEvent[] = [
          { type: 'finish', reason: finish },
          { type: 'usage', usage: used, final: true },
        ]
        expect(await readBack(text)).toEqual(decoded([...written, ...end]))
      }),
      { numRuns: 200 },
    )
  })
})
