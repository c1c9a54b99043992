import { randomUUID } from 'node:crypto'
import { admitJob, deleteJob } from '../db/jobs.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { kickJob } from './kick-job.ts'
import { openCall, type AskingClient, type Idempotency, type KeptAnswer } from './open-call.ts'
import type { PreparedCall } from './prepared-call.ts'
import type { Credential } from './spender.ts'

/** Money is held for a job until its worker is done: the platform's 15 minutes, and one to spare. */
const JOB_TTL_SECONDS = 960

export type JobOrder = {
  prepare: () => PreparedCall
  /** JSON of the body, as it was checked: what the worker reads again. */
  request: string
  callbackUrl: string | undefined
  idempotency: Idempotency | undefined
}

/** `kept`: the answer of an earlier submission with the same idempotency key. */
export type Submission = { kind: 'submitted'; jobId: string; apiKeyId: string } | KeptAnswer

/**
 * Admits a long call, holds its money, queues it and wakes a worker.
 * @throws GatewayError as openCall does, and CONFIG when nobody could be woken
 */
export const submitJob = async (
  deps: Deps,
  credential: Credential,
  order: JobOrder,
  client: AskingClient,
  inBackground: (work: Promise<unknown>) => void,
): Promise<Submission> => {
  if (deps.wakeWorker === undefined && deps.settings.jobs.workerOrigin === undefined) {
    throw new GatewayError('CONFIG', 'Jobs are not set up on this gateway', {
      hint: 'The operator has to set PUBLIC_APP_ORIGIN (or JOB_WORKER_ORIGIN).',
    })
  }
  const job = { id: randomUUID(), request: order.request, callbackUrl: order.callbackUrl }
  try {
    const call = await openCall(deps, credential, order.prepare, client, inBackground, {
      idempotency: order.idempotency,
      admission: { ttlSeconds: JOB_TTL_SECONDS, admit: (admission) => admitJob(deps.db, admission, job) },
    })
    if (call.kind === 'kept') return call
    inBackground(kickJob(deps, job.id))
    return { kind: 'submitted', jobId: job.id, apiKeyId: call.admitted.api_key_id }
  } catch (error) {
    // Withdrawn after it was admitted, by the rate limiter in Redis: its money is released, and nobody has heard of it.
    if (error instanceof GatewayError && error.code === 'RATE_LIMITED') inBackground(deleteJob(deps.db, job.id))
    throw error
  }
}
