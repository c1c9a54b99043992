import type { ChatOptions, Question } from './api-types.ts'
import { connect, type Connection } from './connect.ts'
import { uniqueId } from './unique-id.ts'

const MAX_POLL_MS = 14 * 60_000

/** One question, however it is asked: the same bytes under the same key, so that it is answered and charged once. */
export type Chat = {
  options: ChatOptions
  ask: Connection
  body: string
  idempotencyKey: string
  /** When a job is not waited for any more; epoch milliseconds. */
  until: number
}

export const openChat = (options: ChatOptions): Chat => ({
  options,
  ask: connect(options),
  body: bodyOf(options),
  idempotencyKey: options.idempotencyKey ?? uniqueId(),
  until: Date.now() + (options.maxPollMs ?? MAX_POLL_MS),
})

/**
 * What is not given is left out, max_tokens too: the gateway lowers its own default to what the remaining money buys, and
 * refuses a number of ours that is too dear.
 */
const bodyOf = ({ provider, model, messages, max_tokens, temperature, top_p, stop, ...rest }: Question): string => {
  const { tools, tool_choice } = rest
  return JSON.stringify({ provider, model, messages, max_tokens, temperature, top_p, stop, tools, tool_choice })
}
