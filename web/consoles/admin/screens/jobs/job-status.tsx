import type { JobState } from '../../../shared/answers.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

const STATUSES = {
  queued: { label: 'Queued', tone: 'quiet' },
  running: { label: 'Running', tone: 'busy' },
  succeeded: { label: 'Succeeded', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
} as const satisfies Record<JobState, unknown>

export const STATUS_OPTIONS = Object.entries(STATUSES).map(([value, { label }]) => ({ value, label }))

export const JobStatus = ({ status }: { status: JobState }) => (
  <StatusBadge tone={STATUSES[status].tone}>{STATUSES[status].label}</StatusBadge>
)
