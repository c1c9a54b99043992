import { DEFAULT_CANON } from '../../netlify/functions/_lib/domain/canon.ts'
import type { StubToolCall } from './stub-vendor.ts'

/** One conversation with everything in it that dialects write differently, and how each vendor has to receive it. */

export const QUESTION = 'What is the weather in Oslo and in Rome?'
export const ANSWER = ['Rain in Oslo, ', 'sun in Rome', ' ☀️']
export const TEXT = ANSWER.join('')

export const PARAMETERS = {
  type: 'object' as const,
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
export const TOOL = { name: 'weather', description: 'The weather in a city', parameters: PARAMETERS }
export const OSLO = { id: 'call_oslo', name: 'weather', arguments: '{"city":"Oslo"}' } satisfies StubToolCall
export const ROME = { id: 'call_rome', name: 'weather', arguments: '{"city":"Rome"}' } satisfies StubToolCall
export const CALLS: readonly StubToolCall[] = [OSLO, ROME]
export const WEATHER: Readonly<Record<string, string>> = { Oslo: 'Rain', Rome: 'Sun' }

export const PLACE_SCHEMA = {
  type: 'object' as const,
  properties: { city: { type: 'string' }, sunny: { type: 'boolean' } },
  required: ['city', 'sunny'],
  additionalProperties: false,
}
export const PLACE = { city: 'Rome', sunny: true }

/** A PNG of one pixel. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export type Target = {
  vendor: 'openai' | 'groq' | 'anthropic' | 'gemini'
  model: string
  path: { json: string; stream: string }
  /** What its API has to receive, to be matched as a part. */
  question: object
  /** The question, both calls, both results; `result` is how a client's SDK words what a tool gave. */
  toolRound: (result?: (text: string) => unknown) => object
  tools: object
  image: object
  schema: object
}

const openaiTools = { tools: [{ type: 'function', function: TOOL }] }
const openaiMessages = (...messages: object[]) => ({
  messages: [{ role: 'system', content: DEFAULT_CANON }, ...messages],
})
const openaiCall = ({ id, ...called }: StubToolCall) => ({ id, type: 'function', function: called })

const anthropicMessages = (...messages: object[]) => ({ system: DEFAULT_CANON, messages })
const anthropicQuestion = { role: 'user', content: [{ type: 'text', text: QUESTION }] }

const geminiContents = (...contents: object[]) => ({
  systemInstruction: { parts: [{ text: DEFAULT_CANON }] },
  contents,
})
const geminiQuestion = { role: 'user', parts: [{ text: QUESTION }] }

const OPENAI: Target = {
  vendor: 'openai',
  model: 'gpt-4o-mini',
  path: { json: '/v1/chat/completions', stream: '/v1/chat/completions' },
  question: openaiMessages({ role: 'user', content: QUESTION }),
  toolRound: (result = (text) => text) =>
    openaiMessages(
      { role: 'user', content: QUESTION },
      { role: 'assistant', tool_calls: CALLS.map(openaiCall) },
      { role: 'tool', tool_call_id: OSLO.id, content: result('Rain') },
      { role: 'tool', tool_call_id: ROME.id, content: result('Sun') },
    ),
  tools: openaiTools,
  image: openaiMessages({
    role: 'user',
    content: [
      { type: 'text', text: QUESTION },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
    ],
  }),
  schema: { response_format: { type: 'json_schema', json_schema: { schema: PLACE_SCHEMA } } },
}

/** A vendor that has chat completions and nothing else, so that what an OpenAI SDK says in Responses has to be translated. */
export const CHAT_ONLY: Target = { ...OPENAI, vendor: 'groq', model: 'llama-3.3-70b-versatile' }

const OTHERS: readonly Target[] = [
  {
    vendor: 'anthropic',
    model: 'claude-opus-4-6',
    path: { json: '/v1/messages', stream: '/v1/messages' },
    question: anthropicMessages(anthropicQuestion),
    toolRound: (result = (text) => [{ type: 'text', text }]) =>
      anthropicMessages(
        anthropicQuestion,
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: OSLO.id, name: 'weather', input: { city: 'Oslo' } },
            { type: 'tool_use', id: ROME.id, name: 'weather', input: { city: 'Rome' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: OSLO.id, content: result('Rain') },
            { type: 'tool_result', tool_use_id: ROME.id, content: result('Sun') },
          ],
        },
      ),
    tools: { tools: [{ name: 'weather', description: TOOL.description, input_schema: PARAMETERS }] },
    image: anthropicMessages({
      role: 'user',
      content: [
        { type: 'text', text: QUESTION },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
      ],
    }),
    schema: { output_config: { format: { type: 'json_schema', schema: PLACE_SCHEMA } } },
  },
  {
    vendor: 'gemini',
    model: 'gemini-2.5-flash',
    path: {
      json: '/v1beta/models/gemini-2.5-flash:generateContent',
      stream: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    },
    question: geminiContents(geminiQuestion),
    toolRound: (result = (output) => ({ output })) =>
      geminiContents(
        geminiQuestion,
        {
          role: 'model',
          parts: [
            { functionCall: { id: OSLO.id, name: 'weather', args: { city: 'Oslo' } } },
            { functionCall: { id: ROME.id, name: 'weather', args: { city: 'Rome' } } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: OSLO.id, name: 'weather', response: result('Rain') } },
            { functionResponse: { id: ROME.id, name: 'weather', response: result('Sun') } },
          ],
        },
      ),
    tools: {
      tools: [
        {
          functionDeclarations: [{ name: 'weather', description: TOOL.description, parametersJsonSchema: PARAMETERS }],
        },
      ],
    },
    image: geminiContents({
      role: 'user',
      parts: [{ text: QUESTION }, { inlineData: { mimeType: 'image/png', data: PIXEL } }],
    }),
    schema: { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: PLACE_SCHEMA } },
  },
]

/** Of each vendor, a model that is priced for the API that most of its clients use. */
export const TARGETS: readonly Target[] = [OPENAI, ...OTHERS]

/** Those that do not speak Responses; a model of OpenAI's does, by whichever API it is priced for. */
export const WITHOUT_RESPONSES: readonly Target[] = [CHAT_ONLY, ...OTHERS]

/** The vendor's answer as a whole: the stub counts 10 tokens in and, here, 7 out. */
export const ANSWERED = { kind: 'answer', chunks: ANSWER, usage: { input: 10, output: 7 } } as const
export const CALLED = { kind: 'answer', chunks: [], toolCalls: CALLS, usage: { input: 10, output: 7 } } as const
export const PLACED = { kind: 'answer', chunks: [JSON.stringify(PLACE)], usage: { input: 10, output: 7 } } as const
