import type Anthropic from '@anthropic-ai/sdk'
import {
  FunctionCallingConfigMode,
  type Content,
  type GenerationConfig,
  type Tool as GeminiTool,
  type ToolConfig,
} from '@google/genai'
import type OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { openaiResponses } from '../../netlify/functions/_lib/dialects/openai-responses.ts'
import { withCanon } from '../../netlify/functions/_lib/domain/canon.ts'
import type { ChatRequest } from '../../netlify/functions/_lib/domain/chat.ts'
import { anthropicCodec } from '../../netlify/functions/_lib/providers/anthropic.ts'
import { geminiCodec } from '../../netlify/functions/_lib/providers/gemini.ts'
import { createOpenAIChatCodec, OPENAI_DIALECT } from '../../netlify/functions/_lib/providers/openai-chat.ts'
import { openaiResponsesCodec } from '../../netlify/functions/_lib/providers/openai-responses.ts'

/**
 * What is sent is compared with a literal, and the compiler compares the literal with the type that the vendor's own SDK has for
 * it. So a part type of another API, a misspelt field or a value that the vendor does not list fails here.
 */

const CANON = 'The canon'
const target = { baseUrl: 'https://vendor.test', apiKey: 'k' }

const text = (said: string) => ({ type: 'text' as const, text: said })
const at = {
  type: 'object' as const,
  properties: { at: { type: 'number' } },
  required: ['at'],
  additionalProperties: false,
}
const count = {
  type: 'object' as const,
  properties: { n: { type: 'number' } },
  required: ['n'],
  additionalProperties: false,
}

/** A conversation with every kind of message and part, and every control that all vendors have. */
const request: ChatRequest = {
  model: 'the-model',
  maxTokens: 500,
  temperature: 0.5,
  messages: withCanon(CANON, [
    { role: 'developer', content: [text('Be brief')] },
    {
      role: 'user',
      content: [
        text('What is here?'),
        { type: 'image', source: { kind: 'data', mediaType: 'image/png', data: 'AAAA' }, detail: 'low' },
        { type: 'file', filename: 'a.pdf', source: { kind: 'data', mediaType: 'application/pdf', data: 'BBBB' } },
      ],
    },
    {
      role: 'assistant',
      content: [text('I look')],
      toolCalls: [
        { id: 'call_1', name: 'look', arguments: '{"at":1}' },
        { id: 'call_2', name: 'look', arguments: '{"at":2}' },
      ],
    },
    { role: 'tool', toolCallId: 'call_1', content: [text('a cat')] },
    { role: 'tool', toolCallId: 'call_2', content: [text('a dog')] },
    { role: 'assistant', content: [text('A cat and a dog')], toolCalls: [] },
    { role: 'user', content: [text('As JSON')] },
  ]),
  tools: [{ name: 'look', description: 'Looks', parameters: at, strict: true }],
  toolChoice: { name: 'look' },
  responseFormat: { type: 'json_schema', name: 'animals', schema: count, strict: true },
}

describe('a translated request is one that the SDK of the vendor could have sent', () => {
  test('OpenAI chat completions', () => {
    const { body } = createOpenAIChatCodec(OPENAI_DIALECT).encode(
      { ...request, topP: 0.9, stop: ['END'], parallelToolCalls: true, reasoning: 'low' },
      target,
    )
    expect(body).toEqual({
      model: 'the-model',
      messages: [
        { role: 'system', content: CANON },
        { role: 'developer', content: 'Be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is here?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' } },
          ],
        },
        {
          role: 'assistant',
          content: 'I look',
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
            { id: 'call_2', type: 'function', function: { name: 'look', arguments: '{"at":2}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'a cat' },
        { role: 'tool', tool_call_id: 'call_2', content: 'a dog' },
        { role: 'assistant', content: 'A cat and a dog' },
        { role: 'user', content: 'As JSON' },
      ],
      max_completion_tokens: 500,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.5,
      top_p: 0.9,
      stop: ['END'],
      tools: [{ type: 'function', function: { name: 'look', description: 'Looks', parameters: at, strict: true } }],
      tool_choice: { type: 'function', function: { name: 'look' } },
      parallel_tool_calls: true,
      response_format: { type: 'json_schema', json_schema: { name: 'animals', schema: count, strict: true } },
      reasoning_effort: 'low',
    } satisfies OpenAI.ChatCompletionCreateParamsStreaming)
  })

  test('OpenAI responses', () => {
    const { body } = openaiResponsesCodec.encode(
      { ...request, topP: 0.9, parallelToolCalls: true, reasoning: 'high' },
      target,
    )
    expect(body).toEqual({
      model: 'the-model',
      input: [
        { type: 'message', role: 'system', content: [{ type: 'input_text', text: CANON }] },
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief' }] },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'What is here?' },
            { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
          ],
        },
        saidByModel('I look'),
        { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":1}' },
        { type: 'function_call', call_id: 'call_2', name: 'look', arguments: '{"at":2}' },
        { type: 'function_call_output', call_id: 'call_1', output: 'a cat' },
        { type: 'function_call_output', call_id: 'call_2', output: 'a dog' },
        saidByModel('A cat and a dog'),
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'As JSON' }] },
      ],
      max_output_tokens: 500,
      store: false,
      stream: true,
      temperature: 0.5,
      top_p: 0.9,
      tools: [{ type: 'function', name: 'look', description: 'Looks', parameters: at, strict: true }],
      tool_choice: { type: 'function', name: 'look' },
      parallel_tool_calls: true,
      text: { format: { type: 'json_schema', name: 'animals', schema: count, strict: true } },
      reasoning: { effort: 'high' },
    } satisfies ResponsesRequest)
  })

  test('Anthropic messages', () => {
    const { body } = anthropicCodec.encode(
      { ...request, model: 'claude-opus-4-6', stop: ['END'], parallelToolCalls: false },
      target,
    )
    expect(body).toEqual({
      model: 'claude-opus-4-6',
      max_tokens: 500,
      stream: true,
      system: `${CANON}\n\nBe brief`,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is here?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' },
              title: 'a.pdf',
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look' },
            { type: 'tool_use', id: 'call_1', name: 'look', input: { at: 1 } },
            { type: 'tool_use', id: 'call_2', name: 'look', input: { at: 2 } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'a cat' }] },
            { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: 'a dog' }] },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'A cat and a dog' }] },
        { role: 'user', content: [{ type: 'text', text: 'As JSON' }] },
      ],
      stop_sequences: ['END'],
      temperature: 0.5,
      tools: [{ name: 'look', description: 'Looks', input_schema: at, strict: true }],
      tool_choice: { type: 'tool', name: 'look', disable_parallel_tool_use: true },
      output_config: { format: { type: 'json_schema', schema: count } },
    } satisfies Anthropic.MessageCreateParamsStreaming & Sampling)
  })

  test('Anthropic messages of a model that thinks', () => {
    const { body } = anthropicCodec.encode(
      { ...request, model: 'claude-opus-4-6', temperature: 1, toolChoice: 'auto', reasoning: 'high' },
      target,
    )
    expect(body).toMatchObject({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high', format: { type: 'json_schema', schema: count } },
      tool_choice: { type: 'auto' },
    } satisfies Partial<Anthropic.MessageCreateParams>)
  })

  test('Gemini generateContent', () => {
    const { body } = geminiCodec.encode(
      { ...request, model: 'gemini-2.5-flash', topP: 0.9, stop: ['END'], reasoning: 'low' },
      target,
    )
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: CANON }, { text: 'Be brief' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'What is here?' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { inlineData: { mimeType: 'application/pdf', data: 'BBBB' } },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'I look' },
            {
              functionCall: { id: 'call_1', name: 'look', args: { at: 1 } },
              thoughtSignature: 'skip_thought_signature_validator',
            },
            { functionCall: { id: 'call_2', name: 'look', args: { at: 2 } } },
          ],
        },
        {
          role: 'user',
          parts: [lookedAt('call_1', 'a cat'), lookedAt('call_2', 'a dog')],
        },
        { role: 'model', parts: [{ text: 'A cat and a dog' }] },
        { role: 'user', parts: [{ text: 'As JSON' }] },
      ],
      generationConfig: {
        maxOutputTokens: 500,
        temperature: 0.5,
        topP: 0.9,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseJsonSchema: count,
        thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 },
      },
      tools: [{ functionDeclarations: [{ name: 'look', description: 'Looks', parametersJsonSchema: at }] }],
      toolConfig: {
        functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['look'] },
      },
    } satisfies GeminiRequest)
  })
})

describe('a request that is passed through stays one of its SDK, with the canon first', () => {
  const change = { canon: CANON, model: 'the-model', maxTokens: 100 }
  const hello = 'Hello'

  test('OpenAI chat completions', () => {
    const own = {
      model: 'mine',
      messages: [
        { role: 'developer', content: 'Be brief' },
        { role: 'user', content: hello },
      ],
      logprobs: true,
      stream: true,
    } satisfies OpenAI.ChatCompletionCreateParams
    expect(openaiChat.read(own).amend(change)).toEqual({
      model: 'the-model',
      messages: [{ role: 'system', content: CANON }, ...own.messages],
      logprobs: true,
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 100,
      store: false,
    } satisfies OpenAI.ChatCompletionCreateParamsStreaming)
  })

  test('OpenAI responses', () => {
    const own = { model: 'mine', instructions: 'Be brief', input: hello } satisfies ResponsesRequest
    expect(openaiResponses.read(own).amend(change)).toEqual({
      model: 'the-model',
      instructions: `${CANON}\n\nBe brief`,
      input: hello,
      max_output_tokens: 100,
      store: false,
    } satisfies OpenAI.Responses.ResponseCreateParams)
  })

  test('Anthropic messages', () => {
    const own = {
      model: 'mine',
      max_tokens: 200,
      system: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: hello }],
    } satisfies Anthropic.MessageCreateParams
    expect(anthropicDialect.read(own).amend(change)).toEqual({
      ...own,
      model: 'the-model',
      max_tokens: 100,
      system: [{ type: 'text', text: CANON }, ...own.system],
    } satisfies Anthropic.MessageCreateParams)
  })

  test('Gemini generateContent', () => {
    const own = {
      systemInstruction: { parts: [{ text: 'Be brief' }] },
      contents: [{ role: 'user', parts: [{ text: hello }] }],
    } satisfies GeminiRequest
    expect(geminiDialect.read(own, { model: 'mine', stream: false }).amend(change)).toEqual({
      ...own,
      systemInstruction: { parts: [{ text: CANON }, { text: 'Be brief' }] },
      generationConfig: { maxOutputTokens: 100 },
    } satisfies GeminiRequest)
  })
})

/** The SDK's `GenerateContentParameters` is its own call; over the wire goes this, of the same parts. */
type GeminiRequest = {
  contents: Content[]
  systemInstruction?: Content
  generationConfig?: GenerationConfig
  tools?: GeminiTool[]
  toolConfig?: ToolConfig
}

/** The newest models take none any more, and so the SDK's types have none; those before still do. */
type Sampling = { temperature?: number }

const lookedAt = (id: string, output: string) => ({ functionResponse: { id, name: 'look', response: { output } } })

type OutputText = OpenAI.Responses.ResponseOutputText
/**
 * The SDK types what a model said as the API answers it, with the id of a stored item and its annotations. The API takes it
 * without, and Vercel's SDK sends it without.
 */
type SaidByModel = { type: 'message'; role: 'assistant'; content: Omit<OutputText, 'annotations'>[] }
type ResponsesRequest = Omit<OpenAI.Responses.ResponseCreateParams, 'input'> & {
  input: string | (OpenAI.Responses.ResponseInputItem | SaidByModel)[]
}
const saidByModel = (said: string): SaidByModel => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: said }],
})
