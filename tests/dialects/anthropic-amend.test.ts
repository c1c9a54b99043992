import { expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { amendTokenCount } from '../../netlify/functions/_lib/dialects/anthropic/amend.ts'
import { readAnthropicRequest } from '../../netlify/functions/_lib/dialects/anthropic/request.ts'

const messages = [
  { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
]
const hello = { model: 'anthropic/claude-x', max_tokens: 100, messages }
const change = { canon: 'The canon', model: 'claude-x', maxTokens: 50 }
const amend = (fields: object) => anthropicDialect.read({ ...hello, ...fields }).amend(change)

test('only the canon, the model and the bound change; extensions are removed and the body of the client stays', () => {
  const body = {
    ...hello,
    models: ['gpt-4o'],
    service_tier: 'auto',
    stream: true,
    unknown: { a: [1] },
    thinking: { type: 'enabled', budget_tokens: 1_024 },
    tools: [{ type: 'bash_20250124', name: 'bash' }],
  }
  const before = structuredClone(body)
  expect(anthropicDialect.read(body).amend(change)).toEqual({
    ...{ messages, stream: true, unknown: body.unknown, thinking: body.thinking, tools: body.tools },
    model: 'claude-x',
    max_tokens: 50,
    system: 'The canon',
  })
  expect(body).toEqual(before)
})

test('the bound is set where the client set none', () => {
  expect(amend({ max_tokens: undefined })).toMatchObject({ max_tokens: 50 })
})

test('standard capacity only is asked for where the client asked for it', () => {
  expect(amend({ service_tier: 'standard_only' })).toMatchObject({ service_tier: 'standard_only' })
})

test('the canon comes before the system prompt, which stays as it is', () => {
  const cached = { type: 'text', text: 'Own', cache_control: { type: 'ephemeral' } }
  expect(amend({ system: 'Own' })).toMatchObject({ system: 'The canon\n\nOwn' })
  expect(amend({ system: [cached] })).toMatchObject({ system: [{ type: 'text', text: 'The canon' }, cached] })
})

test('a system prompt that is the canon is not sent twice', () => {
  const canon = { type: 'text', text: ' The canon\n', cache_control: { type: 'ephemeral' } }
  const own = { type: 'text', text: 'Own' }
  expect(amend({ system: 'The canon ' })).toMatchObject({ system: 'The canon' })
  expect(amend({ system: [own, canon] })).toMatchObject({ system: [canon, own] })
})

test('thinking of other vendors, which has no signature, is left out; signed thinking stays', () => {
  const unsigned = { type: 'thinking', thinking: 'Hm', signature: '' }
  const signed = { type: 'thinking', thinking: '', signature: 'c2ln' }
  const text = { type: 'text', text: 'Yes' }
  const turn = (...content: object[]) => ({ role: 'assistant', content })
  const history = [...messages, turn(unsigned, text), ...messages, turn(unsigned), turn(signed, text), ...messages]
  expect(amend({ messages: history })['messages']).toEqual([
    ...messages,
    turn(text),
    ...messages,
    turn(signed, text),
    ...messages,
  ])
})

test('nothing of the answer is hidden: usage is in every stream', () => {
  expect(anthropicDialect.read(hello).hides({ event: 'message_delta', data: '{}' })).toBe(false)
})

test('a token count has no output to bound', () => {
  const request = readAnthropicRequest({ model: 'claude-x', messages, system: 'Own' })
  expect(amendTokenCount(request, change)).toEqual({ model: 'claude-x', messages, system: 'The canon\n\nOwn' })
})
