import { randomUUID } from 'node:crypto'
import { beginJobCall, claimJob, releaseJob, type ClaimedJob } from '../db/jobs.ts'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { settleCall } from './finish-call.ts'
import { isUuid } from './job-id.ts'
import { jobEnding } from './job-ending.ts'
import { keepProgress } from './job-progress.ts'
import { Meter } from './meter.ts'
import type { OpenCall } from './open-call.ts'
import type { PreparedCall } from './prepared-call.ts'
import { runCall } from './run-call.ts'

/** The answer ends this long before the money that is held for it is given up. */
const MARGIN_MS = 60_000

/** `settled`: a worker had vanished, and what it left was charged. */
export type JobRun = 'run' | 'settled' | 'busy' | 'done' | 'not found'

/**
 * Works on a job, if nobody else does. However often and by however many it is called, the provider is asked once and the call is
 * charged once. `prepare` makes the call of the stored request.
 */
export const runJob = async (
  deps: Deps,
  jobId: string,
  prepare: (request: unknown) => PreparedCall,
  inBackground: (work: Promise<unknown>) => void,
): Promise<JobRun> => {
  if (!isUuid(jobId)) return 'not found'
  const leaseId = randomUUID()
  const claim = await claimJob(deps.db, jobId, leaseId, deps.settings.jobs.leaseSeconds)
  switch (claim.verdict) {
    case 'NOT_FOUND':
      return 'not found'
    case 'BUSY':
      return 'busy'
    case 'DONE':
      return 'done'
    case 'ABANDONED':
    case 'CLAIMED': {
      const call = await openJob(deps, jobId, claim, prepare)
      if (call === undefined) return 'done'
      if (claim.verdict === 'CLAIMED') return runClaimed(deps, jobId, leaseId, call, inBackground)
      await settleAbandoned(deps, call, claim, inBackground)
      return 'settled'
    }
  }
}

const runClaimed = async (
  deps: Deps,
  jobId: string,
  leaseId: string,
  call: OpenCall,
  inBackground: (work: Promise<unknown>) => void,
): Promise<JobRun> => {
  const progress = keepProgress(deps, jobId, leaseId)
  try {
    // From here on nobody asks the provider again.
    if (!(await beginJobCall(deps.db, jobId, leaseId))) return 'done'
    const watched = { ...call, cancelled: progress.stopped }
    await runCall(
      deps,
      watched,
      (event) => {
        if (event.type === 'text') progress.add(event.text)
      },
      inBackground,
    )
    return 'run'
  } finally {
    await progress.end()
  }
}

/** Charges what the vanished worker had received, by estimate: what else there was, nobody knows. */
const settleAbandoned = async (
  deps: Deps,
  call: OpenCall,
  claim: ClaimedJob,
  inBackground: (work: Promise<unknown>) => void,
): Promise<void> => {
  const meter = new Meter()
  meter.accepted = true
  if (claim.text_so_far !== '') meter.see({ type: 'text', text: claim.text_so_far })
  const failure = new GatewayError('WORKER_LOST', 'The worker vanished; this is what it had received')
  await settleCall(deps, call, { meter, failure }, inBackground)
}

/** The call as it was admitted when the job was submitted. Undefined: it cannot be made any more, and its money was released. */
const openJob = async (
  deps: Deps,
  jobId: string,
  claim: ClaimedJob,
  prepare: (request: unknown) => PreparedCall,
): Promise<OpenCall | undefined> => {
  try {
    const prepared = prepare(claim.request)
    const { priced } = prepared
    if (priced === undefined) throw new GatewayError('UNPRICED_MODEL', 'The model has no price any more')
    const { jobs } = deps.settings
    const now = Date.now()
    return {
      kind: 'open',
      holdId: claim.hold_id,
      prepared,
      priced,
      exchange: prepared.exchange(claim.granted_tokens),
      admitted: admittedThen(claim),
      client: {
        requestId: claim.request_id,
        installId: claim.install_id ?? undefined,
        ipHash: claim.ip_hash ?? undefined,
        userAgent: claim.user_agent ?? undefined,
        appId: claim.app_id ?? undefined,
        buildId: claim.build_id ?? undefined,
      },
      openedAt: now,
      deadlineAt: Math.min(now + jobs.deadlineMs, claim.expires_at.getTime() - MARGIN_MS),
      timeouts: { headersMs: jobs.patienceMs, idleMs: jobs.patienceMs },
      ending: jobEnding(deps, jobId),
    }
  } catch (thrown) {
    const error = toGatewayError(thrown)
    await releaseJob(deps.db, { jobId, outcome: error.code, errorCode: error.code, error: error.message })
    return undefined
  }
}

const admittedThen = (claim: ClaimedJob): OpenCall['admitted'] => ({
  ...claim,
  verdict: 'ADMITTED',
  key_last4: '',
  rpm_limit: null,
  rpd_limit: null,
  rate_limit: null,
  rate_remaining: null,
  rate_reset: null,
})
