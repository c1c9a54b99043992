import { Progress, Stack, Text } from '@mantine/core'
import type { JobRow } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { CustomerLink } from '../../customer-link.tsx'
import { JobStatus } from './job-status.tsx'

export const JOB_COLUMNS: readonly Column<JobRow>[] = [
  {
    title: 'Submitted',
    cell: (job) => <Instant at={job.created_at} precision="second" />,
    by: (job) => job.created_at,
  },
  { title: 'Status', cell: (job) => <JobStatus status={job.status} />, by: (job) => job.status },
  { title: 'Progress', cell: (job) => <Progressing job={job} />, by: (job) => job.progress.tokens },
  { title: 'Model', cell: (job) => `${job.provider}/${job.model}`, by: (job) => job.model },
  { title: 'Customer', cell: (job) => <CustomerLink id={job.customer_id} />, by: (job) => Number(job.customer_id) },
  {
    title: 'Took',
    cell: (job) => (job.started_at === null ? '–' : duration(job.progress.elapsed_ms)),
    by: (job) => job.progress.elapsed_ms,
    align: 'right',
  },
  { title: 'Cost', cell: (job) => <Money usd={job.cost_usd} />, by: (job) => job.cost_cents ?? 0, align: 'right' },
]

/** How much there will be is known by nobody, so the bar only says that something comes. */
export const Progressing = ({ job }: { job: JobRow }) => (
  <Stack gap={4} miw={130}>
    <Text size="xs">
      {job.status === 'running' ? 'about ' : ''}
      {count(job.progress.tokens)} tokens{job.cancel_requested && job.completed_at === null ? ', stopping' : ''}
    </Text>
    {job.status === 'running' && <Progress value={100} size={4} striped animated aria-hidden />}
  </Stack>
)
