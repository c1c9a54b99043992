import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import type { JsonObject } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { readGeminiEmbedding } from '../../netlify/functions/_lib/dialects/embeddings/gemini.ts'
import { readOpenAIEmbedding } from '../../netlify/functions/_lib/dialects/embeddings/openai.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { openaiResponses } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { readValue } from '../../netlify/functions/_lib/domain/field-problem.ts'
import { parseBody, parseQuery, valueOfBody } from '../../netlify/functions/_lib/http/request-body.ts'
import { BAD_VALUES, pathsOf, withAt } from '../support/bad-values.ts'
import { ROUTES } from '../support/route-table.ts'

/** What is refused is explained in words for whoever sent it, not in those of the validator. */

const VALIDATORS_OWN = /invalid|expected|pattern|received|regex|too (big|small)/i

const VALUES = [...Object.values(BAD_VALUES).map((text): unknown => JSON.parse(text)), undefined, Infinity]

/** A schema and every schema inside of it that judges what a client sends. */
const schemasIn = (schema: z.ZodType, seen = new Set<z.ZodType>()): Set<z.ZodType> => {
  // A transformation sees only what the schema before it let pass.
  if (seen.has(schema) || schema instanceof z.ZodTransform) return seen
  seen.add(schema)
  const look = (value: unknown): void => {
    if (value instanceof z.ZodType) schemasIn(value, seen)
    else if (Array.isArray(value)) value.forEach(look)
  }
  // So does a check, which may be a schema as well.
  for (const [name, part] of Object.entries(schema._zod.def)) if (name !== 'checks') look(part)
  if (schema instanceof z.ZodObject) Object.values(schema.shape).forEach(look)
  return seen
}

const schemas = ROUTES.flatMap(({ title, route }) =>
  [
    { title: `${title} (query)`, schema: route.query },
    { title: `${title} (body)`, schema: route.body },
  ].flatMap(({ title, schema }) => (schema === undefined ? [] : [{ title, schema }])),
)

describe('every schema of every route, each of its fields absent and of every wrong type', () => {
  test.each(schemas)('$title', ({ schema }) => {
    const problems = [...schemasIn(schema)].flatMap((each) =>
      VALUES.flatMap((value) => readValue(each, value).problem?.problem ?? []),
    )
    expect(problems.filter((problem) => VALIDATORS_OWN.test(problem))).toEqual([])
  })

  test('are refused in more than one way, so that the above looks at something', () => {
    const all = schemas.flatMap(({ schema }) => [...schemasIn(schema)])
    expect(all.length).toBeGreaterThan(500)
    const problems = new Set(all.flatMap((each) => VALUES.map((value) => readValue(each, value).problem?.problem)))
    expect([...problems]).toEqual(
      expect.arrayContaining(['is missing', 'is not a text', 'is not a list', 'is not an object', 'is not an id']),
    )
  })
})

const DIALECTS: readonly { name: string; read: (body: JsonObject) => unknown; body: JsonObject }[] = [
  {
    name: 'chat completions',
    read: (body) => openaiChat.read(body).translate(),
    body: {
      model: 'm',
      max_tokens: 1,
      temperature: 1,
      top_p: 1,
      stop: ['x'],
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'x' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'x' },
            { type: 'image_url', image_url: { url: 'https://x/y' } },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'a', content: 'x' },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: { type: 'function', function: { name: 'f' } },
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {} } },
    },
  },
  {
    name: 'responses',
    read: (body) => openaiResponses.read(body).translate(),
    body: {
      model: 'm',
      max_output_tokens: 16,
      temperature: 1,
      instructions: 'x',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'x' }] },
        { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'a', output: 'x' },
      ],
      tools: [{ type: 'function', name: 'f', parameters: {}, strict: false }],
      tool_choice: { type: 'function', name: 'f' },
      text: { format: { type: 'text' } },
      reasoning: { effort: 'low' },
    },
  },
  {
    name: 'messages',
    read: (body) => anthropicDialect.read(body).translate(),
    body: {
      model: 'm',
      max_tokens: 1,
      system: [{ type: 'text', text: 'x' }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'x' }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'x' }] },
      ],
      stop_sequences: ['x'],
      temperature: 1,
      tools: [{ name: 'f', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'f' },
      thinking: { type: 'enabled', budget_tokens: 1_024 },
    },
  },
  {
    name: 'generateContent',
    read: (body) => geminiDialect.read(body, { model: 'm', stream: false }).translate(),
    body: {
      systemInstruction: { parts: [{ text: 'x' }] },
      contents: [
        { role: 'user', parts: [{ text: 'x' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
        { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] },
      ],
      tools: [{ functionDeclarations: [{ name: 'f', parameters: { type: 'OBJECT' } }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
      generationConfig: { maxOutputTokens: 1, temperature: 1, stopSequences: ['x'], candidateCount: 1 },
    },
  },
  {
    name: 'embeddings',
    read: (body) => readOpenAIEmbedding(body),
    body: { model: 'm', input: ['x'], dimensions: 8, encoding_format: 'float', user: 'x' },
  },
  {
    name: 'embedContent',
    read: (body) => readGeminiEmbedding(body, 'm'),
    body: { content: { parts: [{ text: 'x' }] }, taskType: 'x', title: 'x', outputDimensionality: 8 },
  },
]

describe.each(DIALECTS)("every place of a vendor's format: $name", ({ read, body }) => {
  test('takes the whole', () => {
    expect(() => read(body)).not.toThrow()
  })

  test.each(pathsOf(body).map((path) => ({ name: path.join('.'), path })))('$name', ({ path }) => {
    const messages = [...Object.values(BAD_VALUES), undefined].map((value) => {
      try {
        // It was an object and stays one.
        read(JSON.parse(withAt(body, path, value)) as JsonObject)
        return ''
      } catch (error) {
        if (error instanceof GatewayError) return error.message
        throw error
      }
    })
    expect(messages.filter((message) => VALIDATORS_OWN.test(message))).toEqual([])
  })
})

describe('a field that is not there', () => {
  const refusalOf = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      if (error instanceof GatewayError) return [error.message, error.details['field']]
      throw error
    }
    return 'accepted'
  }
  const id = ROUTES.find(({ title }) => title === 'PATCH admin-customers')?.route.query ?? z.never()
  const query = (search: string, body?: string) =>
    refusalOf(() => parseQuery(new URL(`http://gateway.test/${search}`), id, body))

  test.each([
    ['', '{"customer_id": 2}', 'customer_id: is missing from the query string (?customer_id=2)'],
    ['', '{"customer_id": "2"}', 'customer_id: is missing from the query string (?customer_id=2)'],
    ['', undefined, 'customer_id: is missing from the query string (?customer_id=…)'],
    ['', '{"customer_id": ["2"]}', 'customer_id: is missing from the query string (?customer_id=…)'],
    ['', '{"customer_id": "<script>"}', 'customer_id: is missing from the query string (?customer_id=…)'],
    ['', 'no JSON', 'customer_id: is missing from the query string (?customer_id=…)'],
    ['?customer_id=', '{"customer_id": 2}', 'customer_id: is not an id'],
    ['?customer_id=abc', undefined, 'customer_id: is not an id'],
    ['?customer_id=-1', undefined, 'customer_id: is not an id'],
  ])('of a query is said to be missing there: %j, body %j', (search, body, message) => {
    expect(query(search, body)).toEqual([message, 'customer_id'])
  })

  const topUp = ROUTES.find(({ title }) => title === 'POST admin-topup')?.route.body ?? z.never()
  test.each([
    ['{}', 'customer_id: is missing'],
    ['{"customer_id": "x1"}', 'customer_id: is not an id'],
    ['{"customer_id": 1.5}', 'customer_id: is not an id'],
    ['{"customer_id": 1}', 'amount_cents: is missing'],
    ['{"customer_id": 1, "amount_cents": "5"}', 'amount_cents: is not a whole number'],
    ['{"customer_id": 1, "amount_cents": 5, "month": "2031-13"}', 'month: is not a month (YYYY-MM)'],
    ['[]', 'The request: is not an object'],
    ['"x"', 'The body is not JSON'],
  ])('of a body is said to be missing, and one of another kind to be that: %s', (body, message) => {
    expect(refusalOf(() => parseBody(valueOfBody(body), topUp))).toMatchObject({ 0: message })
  })

  test('inside of text that holds JSON is not taken for one that is there', () => {
    const key = ROUTES.find(({ title }) => title === 'POST admin-keys')?.route.body ?? z.never()
    expect(refusalOf(() => parseBody({ allowed_models: '{"openai": "x"}' }, key))).toEqual([
      'allowed_models.openai: is not a list of models, as ["gpt-4o-mini"]',
      'allowed_models.openai',
    ])
  })
})
