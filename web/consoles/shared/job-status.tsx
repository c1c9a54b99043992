import type { JobFilter, JobRow, JobState } from './answers.ts'
import { StatusBadge } from './status-badge.tsx'

const STATUSES = {
  queued: { label: 'Queued', tone: 'quiet' },
  running: { label: 'Running', tone: 'busy' },
  succeeded: { label: 'Succeeded', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
} as const satisfies Record<JobState, unknown>

const FILTERS: Readonly<Record<JobFilter, string>> = {
  queued: STATUSES.queued.label,
  running: STATUSES.running.label,
  succeeded: STATUSES.succeeded.label,
  // As the gateway has it: a job that was cancelled has failed, too.
  failed: 'Failed or cancelled',
  cancelled: 'Cancelled',
}

export const JOB_STATUS_OPTIONS = Object.entries(FILTERS).map(([value, label]) => ({ value, label }))

type Job = Pick<JobRow, 'status' | 'completed_at' | 'cancel_requested' | 'error_code'>

/** Where a job stands: as the gateway says, or that somebody stopped it. */
export const JobStatus = ({ job }: { job: Job }) => {
  if (job.error_code === 'CANCELLED') return <StatusBadge tone="quiet">Cancelled</StatusBadge>
  if (job.cancel_requested && job.completed_at === null) return <StatusBadge tone="busy">Stopping</StatusBadge>
  return <StatusBadge tone={STATUSES[job.status].tone}>{STATUSES[job.status].label}</StatusBadge>
}
