import { z } from 'zod'
import {
  admitBeside,
  monthPosition,
  settled,
  type Admission,
  type Settled,
  type Settlement,
  type Verdict,
} from './calls.ts'
import type { MonthPosition } from './calls.ts'
import { chargeLinesJson } from './charge-lines.ts'
import { id, pico, timestamp } from './columns.ts'
import { all, fragment, maybe, one, sql, type Database } from './database.ts'

/** Long calls and who works on them (sql/0014_jobs.sql): each function is one round trip and safe under any concurrency. */

export type NewJob = {
  id: string
  /** JSON of the client's body, as it was checked. */
  request: string
  callbackUrl: string | undefined
}

/** Admits a job's call and, when it is admitted, queues the job: both or neither. */
export const admitJob = (db: Database, call: Admission, job: NewJob): Promise<Verdict> =>
  admitBeside(
    db,
    call,
    fragment`insert into async_jobs (id, customer_id, api_key_id, hold_id, provider, model, request, callback_url, request_id)
      select ${job.id}, a.customer_id, a.api_key_id, ${call.holdId}, ${call.provider}, ${call.model}, ${job.request}::jsonb,
             ${job.callbackUrl ?? null}, ${call.requestId}
        from admitted a where a.verdict = 'ADMITTED'`,
  )

/** Takes a job back whose call was withdrawn before anybody heard of it. */
export const deleteJob = async (db: Database, jobId: string): Promise<void> => {
  await maybe(
    db,
    sql(z.object({}))`delete from async_jobs where id = ${jobId} and status = 'queued' returning 1 as done`,
  )
}

const claimed = z.object({
  customer_id: id,
  api_key_id: id,
  hold_id: z.string(),
  request: z.unknown(),
  request_id: z.string(),
  called_at: timestamp.nullable(),
  hold_pico: pico,
  granted_tokens: z.int(),
  expires_at: timestamp,
  text_so_far: z.string(),
  install_id: z.string().nullable(),
  ip_hash: z.string().nullable(),
  user_agent: z.string().nullable(),
  app_id: z.string().nullable(),
  build_id: z.string().nullable(),
  ...monthPosition.shape,
})
export type ClaimedJob = z.output<typeof claimed>

const claim = z.discriminatedUnion('verdict', [
  claimed.extend({ verdict: z.enum(['CLAIMED', 'ABANDONED']) }),
  z.object({ verdict: z.enum(['BUSY', 'DONE', 'NOT_FOUND']) }),
])
export type Claim = z.output<typeof claim>

/** `leaseId` is a UUID of the worker's own; for `leaseSeconds` nobody else takes the job. */
export const claimJob = (db: Database, jobId: string, leaseId: string, leaseSeconds: number): Promise<Claim> =>
  one(db, sql(claim)`select * from claim_job(${jobId}, ${leaseId}, ${leaseSeconds})`)

/** The last moment before the provider is asked. False: the job is somebody else's now, or was cancelled. */
export const beginJobCall = async (db: Database, jobId: string, leaseId: string): Promise<boolean> => {
  const { begun } = await one(
    db,
    sql(z.object({ begun: z.boolean() }))`select begin_job_call(${jobId}, ${leaseId}) as begun`,
  )
  return begun
}

const progress = z.object({ state: z.enum(['GO_ON', 'GONE', 'CANCELLED']) })

/** Keeps a piece of the answer, which may be empty, and prolongs the lease. */
export const noteJobProgress = async (
  db: Database,
  piece: { jobId: string; leaseId: string; seq: number; text: string; leaseSeconds: number },
): Promise<z.output<typeof progress>['state']> => {
  const { state } = await one(
    db,
    sql(progress)`select note_job_progress(${piece.jobId}, ${piece.leaseId}, ${piece.seq}, ${piece.text},
      ${piece.leaseSeconds}) as state`,
  )
  return state
}

/** What a job came to. */
export type JobResult = {
  jobId: string
  status: 'succeeded' | 'failed'
  /** Undefined: what has come in so far. */
  text: string | undefined
  /** Where the text is when it is not kept in the database. */
  blobKey: string | undefined
  outputLength: number | undefined
  /** JSON. */
  toolCalls: string | undefined
  finishReason: string | undefined
  errorCode: string | undefined
  error: string | undefined
}

/** Settles the job's call and completes the job, in one transaction. Safe to repeat, as settle is. */
export const settleJob = (db: Database, job: JobResult, call: Settlement): Promise<Settled> =>
  one(
    db,
    sql(settled)`select * from settle_job(${job.jobId}, ${job.status}, ${job.text ?? null}, ${job.blobKey ?? null},
      ${job.outputLength ?? null}, ${job.toolCalls ?? null}::jsonb, ${job.finishReason ?? null}, ${job.errorCode ?? null},
      ${job.error ?? null}, ${call.outcome}, ${call.costPico}, ${call.listPico}, ${call.inputTokens}, ${call.cachedTokens},
      ${call.cacheWriteTokens}, ${call.outputTokens}, ${call.reasoningTokens}, ${call.estimated}, ${call.durationMs},
      ${call.firstTokenMs ?? null}, ${call.warnPct}, ${chargeLinesJson(call.chargeLines)}::jsonb)`,
  )

/** Completes a job whose call cost nothing. */
export const releaseJob = (
  db: Database,
  job: { jobId: string; outcome: string; errorCode: string; error: string },
): Promise<MonthPosition | undefined> =>
  maybe(db, sql(monthPosition)`select * from release_job(${job.jobId}, ${job.outcome}, ${job.errorCode}, ${job.error})`)

/** Whose jobs may be seen: a key line's, a customer's, or (undefined) everybody's. */
export type JobScope = { customerId: string; keyLine: string | undefined } | undefined

const cancelled = z.object({ verdict: z.enum(['CANCELLED', 'ASKED', 'DONE', 'NOT_FOUND']) })

export const cancelJob = async (
  db: Database,
  jobId: string,
  scope: JobScope,
): Promise<z.output<typeof cancelled>['verdict']> => {
  const { verdict } = await one(
    db,
    sql(
      cancelled,
    )`select cancel_job(${jobId}, ${scope?.customerId ?? null}::bigint, ${scope?.keyLine ?? null}::bigint) as verdict`,
  )
  return verdict
}

/** Jobs that somebody has to be told to work on. */
export const jobsToKick = async (db: Database, limit: number): Promise<string[]> =>
  (await all(db, sql(z.object({ id: z.string() }))`select * from jobs_to_kick(${limit})`)).map((row) => row.id)

const expired = z.object({ id: z.string(), blob_key: z.string().nullable() })

/** Jobs that were completed before `before`, oldest first. */
export const listExpiredJobs = (db: Database, before: Date, limit: number): Promise<z.output<typeof expired>[]> =>
  all(
    db,
    sql(
      expired,
    )`select id, blob_key from async_jobs where completed_at < ${before}::timestamptz order by completed_at limit ${limit}`,
  )

export const deleteJobs = async (db: Database, ids: readonly string[]): Promise<void> => {
  await all(db, sql(z.object({}))`delete from async_jobs where id = any (${ids}::uuid[]) and completed_at is not null`)
}
