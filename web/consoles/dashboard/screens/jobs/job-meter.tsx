import { Group, Progress, Text } from '@mantine/core'
import type { JobRow } from '../../../shared/answers.ts'
import { count } from '../../../shared/format.ts'

type Job = Pick<JobRow, 'status' | 'completed_at' | 'progress'>

export const isOpen = ({ completed_at: completedAt }: Pick<JobRow, 'completed_at'>): boolean => completedAt === null

/** How long an answer gets nobody knows before it ends: a bar moves while it grows, the figure says how far it is. */
export const JobMeter = ({ job }: { job: Job }) => {
  const { tokens } = job.progress
  return (
    <Group gap="xs" wrap="nowrap">
      {job.status === 'running' && <Progress w={90} size={6} value={100} animated color="indigo.6" aria-hidden />}
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {isOpen(job) && tokens > 0 ? '≈ ' : ''}
        {count(tokens)} tokens
      </Text>
    </Group>
  )
}
