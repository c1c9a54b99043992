import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'

const hello = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }
const read = (fields: object) => openaiChat.read({ ...hello, ...fields })

const refusedField = (fields: object): unknown => {
  try {
    read(fields)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const { field } = error.details
    expect(error.code).toBe('BAD_REQUEST')
    expect(error.message.startsWith(`${String(field)}: `)).toBe(true)
    return field
  }
  return 'accepted'
}

describe('read', () => {
  test('takes what admission needs from the smallest body', () => {
    expect(read({})).toMatchObject({
      models: ['gpt-4o-mini'],
      stream: false,
      maxTokens: undefined,
      choices: 1,
      usageAsked: false,
      input: { textBytes: JSON.stringify(hello).length, messages: 1, images: 0, files: 0, tools: 0 },
    })
  })

  test('further models follow the first, each once; they alone are enough', () => {
    expect(read({ models: ['claude-opus-4-6', 'gpt-4o-mini', 'openai/gpt-4o'] }).models).toEqual([
      'gpt-4o-mini',
      'claude-opus-4-6',
      'openai/gpt-4o',
    ])
    expect(read({ model: undefined, models: ['kaixu-fast'] }).models).toEqual(['kaixu-fast'])
  })

  test('max_completion_tokens wins over max_tokens; null is absent', () => {
    expect(read({ max_tokens: 5 }).maxTokens).toBe(5)
    expect(read({ max_tokens: 5, max_completion_tokens: 7 }).maxTokens).toBe(7)
    expect(read({ max_tokens: null, max_completion_tokens: null, n: null, stream: null, tools: null })).toMatchObject({
      maxTokens: undefined,
      choices: 1,
      stream: false,
    })
  })

  test('counts choices, tools of both kinds and legacy functions', () => {
    const tools = [
      { type: 'function', function: { name: 'a' } },
      { type: 'custom', custom: { name: 'b' } },
    ]
    const call = read({ n: 3, tools, functions: [{ name: 'c' }] })
    expect([call.choices, call.input.tools]).toEqual([3, 3])
  })

  test('lets unknown fields, parts and roles pass', () => {
    expect(
      refusedField({
        top_k: 5,
        messages: [
          { role: 'function', name: 'f', content: '1' },
          { role: 'user', content: [{ type: 'video_url', video_url: { url: 'https://example.com/v.mp4' } }] },
        ],
      }),
    ).toBe('accepted')
  })

  test('knows whether the usage of a stream was asked for', () => {
    expect(read({ stream: true, stream_options: { include_usage: true } }).usageAsked).toBe(true)
    expect(read({ stream: true, stream_options: { include_usage: false } }).usageAsked).toBe(false)
    expect(read({ stream: true, stream_options: null }).usageAsked).toBe(false)
  })
})

describe('400: a field of the wrong kind', () => {
  test.each<[object, string]>([
    [{ model: undefined }, 'model'],
    [{ model: 7 }, 'model'],
    [{ model: '' }, 'model'],
    [{ model: 'gpt 4' }, 'model'],
    [{ models: 'gpt-4o' }, 'models'],
    [{ models: ['gpt-4o', 7] }, 'models.1'],
    [{ models: new Array(17).fill('m') }, 'models'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream_options: 'usage' }, 'stream_options'],
    [{ stream_options: { include_usage: 1 } }, 'stream_options.include_usage'],
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ max_completion_tokens: '100' }, 'max_completion_tokens'],
    [{ max_completion_tokens: 1e12 }, 'max_completion_tokens'],
    [{ max_completion_tokens: 5, max_tokens: 'x' }, 'max_tokens'],
    [{ n: 0 }, 'n'],
    [{ n: 129 }, 'n'],
    [{ messages: undefined }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: 'Hello' }, 'messages'],
    [{ messages: new Array(10_001).fill({ role: 'user', content: '' }) }, 'messages'],
    [{ messages: [null] }, 'messages.0'],
    [{ messages: [...hello.messages, { content: 'x' }] }, 'messages.1.role'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'messages.0.content'],
    [{ messages: [{ role: 'user', content: { type: 'text' } }] }, 'messages.0.content'],
    [{ messages: [{ role: 'user', content: ['x'] }] }, 'messages.0.content.0'],
    [{ messages: [{ role: 'user', content: [{ text: 'x' }] }] }, 'messages.0.content.0.type'],
    [{ tools: {} }, 'tools'],
    [{ tools: ['x'] }, 'tools.0'],
    [{ functions: ['x'] }, 'functions.0'],
  ])('%j', (fields, field) => {
    expect(refusedField(fields)).toBe(field)
  })

  test('a body of millions of wrong elements is refused at the first', () => {
    expect(refusedField({ messages: [{ role: 'user', content: new Array(9_999).fill(0) }] })).toBe(
      'messages.0.content.0',
    )
    expect(refusedField({ messages: new Array(3_000_000).fill(0) })).toBe('messages')
  })
})

describe('400: what cannot be metered', () => {
  test.each<[object, string]>([
    [{ web_search_options: {} }, 'web_search_options'],
    [{ search_parameters: { mode: 'on' } }, 'search_parameters'],
    [{ search_settings: {} }, 'search_settings'],
    [{ plugins: [{ id: 'web' }] }, 'plugins'],
    [{ compound_custom: {} }, 'compound_custom'],
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ container: 'c' }, 'container'],
    [{ preset: 'p' }, 'preset'],
    [{ background: true }, 'background'],
    [{ deferred: true }, 'deferred'],
    [{ audio: { voice: 'alloy', format: 'wav' } }, 'audio'],
    [{ prediction: { type: 'content', content: 'x' } }, 'prediction'],
    [{ provider: { order: ['x'] } }, 'provider'],
    [{ best_of: 5 }, 'best_of'],
    [{ use_beam_search: true }, 'use_beam_search'],
    [{ chat_template: '{{ messages }}' }, 'chat_template'],
    [{ service_tier: 'priority' }, 'service_tier'],
    [{ service_tier: 'flex' }, 'service_tier'],
    [{ service_tier: 7 }, 'service_tier'],
    [{ modalities: ['text', 'audio'] }, 'modalities.1'],
    [{ modalities: 'audio' }, 'modalities'],
    [{ tools: [{ type: 'function', function: { name: 'a' } }, { type: 'web_search' }] }, 'tools.1.type'],
    [{ tools: [{ type: 'openrouter:web_search' }] }, 'tools.0.type'],
    [{ tools: [{ type: 'code_interpreter' }] }, 'tools.0.type'],
    [{ tools: [{ type: 'mcp' }] }, 'tools.0.type'],
    [{ tools: [{}] }, 'tools.0.type'],
    [{ messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] }, 'messages.0.audio'],
  ])('%j', (fields, field) => {
    expect(refusedField(fields)).toBe(field)
  })

  test.each([
    { service_tier: 'auto' },
    { service_tier: 'default' },
    { service_tier: 'standard' },
    { service_tier: 'on_demand' },
    { service_tier: null },
    { modalities: ['text'] },
    { modalities: null, audio: null, prediction: null, web_search_options: null },
    { background: false, deferred: false },
    { messages: [{ role: 'assistant', content: 'x', audio: null }] },
  ])('but %j is accepted', (fields) => {
    expect(refusedField(fields)).toBe('accepted')
  })
})
