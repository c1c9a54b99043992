import type { Caller } from '../call-rows.ts'
import type { Call } from '../call.ts'
import { NAMED_COMPANY } from '../companies.ts'
import type { Desk } from '../desk.ts'
import { SHOWN_JOB_ENDINGS, type Ending } from '../endings.ts'
import { jobRow } from './job-row.ts'

/** Of how many jobs one tells an address when it is complete. */
const CALLBACKS = 6

/**
 * Keeps a job for as long as the gateway itself would. All of them are complete: one that waits or runs would be worked on, or given
 * up, as soon as a gateway finds it.
 */
export const keepJob = (desk: Desk, call: Call, caller: Caller): void => {
  if (call.job === null || call.resolvedAt < desk.kept.jobsFrom) return
  const { random, profile, tables, messages } = desk
  const id = random.uuid()
  const hasCallback = profile.webhookUrl !== undefined && tables.async_jobs.length % CALLBACKS === 0
  const callbackUrl = hasCallback ? `${profile.webhookUrl ?? ''}/jobs` : null
  const row = jobRow(random, { id, call, times: call.job, caller, callbackUrl })
  tables.async_jobs.push(row)
  if (callbackUrl === null) return
  // As complete_job in sql/0014_jobs.sql writes it.
  const eventType = call.failure === undefined ? 'JOB_SUCCEEDED' : 'JOB_FAILED'
  const { customerId } = caller
  messages.push({
    ...{ at: call.resolvedAt, customerId, eventType, url: callbackUrl },
    payload: {
      ...{ type: eventType, customer_id: customerId, job_id: id, status: row['status'], provider: call.provider },
      ...{ model: call.model, error_code: row['error_code'], output_len: row['output_len'] },
    },
  })
}

/** How a job that is made now has to end; undefined: as it likes. */
export const shownJobEnding = ({ profile, kept, tables }: Desk, at: number): Ending | undefined =>
  profile.email === NAMED_COMPANY.email && at >= kept.jobsFrom ? SHOWN_JOB_ENDINGS[tables.async_jobs.length] : undefined
