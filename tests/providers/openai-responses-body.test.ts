import { describe, expect, test } from 'vitest'
import type { ChatRequest } from '../../netlify/functions/_lib/domain/chat.ts'
import { openaiResponsesBody } from '../../netlify/functions/_lib/providers/openai-responses-body.ts'

const hello: ChatRequest = {
  model: 'gpt-test',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  maxTokens: 100,
}

describe('structured output, reasoning and parallel calls', () => {
  test('are not mentioned unless they are asked for', () => {
    const body = openaiResponsesBody(hello)
    for (const field of ['text', 'reasoning', 'parallel_tool_calls']) expect(body).not.toHaveProperty(field)
  })

  test('a schema is the format of the text', () => {
    const format = { type: 'json_schema', name: 'city', schema: { type: 'object' }, strict: true } as const
    expect(openaiResponsesBody({ ...hello, responseFormat: format })).toMatchObject({ text: { format } })
    expect(openaiResponsesBody({ ...hello, responseFormat: { type: 'json_object' } })).toMatchObject({
      text: { format: { type: 'json_object' } },
    })
  })

  test('effort', () => {
    expect(openaiResponsesBody({ ...hello, reasoning: 'none' })).toMatchObject({ reasoning: { effort: 'none' } })
  })

  test('parallel calls go with tools', () => {
    const tools = [{ name: 'f', parameters: { type: 'object' } }]
    expect(openaiResponsesBody({ ...hello, tools, parallelToolCalls: false })).toMatchObject({
      parallel_tool_calls: false,
    })
    expect(openaiResponsesBody({ ...hello, parallelToolCalls: false })).not.toHaveProperty('parallel_tool_calls')
  })
})
