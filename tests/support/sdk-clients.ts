import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import { APICallError, generateText, RetryError, streamText, type LanguageModel } from 'ai'
import OpenAI from 'openai'

/** Where an SDK is pointed, and how patient it is; without `maxRetries` it decides itself. */
export type Connection = { url: string; key: string; fetch: typeof globalThis.fetch; maxRetries?: number }

export type Ask = { model: string; prompt: string; maxTokens?: number; signal?: AbortSignal }

/** The one thing that all SDKs do, in each one's own way. */
export type SdkClient = {
  name: string
  surface: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini'
  /** A model of the vendor whose dialect this is. */
  ownModel: string
  /** The text of an answer in one piece. */
  ask(connection: Connection, ask: Ask): Promise<string>
  /** The pieces of a streamed one, as they come. */
  stream(connection: Connection, ask: Ask): AsyncGenerator<string>
}

const openai = ({ url, key, fetch, maxRetries }: Connection) =>
  new OpenAI({ apiKey: key, baseURL: `${url}/v1`, fetch, ...(maxRetries !== undefined && { maxRetries }) })
const anthropic = ({ url, key, fetch, maxRetries }: Connection) =>
  new Anthropic({ apiKey: key, baseURL: url, fetch, ...(maxRetries !== undefined && { maxRetries }) })
const google = ({ url, key, fetch }: Connection) =>
  new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url, fetch } })

const signalOf = ({ signal }: Ask) => (signal === undefined ? {} : { signal })

const chat: SdkClient = {
  name: 'openai (chat)',
  surface: 'openai-chat',
  ownModel: 'gpt-4o-mini',
  ask: async (connection, ask) => {
    const answer = await openai(connection).chat.completions.create(chatRequest(ask), signalOf(ask))
    return answer.choices[0]?.message.content ?? ''
  },
  async *stream(connection, ask) {
    const request = { ...chatRequest(ask), stream: true as const }
    for await (const { choices } of await openai(connection).chat.completions.create(request, signalOf(ask))) {
      yield choices[0]?.delta.content ?? ''
    }
  },
}
const chatRequest = ({ model, prompt, maxTokens }: Ask) => ({
  model,
  messages: [{ role: 'user' as const, content: prompt }],
  ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
})

const responses: SdkClient = {
  name: 'openai (responses)',
  surface: 'openai-responses',
  ownModel: 'gpt-5-pro',
  ask: async (connection, ask) =>
    (await openai(connection).responses.create(responsesRequest(ask), signalOf(ask))).output_text,
  async *stream(connection, ask) {
    const request = { ...responsesRequest(ask), stream: true as const }
    for await (const event of await openai(connection).responses.create(request, signalOf(ask))) {
      if (event.type === 'response.output_text.delta') yield event.delta
    }
  },
}
const responsesRequest = ({ model, prompt, maxTokens }: Ask) => ({
  model,
  input: prompt,
  ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
})

const messages: SdkClient = {
  name: 'anthropic',
  surface: 'anthropic',
  ownModel: 'claude-opus-4-6',
  ask: async (connection, ask) => {
    const { content } = await anthropic(connection).messages.create(messagesRequest(ask), signalOf(ask))
    return content.map((block) => (block.type === 'text' ? block.text : '')).join('')
  },
  async *stream(connection, ask) {
    const request = { ...messagesRequest(ask), stream: true as const }
    for await (const event of await anthropic(connection).messages.create(request, signalOf(ask))) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text
    }
  },
}
const messagesRequest = ({ model, prompt, maxTokens = 1_000 }: Ask) => ({
  model,
  max_tokens: maxTokens,
  messages: [{ role: 'user' as const, content: prompt }],
})

const gemini: SdkClient = {
  name: 'google',
  surface: 'gemini',
  ownModel: 'gemini-2.5-flash',
  ask: async (connection, ask) => (await google(connection).models.generateContent(geminiRequest(ask))).text ?? '',
  async *stream(connection, ask) {
    for await (const chunk of await google(connection).models.generateContentStream(geminiRequest(ask))) {
      yield chunk.text ?? ''
    }
  },
}
const geminiRequest = ({ model, prompt, maxTokens, signal }: Ask) => ({
  model,
  contents: prompt,
  config: {
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(signal !== undefined && { abortSignal: signal }),
  },
})

type OfProvider = (options: { apiKey: string; baseURL: string; fetch: typeof fetch }) => (name: string) => LanguageModel

const vercel = (
  of: Pick<SdkClient, 'surface' | 'ownModel'> & { name: string; path: string; provider: OfProvider },
): SdkClient => {
  const call = ({ url, key, fetch, maxRetries }: Connection, { model, prompt, maxTokens, signal }: Ask) => ({
    model: of.provider({ apiKey: key, baseURL: `${url}${of.path}`, fetch })(model),
    prompt,
    ...(maxRetries !== undefined && { maxRetries }),
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(signal !== undefined && { abortSignal: signal }),
  })
  return {
    name: `ai with ${of.name}`,
    surface: of.surface,
    ownModel: of.ownModel,
    ask: async (connection, ask) => (await generateText(call(connection, ask))).text,
    async *stream(connection, ask) {
      for await (const part of streamText({ ...call(connection, ask), onError: () => undefined }).fullStream) {
        if (part.type === 'text-delta') yield part.text
        if (part.type === 'error') throw part.error
        if (part.type === 'abort') throw new DOMException('aborted', 'AbortError')
      }
    },
  }
}

export const SDK_CLIENTS: readonly SdkClient[] = [
  chat,
  responses,
  messages,
  gemini,
  vercel({
    ...{ name: 'openai', surface: 'openai-responses', ownModel: 'gpt-5-pro', path: '/v1' },
    provider: (options) => createOpenAI(options),
  }),
  vercel({
    ...{ name: 'openai.chat', surface: 'openai-chat', ownModel: 'gpt-4o-mini', path: '/v1' },
    provider: (options) => (name) => createOpenAI(options).chat(name),
  }),
  vercel({
    ...{ name: 'anthropic', surface: 'anthropic', ownModel: 'claude-opus-4-6', path: '/v1' },
    provider: (options) => createAnthropic(options),
  }),
  vercel({
    ...{ name: 'google', surface: 'gemini', ownModel: 'gemini-2.5-flash', path: '/v1beta' },
    provider: (options) => createGoogleGenerativeAI(options),
  }),
  vercel({
    ...{ name: 'openai-compatible', surface: 'openai-chat', ownModel: 'gpt-4o-mini', path: '/v1' },
    provider: (options) => createOpenAICompatible({ ...options, name: 'kaixu', includeUsage: true }),
  }),
]

/** An SDK's error as a client can tell it: its class, the status, the message, one of our headers. */
export const shownError = (thrown: unknown) => {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown
  if (error instanceof OpenAI.APIError || error instanceof Anthropic.APIError) {
    // Both SDKs type the headers of any error, connection errors included.
    const headers = error.headers as Headers | undefined
    const status: unknown = error.status
    return { kind: error.constructor.name, status, message: error.message, headers }
  }
  if (error instanceof ApiError) return { kind: 'ApiError', status: error.status, message: error.message }
  if (APICallError.isInstance(error)) {
    const headers = new Headers(error.responseHeaders)
    return { kind: 'APICallError', status: error.statusCode, message: error.message, headers }
  }
  return { kind: 'unknown', status: undefined, message: String(error) }
}
