import { Group, Progress, Text } from '@mantine/core'
import type { JobRow } from '../../../shared/answers.ts'
import { count } from '../../../shared/format.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type Job = Pick<JobRow, 'status' | 'completed_at' | 'cancel_requested' | 'progress' | 'error_code'>

export const isOpen = ({ completed_at: completedAt }: Pick<JobRow, 'completed_at'>): boolean => completedAt === null

const TONE = { queued: 'quiet', running: 'busy', succeeded: 'good', failed: 'bad' } as const

export const JobStatusBadge = ({ job }: { job: Job }) => (
  <StatusBadge tone={job.error_code === 'CANCELLED' ? 'warn' : TONE[job.status]}>
    {job.error_code === 'CANCELLED' ? 'cancelled' : job.cancel_requested && isOpen(job) ? 'stopping' : job.status}
  </StatusBadge>
)

/** How long an answer gets nobody knows before it ends: the bar moves while it grows, the figure says how far it is. */
export const JobMeter = ({ job }: { job: Job }) => {
  const { tokens } = job.progress
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress
        w={90}
        size={6}
        value={job.status === 'queued' ? 0 : 100}
        animated={job.status === 'running'}
        color={job.status === 'failed' ? 'red.6' : job.status === 'succeeded' ? 'teal.6' : 'indigo.6'}
        aria-hidden
      />
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {isOpen(job) && tokens > 0 ? '≈ ' : ''}
        {count(tokens)} tokens
      </Text>
    </Group>
  )
}
