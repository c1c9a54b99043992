import {
  findJob,
  findJobOutput,
  JOB_FILTERS,
  listJobs,
  type Job,
  type JobFilter,
  type JobOutput,
  type JobQuery,
  type JobStatus,
  type ListedJob,
} from '../db/job-reports.ts'
import { cancelJob, deleteJobs, listExpiredJobs, type JobScope } from '../db/jobs.ts'
import { GatewayError } from '../domain/errors.ts'
import { hasRole } from '../domain/roles.ts'
import { blobStore } from './blob-store.ts'
import type { Deps } from './deps.ts'
import { isUuid } from './job-id.ts'
import { noSuchJob } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import { visibleLine, type ReportScope } from './usage-reports.ts'
import type { AuthenticatedKey } from './spender.ts'

export { JOB_FILTERS }
export type { Job, JobFilter, JobScope, JobStatus, ListedJob }

/** Whose jobs a key may see. @throws GatewayError FORBIDDEN when a key below admin asks for its customer's */
export const jobScopeOf = (caller: AuthenticatedKey, scope: ReportScope): NonNullable<JobScope> => ({
  customerId: caller.customer_id,
  keyLine: visibleLine(caller, scope),
})

/** The jobs that a key may ask about by id: those of its line, or all of its customer's for role admin and owner. */
export const ownJobs = (caller: AuthenticatedKey): NonNullable<JobScope> =>
  jobScopeOf(caller, hasRole(caller.role, 'admin') ? 'customer' : 'key')

/** @throws GatewayError NOT_FOUND */
export const jobStatus = async (deps: Deps, jobId: string, scope: JobScope): Promise<Job> => {
  const job = isUuid(jobId) ? await findJob(deps.db, jobId, scope) : undefined
  if (job === undefined) throw noSuchJob(scope === undefined ? 'operator' : 'customer')
  return job
}

/** A job with its text, as far as there is one. */
export type JobWithText = Omit<JobOutput, 'output_text' | 'blob_key'> & { text: string }

/** @throws GatewayError NOT_FOUND; GONE when the text was cleared away from the store */
export const jobResult = async (deps: Deps, jobId: string, scope: JobScope): Promise<JobWithText> => {
  const found = isUuid(jobId) ? await findJobOutput(deps.db, jobId, scope) : undefined
  if (found === undefined) throw noSuchJob(scope === undefined ? 'operator' : 'customer')
  const { output_text: text, blob_key: blobKey, ...job } = found
  if (blobKey === null) return { ...job, text: text ?? '' }
  const store = await blobStore(deps)
  const stored = await store?.get(blobKey)
  if (stored === undefined) throw new GatewayError('GONE', 'The result of this job is no longer kept')
  return { ...job, text: stored }
}

/** Newest first; the cursor is the time and the id of the last job of the page before. */
export const jobsOf = async (deps: Deps, query: JobQuery): Promise<Paged<ListedJob>> =>
  nextPage(await listJobs(deps.db, query), query.limit, ({ created_at, id }) => `${created_at.toISOString()}_${id}`)

/**
 * Stops a job: at once while no provider was asked, else as soon as its worker hears of it, and what was used is charged.
 * @throws GatewayError NOT_FOUND, CONFLICT when it is complete
 */
export const stopJob = async (deps: Deps, jobId: string, scope: JobScope): Promise<Job> => {
  switch (isUuid(jobId) ? await cancelJob(deps.db, jobId, scope) : 'NOT_FOUND') {
    case 'NOT_FOUND':
      throw noSuchJob(scope === undefined ? 'operator' : 'customer')
    case 'DONE':
      throw new GatewayError('CONFLICT', 'The job is complete', { hint: 'Fetch its result.' })
    case 'ASKED':
    case 'CANCELLED':
      return jobStatus(deps, jobId, scope)
  }
}

const BATCH = 200

/** A scheduled function has 30 s. */
const TIME_LIMIT_MS = 20_000

/** Deletes jobs and their results when their time is over; what they cost stays in the books. */
export const clearOldJobs = async (deps: Deps, now = new Date()): Promise<{ deleted: number }> => {
  const before = new Date(now.getTime() - deps.settings.jobs.retentionDays * 86_400_000)
  const store = await blobStore(deps)
  const startedAt = Date.now()
  let deleted = 0
  for (;;) {
    const old = await listExpiredJobs(deps.db, before, BATCH)
    // The result first: a job whose result is gone is still found, a result whose job is gone never is.
    const keys = old.flatMap(({ blob_key: key }) => (key === null ? [] : [key]))
    if (store !== undefined) await Promise.all(keys.map((key) => store.delete(key)))
    await deleteJobs(
      deps.db,
      old.map(({ id }) => id),
    )
    deleted += old.length
    if (old.length < BATCH || Date.now() - startedAt > TIME_LIMIT_MS) return { deleted }
  }
}
