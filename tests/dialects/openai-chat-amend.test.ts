import { describe, expect, test } from 'vitest'
import { readObject } from '../../netlify/functions/_lib/dialects/body-fields.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'

const CANON = '# Canon\nBe truthful.'
const hello = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }
const amend = (fields: object) =>
  openaiChat.read({ ...hello, ...fields }).amend({ canon: CANON, model: 'gpt-4o-mini', maxTokens: 100 })
const canonMessage = { role: 'system', content: CANON }

describe('amend', () => {
  test('canon, model, bound, nothing stored: and no more', () => {
    expect(amend({})).toEqual({
      model: 'gpt-4o-mini',
      messages: [canonMessage, ...hello.messages],
      max_completion_tokens: 100,
      store: false,
    })
  })

  test('leaves the body that was read as it was', () => {
    const body = { ...hello, stream: true, stream_options: { include_obfuscation: false }, service_tier: 'auto' }
    const before = structuredClone(body)
    openaiChat.read(body).amend({ canon: CANON, model: 'm', maxTokens: 1 })
    expect(body).toEqual(before)
  })

  test('everything that the client said stays, known or not, prompts byte for byte after the canon', () => {
    const messages = [
      { role: 'developer', content: '  Be brief.\n' },
      { role: 'system', content: [{ type: 'text', text: 'And kind', cache_control: { type: 'ephemeral' } }] },
      { role: 'user', content: [{ type: 'hologram', data: 'x' }], name: 'Ann' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{ }' } }],
        reasoning_content: 'hm',
      },
      { role: 'tool', tool_call_id: 'c', content: '1' },
    ]
    const others = {
      seed: 7,
      logit_bias: { 5: -1 },
      n: 2,
      top_k: 3,
      prompt_cache_key: 'k',
      tools: [{ type: 'custom', custom: { name: 'x' } }],
    }
    expect(amend({ messages, ...others })).toEqual({
      ...others,
      model: 'gpt-4o-mini',
      messages: [canonMessage, ...messages],
      max_completion_tokens: 100,
      store: false,
    })
  })

  test.each<[object, object]>([
    [{ max_tokens: 500 }, { max_tokens: 100 }],
    [{ max_completion_tokens: 500 }, { max_completion_tokens: 100 }],
    [{ max_completion_tokens: 500, max_tokens: 900 }, { max_completion_tokens: 100 }],
    [{ max_completion_tokens: null, max_tokens: 900 }, { max_tokens: 100 }],
    [{ max_completion_tokens: null, max_tokens: null }, { max_completion_tokens: 100 }],
  ])('the bound is in the field that the client used, and nowhere else: %j', (asked, bound) => {
    const { max_tokens, max_completion_tokens } = amend(asked)
    expect(JSON.parse(JSON.stringify({ max_tokens, max_completion_tokens }))).toEqual(bound)
  })

  test('usage is asked for in a stream only, beside the other options of the client', () => {
    expect(amend({ stream: true, stream_options: { include_usage: false, include_obfuscation: false } })).toMatchObject(
      {
        stream: true,
        stream_options: { include_usage: true, include_obfuscation: false },
      },
    )
    expect(amend({ stream: true, stream_options: null })).toMatchObject({ stream_options: { include_usage: true } })
    expect(amend({ stream: false })).not.toHaveProperty('stream_options')
  })

  test('removes fallbacks, the tier, and the labels of a completion that is not stored', () => {
    const amended = amend({ models: ['a'], service_tier: 'default', metadata: { a: 'b' }, store: true })
    expect(amended).toEqual({ ...amend({}), store: false })
  })

  test.each([
    { role: 'system', content: `\n${CANON} ` },
    {
      role: 'system',
      content: [
        { type: 'text', text: '# Canon\n' },
        { type: 'text', text: 'Be truthful.' },
      ],
    },
  ])('a system message that is the canon is not sent twice: %j', (message) => {
    expect(amend({ messages: [message, ...hello.messages] })).toEqual(amend({}))
  })

  test.each([
    { role: 'user', content: CANON },
    { role: 'system', content: `${CANON} And more.` },
    { role: 'system', content: [{ type: 'text', text: CANON }, { type: 'image_url' }] },
  ])('any other message is: %j', (message) => {
    expect(amend({ messages: [message] })).toMatchObject({ messages: [canonMessage, message] })
  })

  test('an own property called __proto__ changes nothing', () => {
    const parsed: unknown = JSON.parse('{"__proto__": {"max_tokens": 999999, "model": "x"}}')
    const amended = amend(readObject(parsed, ''))
    expect([amended['model'], amended['max_tokens'], amended['max_completion_tokens']]).toEqual([
      'gpt-4o-mini',
      undefined,
      100,
    ])
  })
})

describe('hides', () => {
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
  const hides = (chunk: unknown, options: object = {}) =>
    openaiChat
      .read({ ...hello, stream: true, ...options })
      .hides({ event: '', data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) })

  test('the usage chunk, unless it was asked for', () => {
    expect(hides({ id: 'x', choices: [], usage })).toBe(true)
    expect(hides('{"choices": [ ],\n"usage":{"prompt_tokens":1}}')).toBe(true)
    expect(hides({ choices: [], usage }, { stream_options: { include_usage: false } })).toBe(true)
    expect(hides({ choices: [], usage }, { stream_options: { include_usage: true } })).toBe(false)
  })

  test.each([
    ['a delta', { choices: [{ index: 0, delta: { content: 'Hi' } }], usage: null }],
    ['usage with the last choice', { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }],
    ["Azure's first chunk", { choices: [], prompt_filter_results: [] }],
    ['no usage yet', { choices: [], usage: null }],
    ['an error', { choices: [], usage, error: { message: 'x' } }],
    ['the text of a usage chunk', { choices: [{ delta: { content: '{"choices":[],"usage":{}}' } }] }],
    ['the end', '[DONE]'],
    ['half a frame', '{"choices":[],"usage":'],
    ['no object', '"\\"choices\\":[]"'],
  ])('never %s', (_name, chunk) => {
    expect(hides(chunk)).toBe(false)
  })
})
