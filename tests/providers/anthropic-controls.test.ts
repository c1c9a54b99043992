import { describe, expect, test } from 'vitest'
import type { ChatRequest, ResponseFormat } from '../../netlify/functions/_lib/domain/chat.ts'
import { anthropicBody } from '../../netlify/functions/_lib/providers/anthropic-body.ts'

const body = (model: string, fields: Partial<ChatRequest> = {}) =>
  anthropicBody({
    model,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    maxTokens: 10_000,
    ...fields,
  })
const refusal = (path: string) =>
  expect.objectContaining({ code: 'BAD_REQUEST', details: { path } }) as unknown as Error
const adaptive = { type: 'adaptive', display: 'summarized' }
const tools = [{ name: 'look', parameters: { type: 'object' } }]

describe('reasoning', () => {
  test.each(['claude-opus-4-6', 'claude-opus-4-8', 'claude-sonnet-5', 'claude-fable-5-1', 'claude-haiku-5-5'])(
    '%s is told the effort',
    (model) => {
      const { thinking, output_config } = body(model, { reasoning: 'medium' })
      expect([thinking, output_config]).toEqual([adaptive, { effort: 'medium' }])
    },
  )

  test.each([
    ['claude-opus-4-20250514', 'minimal', 10_000, 1_024],
    ['claude-haiku-4-5-20251001', 'low', 10_000, 2_048],
    ['claude-sonnet-4-5', 'medium', 100_000, 8_192],
    ['claude-3-7-sonnet-20250219', 'high', 100_000, 24_576],
    ['claude-opus-4-5', 'high', 10_000, 5_000],
    ['claude-opus-4-1', 'high', 1_100, 1_024],
  ] as const)('%s thinks %s within %d with a budget of %d', (model, reasoning, maxTokens, budget_tokens) => {
    const { thinking, output_config } = body(model, { reasoning, maxTokens })
    expect([thinking, output_config]).toEqual([{ type: 'enabled', budget_tokens }, undefined])
  })

  test('400: no room for a budget, or a model that cannot think', () => {
    expect(() => body('claude-haiku-4-5', { reasoning: 'low', maxTokens: 1_024 })).toThrow(refusal('max_tokens'))
    expect(() => body('claude-3-haiku-20240307', { reasoning: 'low' })).toThrow(refusal('reasoning'))
  })

  test('manual thinking is not begun between a call and its result', () => {
    const toolCalls = [{ id: 'a', name: 'look', arguments: '{}' }]
    const messages: ChatRequest['messages'] = [
      { role: 'user', content: [] },
      { role: 'assistant', content: [], toolCalls },
      { role: 'tool', toolCallId: 'a', content: [] },
    ]
    expect(body('claude-haiku-4-5', { reasoning: 'low', messages })).not.toHaveProperty('thinking')
    expect(body('claude-opus-4-8', { reasoning: 'low', messages })).toMatchObject({ thinking: adaptive })
  })

  test.each([
    ['claude-opus-4-5', undefined],
    ['claude-opus-4-8', undefined],
    ['claude-opus-5', { type: 'disabled' }],
    ['claude-haiku-5-5', { type: 'disabled' }],
    ['claude-sonnet-5-5', { type: 'between_tools' }],
  ])('none, to %s, is %j', (model, thinking) => expect(body(model, { reasoning: 'none' }).thinking).toEqual(thinking))

  test.each(['claude-opus-5-5', 'claude-fable-5'])('400: %s always thinks', (model) =>
    expect(() => body(model, { reasoning: 'none' })).toThrow(refusal('reasoning')),
  )
})

describe('sampling', () => {
  test.each(['claude-opus-4-7', 'claude-sonnet-5-5', 'claude-fable-5'])('%s takes the default only', (model) => {
    const { temperature, top_p } = body(model, { temperature: 1, topP: 1 })
    expect([temperature, top_p]).toEqual([undefined, undefined])
    expect(() => body(model, { temperature: 0.5 })).toThrow(refusal('temperature'))
    expect(() => body(model, { topP: 0.5 })).toThrow(refusal('top_p'))
  })

  test('so does a model that thinks', () => {
    expect(() => body('claude-haiku-4-5', { reasoning: 'low', temperature: 0 })).toThrow(refusal('temperature'))
    expect(body('claude-haiku-4-5', { reasoning: 'none', temperature: 0 })).toMatchObject({ temperature: 0 })
  })

  test('models from 4.1 on take one of the two, earlier ones both', () => {
    expect(() => body('claude-haiku-4-5', { temperature: 0.5, topP: 0.5 })).toThrow(refusal('top_p'))
    expect(body('claude-3-5-sonnet-20241022', { temperature: 0.5, topP: 0.5 })).toMatchObject({
      temperature: 0.5,
      top_p: 0.5,
    })
    expect(body('claude-haiku-4-5', { temperature: 0.5, topP: 1 })).not.toHaveProperty('top_p')
    expect(body('claude-haiku-4-5', { temperature: 1, topP: 0.5 })).not.toHaveProperty('temperature')
  })
})

describe('tool choice', () => {
  test('at most one call', () => {
    const choice = (fields: Partial<ChatRequest>) => body('claude-x', { tools, ...fields }).tool_choice
    expect(choice({ parallelToolCalls: false })).toEqual({ type: 'auto', disable_parallel_tool_use: true })
    expect(choice({ parallelToolCalls: false, toolChoice: 'required' })).toEqual({
      type: 'any',
      disable_parallel_tool_use: true,
    })
    expect(choice({ parallelToolCalls: false, toolChoice: 'none' })).toEqual({ type: 'none' })
    expect(choice({ parallelToolCalls: true })).toBeUndefined()
  })

  test('400: forced, where the model or its thinking does not allow it', () => {
    const forced = { tools, toolChoice: 'required' } as const
    for (const model of ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-fable-5-1']) {
      expect(() => body(model, forced)).toThrow(refusal('tool_choice'))
    }
    for (const model of ['claude-haiku-4-5', 'claude-opus-4-6']) {
      expect(() => body(model, { ...forced, reasoning: 'low' })).toThrow(refusal('tool_choice'))
    }
    expect(body('claude-opus-5', { ...forced, reasoning: 'low' })).toMatchObject({
      output_config: { effort: 'low' },
      tool_choice: { type: 'any' },
    })
    expect(body('claude-haiku-5-5', forced)).toMatchObject({ tool_choice: { type: 'any' } })
  })
})

describe('structured output', () => {
  const format = (schema: Record<string, unknown>, strict?: boolean): ResponseFormat => ({
    type: 'json_schema',
    name: 'x',
    schema,
    ...(strict !== undefined && { strict }),
  })
  const schemaOf = (schema: Record<string, unknown>, strict?: boolean) =>
    body('claude-opus-4-6', { responseFormat: format(schema, strict) }).output_config
  const open = {
    type: 'object',
    properties: { list: { type: 'array', items: { type: 'object' } }, minimum: { type: 'string' } },
  }

  test('is the schema, with every object closed, beside the effort', () => {
    expect(body('claude-opus-4-6', { responseFormat: format(open), reasoning: 'high' }).output_config).toEqual({
      effort: 'high',
      format: {
        type: 'json_schema',
        schema: {
          ...open,
          properties: {
            list: { type: 'array', items: { type: 'object', additionalProperties: false } },
            minimum: { type: 'string' },
          },
          additionalProperties: false,
        },
      },
    })
  })

  test('limits that the vendor does not enforce are said in words, and refused where they are relied on', () => {
    const limited = { type: 'array', items: { type: 'number', minimum: 1, description: 'A' }, minItems: 1, maxItems: 3 }
    expect(schemaOf(limited)).toMatchObject({
      format: {
        schema: {
          ...{ type: 'array', minItems: 1, description: '{maxItems: 3}' },
          items: { type: 'number', description: 'A\n\n{minimum: 1}' },
        },
      },
    })
    expect(() => schemaOf(limited, true)).toThrow(refusal('response_format'))
  })

  test.each([
    ['JSON of any form', 'claude-opus-4-6', { type: 'json_object' }],
    ['objects of free keys', 'claude-opus-4-6', format({ type: 'object', additionalProperties: true })],
    ['an old model', 'claude-sonnet-4-20250514', format({ type: 'object' })],
  ] as const)('400: %s', (_what, model, responseFormat) =>
    expect(() => body(model, { responseFormat })).toThrow(refusal('response_format')),
  )
})

test('400: a stop sequence of white space', () => {
  expect(() => body('claude-x', { stop: ['END', '\n'] })).toThrow(refusal('stop'))
})
