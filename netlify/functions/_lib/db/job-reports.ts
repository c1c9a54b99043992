import { z } from 'zod'
import { count, id, pico, timestamp } from './columns.ts'
import { customersNamed } from './customers-named.ts'
import { all, fragment, maybe, sql, type Database, type Fragment } from './database.ts'
import type { JobScope } from './jobs.ts'
import { lineOf } from './usage-sums.ts'

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

/** What a list of jobs is narrowed to. A job that was cancelled has failed, too: clients know four statuses. */
export const JOB_FILTERS = [...JOB_STATUSES, 'cancelled'] as const
export type JobFilter = (typeof JOB_FILTERS)[number]

const job = z.object({
  id: z.string(),
  customer_id: id,
  api_key_id: id,
  provider: z.string(),
  model: z.string(),
  status: z.enum(JOB_STATUSES),
  attempts: z.int(),
  cancel_asked_at: timestamp.nullable(),
  output_len: z.int(),
  error_code: z.string().nullable(),
  error: z.string().nullable(),
  request_id: z.string(),
  created_at: timestamp,
  started_at: timestamp.nullable(),
  heartbeat_at: timestamp.nullable(),
  completed_at: timestamp.nullable(),
  /** Of the usage event; null until there is one. */
  input_tokens: count.nullable(),
  output_tokens: count.nullable(),
  cost_pico: pico.nullable(),
  estimated: z.boolean().nullable(),
})
export type Job = z.output<typeof job>

const listedJob = job.extend({ customer_email: z.string(), key_label: z.string(), key_last4: z.string() })
/** A job, and how the operator knows whose it is and which key it was made with. */
export type ListedJob = z.output<typeof listedJob>

const columns = fragment`j.id, j.customer_id, j.api_key_id, j.provider, j.model, j.status, j.attempts, j.cancel_asked_at, j.output_len,
  j.error_code, j.error, j.request_id, j.created_at, j.started_at, j.heartbeat_at, j.completed_at,
  u.input_tokens, u.output_tokens, u.cost_pico, u.estimated`

const within = (scope: JobScope): Fragment =>
  scope === undefined
    ? fragment`true`
    : fragment`j.customer_id = ${scope.customerId}${
        scope.keyLine === undefined ? fragment`` : fragment` and j.api_key_id in ${lineOf(scope.keyLine)}`
      }`

export const findJob = (db: Database, jobId: string, scope: JobScope): Promise<Job | undefined> =>
  maybe(
    db,
    sql(job)`select ${columns} from async_jobs j left join usage_events u on u.hold_id = j.hold_id
      where j.id = ${jobId} and ${within(scope)}`,
  )

const jobOutput = job.extend({
  output_text: z.string().nullable(),
  blob_key: z.string().nullable(),
  tool_calls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })).nullable(),
  finish_reason: z.string().nullable(),
  cached_tokens: count.nullable(),
  cache_write_tokens: count.nullable(),
  reasoning_tokens: count.nullable(),
})
export type JobOutput = z.output<typeof jobOutput>

/** A job with its text: all of it, or what has come in so far. */
export const findJobOutput = (db: Database, jobId: string, scope: JobScope): Promise<JobOutput | undefined> =>
  maybe(
    db,
    sql(
      jobOutput,
    )`select ${columns}, coalesce(j.output_text, case when j.blob_key is null then job_text(j.id) end) as output_text,
        j.blob_key, j.tool_calls, j.finish_reason, u.cached_tokens, u.cache_write_tokens, u.reasoning_tokens
      from async_jobs j left join usage_events u on u.hold_id = j.hold_id
      where j.id = ${jobId} and ${within(scope)}`,
  )

export type JobQuery = {
  scope: JobScope
  /** The operator finds jobs by whose they are, too; a customer must not find out its own e-mail address by asking. */
  asker: 'operator' | 'customer'
  /** How the id begins, or a part of provider/model. */
  q: string | undefined
  status: JobFilter | undefined
  /** The last job of the page before. */
  before: { createdAt: Date; id: string } | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listJobs = (db: Database, { scope, asker, q, status, before, limit }: JobQuery): Promise<ListedJob[]> => {
  // The page first, from an index that holds what is asked (sql/0019), and of the table only its rows.
  const page = fragment`select j.id from async_jobs j
     where ${within(scope)}${ofStatus(status)}${q === undefined ? fragment`` : matching(q, asker)}${
       before === undefined
         ? fragment``
         : fragment` and (j.created_at, j.id) < (${before.createdAt}::timestamptz, ${before.id}::uuid)`
     }
     order by j.created_at desc, j.id desc limit ${limit + 1}`
  return all(
    db,
    sql(listedJob)`select ${columns}, c.email as customer_email, k.label as key_label, k.key_last4 from (${page}) page
      join async_jobs j on j.id = page.id join customers c on c.id = j.customer_id
      join api_keys k on k.id = j.api_key_id left join usage_events u on u.hold_id = j.hold_id
      order by j.created_at desc, j.id desc`,
  )
}

const ofStatus = (status: JobFilter | undefined): Fragment => {
  if (status === undefined) return fragment``
  return status === 'cancelled' ? fragment` and j.error_code = 'CANCELLED'` : fragment` and j.status = ${status}`
}

const LOWEST = '00000000-0000-0000-0000-000000000000'
const HIGHEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const matching = (q: string, asker: JobQuery['asker']): Fragment => {
  if (ID.test(q)) return fragment` and j.id = ${q}`
  const lowest = q + LOWEST.slice(q.length)
  const byId = ID.test(lowest) ? fragment` or j.id between ${lowest} and ${q + HIGHEST.slice(q.length)}` : fragment``
  const byOwner = asker === 'operator' ? fragment` or j.customer_id in ${customersNamed(q)}` : fragment``
  return fragment` and (strpos(lower(j.provider || '/' || j.model), lower(${q})) > 0${byId}${byOwner})`
}
