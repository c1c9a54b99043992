import { expect, test } from 'vitest'
import type { ChatRequest, Message } from '../../netlify/functions/_lib/domain/chat.ts'
import { inputTokenBound, inputTokenFloor } from '../../netlify/functions/_lib/domain/input-bound.ts'

const request = (messages: Message[], change: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'gpt-4o',
  messages,
  maxTokens: 1,
  ...change,
})
const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] })

test('a text is bounded by its UTF-8 bytes and 16 tokens of framing a message', () => {
  expect(inputTokenBound(request([user('grüß 🌍')]), 'openai', 128_000)).toBe(11 + 16)
  expect(inputTokenBound(request([user('a'), user('b')]), 'openai', 128_000)).toBe(2 + 32)
})

test('tools cost their JSON and 1,024 tokens of preamble; tool calls and results count as text', () => {
  const tools = [{ name: 'f', parameters: {} }]
  const bytes = Buffer.byteLength(JSON.stringify(tools))
  expect(inputTokenBound(request([user('a')], { tools }), 'openai', 128_000)).toBe(1 + 16 + 1_024 + bytes)
  const history: Message[] = [
    { role: 'assistant', content: [], toolCalls: [{ id: 'id1', name: 'f', arguments: '{}' }] },
    { role: 'tool', toolCallId: 'id1', content: [{ type: 'text', text: 'ok' }] },
  ]
  expect(inputTokenBound(request(history), 'openai', 128_000)).toBe(3 + 1 + 2 + 3 + 2 + 32)
})

test('an image has a stated bound by vendor, not its bytes', () => {
  const image: Message = {
    role: 'user',
    content: [{ type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'A'.repeat(100_000) } }],
  }
  expect(inputTokenBound(request([image]), 'openai', 128_000)).toBe(4_000 + 16)
  expect(inputTokenBound(request([image]), 'anthropic', 200_000)).toBe(5_000 + 16)
  expect(inputTokenBound(request([image], { model: 'gpt-4o-mini' }), 'openai', 128_000)).toBe(48_169 + 16)
})

test('a file may fill the context window, and nothing exceeds it', () => {
  const file: Message = {
    role: 'user',
    content: [{ type: 'file', source: { kind: 'data', mediaType: 'application/pdf', data: 'AAAA' } }],
  }
  expect(inputTokenBound(request([file]), 'openai', 128_000)).toBe(128_000)
  expect(inputTokenBound(request([user('x'.repeat(500_000))]), 'openai', 128_000)).toBe(128_000)
})

test('the floor is a token for four bytes, and never nothing', () => {
  expect(inputTokenFloor(request([user('x'.repeat(400))]))).toBe(100)
  expect(inputTokenFloor(request([user('')]))).toBe(1)
})
