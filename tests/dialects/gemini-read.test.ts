import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'

const address = { model: 'gemini-2.5-flash', stream: false }
const hello = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const read = (fields: object, from: object = hello) => geminiDialect.read({ ...from, ...fields }, address)
const withParts = (...parts: unknown[]) => ({ contents: [{ role: 'user', parts }] })

const refusal = (field: string): object =>
  expect.objectContaining({
    code: 'BAD_REQUEST',
    details: { field },
    message: expect.stringMatching(new RegExp(`^${field.replaceAll('.', '\\.')}: `)) as string,
  }) as object

describe('read', () => {
  test('the model and the stream are in the address, fallbacks in the body', () => {
    const call = geminiDialect.read(
      { ...hello, models: ['gpt-4o-mini', 'models/gemini-2.5-flash'] },
      {
        model: 'models/gemini-2.5-flash',
        stream: true,
      },
    )
    expect(call).toMatchObject({ models: ['gemini-2.5-flash', 'gpt-4o-mini'], stream: true, choices: 1 })
    expect(call.maxTokens).toBeUndefined()
  })

  test.each([
    [{ generationConfig: { maxOutputTokens: 5, candidateCount: 2 } }],
    [{ generation_config: { max_output_tokens: 5, candidate_count: 2 } }],
  ])('either spelling: %j', (fields) => {
    expect(read(fields)).toMatchObject({ maxTokens: 5, choices: 2 })
  })

  test('null is unset, and an object that stands alone is a list of one', () => {
    const body = {
      contents: { parts: { text: 'Hello' } },
      system_instruction: { parts: { text: 'Be brief' } },
      tools: { function_declarations: { name: 'look' } },
      generationConfig: null,
      cachedContent: null,
    }
    expect(read({}, body)).toMatchObject({ input: { messages: 2, tools: 1 }, choices: 1 })
  })

  test('no frame of the vendor is hidden', () => {
    expect(read({}).hides({ event: '', data: '{"usageMetadata":{}}' })).toBe(false)
  })

  test('what a text model does at standard price is taken', () => {
    const body = {
      serviceTier: 'standard',
      generationConfig: { responseModalities: ['TEXT'], topK: 3, seed: 1 },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      toolConfig: { functionCallingConfig: { mode: 'AUTO' } },
      somethingNew: { of: ['any', 'kind'] },
    }
    expect(read(body).choices).toBe(1)
  })
})

describe('read: 400 naming the field', () => {
  test.each<[string, object]>([
    ['contents', { contents: undefined }],
    ['contents', { contents: [] }],
    ['contents', { contents: 'Hello' }],
    ['contents.1', { contents: [hello.contents[0], 0, 0] }],
    ['contents.0.role', { contents: [{ role: 1 }] }],
    ['contents.0.parts.0', withParts('Hello')],
    ['contents.0.parts.0.text', withParts({ text: 1 })],
    ['contents.0.parts.0', withParts({ text: 'a', fileData: { fileUri: 'https://youtu.be/x' } })],
    ['contents.0.parts.0.inlineData.data', withParts({ inlineData: { mimeType: 'image/png' } })],
    ['contents.0.parts.0.inline_data.mime_type', withParts({ inline_data: { mime_type: 'png', data: 'AAAA' } })],
    ['contents.0.parts.0.functionCall.name', withParts({ functionCall: {} })],
    ['contents.0.parts.0.functionCall.args', withParts({ functionCall: { name: 'look', args: '{}' } })],
    ['contents.0.parts.0.functionResponse.response', withParts({ functionResponse: { name: 'look', response: [] } })],
    ['systemInstruction', { systemInstruction: 'Be brief' }],
    ['tools.0', { tools: ['googleSearch'] }],
    ['generationConfig', { generationConfig: [] }],
    ['generationConfig.maxOutputTokens', { generationConfig: { maxOutputTokens: '5' } }],
    ['generationConfig.maxOutputTokens', { generationConfig: { maxOutputTokens: 0 } }],
    ['generationConfig.candidateCount', { generationConfig: { candidateCount: 9 } }],
    ['generation_config', { generationConfig: {}, generation_config: { max_output_tokens: 9 } }],
    ['generationConfig.max_output_tokens', { generationConfig: { maxOutputTokens: 1, max_output_tokens: 9 } }],
    ['models', { models: 'gpt-4o' }],
    ['models.1', { models: ['gpt-4o', 1] }],
  ])('wrong type or both spellings: %s', (field, fields) => {
    expect(() => read(fields)).toThrow(refusal(field))
  })

  test.each<[string, object]>([
    ['cachedContent', { cachedContent: 'cachedContents/1' }],
    ['cached_content', { cached_content: 'cachedContents/1' }],
    ['serviceTier', { serviceTier: 'flex' }],
    ['service_tier', { service_tier: 'PRIORITY' }],
    ...['googleSearch', 'google_search', 'codeExecution', 'urlContext', 'fileSearch', 'computerUse', 'mcpServers'].map(
      (tool): [string, object] => [`tools.1.${tool}`, { tools: [{ functionDeclarations: [] }, { [tool]: {} }] }],
    ),
    ['generationConfig.responseModalities.1', { generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } }],
    ['generationConfig.responseModalities.0', { generationConfig: { responseModalities: [3] } }],
    ['generationConfig.speechConfig', { generationConfig: { speechConfig: {} } }],
    ['generationConfig.imageConfig', { generationConfig: { imageConfig: {} } }],
    ['generationConfig.routingConfig', { generationConfig: { routingConfig: {} } }],
    ['contents.0.parts.0.fileData.fileUri', withParts({ fileData: { fileUri: 'https://www.youtube.com/watch?v=1' } })],
    ['contents.0.parts.0.file_data.file_uri', withParts({ file_data: { file_uri: 'gs://bucket/film.mp4' } })],
    [
      'contents.0.parts.0.functionResponse.parts.0.fileData.fileUri',
      withParts({ functionResponse: { name: 'f', parts: [{ fileData: { fileUri: 'https://youtu.be/1' } }] } }),
    ],
    ['contents.0.parts.0.mediaProcessing', withParts({ mediaProcessing: 'AGENTIC' })],
  ])('cannot be metered or bounded: %s', (field, fields) => {
    expect(() => read(fields)).toThrow(refusal(field))
  })

  test('a body of a million wrong elements is judged at its first', () => {
    expect(() => read({ contents: new Array(1_000_000).fill(0) })).toThrow(refusal('contents.0'))
  })

  test('no model in the address', () => {
    expect(() => geminiDialect.read(hello)).toThrow(refusal('model'))
  })
})

describe('input', () => {
  const input = (fields: object) => read(fields).input
  const bytes = (body: JsonObject) => Buffer.byteLength(JSON.stringify(body))

  test('counts every byte of the body but the data of media', () => {
    const data = 'A'.repeat(100_000)
    const body = (of: string) => ({
      systemInstruction: { parts: [{ text: 'ä' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'What is it?' },
            { inlineData: { mimeType: 'image/png', data: of } },
            { inline_data: { mime_type: 'application/pdf', data: of } },
            {
              functionResponse: {
                name: 'f',
                response: {},
                parts: [{ inlineData: { mimeType: 'image/png', data: of } }],
              },
            },
          ],
        },
      ],
      tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }, { functionDeclarations: [{ name: 'h' }] }],
    })
    expect(input(body(data))).toEqual({ textBytes: bytes(body('')), messages: 2, images: 2, files: 1, tools: 3 })
  })

  test('what only looks like media is text', () => {
    const fake = { inlineData: { mimeType: 'image/png', data: 'A'.repeat(1_000) } }
    const parts = [
      { functionCall: { name: 'f', args: { parts: [fake], ...fake } } },
      { functionResponse: { name: 'f', response: { parts: [fake], ...fake } } },
    ]
    const body = {
      contents: [{ parts }],
      labels: fake,
      tools: [{ functionDeclarations: [{ name: 'f', parameters: fake }] }],
    }
    expect(input(body)).toMatchObject({ textBytes: bytes(body), images: 0, files: 0 })
  })

  test.each<[string, object]>([
    [
      'an address, be it said to be an image',
      withParts({ fileData: { fileUri: 'https://example.com/a', mimeType: 'image/png' } }),
    ],
    ['audio', withParts({ inlineData: { mimeType: 'audio/wav', data: 'AAAA' } })],
    ['a length that the client chose', withParts({ text: 'a', mediaResolution: { numTokens: 9_000 } })],
    ['an answer to be continued', { continuationToken: 'abcd' }],
  ])('%s is held as a whole context window', (_, fields) => {
    expect(input(fields)).toMatchObject({ images: 0, files: 1 })
  })
})
