import { describe, expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'

const hello = { model: 'claude-test', max_tokens: 4_096, messages: [{ role: 'user', content: 'Hello' }] }
const translate = (fields: object) => anthropicDialect.read({ ...hello, ...fields }).translate()
const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] })
const text = (value: string) => ({ type: 'text', text: value })
const schema = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
}

describe('translate', () => {
  test('and encode for the same vendor: an equivalent request', () => {
    const body = {
      ...hello,
      system: [text('One'), { ...text('Two'), cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [text('Look'), { type: 'image', source: { type: 'url', url: 'https://x.test/a' } }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm', signature: 's' },
            { type: 'redacted_thinking', data: 'x' },
            { ...text('I will'), citations: null },
            { type: 'tool_use', id: 'a', name: 'look', input: { at: [1] }, caller: { type: 'direct' } },
            { type: 'tool_use', id: 'b', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: [text('1'), text('2')] },
            { type: 'tool_result', tool_use_id: 'b', content: 'none', is_error: false },
            text('And now?'),
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'QQ==' },
              title: 'a.pdf',
            },
          ],
        },
      ],
      tools: [{ type: 'custom', name: 'look', description: 'Looks', input_schema: schema, strict: true }],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      temperature: 0.5,
      top_p: 0.9,
      stop_sequences: ['END'],
      output_config: { effort: 'low', format: { type: 'json_schema', schema } },
      thinking: { type: 'adaptive', display: 'summarized' },
      metadata: { user_id: 'u' },
    }
    const target = { baseUrl: 'https://x.test', apiKey: 'k' }
    const sampling = { temperature: 1, top_p: 1 }
    const translated = anthropicDialect.read({ ...body, ...sampling }).translate()
    const call = anthropicCodec.encode({ ...translated, model: 'claude-test', maxTokens: 4_096 }, target)
    const { model, max_tokens, tool_choice, stop_sequences, output_config, thinking } = body
    expect(call.body).toEqual({
      ...{ model, max_tokens, tool_choice, stop_sequences, output_config, thinking },
      stream: true,
      system: 'One\n\nTwo',
      messages: [
        body.messages[0],
        { role: 'assistant', content: expectedTurn },
        { role: 'user', content: [expectedResult('a', '1', '2'), expectedResult('b', 'none'), ...lastTwo(body)] },
      ],
      tools: [{ name: 'look', description: 'Looks', input_schema: schema, strict: true }],
    })
    expect(anthropicDialect.read(body).translate()).toMatchObject({ temperature: 0.5, topP: 0.9, reasoning: 'low' })
  })

  test('what a tool found wrong is said in words, and its images follow the results', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QQ==' } }
    const content = [
      { type: 'tool_result', tool_use_id: 'a', is_error: true, content: 'no file' },
      { type: 'tool_result', tool_use_id: 'b', content: [text('seen'), image] },
      { type: 'tool_result', tool_use_id: 'c' },
    ]
    expect(translate(user(...content)).messages).toEqual([
      { role: 'tool', toolCallId: 'a', content: [text('The tool call failed:'), text('no file')] },
      { role: 'tool', toolCallId: 'b', content: [text('seen')] },
      { role: 'tool', toolCallId: 'c', content: [] },
      {
        role: 'user',
        content: [
          text('From the result of tool call b:'),
          { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'QQ==' } },
        ],
      },
    ])
  })

  test('documents of text become text, with title and context', () => {
    const source = { type: 'text', media_type: 'text/plain', data: 'Body' }
    const blocks = { type: 'content', content: [text('In')] }
    const documents = [
      { type: 'document', title: 'T', context: 'C', source },
      { type: 'document', source: blocks, citations: { enabled: false } },
    ]
    expect(translate(user(...documents)).messages[0]?.content).toEqual(['T', 'C', 'Body', 'In'].map(text))
  })

  test('system messages stay where they are; a turn of thinking alone is left out', () => {
    const messages = [
      { role: 'user', content: 'A' },
      { role: 'system', content: 'Be brief' },
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature: '' }] },
      { role: 'user', content: 'B' },
    ]
    expect(translate({ messages }).messages.map(({ role }) => role)).toEqual(['user', 'system', 'user'])
  })

  test.each([
    [{ type: 'any' }, { toolChoice: 'required' }],
    [{ type: 'none' }, { toolChoice: 'none' }],
    [{ type: 'tool', name: 'x' }, { toolChoice: { name: 'x' } }],
    [
      { type: 'any', disable_parallel_tool_use: false },
      { toolChoice: 'required', parallelToolCalls: true },
    ],
  ])('tool choice %j', (tool_choice, expected) => expect(translate({ tool_choice })).toMatchObject(expected))

  test.each([
    [{}, undefined],
    [{ output_config: { effort: 'medium' } }, 'medium'],
    [{ output_config: { effort: 'max' } }, 'high'],
    [{ thinking: { type: 'adaptive' } }, 'medium'],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }, 'high'],
    [{ thinking: { type: 'disabled' }, output_config: { effort: 'high' } }, 'none'],
    [{ thinking: { type: 'between_tools' } }, 'none'],
    [{ thinking: { type: 'enabled', budget_tokens: 1_024 } }, 'low'],
    [{ thinking: { type: 'enabled', budget_tokens: 8_192 } }, 'medium'],
    [{ thinking: { type: 'enabled', budget_tokens: 24_576 } }, 'high'],
  ])('reasoning of %j is %s', (fields, reasoning) => expect(translate(fields).reasoning).toBe(reasoning))

  test('a schema with optional properties is not strict, the old name of the field is read too', () => {
    const open = { ...schema, required: [] }
    const format = { type: 'json_schema', schema: { type: 'object', properties: { x: open }, required: ['x'] } }
    expect(translate({ output_format: format }).responseFormat).toEqual({ ...format, name: 'answer' })
    expect(translate({ output_format: { ...format, schema } }).responseFormat).toMatchObject({ strict: true })
  })

  const toolWith = (fields: object) => ({ tools: [{ name: 'x', input_schema: {}, ...fields }] })
  test.each([
    ['top_k', { top_k: 5 }],
    ['new_field', { new_field: 1 }],
    ['temperature', { temperature: 'warm' }],
    ['stop_sequences.0', { stop_sequences: [1] }],
    ['thinking.type', { thinking: { type: 'later' } }],
    ['thinking.block_binding', { thinking: { type: 'adaptive', block_binding: {} } }],
    ['output_config.effort', { output_config: { effort: 'huge' } }],
    ['output_config.task_budget', { output_config: { task_budget: {} } }],
    ['output_config.format.type', { output_config: { format: { type: 'xml' } } }],
    ['context_management.edits.0.type', { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } }],
    ['tool_choice.type', { tool_choice: { type: 'some' } }],
    ['tools.0.type', { tools: [{ type: 'bash_20250124', name: 'bash' }] }],
    ['tools.0.defer_loading', toolWith({ defer_loading: true })],
    ['tools.0.allowed_callers.0', toolWith({ allowed_callers: ['code_execution_20260120'] })],
    ['tools.0.input_examples', toolWith({ input_examples: [{}] })],
    ['messages.0.clear_at', { messages: [{ role: 'user', content: 'x', clear_at: 'next_user_message' }] }],
    ['messages.1', { messages: [...hello.messages, { role: 'assistant', content: 'The answer is' }] }],
    ['messages.0.content.0.type', user({ type: 'search_result', source: 's', title: 't', content: [] })],
    [
      'messages.0.content.0.citations',
      user({ type: 'document', source: { type: 'text', data: '' }, citations: { enabled: true } }),
    ],
    ['messages.0.content.0.source.url', user({ type: 'image', source: { type: 'url', url: 'ftp://x.test' } })],
    [
      'messages.0.content.0.transformations',
      user({
        type: 'image',
        source: { type: 'url', url: 'https://x.test' },
        transformations: { oversized_image: 'error' },
      }),
    ],
    ['messages.0.content.0.toolset_name', user({ type: 'tool_result', tool_use_id: 'a', toolset_name: 'computer' })],
  ])('400: %s has no equal elsewhere', (field, fields) => {
    const call = anthropicDialect.read({ ...hello, ...fields })
    expect(() => call.translate()).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', details: { field } }))
  })
})

const expectedTurn = [
  text('I will'),
  { type: 'tool_use', id: 'a', name: 'look', input: { at: [1] } },
  { type: 'tool_use', id: 'b', name: 'look', input: {} },
]
const expectedResult = (tool_use_id: string, ...content: string[]) => ({
  type: 'tool_result',
  tool_use_id,
  content: content.map(text),
})
const lastTwo = ({ messages }: { messages: { content: object[] }[] }) => messages.at(-1)?.content.slice(-2) ?? []
