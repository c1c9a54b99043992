import type { GatewayError } from './errors.ts'
import type { Usage } from './usage.ts'

/** The gateway's vocabulary for a chat call. Every surface parses into it; every codec encodes from it. */

export type TextPart = { type: 'text'; text: string }

/** `url` is an http(s) address that the vendor fetches; `data` is base64 without a prefix. */
export type MediaSource = { kind: 'url'; url: string } | { kind: 'data'; mediaType: string; data: string }
export type ImagePart = { type: 'image'; source: MediaSource; detail?: 'low' | 'high' | 'auto' }
export type FilePart = { type: 'file'; source: MediaSource; filename?: string }
export type UserPart = TextPart | ImagePart | FilePart

/** `arguments` is the JSON text exactly as the model wrote it. */
export type ToolCall = { id: string; name: string; arguments: string }

export type Message =
  | { role: 'system' | 'developer'; content: TextPart[] }
  | { role: 'user'; content: UserPart[] }
  | { role: 'assistant'; content: TextPart[]; toolCalls: ToolCall[] }
  | { role: 'tool'; toolCallId: string; content: TextPart[] }

/** `parameters` is a JSON Schema. */
export type Tool = {
  name: string
  description?: string
  parameters: Readonly<Record<string, unknown>>
  strict?: boolean
}
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string }

export type ChatRequest = {
  /** The vendor's own name of the model. */
  model: string
  /** At least one; the canon comes first. */
  messages: readonly Message[]
  /** Output tokens that the vendor may produce at most; part of the hold, so it is always sent. */
  maxTokens: number
  temperature?: number
  topP?: number
  stop?: readonly string[]
  tools?: readonly Tool[]
  toolChoice?: ToolChoice
  /** False: at most one tool call an answer. */
  parallelToolCalls?: boolean
  /** Structured output; `schema` is a JSON Schema. */
  responseFormat?: ResponseFormat
  /** How much the model should think before it answers. */
  reasoning?: ReasoningEffort
}

export type ResponseFormat =
  | { type: 'json_object' }
  | {
      type: 'json_schema'
      name: string
      description?: string
      schema: Readonly<Record<string, unknown>>
      strict?: boolean
    }

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high'

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'other'

/**
 * What a provider's answer is made of. `usage` is cumulative and may come several times: the last one counts, and only a
 * `final` one is the vendor's complete number (a cut stream leaves an interim one: exact input, output so far).
 * `tool_call` carries a fragment: `id` and `name` with the first fragment of an `index`, `arguments` to be concatenated.
 */
export type ChatEvent =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'tool_call'; index: number; id?: string; name?: string; arguments: string }
  | { type: 'usage'; usage: Usage; final: boolean }
  | { type: 'finish'; reason: FinishReason }
  | { type: 'error'; error: GatewayError }
