import type { Caller } from '../call-rows.ts'
import type { JobTimes } from '../call-times.ts'
import type { Call } from '../call.ts'
import { iso, type Row } from '../desk.ts'
import type { Random } from '../random.ts'
import { answerText } from './answer-text.ts'
import { ANY_ASSIGNMENT, ASSIGNMENTS } from './assignments.ts'

type Job = { id: string; call: Call; times: JobTimes; caller: Caller; callbackUrl: string | null }

/** A job that is complete: settled or released with its call, at the same moment. */
export const jobRow = (random: Random, { id, call, times, caller, callbackUrl }: Job): Row => {
  const assignment = ASSIGNMENTS[call.appId] ?? ANY_ASSIGNMENT
  const { usage } = call
  const isDone = call.failure === undefined
  const tokens = call.fate === 'released' ? 0 : usage.outputTokens - usage.reasoningTokens
  const text = tokens === 0 ? '' : answerText(random, assignment, { tokens, isCut: !isDone })
  return {
    id,
    customer_id: caller.customerId,
    api_key_id: caller.keyId,
    hold_id: call.holdId,
    provider: call.provider,
    model: call.model,
    // Without what the program attached: nobody reads it again once the job is complete.
    request: {
      ...{ provider: call.provider, model: call.model, max_tokens: call.maxTokens },
      messages: [{ role: 'user', content: random.pick(assignment.asks) }],
    },
    status: isDone ? 'succeeded' : 'failed',
    attempts: times.attempts,
    ...{ heartbeat_at: isoOf(times.heartbeatAt), called_at: isoOf(times.calledAt) },
    cancel_asked_at: isoOf(times.cancelAskedAt),
    ...{ output_text: text, output_len: text.length },
    finish_reason: isDone ? (usage.outputTokens === call.maxTokens ? 'length' : 'stop') : null,
    ...{ error_code: call.failure?.code ?? null, error: call.failure?.message ?? null },
    callback_url: callbackUrl,
    request_id: call.requestId,
    ...{ created_at: iso(call.at), started_at: isoOf(times.startedAt), completed_at: iso(call.resolvedAt) },
  }
}

const isoOf = (at: number | null): string | null => (at === null ? null : iso(at))
