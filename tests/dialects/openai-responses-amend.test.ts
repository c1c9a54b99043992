import { describe, expect, test } from 'vitest'
import { openaiResponses as dialect } from '../../netlify/functions/_lib/dialects/openai-responses.ts'

const CANON = '# Canon\nBe truthful.'
const hello = { model: 'openai/gpt-5.1', input: 'Hello' }
const amend = (fields: object, maxTokens = 100) =>
  dialect.read({ ...hello, ...fields }).amend({ canon: CANON, model: 'gpt-5.1', maxTokens })

describe('amend', () => {
  test('canon, model, bound, nothing stored: and no more', () => {
    expect(amend({})).toEqual({
      instructions: CANON,
      model: 'gpt-5.1',
      input: 'Hello',
      max_output_tokens: 100,
      store: false,
    })
  })

  test('the instructions of the client follow the canon, byte for byte', () => {
    const instructions = '  Sei kurz. ✓\n\n'
    expect(amend({ instructions })['instructions']).toBe(`${CANON}\n\n${instructions}`)
  })

  test.each([null, '', ' \n', CANON, `${CANON}\n`])('the canon is not sent twice: %j', (instructions) => {
    expect(amend({ instructions })['instructions']).toBe(CANON)
  })

  test('instructions that a client took from an answer keep the one canon that they have', () => {
    expect(amend({ instructions: `${CANON}\n\nBe brief` })['instructions']).toBe(`${CANON}\n\nBe brief`)
  })

  test('a system message that is the canon is left out, every other item stays as it is', () => {
    const developer = { role: 'developer', content: CANON }
    const system = { role: 'system', content: `${CANON} And more.` }
    const user = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi', new_field: 1 }] }
    const input = [
      { role: 'system', content: `${CANON}\n` },
      { type: 'message', role: 'system', content: [{ type: 'input_text', text: CANON }] },
      developer,
      system,
      user,
    ]
    expect(amend({ input })['input']).toEqual([developer, system, user])
  })

  test('everything else is passed through, unknown fields and reasoning included', () => {
    const rest = {
      input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' }],
      stream: true,
      stream_options: { include_obfuscation: false },
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'xhigh', summary: 'detailed' },
      text: { verbosity: 'low' },
      truncation: 'auto',
      top_logprobs: 5,
      metadata: { a: 'b' },
      tools: [{ type: 'custom', name: 'c', format: { type: 'grammar' } }],
      something_new: [{ deep: null }],
    }
    expect(amend({ ...rest, models: ['b'], service_tier: 'default', max_output_tokens: 5000, store: true })).toEqual({
      ...rest,
      instructions: CANON,
      model: 'gpt-5.1',
      max_output_tokens: 100,
      store: false,
    })
  })

  test('does not change the body of the client', () => {
    const body = {
      ...hello,
      input: [
        { role: 'system', content: CANON },
        { role: 'user', content: 'Hi' },
      ],
      models: ['b'],
    }
    const before = structuredClone(body)
    dialect.read(body).amend({ canon: CANON, model: 'x', maxTokens: 100 })
    expect(body).toEqual(before)
  })

  test('400: fewer tokens than the API accepts', () => {
    expect(() => amend({}, 15)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { field: 'max_output_tokens' } }),
    )
  })
})

test('no frame is hidden: usage belongs to the last event, asked for or not', () => {
  const data = JSON.stringify({ type: 'response.completed', response: { usage: { input_tokens: 1 } } })
  expect(dialect.read({ ...hello, stream: true }).hides({ event: 'response.completed', data })).toBe(false)
})
