import type { ChatRequest, UserPart } from './chat.ts'

/** Bytes of text (everything but media), and how many messages, tools and media of each kind. */
export type InputSize = { textBytes: number; messages: number; images: number; files: number; tools: number }

/**
 * The most input tokens that a request can be billed for, for the hold: no tokenizer makes more tokens than UTF-8 bytes,
 * message framing and tool preambles have stated allowances, media a stated bound per item, and nothing exceeds the
 * model's context window.
 */
export const inputBoundOfSize = (
  size: InputSize,
  model: { provider: string; model: string; contextTokens: number },
): number => {
  if (size.files > 0) return model.contextTokens
  const bound =
    size.textBytes +
    size.messages * TOKENS_PER_MESSAGE +
    (size.tools > 0 ? TOOL_PREAMBLE_TOKENS : 0) +
    size.images * imageTokens(model.provider, model.model)
  return Math.min(bound, model.contextTokens)
}

/** What a request surely costs in input even if nothing is ever heard of it again: four bytes of text a token. */
export const inputFloorOfSize = ({ textBytes }: InputSize): number => Math.max(1, Math.ceil(textBytes / 4))

export const inputTokenBound = (request: ChatRequest, provider: string, contextTokens: number): number =>
  inputBoundOfSize(sizeOf(request), { provider, model: request.model, contextTokens })

export const inputTokenFloor = (request: ChatRequest): number => inputFloorOfSize(sizeOf(request))

const sizeOf = (request: ChatRequest): InputSize => {
  const media = request.messages.flatMap((message) => (message.role === 'user' ? message.content : []))
  return {
    textBytes: textBytes(request),
    messages: request.messages.length,
    images: media.filter(({ type }) => type === 'image').length,
    files: media.filter(({ type }) => type === 'file').length,
    tools: request.tools?.length ?? 0,
  }
}

/** Role markers and separators that vendors add around each message. */
const TOKENS_PER_MESSAGE = 16

/** The hidden instructions that vendors add when function tools are offered. */
const TOOL_PREAMBLE_TOKENS = 1_024

/**
 * The dearest an image can be, by the vendors' published counting rules: OpenAI tiles (gpt-4o-mini 2,833 + 8 × 5,667, others
 * up to 3,779 with patch multipliers), Anthropic's high-resolution models 4,784, Gemini's ultra-high resolution 2,240 and
 * earlier tiling below 6,000.
 */
const imageTokens = (provider: string, model: string): number => {
  if (model.includes('gpt-4o-mini')) return 48_169
  if (provider === 'openai') return 4_000
  if (provider === 'anthropic') return 5_000
  return 6_000
}

const textBytes = (request: ChatRequest): number => {
  let bytes = 0
  for (const message of request.messages) {
    for (const part of message.content) bytes += partBytes(part)
    if (message.role === 'assistant') {
      for (const call of message.toolCalls)
        bytes += utf8Bytes(call.id) + utf8Bytes(call.name) + utf8Bytes(call.arguments)
    }
    if (message.role === 'tool') bytes += utf8Bytes(message.toolCallId)
  }
  if (request.tools && request.tools.length > 0) bytes += utf8Bytes(JSON.stringify(request.tools))
  return bytes
}

const partBytes = (part: UserPart): number => {
  switch (part.type) {
    case 'text':
      return utf8Bytes(part.text)
    case 'image':
      return 0
    case 'file':
      return utf8Bytes(part.filename ?? '')
  }
}

const utf8Bytes = (text: string): number => Buffer.byteLength(text)
