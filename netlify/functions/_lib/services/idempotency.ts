import { closeIdempotent, type ClosedAnswer } from '../db/calls.ts'
import type { Deps } from './deps.ts'
import { causeFields } from './log.ts'
import type { Idempotency, KeptAnswer } from './open-call.ts'

export type { Idempotency, KeptAnswer }

/**
 * Keeps the answer of a charged call for whoever asks again, or forgets the key of one that cost nothing. False when nothing was kept:
 * then asking again runs the call anew, unless it was charged, which stays a single charge.
 */
export const keepAnswer = (deps: Deps, answer: ClosedAnswer): Promise<boolean> =>
  closeIdempotent(deps.db, answer).catch((error: unknown) => {
    deps.log.error('answer_not_kept', { api_key_id: answer.apiKeyId, ...causeFields(error) })
    return false
  })
