import { describe, expect, test } from 'vitest'
import { openaiResponses as dialect } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'

const hello = { model: 'gpt-5.1', input: 'Hello' }
const message = (content: unknown, role = 'user') => ({ role, content })
const refused = (body: object) => {
  try {
    dialect.read({ ...body })
  } catch (error) {
    if (error instanceof GatewayError)
      return { code: error.code, field: error.details['field'], message: error.message }
    throw error
  }
  return 'accepted'
}

describe('read', () => {
  test('takes the least there can be', () => {
    expect(dialect.read(hello)).toMatchObject({
      models: ['gpt-5.1'],
      stream: false,
      maxTokens: undefined,
      choices: 1,
    })
  })

  test('models in the order of preference, each once', () => {
    expect(dialect.read({ ...hello, models: ['claude-opus-4-6', 'gpt-5.1'] }).models).toEqual([
      'gpt-5.1',
      'claude-opus-4-6',
    ])
    expect(dialect.read({ input: 'Hello', models: ['a', 'b'] }).models).toEqual(['a', 'b'])
  })

  test('stream and bound', () => {
    expect(dialect.read({ ...hello, stream: true, max_output_tokens: 16 })).toMatchObject({
      stream: true,
      maxTokens: 16,
    })
    expect(dialect.read({ ...hello, stream: null, max_output_tokens: null })).toMatchObject({
      stream: false,
      maxTokens: undefined,
    })
  })

  test.each([
    { store: false },
    { store: true },
    { store: null },
    { background: false },
    { previous_response_id: null, conversation: null, prompt: null },
    { service_tier: 'auto' },
    { service_tier: 'default' },
    { multi_agent: { enabled: false } },
    { context_management: [] },
    { modalities: ['text'] },
    { reasoning: { effort: 'max', mode: 'standard', summary: 'detailed' } },
    { prompt_cache_options: { mode: 'explicit', ttl: '30m' }, prompt_cache_retention: '24h', prompt_cache_key: 'k' },
    { include: ['reasoning.encrypted_content', 'message.output_text.logprobs', 'message.input_image.image_url'] },
    { tools: null, tool_choice: null },
    { tools: [{ type: 'function', name: 'f' }], tool_choice: { type: 'function', name: 'f' } },
    { tools: [{ type: 'custom', name: 'patch' }], tool_choice: { type: 'custom', name: 'patch' } },
    { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'f' }] } },
    { something_new: { of: ['the', 'vendor'] } },
    { input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' }] },
    { input: [{ type: 'compaction', id: 'cmp_1', encrypted_content: 'gAAAA' }] },
    { input: [{ type: 'custom_tool_call', call_id: 'c', name: 'patch', input: '*** Begin' }] },
    { input: [{ type: 'custom_tool_call_output', call_id: 'c', output: [{ type: 'input_text', text: 'done' }] }] },
    { input: [{ type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No' }] }] },
  ])('accepts %j', (fields) => {
    expect(refused({ ...hello, ...fields })).toBe('accepted')
  })

  test.each<[object, string]>([
    [{ store: 'no' }, 'store'],
    [{ background: true }, 'background'],
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: { id: 'conv_1' } }, 'conversation'],
    [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
    [{ service_tier: 'priority' }, 'service_tier'],
    [{ service_tier: 'flex' }, 'service_tier'],
    [{ multi_agent: { enabled: true } }, 'multi_agent'],
    [{ context_management: [{ type: 'compaction', compact_threshold: 1000 }] }, 'context_management'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ audio: { voice: 'alloy' } }, 'audio'],
    [{ reasoning: { mode: 'pro' } }, 'reasoning.mode'],
    [{ reasoning: 'high' }, 'reasoning'],
    [{ prompt_cache_options: { ttl: '12h' } }, 'prompt_cache_options.ttl'],
    [{ prompt_cache_options: { comparison_response_id: 'resp_1' } }, 'prompt_cache_options.comparison_response_id'],
    [{ include: ['file_search_call.results'] }, 'include.0'],
    [{ include: ['reasoning.encrypted_content', 'web_search_call.action.sources'] }, 'include.1'],
    [{ include: ['code_interpreter_call.outputs'] }, 'include.0'],
    [{ include: 'reasoning.encrypted_content' }, 'include'],
    ...[
      ...['web_search', 'web_search_preview', 'file_search', 'code_interpreter', 'image_generation', 'mcp', 'shell'],
      ...['computer_use_preview', 'computer', 'local_shell', 'apply_patch', 'tool_search', 'programmatic_tool_calling'],
    ].map(
      (type) => [{ tools: [{ type: 'function', name: 'f' }, { type }] }, 'tools.1.type'] satisfies [object, string],
    ),
    [{ tools: [{ type: 'namespace', name: 'n', tools: [{ type: 'mcp' }] }] }, 'tools.0.tools.0.type'],
    [{ tools: [{ type: 'function' }] }, 'tools.0.name'],
    [{ tools: [{ type: 'function', name: 'f', parameters: [] }] }, 'tools.0.parameters'],
    [{ tools: {} }, 'tools'],
    [{ tool_choice: { type: 'web_search_preview' } }, 'tool_choice.type'],
    [{ tool_choice: { type: 'mcp', server_label: 's' } }, 'tool_choice.type'],
    [{ tool_choice: 'any' }, 'tool_choice'],
    [{ model: undefined }, 'model'],
    [{ model: 5 }, 'model'],
    [{ models: 'gpt-5.1' }, 'models'],
    [{ models: ['a', ''] }, 'models.1'],
    [{ stream: 'yes' }, 'stream'],
    [{ max_output_tokens: 15 }, 'max_output_tokens'],
    [{ max_output_tokens: 20.5 }, 'max_output_tokens'],
    [{ max_output_tokens: '100' }, 'max_output_tokens'],
    [{ instructions: ['Be brief'] }, 'instructions'],
    [{ input: undefined }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: {} }, 'input'],
    [{ input: ['Hello'] }, 'input.0'],
    [{ input: [message('a'), message(5)] }, 'input.1.content'],
    [{ input: [message('a', 'tool')] }, 'input.0.role'],
    [{ input: [message([{ type: 'text', text: 'a' }])] }, 'input.0.content.0.type'],
    [{ input: [message([{ type: 'input_text', text: 5 }])] }, 'input.0.content.0.text'],
    [{ input: [message([{ type: 'input_image', image_url: { url: 'x' } }])] }, 'input.0.content.0.image_url'],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input.0'],
    [{ input: [{ id: 'msg_1' }] }, 'input.0'],
    [{ input: [{ type: null, id: 'msg_1' }] }, 'input.0'],
    [{ input: [{ type: 'additional_tools', tools: [{ type: 'web_search' }] }] }, 'input.0.type'],
    [{ input: [{ type: 'tool_search_output', tools: [{ type: 'mcp' }] }] }, 'input.0.type'],
    [{ input: [{ type: 'compaction_trigger' }] }, 'input.0.type'],
    [{ input: [{ type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1' }] }, 'input.0.type'],
    [{ input: [{ type: 'function_call', name: 'f', arguments: '{}' }] }, 'input.0.call_id'],
    [{ input: [{ type: 'function_call', call_id: 'c', name: 'f', arguments: {} }] }, 'input.0.arguments'],
    [{ input: [{ type: 'function_call_output', call_id: 'c', output: { a: 1 } }] }, 'input.0.output'],
  ])('400: %j', (fields, field) => {
    expect(refused({ ...hello, ...fields })).toMatchObject({
      code: 'BAD_REQUEST',
      field,
      message: expect.stringMatching(new RegExp(`^${field.replaceAll('.', String.raw`\.`)}: .{5}`)) as unknown,
    })
  })

  test('a body of a million wrong items is refused at the first', () => {
    expect(refused({ ...hello, input: new Array<number>(1_000_000).fill(0) })).toMatchObject({ field: 'input' })
    expect(refused({ ...hello, input: new Array<number>(9_000).fill(0) })).toMatchObject({ field: 'input.0' })
  })
})

describe('input size', () => {
  const png = `data:image/png;base64,${'A'.repeat(1000)}`
  const size = (fields: object) => dialect.read({ ...hello, ...fields }).input
  const bytes = (value: object) => Buffer.byteLength(JSON.stringify(value))

  test('counts the whole body in UTF-8, instructions and schemas too', () => {
    const body = {
      ...hello,
      instructions: 'Sei kurz – bitte ✓',
      input: [message('Grüße'), { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' }],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object', description: 'ä'.repeat(100) } }],
    }
    expect(dialect.read(body).input).toEqual({ textBytes: bytes(body), messages: 3, images: 0, files: 0, tools: 1 })
  })

  test('media count as what they are, and their data not as text', () => {
    const parts = [
      { type: 'input_image', image_url: png },
      { type: 'input_image', image_url: 'https://example.com/a.png' },
      { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${'B'.repeat(500)}` },
      { type: 'input_file', file_url: 'https://example.com/a.pdf' },
      { type: 'input_audio', input_audio: { format: 'wav', data: 'C'.repeat(200) } },
    ]
    const fields = { input: [message(parts)] }
    expect(size(fields)).toEqual({
      textBytes: bytes({ ...hello, ...fields }) - png.length - 'data:application/pdf;base64,'.length - 500 - 200,
      messages: 1,
      images: 2,
      files: 3,
      tools: 0,
    })
  })

  test('media in the output of a tool count too; what says that it is no image is a file', () => {
    const output = [
      { type: 'input_image', image_url: png },
      { type: 'input_image', image_url: 'data:application/pdf;base64,AAAA' },
    ]
    expect(size({ input: [{ type: 'function_call_output', call_id: 'c', output }] })).toMatchObject({
      images: 1,
      files: 1,
    })
  })

  test('what only looks like an image is text', () => {
    const parameters = { type: 'object', default: { type: 'input_image', image_url: png } }
    const fields = { tools: [{ type: 'function', name: 'f', parameters }] }
    expect(size(fields)).toMatchObject({ textBytes: bytes({ ...hello, ...fields }), images: 0 })
  })

  test('tools of a namespace count each', () => {
    const f = { type: 'function', name: 'f' }
    const namespace = { type: 'namespace', name: 'n', description: 'd', tools: [f, { type: 'custom', name: 'c' }] }
    expect(size({ tools: [f, namespace] }).tools).toBe(3)
  })
})
