import type { JsonObject } from '../dialect.ts'

/**
 * A client's body for OpenAI itself: the canon in front, the model's own name, the output bounded in the field that the client
 * used, the usage of a stream asked for, nothing stored. For a compatible vendor, `adaptBody` of the codec puts it in its words.
 * With the usage, OpenAI also puts `usage: null` into every other chunk, which stays there: the bytes are passed through.
 */
export const amendChatBody = (
  body: JsonObject,
  { canon, model, maxTokens }: { canon: string; model: string; maxTokens: number },
): JsonObject => {
  const usesOldField = !isSet(body['max_completion_tokens']) && isSet(body['max_tokens'])
  return {
    ...without(body, REPLACED),
    model,
    messages: [{ role: 'system', content: canon }, ...messagesWithout(canon, body['messages'])],
    [usesOldField ? 'max_tokens' : 'max_completion_tokens']: maxTokens,
    ...(body['stream'] === true && { stream_options: { ...objectOf(body['stream_options']), include_usage: true } }),
    store: false,
  }
}

/**
 * `models` is the gateway's own; a tier that passed the check is the one that is used anyway; and OpenAI refuses `metadata`, the
 * labels of a stored completion, where nothing is stored.
 */
const REPLACED = new Set(['models', 'service_tier', 'metadata', 'max_completion_tokens', 'max_tokens'])

const without = (body: JsonObject, fields: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([field]) => !fields.has(field)))

const messagesWithout = (canon: string, messages: unknown): unknown[] => {
  const all: unknown[] = Array.isArray(messages) ? messages : []
  return all.filter((message) => !isCanon(objectOf(message), canon.trim()))
}

/** As `withCanon` in domain/canon.ts: a system message that is the canon itself is not sent twice. */
const isCanon = (message: JsonObject, canon: string): boolean => {
  if (message['role'] !== 'system') return false
  const content = message['content']
  if (typeof content === 'string') return content.trim() === canon
  if (!Array.isArray(content)) return false
  const texts = content.map((part: unknown) => objectOf(part)['text'])
  return texts.every((text) => typeof text === 'string') && texts.join('').trim() === canon
}

const objectOf = (value: unknown): JsonObject => (typeof value === 'object' && value !== null ? { ...value } : {})

const isSet = (value: unknown): boolean => value !== undefined && value !== null
