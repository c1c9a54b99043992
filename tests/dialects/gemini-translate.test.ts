import { describe, expect, test } from 'vitest'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { cpuMs } from '../support/cpu-time.ts'

const hello = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] }
const read = (fields: object) => geminiDialect.read({ ...hello, ...fields }, { model: 'gpt-4o', stream: false })
const translate = (fields: object) => read(fields).translate()
const encode = (fields: object, model = 'gemini-3-flash-preview') =>
  geminiCodec.encode(
    { ...translate(fields), model, maxTokens: read(fields).maxTokens ?? 1 },
    { baseUrl: 'https://example.com', apiKey: 'k' },
  ).body
const turns = (...contents: [role: string, ...parts: object[]][]) => ({
  contents: contents.map(([role, ...parts]) => ({ role, parts })),
})
const call = (name: string, fields: object = {}) => ({ functionCall: { name, args: {}, ...fields } })
const result = (name: string, output: unknown, fields: object = {}) => ({
  functionResponse: { name, response: { output }, ...fields },
})
const text = (value: string) => ({ type: 'text', text: value })

test('a whole request comes back as an equivalent one', () => {
  const body = {
    systemInstruction: { parts: [{ text: 'One' }, { text: 'Two' }] },
    contents: [
      { role: 'user', parts: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
      {
        role: 'model',
        parts: [
          { text: 'Let me look.' },
          {
            functionCall: { id: 'c1', name: 'look', args: { at: [1] } },
            thoughtSignature: 'skip_thought_signature_validator',
          },
          { functionCall: { id: 'c2', name: 'smell', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'c1', name: 'look', response: { output: 'a cat' } } },
          { functionResponse: { id: 'c2', name: 'smell', response: { output: 'fish' } } },
          { text: 'Well?' },
        ],
      },
    ],
    generationConfig: {
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.5,
      stopSequences: ['END'],
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', properties: { animal: { type: 'string' } } },
      thinkingConfig: { includeThoughts: true, thinkingLevel: 'HIGH' },
    },
    tools: [
      {
        functionDeclarations: [
          { name: 'look', description: 'Looks', parametersJsonSchema: { type: 'object' } },
          { name: 'smell', parametersJsonSchema: { type: 'object' } },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } },
  }
  expect(encode(body)).toEqual(body)
})

describe('messages', () => {
  const messages = (fields: object) => translate(fields).messages

  test('calls get ids, and results find theirs by name and order', () => {
    const history = turns(
      ['model', call('look', { args: { at: 1 } }), call('look'), call('smell')],
      ['function', result('look', 'one'), result('smell', 'fish')],
      ['user', { text: 'And?' }, result('look', 'two')],
      ['model', call('look')],
      ['user', result('look', 'three')],
    )
    expect(messages(history)).toEqual([
      {
        role: 'assistant',
        content: [],
        toolCalls: [
          { id: 'call_0', name: 'look', arguments: '{"at":1}' },
          { id: 'call_1', name: 'look', arguments: '{}' },
          { id: 'call_2', name: 'smell', arguments: '{}' },
        ],
      },
      { role: 'tool', toolCallId: 'call_0', content: [text('one')] },
      { role: 'tool', toolCallId: 'call_2', content: [text('fish')] },
      { role: 'tool', toolCallId: 'call_1', content: [text('two')] },
      { role: 'user', content: [text('And?')] },
      { role: 'assistant', content: [], toolCalls: [{ id: 'call_3', name: 'look', arguments: '{}' }] },
      { role: 'tool', toolCallId: 'call_3', content: [text('three')] },
    ])
  })

  test('ids that were given are kept, and matched before names; one given twice is made unique', () => {
    const history = turns(
      ['model', call('look', { id: 'call_0' }), call('look', { id: 'b' }), call('look'), call('look', { id: 'b' })],
      [
        'user',
        result('look', 2, { id: 'b' }),
        result('look', 1),
        result('look', 4, { id: 'b' }),
        result('look', 3, { id: 'x' }),
      ],
    )
    expect(messages(history)).toMatchObject([
      { toolCalls: [{ id: 'call_0' }, { id: 'b' }, { id: 'call_1' }, { id: 'call_2' }] },
      { toolCallId: 'b', content: [text('2')] },
      { toolCallId: 'call_0', content: [text('1')] },
      { toolCallId: 'call_2', content: [text('4')] },
      { toolCallId: 'call_1', content: [text('3')] },
    ])
  })

  test('a result that is no plain output is told whole', () => {
    const response = (value: object) => ({ functionResponse: { name: 'look', response: value } })
    const history = turns(
      ['model', call('look'), call('look'), call('look')],
      ['user', response({ error: 'blind' }), response({ output: 'a', more: 1 }), response({ output: { a: 1 } })],
    )
    expect(messages(history).slice(1)).toMatchObject([
      { content: [text('{"error":"blind"}')] },
      { content: [text('{"output":"a","more":1}')] },
      { content: [text('{"a":1}')] },
    ])
  })

  test('thoughts and their signatures are left behind; neighbours of one role are one turn', () => {
    const history = turns(
      ['user', { text: 'a', partMetadata: { from: 'b.txt' } }],
      ['user', { text: '' }, { text: 'b' }],
      ['model', { text: 'Hm', thought: true }, { text: 'c', thoughtSignature: 'c2ln' }],
      ['model', { text: '', thoughtSignature: 'c2ln' }, { thoughtSignature: 'c2ln' }, call('look')],
    )
    expect(messages(history)).toEqual([
      { role: 'user', content: [text('a'), text('b')] },
      { role: 'assistant', content: [text('c')], toolCalls: [{ id: 'call_0', name: 'look', arguments: '{}' }] },
    ])
  })

  test('images and files, as data and by address', () => {
    const history = turns([
      'user',
      { inlineData: { mimeType: 'image/PNG', data: 'A-_A' } },
      { inline_data: { mime_type: 'application/pdf', data: 'AAAA', display_name: 'a.pdf' } },
      { fileData: { mimeType: 'image/png', fileUri: 'https://example.com/a.png' } },
      { fileData: { mimeType: 'application/pdf', fileUri: 'https://example.com/a.pdf' } },
    ])
    expect(messages(history)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'A+/A' } },
          { type: 'file', source: { kind: 'data', mediaType: 'application/pdf', data: 'AAAA' }, filename: 'a.pdf' },
          { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } },
          { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
        ],
      },
    ])
  })
})

describe('tools', () => {
  const declare = (...declarations: object[]) => ({ tools: [{ functionDeclarations: declarations }] })
  const choose = (config: object, ...names: string[]) =>
    translate({ ...declare(...names.map((name) => ({ name }))), toolConfig: { functionCallingConfig: config } })

  test("Google's schemas become JSON Schema", () => {
    const parameters = {
      type: 'OBJECT',
      properties: {
        b: { type: 'STRING', format: 'enum', enum: ['x', 'y'], nullable: true },
        a: { type: 'ARRAY', items: { type: 'NUMBER', format: 'float' }, min_items: '2', description: 'numbers' },
        type: { anyOf: [{ type: 'STRING' }, { type: 'OBJECT', properties: { nullable: { type: 'BOOLEAN' } } }] },
      },
      required: ['a'],
      propertyOrdering: ['a', 'b'],
    }
    const tool = translate(declare({ name: 'look', parameters })).tools?.[0]
    expect(tool?.parameters).toEqual({
      type: 'object',
      properties: {
        a: { type: 'array', items: { type: 'number', format: 'float' }, minItems: 2, description: 'numbers' },
        b: { type: ['string', 'null'], enum: ['x', 'y', null] },
        type: { anyOf: [{ type: 'string' }, { type: 'object', properties: { nullable: { type: 'boolean' } } }] },
      },
      required: ['a'],
    })
    expect(Object.keys(tool?.parameters['properties'] ?? {})).toEqual(['a', 'b', 'type'])
  })

  test('JSON Schema stays, and none is an empty object', () => {
    const schema = { type: 'object', $defs: { a: { type: 'string' } } }
    const tools = declare({ name: 'f', parameters_json_schema: schema }, { name: 'g', behavior: 'BLOCKING' })
    expect(translate(tools).tools).toEqual([
      { name: 'f', parameters: schema },
      { name: 'g', parameters: { type: 'object', properties: {} } },
    ])
  })

  test.each([
    [{ mode: 'AUTO' }, 'auto'],
    [{ mode: 'NONE' }, 'none'],
    [{ mode: 'ANY' }, 'required'],
    [{ mode: 'ANY', allowed_function_names: ['f'] }, { name: 'f' }],
    [{ mode: 'ANY', allowedFunctionNames: ['g', 'f'] }, 'required'],
    [{}, undefined],
  ])('%j is %j', (config, toolChoice) => {
    expect(choose(config, 'f', 'g').toolChoice).toEqual(toolChoice)
  })

  test('of several that must be called, only those are told', () => {
    expect(choose({ mode: 'ANY', allowedFunctionNames: ['f', 'h'] }, 'f', 'g', 'h')).toMatchObject({
      tools: [{ name: 'f' }, { name: 'h' }],
      toolChoice: 'required',
    })
  })

  test('VALIDATED is strict functions, and comes back', () => {
    const validated = { mode: 'VALIDATED' }
    expect(choose(validated, 'f')).toMatchObject({ tools: [{ name: 'f', strict: true }], toolChoice: 'auto' })
    const body = { ...declare({ name: 'f' }), toolConfig: { functionCallingConfig: validated } }
    expect(encode(body)).toMatchObject({ toolConfig: { functionCallingConfig: validated } })
  })
})

describe('generation', () => {
  const generation = (config: object) => translate({ generationConfig: config })

  test('values that are the default are no obstacle', () => {
    const config = {
      candidateCount: 1,
      presencePenalty: 0,
      frequencyPenalty: 0,
      responseLogprobs: false,
      responseMimeType: 'text/plain',
      responseModalities: ['TEXT'],
      stopSequences: [],
    }
    expect(generation(config)).toEqual({ messages: [{ role: 'user', content: [text('Hello')] }] })
  })

  test.each([
    [{ thinkingLevel: 'MINIMAL' }, 'minimal'],
    [{ thinkingLevel: 'high', includeThoughts: true }, 'high'],
    [{ thinking_budget: 0 }, 'none'],
    [{ thinkingBudget: 512 }, 'low'],
    [{ thinkingBudget: 8_192 }, 'medium'],
    [{ thinkingBudget: 24_576 }, 'high'],
    [{ thinkingBudget: -1 }, undefined],
    [{ includeThoughts: true }, undefined],
  ])('thinkingConfig %j is effort %s', (thinkingConfig, reasoning) => {
    expect(generation({ thinkingConfig }).reasoning).toBe(reasoning)
  })

  test('structured output', () => {
    const json = { responseMimeType: 'application/json' }
    expect(generation(json).responseFormat).toEqual({ type: 'json_object' })
    expect(generation({ ...json, responseSchema: { type: 'OBJECT', title: 'Cat' } }).responseFormat).toEqual({
      type: 'json_schema',
      name: 'Cat',
      schema: { type: 'object', title: 'Cat' },
    })
    expect(generation({ ...json, response_json_schema: { type: 'array' } }).responseFormat).toEqual({
      type: 'json_schema',
      name: 'response',
      schema: { type: 'array' },
    })
  })
})

describe('400: names what cannot be translated', () => {
  const config = (fields: object) => ({ generationConfig: fields })
  const part = (fields: object) => turns(['user', fields])
  const model = (fields: object) => turns(['model', fields])
  const tool = (fields: object) => ({ tools: [{ functionDeclarations: [{ name: 'f', ...fields }] }] })
  test.each<[string, object]>([
    ['somethingNew', { somethingNew: 1 }],
    ['continuationToken', { continuationToken: 'abcd' }],
    ['safetySettings.1.threshold', { safetySettings: [{ threshold: 'OFF' }, { threshold: 'BLOCK_ONLY_HIGH' }] }],
    ['generationConfig.topK', config({ topK: 1 })],
    ['generationConfig.candidateCount', config({ candidateCount: 2 })],
    ['generationConfig.seed', config({ seed: 7 })],
    ['generationConfig.presencePenalty', config({ presencePenalty: 0.5 })],
    ['generationConfig.mediaResolution', config({ mediaResolution: 'MEDIA_RESOLUTION_LOW' })],
    ['generationConfig.temperature', config({ temperature: '1' })],
    ['generationConfig.stopSequences.1', config({ stopSequences: ['a', 1] })],
    ['generationConfig.responseMimeType', config({ responseMimeType: 'text/x.enum' })],
    ['generationConfig.responseSchema', config({ responseSchema: {} })],
    ['generationConfig.thinkingConfig', config({ thinkingConfig: { thinkingLevel: 'LOW', thinkingBudget: 1 } })],
    ['generationConfig.thinkingConfig.thinkingLevel', config({ thinkingConfig: { thinkingLevel: 'EXTREME' } })],
    ['contents.0.role', turns(['system', { text: 'a' }])],
    ['contents.0.parts.0.videoMetadata', part({ text: 'a', videoMetadata: { fps: 1 } })],
    ['contents.0.parts.0', part({ inlineData: { mimeType: 'audio/wav', data: 'AAAA' } })],
    ['contents.0.parts.0.functionResponse', part(result('look', 'a'))],
    ['contents.0.parts.0.functionCall', part(call('look'))],
    ['contents.0.parts.0.executableCode', model({ executableCode: { code: '1' } })],
    ['contents.0.parts.0', model({ inlineData: { mimeType: 'image/png', data: 'AAAA' } })],
    ['contents.0.parts.0.functionCall.willContinue', model(call('f', { willContinue: true }))],
    [
      'contents.1.parts.0.functionResponse.parts',
      turns(['model', call('f')], ['user', result('f', '', { parts: [{}] })]),
    ],
    [
      'systemInstruction.parts.0',
      { systemInstruction: { parts: [{ inlineData: { mimeType: 'image/png', data: 'A' } }] } },
    ],
    ['tools.0.functionDeclarations.0.behavior', tool({ behavior: 'NON_BLOCKING' })],
    ['tools.0.functionDeclarations.0.responseJsonSchema', tool({ responseJsonSchema: {} })],
    ['tools.0.functionDeclarations.0.parameters.properties.a', tool({ parameters: { properties: { a: 1 } } })],
    [
      'toolConfig.functionCallingConfig.allowedFunctionNames',
      {
        tools: [{ functionDeclarations: [{ name: 'f' }, { name: 'g' }] }],
        toolConfig: { functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: ['f'] } },
      },
    ],
    ['toolConfig.functionCallingConfig.mode', { ...tool({}), toolConfig: { functionCallingConfig: { mode: 'SOME' } } }],
    [
      'toolConfig.functionCallingConfig.allowedFunctionNames',
      { ...tool({}), toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['g'] } } },
    ],
  ])('%s', (field, fields) => {
    const message = expect.stringMatching(new RegExp(`^${field.replaceAll('.', '\\.')}: `)) as string
    const call = read(fields)
    expect(() => call.translate()).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', details: { field }, message }),
    )
  })
})

test('a long history without ids is translated in time that grows with its length', async () => {
  const contents = Array.from({ length: 40_000 }, (_, index) =>
    index < 20_000 ? { role: 'model', parts: [call('f')] } : { role: 'user', parts: [result('f', '')] },
  )
  const ms = await cpuMs(() => expect(translate({ contents }).messages).toHaveLength(20_001))
  expect(ms).toBeLessThan(2_000)
})
