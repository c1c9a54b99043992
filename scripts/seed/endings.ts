import type { Weighted } from './random.ts'

/** How a call's hold ends: charged; given back; swept; or swept and then settled after all. */
export type Fate = 'settled' | 'released' | 'lost' | 'late'

export type Ending = { fate: Fate; outcome: string; estimated: boolean; overrun?: true }

const COMPLETED: Ending = { fate: 'settled', outcome: 'completed', estimated: false }

const brokenOff = (outcome: string): Ending => ({ fate: 'settled', outcome, estimated: true })
const givenBack = (outcome: string): Ending => ({ fate: 'released', outcome, estimated: false })

/** Of calls that somebody waits for. */
export const ENDINGS: readonly Weighted<Ending>[] = [
  { weight: 9_530, value: COMPLETED },
  { weight: 90, value: { ...COMPLETED, estimated: true } },
  { weight: 60, value: brokenOff('UPSTREAM_ERROR') },
  { weight: 40, value: brokenOff('DEADLINE') },
  { weight: 10, value: brokenOff('SHUTTING_DOWN') },
  { weight: 25, value: { ...COMPLETED, overrun: true } },
  { weight: 40, value: { fate: 'lost', outcome: 'lost', estimated: true } },
  { weight: 45, value: { ...COMPLETED, fate: 'late' } },
  { weight: 70, value: givenBack('UPSTREAM_BUSY') },
  { weight: 60, value: givenBack('UPSTREAM_ERROR') },
  { weight: 30, value: givenBack('UPSTREAM_TIMEOUT') },
]

export const JOB_ENDINGS: readonly Weighted<Ending>[] = [
  { weight: 900, value: COMPLETED },
  { weight: 15, value: { ...COMPLETED, estimated: true } },
  { weight: 20, value: brokenOff('CANCELLED') },
  { weight: 10, value: givenBack('CANCELLED') },
  { weight: 10, value: brokenOff('UPSTREAM_ERROR') },
  { weight: 20, value: givenBack('UPSTREAM_ERROR') },
  { weight: 10, value: givenBack('UPSTREAM_BUSY') },
  { weight: 8, value: brokenOff('DEADLINE') },
  { weight: 7, value: brokenOff('WORKER_LOST') },
]

/** Of the first jobs of the named customer that are still kept, so that even a small seed shows each. */
export const SHOWN_JOB_ENDINGS: readonly Ending[] = [
  COMPLETED,
  givenBack('UPSTREAM_ERROR'),
  brokenOff('CANCELLED'),
  COMPLETED,
]
