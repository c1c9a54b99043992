import { Progress, Stack, Text } from '@mantine/core'
import type { JobRow, OperatorJob } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { JobStatus } from '../../../shared/job-status.tsx'
import { ModelAndTime } from '../../../shared/model-and-time.tsx'
import { Money } from '../../../shared/money.tsx'
import { CustomerLink } from '../../customer-link.tsx'

export const JOB_COLUMNS: readonly Column<OperatorJob>[] = [
  {
    title: 'Submitted',
    onPhone: 'hide',
    cell: (job) => <Instant at={job.created_at} precision="second" />,
    by: (job) => job.created_at,
  },
  { title: 'Status', cell: (job) => <JobStatus job={job} />, by: (job) => job.status },
  { title: 'Progress', onPhone: 'hide', cell: (job) => <Progressing job={job} />, by: (job) => job.progress.tokens },
  {
    title: 'Model',
    cell: (job) => <ModelAndTime provider={job.provider} model={job.model} at={job.created_at} />,
    by: (job) => job.model,
  },
  {
    title: 'Customer',
    onPhone: 'hide',
    cell: (job) => <CustomerLink id={job.customer_id} email={job.customer_email} />,
    by: (job) => job.customer_email,
  },
  {
    title: 'Duration',
    onPhone: 'hide',
    cell: (job) => (job.started_at === null ? '–' : duration(job.progress.elapsed_ms)),
    by: (job) => job.progress.elapsed_ms,
    align: 'right',
  },
  {
    title: 'Charged',
    cell: (job) => <Money usd={job.cost_usd} digits={6} />,
    by: (job) => job.cost_cents ?? 0,
    align: 'right',
  },
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
