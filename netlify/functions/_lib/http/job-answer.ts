import { GatewayError } from '../domain/errors.ts'
import type { JobWithText } from '../services/jobs.ts'
import { toolCallBody } from './chat-answer.ts'
import { jobUsageBody } from './job-body.ts'
import { json } from './json.ts'

/**
 * A job's result: 200 with the answer, 202 while there is none.
 * @throws GatewayError JOB_FAILED, with what there is of the answer and what it cost
 */
export const jobAnswer = (job: JobWithText): Response => {
  const times = { created_at: job.created_at, started_at: job.started_at }
  switch (job.status) {
    case 'queued':
    case 'running':
      return json(
        { status: job.status, job: { id: job.id, ...times } },
        { status: 202, headers: { 'retry-after': '1' } },
      )
    case 'failed':
      throw new GatewayError('JOB_FAILED', job.error ?? 'The job failed', {
        details: {
          job: { id: job.id, status: job.status, error_code: job.error_code, ...times, completed_at: job.completed_at },
          output_text: job.text,
          usage: jobUsageBody(job),
        },
      })
    case 'succeeded':
      return json({
        provider: job.provider,
        model: job.model,
        output_text: job.text,
        usage: jobUsageBody(job),
        finish_reason: job.finish_reason,
        ...(job.tool_calls === null ? {} : { tool_calls: job.tool_calls.map(toolCallBody) }),
        job: { id: job.id, status: job.status, ...times, completed_at: job.completed_at },
      })
  }
}
