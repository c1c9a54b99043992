import { GatewayError } from '../domain/errors.ts'
import type { CallResult } from '../services/run-call.ts'
import { closingBody } from './chat-answer.ts'

/** A failed call as a JSON error. What was already paid for (an answer that broke off) is handed over with it. */
export const partialFailure = (failure: GatewayError, result: CallResult): GatewayError => {
  if (result.receipt === undefined) return failure
  return new GatewayError(failure.code, failure.message, {
    hint: 'The answer broke off; output_text and usage say how far it came and what it cost.',
    details: { ...failure.details, output_text: result.text, ...closingBody(result) },
    cause: failure.cause,
  })
}
