import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BAD_VALUES, pathsOf, withAt } from '../support/bad-values.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createProvingGround, survived, type ProvingGround } from '../support/proving-ground.ts'
import { rowOf } from '../support/route-table.ts'

/** Whatever is put into a chat, the gateway answers, never with a 5xx, and every cent stays accounted for. */

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterEach(async () => ground.assertBooksInOrder())
afterAll(async () => ground[Symbol.asyncDispose]())

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A chat with everything in it that a provider's format can carry. */
const richChat = (provider: string, model: string) => ({
  provider,
  model,
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'developer', content: [{ type: 'text', text: 'Speak French.' }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look at these' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}`, detail: 'low' } },
        { type: 'image', media_type: 'image/png', data: PIXEL },
        { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'a.pdf' } },
      ],
    },
    {
      role: 'assistant',
      content: 'One moment',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'A pixel' },
  ],
  max_tokens: 64,
  temperature: 0.5,
  // Claude takes the one or the other.
  ...(provider === 'anthropic' ? {} : { top_p: 0.9 }),
  ...(provider === 'openai' && model !== 'gpt-4o-mini' ? {} : { stop: ['END'] }),
  tools: [
    {
      type: 'function',
      function: { name: 'look', description: 'Looks', parameters: { type: 'object', properties: {} }, strict: true },
    },
  ],
  tool_choice: { type: 'function', function: { name: 'look' } },
  _kaixu_meta: { app: 'test' },
})

const CHATS = [
  { endpoint: 'gateway-chat', provider: 'openai', model: 'gpt-4o-mini' },
  { endpoint: 'gateway-chat', provider: 'anthropic', model: 'claude-opus-4-6' },
  { endpoint: 'gateway-stream', provider: 'gemini', model: 'gemini-2.5-flash' },
  { endpoint: 'gateway-stream', provider: 'openai', model: 'gpt-5.4-pro' },
]

describe.each(CHATS)('every place in a chat: $endpoint to $provider $model', ({ endpoint, provider, model }) => {
  const body = richChat(provider, model)
  const row = rowOf('POST', endpoint)

  test('200: with everything in it', async () => {
    expect(await survived(await ground.send(row, { body: JSON.stringify(body) }))).toBe(200)
  })

  test.each(pathsOf(body).map((path) => ({ path, name: path.join('.') })))(
    '$name holding anything at all',
    async ({ path }) => {
      for (const value of [...Object.values(BAD_VALUES), undefined])
        await survived(await ground.send(row, { body: withAt(body, path, value) }))
    },
  )
})

const plain = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }

/** The JSON text of a small chat with one more field, or another one. */
const chatWith = (field: string, value: string): string => withAt({ ...plain, [field]: null }, [field], value)

const user = (content: string): string => `[{"role":"user","content":${content}}]`

const ENDPOINTS = [{ endpoint: 'gateway-chat' }, { endpoint: 'gateway-stream' }]

/** Field, JSON text of its value, and the field that the answer names when it is not the same. */
const REFUSED: readonly (readonly [field: string, value: string, named?: string])[] = [
  ...['null', '-1', '0', '1.5', '1e308', '1e999', '"10"', 'true', '[]', '{}', '9007199254740993'].map(
    (value) => ['max_tokens', value] as const,
  ),
  // Whole and below any bound of the type, but more than any model gives.
  ['max_tokens', '9007199254740991'],
  ...['null', '-0.1', '2.1', '1e308', '1e999', '"1"', '"NaN"', 'true', '[1]'].map(
    (value) => ['temperature', value] as const,
  ),
  ...['null', '0', '-0.1', '1.1', '"0.5"', '1e999'].map((value) => ['top_p', value] as const),
  ...['null', '""', '[]', '{}', '1', '[""]', JSON.stringify(Array(17).fill('x'))].map(
    (value) => ['stop', value, value === '[""]' ? 'stop.0' : 'stop'] as const,
  ),
  ...['null', '1', '""', '" "', '"a b"', '"\\u0000"', '"\\ud800"', '"é"', JSON.stringify('x'.repeat(41))].map(
    (value) => ['provider', value] as const,
  ),
  ...['null', '1', '""', '" "', '"a b"', '"\\u0000"', JSON.stringify('x'.repeat(201))].map(
    (value) => ['model', value] as const,
  ),
  ['messages', 'null'],
  ['messages', '[]'],
  ['messages', '{}'],
  ['messages', '"Hello"'],
  ['messages', `[${Array(10_001).fill('{"role":"user","content":"x"}').join()}]`],
  ['messages', '[null]', 'messages.0'],
  ['messages', '[{"content":"x"}]', 'messages.0.role'],
  ['messages', '[{"role":"user","content":"x"},{"role":"wizard","content":"x"}]', 'messages.1.role'],
  ['messages', '[{"role":"","content":"x"}]', 'messages.0.role'],
  ['messages', '[{"role":["user"],"content":"x"}]', 'messages.0.role'],
  ['messages', '[{"role":"user"}]', 'messages.0.content'],
  ['messages', user('null'), 'messages.0.content'],
  ['messages', user('1'), 'messages.0.content'],
  ['messages', user('{"type":"text","text":"x"}'), 'messages.0.content'],
  ['messages', user('["x"]'), 'messages.0.content.0'],
  ['messages', user('[{"type":"text","text":"x"},{"type":"video"}]'), 'messages.0.content.1.type'],
  ['messages', user('[{"type":"text"}]'), 'messages.0.content.0.text'],
  ...[
    'data:image/png,plain',
    'data:;base64,AAAA',
    'data:image/png;base64,',
    'data:image/png;base64,A*',
    'ftp://x/y',
    'x',
    '',
  ]
    .map((url) => `[{"type":"image_url","image_url":{"url":${JSON.stringify(url)}}}]`)
    .map((content) => ['messages', user(content), 'messages.0.content.0.image_url.url'] as const),
  ['messages', user('[{"type":"image_url","image_url":"http://x/y.png"}]'), 'messages.0.content.0.image_url'],
  ['messages', user('[{"type":"image","media_type":"png","data":"AAAA"}]'), 'messages.0.content.0.media_type'],
  ['messages', user('[{"type":"image","media_type":"image/png","data":""}]'), 'messages.0.content.0.data'],
  ['messages', user('[{"type":"file","file":{"file_id":"f"}}]'), 'messages.0.content.0.file.file_data'],
  [
    'messages',
    '[{"role":"system","content":[{"type":"image","media_type":"image/png","data":"AAAA"}]}]',
    'messages.0.content.0.type',
  ],
  ['messages', '[{"role":"tool","content":"x"}]', 'messages.0.tool_call_id'],
  ['messages', '[{"role":"assistant","tool_calls":[{"id":"1"}]}]', 'messages.0.tool_calls.0.function'],
  ['tools', '[{"type":"web_search"}]', 'tools.0.type'],
  ['tools', '[{"type":"function","function":{"name":"a b"}}]', 'tools.0.function.name'],
  ['tools', `[${Array(513).fill('{"type":"function","function":{"name":"a"}}').join()}]`],
  ['tool_choice', '"always"'],
  ['tool_choice', '{"type":"function"}', 'tool_choice.function'],
]

describe.each(ENDPOINTS)('$endpoint', ({ endpoint }) => {
  const row = rowOf('POST', endpoint)

  test.each(REFUSED.map(([field, value, named = field]) => ({ field, value, named, shown: value.slice(0, 60) })))(
    '400: refuses $field $shown and names $named',
    async ({ field, value, named }) => {
      const response = await ground.send(row, { body: chatWith(field, value) })
      const body = await errorBodyOf(response)
      expect(body).toMatchObject({ code: 'BAD_REQUEST', field: named })
      expect(body.error).toMatch(new RegExp(`^${named.replaceAll('.', '\\.')}: `))
    },
  )

  test.each([
    ['roles in any case', 'messages', '[{"role":"System","content":"x"},{"role":"USER","content":"x"}]'],
    ['ten thousand messages', 'messages', `[${Array(10_000).fill('{"role":"user","content":"x"}').join()}]`],
    ['an array of text parts', 'messages', user('[{"type":"text","text":"a"},{"type":"text","text":"b"}]')],
    ['a conversation with a tool', 'messages', JSON.stringify(richChat('sandbox', 'echo').messages)],
    [
      'an assistant that said nothing',
      'messages',
      '[{"role":"assistant","content":null},{"role":"user","content":"x"}]',
    ],
    ['text outside the basic plane', 'messages', user('"\\ud83d\\ude00 \\u0000 \\ud800"')],
    ['a whole number written as a fraction', 'max_tokens', '16.0'],
    ['the coldest temperature', 'temperature', '0'],
    ['the hottest temperature', 'temperature', '2'],
    ['one stop text', 'stop', '"END"'],
    ['a provider in upper case and white space', 'provider', '" Sandbox "'],
  ])('200: accepts %s', async (_, field, value) => {
    expect(await survived(await ground.send(row, { body: chatWith(field, value) }))).toBe(200)
  })

  test('400: a model that gives less than max_tokens says how many it gives', async () => {
    const body = JSON.stringify({ ...plain, model: 'echo', max_tokens: 1_000_000_000 })
    const { error } = await errorBodyOf(await ground.send(row, { body }))
    expect(error).toMatch(/^max_tokens: echo gives at most \d+$/)
  })

  test('409: a model without a price is refused whatever max_tokens is', async () => {
    const body = JSON.stringify({ ...plain, model: 'unheard-of', max_tokens: 1_000_000_000 })
    expect(await errorBodyOf(await ground.send(row, { body }))).toMatchObject({ code: 'UNPRICED_MODEL' })
  })

  const manyZeros = `[${'0,'.repeat(2_900_000)}0]`
  const zeros = (count: number): string => `[${Array(count).fill(0).join()}]`
  test.each([
    ['messages', manyZeros],
    ['messages', user(manyZeros)],
    [
      'messages',
      `[${Array(10_000)
        .fill(`{"role":"user","content":${zeros(250)}}`)
        .join()}]`,
    ],
    [
      'messages',
      `[${Array(10_000)
        .fill(`{"role":"assistant","tool_calls":${zeros(128)}}`)
        .join()}]`,
    ],
    ['stop', manyZeros],
    ['tools', manyZeros],
    ['tools', `[{"type":"function","function":{"name":"a","parameters":{"a":${manyZeros}}}},0]`],
  ])('400: millions of wrong elements are not judged one by one: %s', async (field, value) => {
    const before = process.memoryUsage().heapUsed
    expect(await survived(await ground.send(row, { body: chatWith(field, value) }))).toBe(400)
    // Two issues kept for each of three million elements would be gigabytes.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(500_000_000)
  })
})
