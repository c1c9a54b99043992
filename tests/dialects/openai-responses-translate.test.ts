import { describe, expect, test } from 'vitest'
import { openaiResponses as dialect } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { openaiResponsesCodec as codec } from '../../netlify/functions/_lib/providers/openai-responses.ts'

const hello = { model: 'claude-opus-4-6', input: 'Hello' }
const translate = (fields: object) => dialect.read({ ...hello, ...fields }).translate()
const again = (body: object) => {
  const request = { ...dialect.read({ ...body }).translate(), model: 'gpt-5.1', maxTokens: 100 }
  return codec.encode(request, { baseUrl: '', apiKey: '' }).body
}
const text = (words: string) => ({ type: 'text', text: words })

describe('translate', () => {
  test('a text is one message of the user, after the instructions', () => {
    expect(translate({ instructions: 'Be brief' })).toEqual({
      messages: [
        { role: 'system', content: [text('Be brief')] },
        { role: 'user', content: [text('Hello')] },
      ],
    })
  })

  test('a whole conversation, with parallel calls as one turn and reasoning left out', () => {
    const input = [
      { role: 'developer', content: 'Use the tools' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is this?', prompt_cache_breakpoint: { mode: 'explicit' } },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'high' },
          { type: 'input_image', image_url: 'https://example.com/a.png', detail: null, file_id: null },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
          { type: 'input_file', file_url: 'https://example.com/a.pdf' },
          { type: 'input_audio', input_audio: { format: 'mp3', data: 'CCCC' } },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'gAAA' },
      {
        type: 'message',
        id: 'msg_1',
        status: 'completed',
        phase: 'commentary',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Let me look', annotations: [], logprobs: [] }],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'look', arguments: '{"at":1}', status: 'completed' },
      { type: 'function_call', call_id: 'c2', name: 'look', arguments: '', caller: { type: 'direct' } },
      { type: 'function_call_output', call_id: 'c1', output: 'a cat' },
      {
        type: 'function_call_output',
        call_id: 'c2',
        output: [
          { type: 'input_text', text: 'failed:' },
          { type: 'input_text', text: 'no light' },
        ],
      },
      { type: 'function_call', call_id: 'c3', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c3', output: '' },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'I cannot say' }] },
    ]
    expect(translate({ input }).messages).toEqual([
      { role: 'developer', content: [text('Use the tools')] },
      {
        role: 'user',
        content: [
          text('What is this?'),
          { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'AAAA' }, detail: 'high' },
          { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
          { type: 'file', source: { kind: 'data', mediaType: 'application/pdf', data: 'BBBB' }, filename: 'a.pdf' },
          { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
          { type: 'file', source: { kind: 'data', mediaType: 'audio/mpeg', data: 'CCCC' } },
        ],
      },
      {
        role: 'assistant',
        content: [text('Let me look')],
        toolCalls: [
          { id: 'c1', name: 'look', arguments: '{"at":1}' },
          { id: 'c2', name: 'look', arguments: '' },
        ],
      },
      { role: 'tool', toolCallId: 'c1', content: [text('a cat')] },
      { role: 'tool', toolCallId: 'c2', content: [text('failed:'), text('no light')] },
      { role: 'assistant', content: [], toolCalls: [{ id: 'c3', name: 'look', arguments: '{}' }] },
      { role: 'tool', toolCallId: 'c3', content: [text('')] },
      { role: 'assistant', content: [text('I cannot say')], toolCalls: [] },
    ])
  })

  test('settings', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    expect(
      translate({
        temperature: 0.5,
        top_p: 0.9,
        parallel_tool_calls: false,
        reasoning: { effort: 'low', summary: 'auto' },
        text: { verbosity: 'medium', format: { type: 'json_schema', name: 'n', schema, strict: true } },
        tools: [
          { type: 'function', name: 'f', description: 'd', parameters: schema, strict: true },
          { type: 'function', name: 'g', description: null, parameters: null, strict: null, defer_loading: false },
        ],
        tool_choice: { type: 'function', name: 'f' },
      }),
    ).toMatchObject({
      temperature: 0.5,
      topP: 0.9,
      parallelToolCalls: false,
      reasoning: 'low',
      responseFormat: { type: 'json_schema', name: 'n', schema, strict: true },
      tools: [
        { name: 'f', description: 'd', parameters: schema, strict: true },
        { name: 'g', parameters: { type: 'object', properties: {} } },
      ],
      toolChoice: { name: 'f' },
    })
    expect(translate({ text: { format: { type: 'json_object' } } }).responseFormat).toEqual({ type: 'json_object' })
    expect(translate({ text: { format: { type: 'text' } }, tool_choice: 'none' })).toMatchObject({ toolChoice: 'none' })
  })

  test.each([
    { user: 'u', metadata: { a: 'b' }, safety_identifier: 's', prompt_cache_key: 'k', prompt_cache_retention: '24h' },
    { prompt_cache_options: { mode: 'implicit' }, stream: true, stream_options: { include_obfuscation: false } },
    { store: false, background: false, service_tier: 'auto', max_tool_calls: 3, previous_response_id: null },
    { truncation: 'disabled', top_logprobs: 0, frequency_penalty: 0, presence_penalty: 0 },
    { reasoning: null, text: null, tools: [], include: null, temperature: null, top_p: null },
    { include: ['reasoning.encrypted_content', 'message.input_image.image_url'] },
    { reasoning: { effort: null, summary: null, context: 'auto', mode: 'standard' } },
    { models: ['other'], max_output_tokens: 1000 },
  ])('says nothing of %j', (fields) => {
    expect(translate(fields)).toEqual(translate({}))
  })

  const part = (fields: object) => ({ input: [{ role: 'user', content: [fields] }] })
  const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }
  const f = { type: 'function', name: 'f' }
  test.each([
    [{ truncation: 'auto' }, 'truncation'],
    [{ top_logprobs: 3 }, 'top_logprobs'],
    [{ moderation: { model: 'omni-moderation-latest' } }, 'moderation'],
    [{ something_new: 1 }, 'something_new'],
    [{ stop: ['END'] }, 'stop'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ temperature: 3 }, 'temperature'],
    [{ top_p: 1.5 }, 'top_p'],
    [{ parallel_tool_calls: 'no' }, 'parallel_tool_calls'],
    [{ include: ['message.output_text.logprobs'] }, 'include.0'],
    [{ reasoning: { effort: 'xhigh' } }, 'reasoning.effort'],
    [{ reasoning: { summary: 'detailed' } }, 'reasoning.summary'],
    [{ reasoning: { generate_summary: 'concise' } }, 'reasoning.generate_summary'],
    [{ reasoning: { context: 'all_turns' } }, 'reasoning.context'],
    [{ reasoning: { budget: 5 } }, 'reasoning.budget'],
    [{ text: { verbosity: 'low' } }, 'text.verbosity'],
    [{ text: { style: 'terse' } }, 'text.style'],
    [{ text: { format: { type: 'grammar' } } }, 'text.format.type'],
    [{ text: { format: { type: 'json_schema', name: 'n' } } }, 'text.format.schema'],
    [{ tools: [f, { type: 'custom', name: 'c' }] }, 'tools.1.type'],
    [{ tools: [{ type: 'namespace', name: 'n', tools: [f] }] }, 'tools.0.type'],
    [{ tools: [{ ...f, defer_loading: true }] }, 'tools.0.defer_loading'],
    [{ tools: [{ ...f, output_schema: {} }] }, 'tools.0.output_schema'],
    [{ tools: [f], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [f] } }, 'tool_choice.type'],
    [{ input: [{ type: 'custom_tool_call', call_id: 'c', name: 'p', input: '' }] }, 'input.0.type'],
    [{ input: [{ type: 'custom_tool_call_output', call_id: 'c', output: '' }] }, 'input.0.type'],
    [{ input: [{ type: 'compaction', encrypted_content: 'gAAA' }] }, 'input.0.type'],
    [{ input: [{ ...call, namespace: 'crm' }] }, 'input.0.namespace'],
    [{ input: [{ ...call, caller: { type: 'program', caller_id: 'p' } }] }, 'input.0.caller'],
    [{ input: [{ role: 'user', content: 'a', name: 'Bob' }] }, 'input.0.name'],
    [
      {
        input: [
          { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image', image_url: 'https://a.b/c' }] },
        ],
      },
      'input.0.output.0',
    ],
    [
      { input: [{ role: 'system', content: [{ type: 'input_file', file_url: 'https://a.b/c' }] }] },
      'input.0.content.0',
    ],
    [part({ type: 'input_image', image_url: 'ftp://a.b/c' }), 'input.0.content.0.image_url'],
    [part({ type: 'input_image' }), 'input.0.content.0.image_url'],
    [part({ type: 'input_image', image_url: 'https://a.b/c', detail: 'original' }), 'input.0.content.0.detail'],
    [part({ type: 'input_file', file_data: 'AAAA' }), 'input.0.content.0.file_data'],
    [part({ type: 'input_file', file_url: 'https://a.b/c', detail: 'high' }), 'input.0.content.0.detail'],
    [part({ type: 'input_audio', input_audio: { format: 'ogg', data: 'AA' } }), 'input.0.content.0.input_audio.format'],
    [part({ type: 'input_text', text: 'a', new_field: 1 }), 'input.0.content.0.new_field'],
  ])('400: %j', (fields, field) => {
    const read = dialect.read({ ...hello, ...fields })
    const run = () => read.translate()
    expect(run).toThrow(GatewayError)
    expect(run).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', details: { field } }))
    expect(run).toThrow(new RegExp(`^${field.replaceAll('.', String.raw`\.`)}: .{5}`))
  })
})

describe('what is translated and encoded for the same API is the request again', () => {
  const f = { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }
  const body = {
    input: [
      { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be brief' }] },
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
          { type: 'input_file', file_url: 'https://example.com/a.pdf' },
        ],
      },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Wait' }] },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
      { type: 'function_call', call_id: 'c2', name: 'f', arguments: '{"a":"b"}' },
      { type: 'function_call_output', call_id: 'c1', output: 'one' },
      { type: 'function_call_output', call_id: 'c2', output: 'two' },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Go on' }] },
    ],
    store: false,
    stream: true,
    temperature: 0.1,
    top_p: 0.2,
    tools: [f],
    tool_choice: { type: 'function', name: 'f' },
    parallel_tool_calls: false,
    text: { format: { type: 'json_schema', name: 'n', description: 'd', schema: { type: 'object' }, strict: true } },
    reasoning: { effort: 'minimal' },
  }

  test.each([
    {},
    { tool_choice: 'required' },
    { text: { format: { type: 'json_object' } } },
    { text: { format: { type: 'json_schema', name: 'n', schema: {} } } },
  ])('%j', (fields) => {
    expect(again({ ...body, model: 'gpt-5.1', max_output_tokens: 100, ...fields })).toEqual({
      ...body,
      model: 'gpt-5.1',
      max_output_tokens: 100,
      ...fields,
    })
  })

  test('instructions become the first item', () => {
    expect(again({ ...hello, instructions: 'Be brief' })).toMatchObject({
      input: [
        { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Be brief' }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      ],
    })
  })
})
