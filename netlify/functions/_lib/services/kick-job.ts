import { jobsToKick } from '../db/jobs.ts'
import type { Deps } from './deps.ts'

/** At once; what is left over is taken by the next run. */
const KICKS = 50

/** Wakes a worker for a job. When nobody hears it, the clock does so again: see kickAbandoned. */
export const kickJob = async (deps: Deps, jobId: string): Promise<void> => {
  if (deps.wakeWorker !== undefined) {
    deps.wakeWorker(jobId)
    return
  }
  const { workerOrigin, workerSecret } = deps.settings.jobs
  if (workerOrigin === undefined) return
  const outcome = await deps.webhooks({
    url: `${workerOrigin}/.netlify/functions/gateway-job-run-background`,
    headers: { 'content-type': 'application/json', 'x-kaixu-job-secret': workerSecret },
    // By id only: what the job is about, and whose it is, stays in the database.
    body: JSON.stringify({ id: jobId }),
    reach: 'anywhere',
  })
  if (outcome.answered && outcome.status < 300) return
  deps.log.warn('job_kick_failed', {
    job_id: jobId,
    reason: outcome.answered ? `http_${outcome.status}` : outcome.reason,
  })
}

/** Wakes a worker for every job that was never claimed, or was left by a worker that vanished. */
export const kickAbandoned = async (deps: Deps): Promise<{ kicked: number }> => {
  const ids = await jobsToKick(deps.db, KICKS)
  await Promise.all(ids.map((id) => kickJob(deps, id)))
  return { kicked: ids.length }
}
