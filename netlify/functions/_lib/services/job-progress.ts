import { setTimeout as sleep } from 'node:timers/promises'
import { noteJobProgress } from '../db/jobs.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { causeFields } from './log.ts'

/** A worker that has nothing to write says every so often, in flushes, that it lives. */
const QUIET_FLUSHES = 10

/** Keeps the answer of a running job as it comes in, so that others see it grow and a dead worker leaves what it had. */
export type JobProgress = {
  add(text: string): void
  /** Aborts when the job was cancelled or is somebody else's now. */
  stopped: AbortSignal
  /** Nothing more is kept. */
  end(): Promise<void>
}

export const keepProgress = (deps: Deps, jobId: string, leaseId: string): JobProgress => {
  const { flushMs, leaseSeconds } = deps.settings.jobs
  const stop = new AbortController()
  const end = new AbortController()
  let pending = ''
  let seq = 0
  const flush = async (): Promise<void> => {
    const text = pending
    pending = ''
    try {
      const state = await noteJobProgress(deps.db, { jobId, leaseId, seq, text, leaseSeconds })
      if (text !== '') seq += 1
      if (state !== 'GO_ON') stop.abort(STOPPED[state])
    } catch (error) {
      // The lease lasts a while; what could not be kept is kept next time.
      pending = text + pending
      deps.log.warn('job_progress_failed', { job_id: jobId, ...causeFields(error) })
    }
  }
  const run = async (): Promise<void> => {
    for (let quiet = 0; await pause(flushMs, end.signal);) {
      quiet = pending === '' ? quiet + 1 : QUIET_FLUSHES
      if (quiet < QUIET_FLUSHES) continue
      quiet = 0
      await flush()
    }
  }
  const running = run()
  return {
    add: (text) => {
      pending += text
    },
    stopped: stop.signal,
    end: async () => {
      end.abort()
      await running
    },
  }
}

/** False when it was cut short. */
const pause = (ms: number, signal: AbortSignal): Promise<boolean> => sleep(ms, true, { signal }).catch(() => false)

const STOPPED = {
  CANCELLED: new GatewayError('CANCELLED', 'The job was cancelled'),
  GONE: new GatewayError('WORKER_LOST', 'The job was taken over by another worker'),
}
