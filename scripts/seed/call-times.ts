import type { Ending } from './endings.ts'
import type { Random } from './random.ts'

/** When a job was worked on; null: never. */
export type JobTimes = {
  attempts: number
  startedAt: number | null
  calledAt: number | null
  heartbeatAt: number | null
  cancelAskedAt: number | null
}

export type CallTimes = {
  durationMs: number
  firstTokenMs: number | null
  expiresAt: number
  resolvedAt: number
  lateAt: number | null
  /** Null: somebody waited for the answer. */
  job: JobTimes | null
}

/** As openCall has it: the soft deadline and a minute. */
const HOLD_MS = 115_000
const SOFT_DEADLINE_MS = 55_000
const MINUTE = 60_000

export const callTimes = (
  random: Random,
  { fate, outcome }: Ending,
  outputTokens: number,
  at: number,
): CallTimes & { job: null } => {
  // Now and then a provider keeps its caller waiting.
  const firstMs = random.chance(0.006) ? random.between(15_500, 41_000) : Math.min(random.around(520, 0.6), 14_000)
  const wholeMs = Math.min(firstMs + Math.round((outputTokens * 1_000) / random.between(45, 160)), SOFT_DEADLINE_MS - 1)
  const durationMs = outcome === 'DEADLINE' ? SOFT_DEADLINE_MS + random.between(1, 40) : wholeMs
  const expiresAt = at + HOLD_MS
  // The sweep comes once a minute.
  const sweptAt = Math.ceil(expiresAt / MINUTE) * MINUTE + random.between(80, 900)
  if (fate === 'lost')
    return { durationMs: sweptAt - at, firstTokenMs: null, expiresAt, resolvedAt: sweptAt, lateAt: null, job: null }
  return {
    durationMs,
    firstTokenMs: fate === 'released' || outputTokens === 0 ? null : firstMs,
    expiresAt,
    resolvedAt: fate === 'late' ? sweptAt : at + durationMs + random.between(2, 12),
    lateAt: fate === 'late' ? sweptAt + random.between(5_000, 240_000) : null,
    job: null,
  }
}

/** As submitJob has it. */
const JOB_HOLD_MS = 960_000
const JOB_DEADLINE_MS = 840_000
const LEASE_MS = 60_000

export const jobTimes = (
  random: Random,
  { fate, outcome }: Ending,
  outputTokens: number,
  at: number,
): CallTimes & { job: JobTimes } => {
  const startedAt = at + random.between(30, 700)
  const calledAt = startedAt + random.between(4, 25)
  const firstMs = Math.min(random.around(1_400, 0.6), 30_000)
  const whole = { expiresAt: at + JOB_HOLD_MS, lateAt: null }
  const job = { attempts: 1, startedAt, calledAt, cancelAskedAt: null }
  if (fate === 'released' && outcome === 'CANCELLED') {
    // Before any worker had it.
    const resolvedAt = at + random.between(2_000, 9_000)
    const idle = { attempts: 0, startedAt: null, calledAt: null, heartbeatAt: null, cancelAskedAt: resolvedAt }
    return { ...whole, durationMs: 0, firstTokenMs: null, resolvedAt, job: idle }
  }
  if (fate === 'released') {
    const durationMs = random.between(240, 2_600)
    const heartbeatAt = startedAt
    return { ...whole, durationMs, firstTokenMs: null, resolvedAt: calledAt + durationMs, job: { ...job, heartbeatAt } }
  }
  const writingMs = firstMs + Math.round((outputTokens * 1_000) / random.between(60, 160))
  if (outcome === 'WORKER_LOST') {
    // Its lease ran out, and the clock that comes once a minute found it.
    const resolvedAt = startedAt + writingMs + LEASE_MS + random.between(1_000, MINUTE)
    const taken = { ...job, attempts: 2, heartbeatAt: resolvedAt - 30 }
    return { ...whole, durationMs: 24, firstTokenMs: 2, resolvedAt, job: taken }
  }
  const durationMs = outcome === 'DEADLINE' ? JOB_DEADLINE_MS + random.between(1, 40) : writingMs
  const resolvedAt = startedAt + durationMs + random.between(2, 12)
  const heartbeatAt = Math.max(startedAt, resolvedAt - random.between(100, 1_000))
  const cancelAskedAt = outcome === 'CANCELLED' ? heartbeatAt - 5 : null
  return { ...whole, durationMs, firstTokenMs: firstMs, resolvedAt, job: { ...job, heartbeatAt, cancelAskedAt } }
}
