import type { ModelApi } from '../domain/pricing.ts'
import type { JsonObject, Target, UpstreamCall } from './codec.ts'
import { countOf, recordOf } from './json-reader.ts'

/** A vendor's own count of the input tokens of a request in its format; no vendor charges for it. */
export type TokenCounter = {
  call(body: JsonObject, model: string, target: Target): UpstreamCall
  /** Undefined when the answer has no count. */
  tokens(answer: unknown): number | undefined
}

/** platform.claude.com "Count tokens in a Message": the body of a message without what is about its output. */
const anthropic: TokenCounter = {
  call: (body, _model, { baseUrl, apiKey }) => ({
    url: `${baseUrl}/messages/count_tokens`,
    headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
    body: Object.fromEntries(Object.entries(body).filter(([name]) => !ABOUT_OUTPUT.has(name))),
  }),
  tokens: (answer) => countOf(recordOf(answer)?.['input_tokens']),
}

const ABOUT_OUTPUT: ReadonlySet<string> = new Set(['max_tokens', 'stream'])

/** ai.google.dev/api/tokens: the whole request, so that instructions and tools are counted as well. */
const gemini: TokenCounter = {
  call: (body, model, { baseUrl, apiKey }) => ({
    url: `${baseUrl}/models/${encodeURIComponent(model)}:countTokens`,
    headers: { 'x-goog-api-key': apiKey, 'content-type': 'application/json' },
    body: { generateContentRequest: { ...body, model: `models/${model}` } },
  }),
  tokens: (answer) => countOf(recordOf(answer)?.['totalTokens']),
}

const COUNTERS: Readonly<Partial<Record<ModelApi, TokenCounter>>> = { messages: anthropic, generateContent: gemini }

/** Undefined when the API counts nothing beforehand. */
export const tokenCounterFor = (api: ModelApi): TokenCounter | undefined => COUNTERS[api]
