import { badField } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/** The least that the API accepts as `max_output_tokens`. */
export const MIN_OUTPUT_TOKENS = 16

/**
 * A client's body for a vendor of this dialect: the canon in front, the model's own name, the output bounded, nothing stored.
 * The canon stands in `instructions`, which the API puts before every item and which no truncation drops; the client's own
 * follow it after a blank line. Usage needs no asking.
 * @throws GatewayError BAD_REQUEST when `maxTokens` is less than the API accepts
 */
export const amendResponsesBody = (
  body: JsonObject,
  { canon, model, maxTokens }: { canon: string; model: string; maxTokens: number },
): JsonObject => {
  if (maxTokens < MIN_OUTPUT_TOKENS) {
    throw badField('max_output_tokens', `this model needs at least ${MIN_OUTPUT_TOKENS}`)
  }
  return {
    instructions: withCanon(canon, body['instructions']),
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !REPLACED.has(name))),
    model,
    input: withoutCanon(canon, body['input']),
    max_output_tokens: maxTokens,
    store: false,
  }
}

/** `models` is the gateway's own, and a tier that passed the check is the one that is used anyway. */
const REPLACED = new Set(['instructions', 'models', 'service_tier'])

/** An answer shows the instructions that it was given, so a client may send back the canon with its own. */
const withCanon = (canon: string, instructions: unknown): string => {
  if (typeof instructions !== 'string' || instructions.trim() === '' || instructions.trim() === canon.trim())
    return canon
  return instructions.startsWith(`${canon}\n\n`) ? instructions : `${canon}\n\n${instructions}`
}

/** As `withCanon` in domain/canon.ts: a system message that is the canon itself is not sent twice. */
const withoutCanon = (canon: string, input: unknown): unknown =>
  Array.isArray(input) ? input.filter((item: unknown) => systemText(item)?.trim() !== canon.trim()) : input

const systemText = (item: unknown): string | undefined => {
  if (typeof item !== 'object' || item === null || !('role' in item) || item.role !== 'system') return undefined
  if (!('content' in item)) return undefined
  const { content } = item
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  const texts = content.map((part: unknown) =>
    typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
      ? part.text
      : undefined,
  )
  return texts.includes(undefined) ? undefined : texts.join('')
}
