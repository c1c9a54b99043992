import { picoToCents, picoToUsd } from '../domain/money.ts'
import { buildOf } from '../services/build.ts'
import type { Deps } from '../services/deps.ts'
import type { Job, JobWithText, ListedJob } from '../services/jobs.ts'
import type { Paged } from '../services/paging.ts'
import { siteOriginOf } from './client.ts'

/** Roughly: English has about four characters to a token. */
const CHARACTERS_PER_TOKEN = 4

/** A job as every endpoint shows it. */
export const jobBody = (job: Job) => ({
  id: job.id,
  customer_id: job.customer_id,
  api_key_id: job.api_key_id,
  provider: job.provider,
  model: job.model,
  /** Of the call that it is in the list of calls. */
  request_id: job.request_id,
  status: job.status,
  created_at: job.created_at,
  started_at: job.started_at,
  heartbeat_at: job.heartbeat_at,
  completed_at: job.completed_at,
  input_tokens: job.input_tokens,
  output_tokens: job.output_tokens,
  cost_cents: job.cost_pico === null ? null : picoToCents(job.cost_pico),
  cost_usd: job.cost_pico === null ? null : picoToUsd(job.cost_pico),
  estimated: job.estimated ?? false,
  error: job.error,
  error_code: job.error_code,
  cancel_requested: job.cancel_asked_at !== null,
  output_len: job.output_len,
  progress: {
    characters: job.output_len,
    /** Exact once the job is complete. */
    tokens: job.output_tokens ?? Math.ceil(job.output_len / CHARACTERS_PER_TOKEN),
    elapsed_ms: job.started_at === null ? 0 : (job.completed_at ?? new Date()).getTime() - job.started_at.getTime(),
  },
})

/** A page of jobs. */
export const jobsBody = ({ rows, nextCursor }: Paged<ListedJob>) => ({
  jobs: rows.map((job) => ({ ...jobBody(job), key_label: job.key_label, key_last4: job.key_last4 })),
  next_cursor: nextCursor,
})

/** A page of jobs as the operator sees them: whose each is, too. */
export const operatorJobsBody = ({ rows, nextCursor }: Paged<ListedJob>) => ({
  jobs: rows.map((job) => ({
    ...jobBody(job),
    customer_email: job.customer_email,
    key_label: job.key_label,
    key_last4: job.key_last4,
  })),
  next_cursor: nextCursor,
})

/** One generation of clients reads the fields at the top, another one under `job`. */
export const jobStatusBody = (job: Job) => ({ job_id: job.id, ...jobBody(job), job: jobBody(job) })

/** The same, with the answer as far as there is one when it was asked for. */
export const jobProgressBody = (job: Job | JobWithText) => ({
  ...jobStatusBody(job),
  ...('text' in job ? { output_text: job.text } : {}),
})

export const jobUsageBody = (job: JobWithText) => ({
  input_tokens: job.input_tokens ?? 0,
  output_tokens: job.output_tokens ?? 0,
  cached_tokens: job.cached_tokens ?? 0,
  cache_write_tokens: job.cache_write_tokens ?? 0,
  reasoning_tokens: job.reasoning_tokens ?? 0,
  cost_cents: picoToCents(job.cost_pico ?? 0n),
  cost_usd: picoToUsd(job.cost_pico ?? 0n),
  estimated: job.estimated ?? false,
})

/** Where to ask for a job that was just submitted: this site's own address, or else the one that the client used. */
export const submittedBody = (deps: Deps, request: Request, jobId: string) => {
  const origin = siteOriginOf(request, deps)
  const addressOf = (name: string) => `${origin}/.netlify/functions/${name}?id=${jobId}`
  return {
    job_id: jobId,
    id: jobId,
    status: 'queued',
    status_url: addressOf('gateway-job-status'),
    result_url: addressOf('gateway-job-result'),
    build: buildOf(deps.settings),
    note: 'Poll status_url until status is succeeded or failed, then fetch result_url.',
  }
}
