import { describe, expect, test } from 'vitest'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'

const hello = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }

const refusedField = (fields: object): unknown => {
  try {
    openaiChat.read({ ...hello, ...fields }).translate()
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const { field } = error.details
    expect(error.code).toBe('BAD_REQUEST')
    expect(error.message.startsWith(`${String(field)}: `)).toBe(true)
    return field
  }
  return 'accepted'
}

const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] })
const assistant = (fields: object) => ({ messages: [{ role: 'assistant', ...fields }] })

describe('400: what no other vendor can be told', () => {
  test.each<[object, string]>([
    [{ n: 2 }, 'n'],
    [{ seed: 7 }, 'seed'],
    [{ logprobs: true }, 'logprobs'],
    [{ top_logprobs: 5 }, 'top_logprobs'],
    [{ logit_bias: { 5: 1 } }, 'logit_bias'],
    [{ frequency_penalty: 0.5 }, 'frequency_penalty'],
    [{ presence_penalty: -1 }, 'presence_penalty'],
    [{ verbosity: 'low' }, 'verbosity'],
    [{ moderation: { model: 'omni-moderation-latest' } }, 'moderation'],
    [{ functions: [{ name: 'f' }] }, 'functions'],
    [{ function_call: { name: 'f' } }, 'function_call'],
    [{ top_k: 5 }, 'top_k'],
    [{ reasoning_effort: 'xhigh' }, 'reasoning_effort'],
    [{ tools: [{ type: 'custom', custom: { name: 'c' } }] }, 'tools.0.type'],
    [{ tools: [{ type: 'function', function: { name: 'f' }, extra: 1 }] }, 'tools.0.extra'],
    [{ tools: [{ type: 'function', function: { name: 'f', extra: 1 } }] }, 'tools.0.function.extra'],
    [{ tool_choice: { type: 'allowed_tools', allowed_tools: {} } }, 'tool_choice'],
    [{ tool_choice: { type: 'custom', custom: { name: 'c' } } }, 'tool_choice'],
    [{ response_format: { type: 'grammar', grammar: 'x' } }, 'response_format.grammar'],
    [{ response_format: { type: 'xml' } }, 'response_format.type'],
    [
      { response_format: { type: 'json_schema', json_schema: { name: 's', extra: 1 } } },
      'response_format.json_schema.extra',
    ],
    [{ messages: [{ role: 'function', name: 'f', content: '1' }] }, 'messages.0.role'],
    [{ messages: [{ role: 'user', content: 'x', name: 'Ann' }] }, 'messages.0.name'],
    [assistant({ function_call: { name: 'f', arguments: '' } }), 'messages.0.function_call'],
    [assistant({ content: 'x', prefix: true }), 'messages.0.prefix'],
    [assistant({ tool_calls: [{ id: 'c', type: 'custom', custom: {} }] }), 'messages.0.tool_calls.0.type'],
    [user({ type: 'video_url', video_url: { url: 'https://example.com' } }), 'messages.0.content.0.type'],
    [user({ type: 'file', file: { file_id: 'file-1' } }), 'messages.0.content.0.file.file_id'],
    [
      user({ type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'original' } }),
      'messages.0.content.0.image_url.detail',
    ],
    [user({ type: 'text', text: 'x', extra: 1 }), 'messages.0.content.0.extra'],
    [
      { messages: [{ role: 'tool', tool_call_id: 'c', content: [{ type: 'image_url', image_url: {} }] }] },
      'messages.0.content.0.type',
    ],
  ])('%j', (fields, field) => {
    expect(refusedField(fields)).toBe(field)
  })
})

describe('400: a field of the wrong kind', () => {
  test.each<[object, string]>([
    [{ temperature: 'hot' }, 'temperature'],
    [{ temperature: 3 }, 'temperature'],
    [{ top_p: 2 }, 'top_p'],
    [{ stop: [''] }, 'stop.0'],
    [{ stop: 7 }, 'stop'],
    [{ stop: new Array(17).fill('x') }, 'stop'],
    [{ parallel_tool_calls: 'no' }, 'parallel_tool_calls'],
    [{ reasoning_effort: 7 }, 'reasoning_effort'],
    [{ tools: [{ type: 'function' }] }, 'tools.0.function'],
    [{ tools: [{ type: 'function', function: { name: '' } }] }, 'tools.0.function.name'],
    [{ tools: [{ type: 'function', function: { name: 'f', parameters: [] } }] }, 'tools.0.function.parameters'],
    [{ tool_choice: 'any' }, 'tool_choice'],
    [{ response_format: 'json' }, 'response_format'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema'],
    [{ response_format: { type: 'json_schema', json_schema: { schema: {} } } }, 'response_format.json_schema.name'],
    [{ messages: [{ role: 'system', content: null }] }, 'messages.0.content'],
    [{ messages: [{ role: 'user' }] }, 'messages.0.content'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages.0.tool_call_id'],
    [{ messages: [{ role: 'tool', tool_call_id: 'c' }] }, 'messages.0.content'],
    [user({ type: 'text' }), 'messages.0.content.0.text'],
    [user({ type: 'image_url' }), 'messages.0.content.0.image_url'],
    [user({ type: 'image_url', image_url: { url: 'ftp://example.com' } }), 'messages.0.content.0.image_url.url'],
    [user({ type: 'image_url', image_url: { url: 'data:image/png;base64,*' } }), 'messages.0.content.0.image_url.url'],
    [user({ type: 'file', file: {} }), 'messages.0.content.0.file.file_data'],
    [
      user({ type: 'input_audio', input_audio: { data: 'A', format: 'ogg' } }),
      'messages.0.content.0.input_audio.format',
    ],
    [user({ type: 'input_audio', input_audio: { data: '*', format: 'wav' } }), 'messages.0.content.0.input_audio.data'],
    [assistant({ tool_calls: {} }), 'messages.0.tool_calls'],
    [
      assistant({ tool_calls: [{ type: 'function', function: { name: 'f', arguments: '' } }] }),
      'messages.0.tool_calls.0.id',
    ],
    [
      assistant({ tool_calls: [{ id: 'c', function: { name: 'f', arguments: {} } }] }),
      'messages.0.tool_calls.0.function.arguments',
    ],
    [assistant({ content: 'x', refusal: 7 }), 'messages.0.refusal'],
  ])('%j', (fields, field) => {
    expect(refusedField(fields)).toBe(field)
  })
})
