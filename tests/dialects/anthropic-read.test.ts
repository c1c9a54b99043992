import { describe, expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { ANTHROPIC_BETAS } from '../../netlify/functions/_lib/dialects/anthropic/betas.ts'
import { textLike } from '../support/matching.ts'

const hello = { model: 'claude-test', max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] }
const read = (fields: object) => anthropicDialect.read({ ...hello, ...fields })
const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] })
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))
const nested = (type: string, source: object) => ({ type, source })

describe('read', () => {
  test('the model and its fallbacks, once each, in order', () => {
    expect(read({ models: ['gpt-4o-mini', 'claude-test', 'gemini/x'] }).models).toEqual([
      'claude-test',
      'gpt-4o-mini',
      'gemini/x',
    ])
    expect(read({ model: undefined, models: ['a'] }).models).toEqual(['a'])
  })

  test('stream, output bound and one choice', () => {
    expect(read({})).toMatchObject({ stream: false, maxTokens: 100, choices: 1 })
    expect(read({ stream: true, max_tokens: undefined })).toMatchObject({ stream: true, maxTokens: undefined })
  })

  test('unknown fields, standard capacity and empty lists of what is refused are no obstacle', () => {
    const harmless = {
      ...{ new_field: { x: 1 }, service_tier: 'auto', speed: 'standard', inference_geo: 'global', container: null },
      ...{ mcp_servers: [], fallbacks: null, metadata: { user_id: 'u' }, top_k: 5, thinking: { type: 'adaptive' } },
      context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
    }
    expect(() => read(harmless)).not.toThrow()
  })

  test('400: a thread, in the words by which the SDK goes on without one', () => {
    expect(() => read({ thread: { type: 'create' } })).toThrow(
      expect.objectContaining({
        code: 'BAD_REQUEST',
        details: { field: 'thread', error_code: 'thread_unsupported_request', unsupported: ['thread'] },
      }),
    )
  })

  test.each([
    ['model', { model: 5 }],
    ['model', { model: undefined }],
    ['model', { model: 'a b' }],
    ['models.1', { models: ['a', ''] }],
    ['stream', { stream: 'yes' }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 1.5 }],
    ['messages', { messages: undefined }],
    ['messages', { messages: [] }],
    ['messages.0', { messages: ['Hello'] }],
    ['messages.0.role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: 5 }] }],
    ['messages.0.content', { messages: [{ role: 'user' }] }],
    ['messages.0.content.1', user({ type: 'text', text: 'x' }, 7)],
    ['messages.0.content.0.type', user({ text: 'x' })],
    ['messages.0.content.0.text', user({ type: 'text', text: 5 })],
    ['messages.0.content.0.source.type', user(nested('image', { type: 'disk' }))],
    ['messages.0.content.0.source.data', user(nested('image', { type: 'base64', media_type: 'image/png' }))],
    ['messages.0.content.0.source', user({ type: 'document' })],
    ['messages.0.content.0.input', user({ type: 'tool_use', id: 'a', name: 'b', input: 'x' })],
    ['messages.0.content.0.tool_use_id', user({ type: 'tool_result', content: 'x' })],
    [
      'messages.0.content.0.content.0.text',
      user({ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text' }] }),
    ],
    ['system', { system: 5 }],
    ['system.0.type', { system: [{ type: 'image', source: { type: 'url', url: 'https://x.test' } }] }],
    ['tools', { tools: {} }],
    ['tools.0.name', { tools: [{ input_schema: {} }] }],
    ['tools.0.input_schema', { tools: [{ name: 'a' }] }],
  ])('400: a wrong %s', (field, fields) => expect(() => read(fields)).toThrow(badRequest(field)))

  test.each([
    ['container', { container: 'container_1' }],
    ['mcp_servers', { mcp_servers: [{ type: 'url', url: 'https://x.test', name: 'x' }] }],
    ['compaction', { compaction: { type: 'summarize' } }],
    ['fallbacks', { fallbacks: 'default' }],
    ['fallback_credit_token', { fallback_credit_token: 't' }],
    ['billing_policy', { billing_policy: { type: 'billing_policy', bill_to: 'user_profile' } }],
    ['service_tier', { service_tier: 'priority' }],
    ['speed', { speed: 'fast' }],
    ['inference_geo', { inference_geo: 'us' }],
    ['context_management.edits.0.type', { context_management: { edits: [{ type: 'compact_20260112' }] } }],
    ['messages.0.content.0.type', user({ type: 'container_upload', file_id: 'f' })],
    ['messages.0.content.0.type', user({ type: 'tool_addition', tool: {} })],
  ])('400: %s cannot be metered', (field, fields) => expect(() => read(fields)).toThrow(badRequest(field)))

  test.each([
    ...['web_search_20250305', 'web_search_20260318', 'web_fetch_20260318', 'code_execution_20260521'],
    ...['tool_search_tool_bm25', 'advisor_20260301', 'mcp_toolset', 'something_new_20270101', 'bash'],
  ])('400: %s is not a tool that the client runs', (type) =>
    expect(() => read({ tools: [{ type, name: 'x' }] })).toThrow(badRequest('tools.0.type')),
  )

  test('400: the first wrong element of millions is the only one looked at', () => {
    const messages = new Array<number>(3_000_000).fill(0)
    expect(() => read({ messages })).toThrow(badRequest('messages'))
    expect(() => read(user(...messages.slice(0, 100_000)))).toThrow(badRequest('messages.0.content.0'))
  })
})

describe('input size', () => {
  test('all text of the body, keys included, and the system prompt as a message', () => {
    const body = { ...hello, system: 'Sei höflich' }
    expect(anthropicDialect.read(body).input).toEqual({
      textBytes: bytes(body),
      messages: 2,
      images: 0,
      files: 0,
      tools: 0,
    })
  })

  test('media data are counted as media, wherever the API takes media, and nowhere else', () => {
    const image = nested('image', { type: 'base64', media_type: 'image/png', data: 'A'.repeat(1_000) })
    const pdf = nested('document', { type: 'base64', media_type: 'application/pdf', data: 'B'.repeat(1_000) })
    const content = [
      ...[image, pdf, nested('image', { type: 'url', url: 'https://x.test/a.png' })],
      nested('document', { type: 'url', url: 'https://x.test/a.pdf' }),
      { type: 'tool_result', tool_use_id: 't', content: [{ ...image }] },
      nested('document', { type: 'content', content: [{ ...image }] }),
      nested('document', { type: 'text', media_type: 'text/plain', data: 'text' }),
    ]
    const fields = { ...user(...content), tools: [{ name: 'x', input_schema: { default: structuredClone(image) } }] }
    expect(read(fields).input).toEqual({
      textBytes: bytes({ ...hello, ...fields }) - 4_000,
      messages: 1,
      images: 4,
      files: 2,
      tools: 1,
    })
  })

  test('tools that the client runs have the allowance of what the vendor adds for them', () => {
    const sizeWith = (type: string) => {
      const tools = [{ type, name: 'x' }]
      const { textBytes, tools: count } = read({ tools }).input
      return [textBytes - bytes({ ...hello, tools }), count]
    }
    for (const type of ['bash_20250124', 'text_editor_20250728', 'memory_20250818']) {
      expect(sizeWith(type)).toEqual([2_048, 1])
    }
    expect(sizeWith('computer_20251124')).toEqual([4_096, 1])
    expect(sizeWith('browser_toolset_20260801')).toEqual([24_576, 1])
  })

  test('an output format has one too', () => {
    const output_config = { format: { type: 'json_schema', schema: {} } }
    expect(read({ output_config }).input.textBytes).toBe(bytes({ ...hello, output_config }) + 1_024)
  })
})

test('no beta that brings tools, state or other prices is let through', () => {
  const suspicious = /mcp|code-execution|skills|files|thread|compact|fallback|fast|advisor|agents|inline|context-1m/
  expect([...ANTHROPIC_BETAS].filter((beta) => suspicious.test(beta))).toEqual([])
})

const badRequest = (field: string) =>
  expect.objectContaining({
    code: 'BAD_REQUEST',
    message: textLike(new RegExp(`^${field.replaceAll('.', '\\.')}: `)),
    details: { field },
  }) as unknown as Error
