import type { ErrorCode } from './errors.ts'

/**
 * How a call that is in the books may have ended: completed; broken off, by the error that ended it; or lost, when its process died.
 * A call that ended before anything was used is given back and is no event.
 */
export const CALL_OUTCOMES = [
  'completed',
  'CANCELLED',
  'DEADLINE',
  'OUTPUT_TOO_LARGE',
  'SERVER_ERROR',
  'SHUTTING_DOWN',
  'UPSTREAM_BUSY',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'WORKER_LOST',
  'lost',
] as const satisfies readonly ('completed' | 'lost' | ErrorCode)[]

export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/** What a list of calls is narrowed to: one of them, or all but `completed`. */
export const OUTCOME_FILTERS = [...CALL_OUTCOMES, 'unfinished'] as const

export type OutcomeFilter = (typeof OUTCOME_FILTERS)[number]
