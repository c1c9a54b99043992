import { describe, expect, test } from 'vitest'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'

const hello = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const change = { canon: 'The canon', model: 'gemini-2.5-flash', maxTokens: 50 }
const amend = (fields: object) =>
  geminiDialect.read({ ...hello, ...fields }, { model: 'google/gemini', stream: true }).amend(change)

describe('amend', () => {
  test('puts the canon in front and bounds the output; nothing else', () => {
    expect(amend({})).toEqual({
      ...hello,
      systemInstruction: { parts: [{ text: 'The canon' }] },
      generationConfig: { maxOutputTokens: 50 },
    })
  })

  test('keeps the spelling, the instructions and every unknown field of the client', () => {
    const body = {
      system_instruction: { role: 'system', parts: { text: ' Be brief ', somethingNew: 1 } },
      generation_config: { max_output_tokens: 900, top_k: 3, thinkingConfig: { thinkingBudget: 5 } },
      tools: [{ function_declarations: [{ name: 'look', parameters_json_schema: { type: 'object' } }] }],
      contents: [
        { role: 'model', parts: [{ text: 'Hm', thought: true, thoughtSignature: 'c2ln' }] },
        { role: 'user', parts: [{ text: 'Hello', videoMetadata: { fps: 1 } }] },
      ],
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_LOW_AND_ABOVE' }],
      somethingNew: [null, { deep: true }],
    }
    expect(amend(body)).toEqual({
      ...body,
      system_instruction: { role: 'system', parts: [{ text: 'The canon' }, { text: ' Be brief ', somethingNew: 1 }] },
      generation_config: { ...body.generation_config, max_output_tokens: 50 },
    })
  })

  test('removes what is ours, names the model of the vendor, stores nothing', () => {
    const amended = amend({ models: ['gpt-4o'], model: 'models/alias', service_tier: 'standard', store: true })
    expect(amended).toMatchObject({ model: 'models/gemini-2.5-flash', store: false })
    expect(Object.keys(amended)).not.toContain('models')
    expect(Object.keys(amended)).not.toContain('service_tier')
  })

  test.each([
    [[{ text: 'The canon\n' }], []],
    [[{ text: 'The ' }, { text: 'canon' }], []],
    [[{ text: 'The canon' }, { text: 'Be brief' }], [{ text: 'Be brief' }]],
    [[{ text: 'The canon and more' }], [{ text: 'The canon and more' }]],
  ])('the canon is not sent twice: %j', (parts, others) => {
    expect(amend({ systemInstruction: { parts } })['systemInstruction']).toEqual({
      parts: [{ text: 'The canon' }, ...others],
    })
  })

  test("leaves the client's own body as it was", () => {
    const body = { ...hello, systemInstruction: { parts: [{ text: 'a' }] }, generationConfig: { maxOutputTokens: 9 } }
    const before = structuredClone(body)
    geminiDialect.read(body, { model: 'g', stream: false }).amend(change)
    expect(body).toEqual(before)
  })
})
