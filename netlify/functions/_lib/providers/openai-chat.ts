import type { Codec, Target, UpstreamCall } from './codec.ts'
import { decodeChunks, decodeWhole } from './decode-chunks.ts'
import { openaiChatReader } from './openai-chat-reader.ts'
import { adaptBody, openaiChatBody } from './openai-chat-body.ts'

/** Where the vendors that speak OpenAI's chat format differ. */
export type OpenAIChatDialect = {
  /** OpenAI's reasoning models refuse `max_tokens`; most compatible vendors know only that. */
  maxTokensField: 'max_completion_tokens' | 'max_tokens'
  /** Whether `stream_options` may be sent. Mistral answers 422 to it and reports usage without being asked. */
  streamOptions: boolean
  /** Whether the vendor knows the role `developer`; otherwise it is sent as `system`. */
  developerRole: boolean
  /** Whether reasoning is billed beside `completion_tokens`; asked only of a vendor that sends no `total_tokens`. */
  reasoningOutsideCompletion: boolean
}

/** The vendor that says nothing about itself: what every server of this format is known to accept. */
export const COMPATIBLE_DIALECT: OpenAIChatDialect = {
  maxTokensField: 'max_tokens',
  streamOptions: true,
  developerRole: false,
  reasoningOutsideCompletion: false,
}

export const OPENAI_DIALECT: OpenAIChatDialect = {
  ...COMPATIBLE_DIALECT,
  maxTokensField: 'max_completion_tokens',
  developerRole: true,
}

/** docs.mistral.ai/api lists no `stream_options` and forbids unknown fields (HTTP 422, `extra_forbidden`). */
export const MISTRAL_DIALECT: OpenAIChatDialect = { ...COMPATIBLE_DIALECT, streamOptions: false }

/** docs.x.ai: `max_tokens` is deprecated for `max_completion_tokens`; reasoning is billed beside the completion. */
export const XAI_DIALECT: OpenAIChatDialect = {
  ...COMPATIBLE_DIALECT,
  maxTokensField: 'max_completion_tokens',
  reasoningOutsideCompletion: true,
}

/**
 * OpenAI's chat completions (platform.openai.com/docs/api-reference/chat) and the vendors that speak them: Groq, Mistral,
 * DeepSeek, xAI, OpenRouter, Together, Fireworks, Ollama and so on. POST `{baseUrl}/chat/completions`.
 */
export const createOpenAIChatCodec = (dialect: OpenAIChatDialect): Codec => ({
  encode: (request, target) => call(target, openaiChatBody(request, dialect)),
  forward: (body, _address, target) => call(target, adaptBody(body, dialect)),
  decode: (events) => decodeChunks(events, openaiChatReader(dialect.reasoningOutsideCompletion)),
  decodeBody: (body) => decodeWhole(body, openaiChatReader(dialect.reasoningOutsideCompletion)),
})

const call = ({ baseUrl, apiKey }: Target, body: unknown): UpstreamCall => ({
  url: `${baseUrl}/chat/completions`,
  headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  body,
})
