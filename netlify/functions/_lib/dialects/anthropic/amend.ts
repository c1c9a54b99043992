import type { AnthropicRequest } from './request.ts'
import type { JsonObject } from '../dialect.ts'

/**
 * The client's body for the vendor itself: the canon first, the vendor's model, the output bounded. Everything else is the
 * client's own, `cache_control` and unknown fields included. Usage need not be asked for: it is in every answer.
 */
export const amendAnthropic = (
  request: AnthropicRequest,
  { canon, model, maxTokens }: { canon: string; model: string; maxTokens: number },
): JsonObject => ({ ...amendTokenCount(request, { canon, model }), max_tokens: maxTokens })

/** The same for POST /v1/messages/count_tokens, which takes no `max_tokens`. */
export const amendTokenCount = (
  { body }: AnthropicRequest,
  { canon, model }: { canon: string; model: string },
): JsonObject => {
  const { service_tier } = body
  const own = Object.entries(body).filter(([field]) => field !== 'models' && field !== 'service_tier')
  return {
    ...Object.fromEntries(own),
    // Left out means `auto` to the vendor; `standard_only` is the one word that differs from it.
    ...(service_tier === 'standard_only' && { service_tier }),
    model,
    system: withCanonFirst(canon, body['system']),
    messages: withoutUnsigned(body['messages']),
  }
}

type TextBlock = { readonly type: 'text'; readonly text: string }

/** A block that is the canon itself (an older client that prepends it) is not sent twice, and keeps its `cache_control`. */
const withCanonFirst = (canon: string, system: unknown): unknown => {
  const isCanon = (text: unknown) => typeof text === 'string' && text.trim() === canon.trim()
  if (system == null || isCanon(system)) return canon
  if (typeof system === 'string') return `${canon}\n\n${system}`
  // `read` has checked that it is an array of text blocks.
  const blocks = system as readonly TextBlock[]
  const own = blocks.find(({ text }) => isCanon(text))
  return [own ?? { type: 'text', text: canon }, ...blocks.filter(({ text }) => !isCanon(text))]
}

/**
 * Thinking that this gateway translated from another vendor has an empty signature, and the API refuses a turn with such a
 * block in it ("Invalid signature in thinking block"); the vendor's own is always signed.
 */
const withoutUnsigned = (messages: unknown): unknown => {
  // `read` has checked the shape.
  const checked = messages as readonly { readonly content?: string | readonly JsonObject[] | null }[]
  return checked.flatMap((message) => {
    const { content } = message
    if (content == null || typeof content === 'string' || !content.some(isUnsigned)) return [message]
    const signed = content.filter((block) => !isUnsigned(block))
    return signed.length > 0 ? [{ ...message, content: signed }] : []
  })
}

const isUnsigned = (block: JsonObject): boolean => block['type'] === 'thinking' && block['signature'] === ''
