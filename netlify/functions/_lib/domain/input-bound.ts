import type { ChatRequest, ImagePart, UserPart } from './chat.ts'

/**
 * The most input tokens that a request can be billed for, for the hold: no tokenizer makes more tokens than UTF-8 bytes,
 * message framing and tool preambles have stated allowances, media a stated bound per item, and nothing exceeds the
 * model's context window.
 */
export const inputTokenBound = (request: ChatRequest, provider: string, contextTokens: number): number => {
  const media = request.messages.flatMap((message) => (message.role === 'user' ? message.content : []))
  if (media.some(({ type }) => type === 'file')) return contextTokens
  const images = media.filter((part): part is ImagePart => part.type === 'image').length
  const bound =
    textBytes(request) +
    request.messages.length * TOKENS_PER_MESSAGE +
    (request.tools && request.tools.length > 0 ? TOOL_PREAMBLE_TOKENS : 0) +
    images * imageTokens(provider, request.model)
  return Math.min(bound, contextTokens)
}

/** What a request surely costs in input even if nothing is ever heard of it again: four bytes of text a token. */
export const inputTokenFloor = (request: ChatRequest): number => Math.max(1, Math.ceil(textBytes(request) / 4))

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
