import { OUTCOME_FILTERS, type OutcomeFilter } from '../../../netlify/functions/_lib/domain/call-outcomes.ts'
import { sentence } from './sentence.ts'

/** How a call ended, in plain words. */
const NAMES: Readonly<Record<OutcomeFilter, string>> = {
  unfinished: 'Not completed',
  completed: 'Completed',
  UPSTREAM_ERROR: 'Broke off',
  UPSTREAM_BUSY: 'Provider busy',
  UPSTREAM_TIMEOUT: 'Provider fell silent',
  DEADLINE: 'Took too long',
  OUTPUT_TOO_LARGE: 'Too large',
  SHUTTING_DOWN: 'Cut off by a restart',
  CANCELLED: 'Cancelled',
  WORKER_LOST: 'Worker lost',
  SERVER_ERROR: 'Gateway error',
  lost: 'Lost',
}

/** An outcome in plain words; one that is not known, as its code reads. */
export const outcomeName = (outcome: string): string => {
  const known = OUTCOME_FILTERS.find((one) => one === outcome)
  return known === undefined ? sentence(outcome) : NAMES[known]
}

/** What lists of calls can be narrowed to, the most looked for first. */
export const OUTCOME_OPTIONS = Object.entries(NAMES).map(([value, label]) => ({ value, label }))
