import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import priceFile from '../../pricing/pricing.json' with { type: 'json' }
import type { ChatEvent, ChatRequest, Message } from '../../netlify/functions/_lib/domain/chat.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { parsePriceBook } from '../../netlify/functions/_lib/domain/price-book.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'
import { createSandbox, SANDBOX_CONTEXT_TOKENS, sandboxTokens } from '../../netlify/functions/_lib/providers/sandbox.ts'

const sandbox = createSandbox({ delayMs: 0 })
const never = new AbortController().signal

const say = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] })
const request = (messages: Message[], over: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'echo',
  messages,
  maxTokens: 1000,
  ...over,
})
const collect = async (answering: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> => {
  const events: ChatEvent[] = []
  for await (const event of answering) events.push(event)
  return events
}
const answer = (asked: ChatRequest): Promise<ChatEvent[]> => collect(sandbox.answer(asked, never))

const textOf = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const lookup = { name: 'lookup', parameters: { type: 'object' } }

describe('sandboxTokens', () => {
  test('a token is a word with the white space before it, in runs of at most 16 characters', () => {
    expect(sandboxTokens('Hello,  world!\n')).toEqual(['Hello,', '  world!', '\n'])
    expect(sandboxTokens('x'.repeat(33))).toEqual(['x'.repeat(16), 'x'.repeat(16), 'x'])
    expect(sandboxTokens('👩'.repeat(17))).toEqual(['👩'.repeat(16), '👩'])
    expect(sandboxTokens('')).toEqual([])
  })

  test('tokens join to the text again and are never more than its UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const tokens = sandboxTokens(text)
        expect(tokens.join('')).toBe(text)
        expect(tokens.length).toBeLessThanOrEqual(Buffer.byteLength(text))
      }),
    )
  })

  test('takes time in proportion to the text, also for a megabyte of white space', () => {
    const blank = ' '.repeat(1_000_000)
    expect(sandboxTokens(`${blank}x${blank}`)).toHaveLength(2)
  })
})

describe('echo', () => {
  test('streams the last user text back word by word, then final usage, then the reason', async () => {
    const messages: Message[] = [
      { role: 'system', content: [{ type: 'text', text: 'Be kind.' }] },
      say('first question'),
      { role: 'assistant', content: [{ type: 'text', text: 'ok' }], toolCalls: [] },
      say('how are you'),
    ]
    expect(await answer(request(messages))).toEqual([
      { type: 'text', text: 'how' },
      { type: 'text', text: ' are' },
      { type: 'text', text: ' you' },
      { type: 'usage', usage: { ...NO_USAGE, inputTokens: 8, outputTokens: 3 }, final: true },
      { type: 'finish', reason: 'stop' },
    ])
  })

  test('obeys maxTokens; an answer that just fits is not cut', async () => {
    const cut = await answer(request([say('one two three')], { maxTokens: 2 }))
    expect(textOf(cut)).toBe('one two')
    expect(cut.slice(-2)).toEqual([
      { type: 'usage', usage: { ...NO_USAGE, inputTokens: 3, outputTokens: 2 }, final: true },
      { type: 'finish', reason: 'length' },
    ])
    const fits = await answer(request([say('one two three')], { maxTokens: 3 }))
    expect(fits.at(-1)).toEqual({ type: 'finish', reason: 'stop' })
  })

  test('joins text parts with a newline and takes no notice of media', async () => {
    const source = { kind: 'url', url: 'https://example.com/cat.png' } as const
    const mixed: Message = {
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'image', source },
        { type: 'text', text: 'b' },
      ],
    }
    expect(textOf(await answer(request([mixed])))).toBe('a\nb')
  })

  test('without any user text it says nothing and still reports usage', async () => {
    expect(await answer(request([{ role: 'system', content: [{ type: 'text', text: 'hi' }] }]))).toEqual([
      { type: 'usage', usage: { ...NO_USAGE, inputTokens: 1 }, final: true },
      { type: 'finish', reason: 'stop' },
    ])
  })

  test('calls an offered tool when asked to', async () => {
    const events = await answer(request([say('call:lookup {"id": 7}')], { tools: [lookup] }))
    expect(events).toEqual([
      { type: 'tool_call', index: 0, id: 'call_sandbox_1', name: 'lookup', arguments: '' },
      { type: 'tool_call', index: 0, arguments: '{"id":' },
      { type: 'tool_call', index: 0, arguments: ' 7}' },
      { type: 'usage', usage: { ...NO_USAGE, inputTokens: 3, outputTokens: 3 }, final: true },
      { type: 'finish', reason: 'tool_calls' },
    ])
  })

  test('a tool call without arguments has an empty object', async () => {
    const [, second] = await answer(request([say('call:lookup')], { tools: [lookup] }))
    expect(second).toEqual({ type: 'tool_call', index: 0, arguments: '{}' })
  })

  test('answers in words when the tool is not offered, not allowed, or has already answered', async () => {
    const ask = say('call:lookup {}')
    const called: Message = {
      role: 'assistant',
      content: [],
      toolCalls: [{ id: 'call_sandbox_1', name: 'lookup', arguments: '{}' }],
    }
    const result: Message = {
      role: 'tool',
      toolCallId: 'call_sandbox_1',
      content: [{ type: 'text', text: 'found it' }],
    }
    expect(textOf(await answer(request([ask])))).toBe('call:lookup {}')
    expect(textOf(await answer(request([ask], { tools: [lookup], toolChoice: 'none' })))).toBe('call:lookup {}')
    const after = await answer(request([ask, called, result], { tools: [lookup] }))
    expect(textOf(after)).toBe('found it')
    expect(after.at(-2)).toMatchObject({ usage: { inputTokens: 6, outputTokens: 2 } })
  })
})

describe('lorem', () => {
  test('says the same text every time, until maxTokens exactly', async () => {
    const lorem = request([say('go')], { model: 'lorem', maxTokens: 80 })
    const events = await answer(lorem)
    expect(textOf(events)).toMatch(/^Lorem ipsum dolor sit amet, .* consequat\. Lorem ipsum/)
    expect(sandboxTokens(textOf(events))).toHaveLength(80)
    expect(events.slice(-2)).toEqual([
      { type: 'usage', usage: { ...NO_USAGE, inputTokens: 1, outputTokens: 80 }, final: true },
      { type: 'finish', reason: 'length' },
    ])
    expect(await answer(lorem)).toEqual(events)
  })
})

describe('the context window', () => {
  const words = (count: number) => say('word '.repeat(count).trimEnd())

  test('input beyond it is refused inside the answer, so that nothing is billed', async () => {
    const events = await answer(request([words(SANDBOX_CONTEXT_TOKENS + 1)], { model: 'lorem' }))
    expect(events).toMatchObject([{ type: 'error', error: { code: 'BAD_REQUEST' } }])
    const fits = await answer(request([words(SANDBOX_CONTEXT_TOKENS)], { model: 'lorem', maxTokens: 1 }))
    expect(fits.at(-2)).toMatchObject({ type: 'usage', usage: { inputTokens: SANDBOX_CONTEXT_TOKENS } })
  })

  test('is that of the price file, which the holds are made from', () => {
    const prices = parsePriceBook(priceFile)
    for (const model of ['echo', 'lorem']) {
      expect(prices.find('sandbox', model)?.contextTokens).toBe(SANDBOX_CONTEXT_TOKENS)
    }
  })
})

test('BAD_REQUEST for any other model', async () => {
  await expect(answer(request([say('hi')], { model: 'gpt' }))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

test('the delay is per token, and an abort ends it at once with its reason', async () => {
  const slow = createSandbox({ delayMs: 10_000 })
  const leaving = new AbortController()
  const asked = collect(slow.answer(request([say('one two')]), leaving.signal))
  setTimeout(() => leaving.abort(new GatewayError('DEADLINE', 'Too late')), 20)
  await expect(asked).rejects.toMatchObject({ code: 'DEADLINE' })

  const started = performance.now()
  await collect(createSandbox({ delayMs: 15 }).answer(request([say('one two three')]), never))
  expect(performance.now() - started).toBeGreaterThan(40)
})
