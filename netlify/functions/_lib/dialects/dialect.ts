import type { ChatEvent, ChatRequest, FinishReason, ToolCall } from '../domain/chat.ts'
import type { GatewayError } from '../domain/errors.ts'
import type { InputSize } from '../domain/input-bound.ts'
import type { ModelApi } from '../domain/pricing.ts'
import type { Usage } from '../domain/usage.ts'

/**
 * The client's side of a vendor's wire format: requests are read, answers and errors are written. Pure, as the codecs are.
 * A model whose own API speaks the dialect is passed through (`amend`, and the vendor's bytes as they are); any other is
 * translated (`translate`, and the writers).
 */
export type Dialect = {
  name: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini'
  /** The vendor API that speaks this dialect itself. */
  api: ModelApi
  /**
   * Reads a client's parsed JSON body. Checks everything that the gateway needs or that both ways share; what is unknown stays
   * in the body and is passed through. `address` is what a dialect keeps in the URL (Gemini).
   * @throws GatewayError BAD_REQUEST naming the field, also for everything that cannot be metered (server-side tools,
   *   stored state, background work)
   */
  read(body: JsonObject, address?: { model: string; stream: boolean }): DialectCall
  writeAnswer(answer: Answer): JsonObject
  /** `head` is what is known before the first event. */
  streamWriter(head: AnswerHead, options: { usageAsked: boolean }): StreamWriter
  /** The error envelope of the dialect; the HTTP status is the error's own. */
  writeError: (error: GatewayError, requestId: string) => JsonObject
  /** The frames with which a stream that has begun says that it failed. */
  writeStreamError: (error: GatewayError, requestId: string) => string
  /** Header in which the vendor names its request id; ours is sent under it too. */
  requestIdHeader: string | undefined
}

export type { InputSize }

export type JsonObject = Readonly<Record<string, unknown>>

export type DialectCall = {
  /** As the client named them, in the order of preference; at least one. Not yet resolved to providers. */
  models: readonly string[]
  stream: boolean
  /** Where usage in a stream is for those who ask (OpenAI chat). */
  usageAsked?: boolean
  /** Output tokens asked for; undefined: the surface's default. */
  maxTokens: number | undefined
  /** How many alternative answers (`n`, `candidateCount`): the output is held that many times. */
  choices: number
  /** What the input can be billed for at most, as in domain/input-bound.ts, counted on the whole body. */
  input: InputSize
  /** In our vocabulary. @throws GatewayError BAD_REQUEST naming the field that no other dialect can express */
  translate(): TranslatedRequest
  /** The client's body for a vendor of this dialect: the canon in front, the output bounded, usage asked for. */
  amend(change: { canon: string; model: string; maxTokens: number }): JsonObject
  /** Whether a frame of the vendor is one that the client did not ask for (the usage chunk that we asked for). */
  hides(event: { event: string; data: string }): boolean
}

export type TranslatedRequest = Omit<ChatRequest, 'model' | 'maxTokens'>

/** `id` is unique and without the vendor's prefix; `model` as the client named it. */
export type AnswerHead = { id: string; model: string; createdAt: Date }

export type Answer = AnswerHead & {
  text: string
  reasoning: string
  toolCalls: readonly ToolCall[]
  finish: FinishReason
  usage: Usage
}

/** Writes the frames of a translated stream, each complete with its blank line; the empty string for nothing. */
export type StreamWriter = {
  open(): string
  write(event: Extract<ChatEvent, { type: 'text' | 'reasoning' | 'tool_call' }>): string
  close(end: { finish: FinishReason; usage: Usage }): string
}
