import type { FinishReason } from '../../domain/chat.ts'
import { usageBody } from './usage-body.ts'
import type { Answer, AnswerHead, JsonObject } from '../dialect.ts'

/** A message as POST /v1/messages answers it (platform.claude.com "Messages"), thinking first as the vendor has it. */
export const writeAnthropicAnswer = (answer: Answer): JsonObject => ({
  ...messageHead(answer),
  content: [
    ...(answer.reasoning === '' ? [] : [{ type: 'thinking', thinking: answer.reasoning, signature: NO_SIGNATURE }]),
    ...(answer.text === '' ? [] : [{ type: 'text', text: answer.text }]),
    ...answer.toolCalls.map((call, index) => ({
      type: 'tool_use',
      id: toolUseId(call.id, answer, index),
      name: call.name,
      input: inputOf(call.arguments),
    })),
  ],
  ...stopBody(answer.finish, answer.toolCalls.length > 0),
  usage: { ...usageBody(answer.usage), service_tier: 'standard' },
})

/**
 * What another vendor thought has no signature that this one would accept, so none is made up: the empty string is what its
 * own blocks begin with in a stream, every SDK takes it, and `amend` knows such a block by it when it comes back.
 */
export const NO_SIGNATURE = ''

export const messageHead = ({ id, model }: AnswerHead) => ({
  id: `msg_${id}`,
  type: 'message' as const,
  role: 'assistant' as const,
  model,
})

/**
 * The id of a call goes back to the vendor that gave it with the next request, so it stays as it is; only what the API does
 * not allow in one (`^[a-zA-Z0-9_-]+$`) is replaced.
 */
export const toolUseId = (id: string | undefined, head: AnswerHead, index: number): string =>
  id ? id.replace(/[^\w-]/g, '_') : `toolu_${head.id}_${index}`

/** Arguments that are no JSON object (a cut answer) are wrapped as the vendor advises ("Fine-grained tool streaming"). */
const inputOf = (args: string): unknown => {
  if (args.trim() === '') return {}
  try {
    const input: unknown = JSON.parse(args)
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input
  } catch {
    // Not JSON at all: the same answer as for JSON of another kind.
  }
  return { INVALID_JSON: args }
}

/**
 * platform.claude.com "Handling stop reasons". Clients run tools only on `tool_use`, and some vendors say `stop` with calls.
 * `other` is `end_turn`, because every other word asks the client to do something.
 */
export const stopBody = (finish: FinishReason, hasToolCalls: boolean) => {
  const reason = hasToolCalls && (finish === 'stop' || finish === 'other') ? 'tool_calls' : finish
  return {
    stop_reason: reason === 'tool_calls' && !hasToolCalls ? 'end_turn' : STOP[reason],
    stop_sequence: null,
    ...(reason === 'content_filter' && { stop_details: { type: 'refusal', category: null, explanation: null } }),
  }
}

const STOP: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  other: 'end_turn',
}
