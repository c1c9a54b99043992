import { Alert, Group } from '@mantine/core'
import type { OperatorJob, OperatorJobs } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { Copy } from '../../../shared/copy.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { JobStatus } from '../../../shared/job-status.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { Money } from '../../../shared/money.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'
import { CustomerLink } from '../../customer-link.tsx'
import { KeyLink } from '../../key-link.tsx'

type Props = {
  /** As it was when it was opened. */
  known: OperatorJob | undefined
  close: () => void
}

/** A job: where it stands, what it cost, and a way to stop it. The answer itself is its owner's. */
export const JobDrawer = ({ known, close }: Props) => (
  <DetailDrawer row={useAsItIs(known)} title={({ provider, model }) => `Job of ${provider}/${model}`} close={close}>
    {(job) => (
      <>
        {job.error !== null && (
          <Alert color={job.error_code === 'CANCELLED' ? 'gray' : 'red'} title={job.error_code ?? 'Failed'}>
            {job.error}
          </Alert>
        )}
        <Facts
          of={[
            [
              'Id',
              <Group gap={4} wrap="nowrap">
                <span className="kx-mono">{job.id}</span>
                <Copy text={job.id} what="the id" />
              </Group>,
            ],
            ['Status', <JobStatus job={job} />],
            ['Customer', <CustomerLink id={job.customer_id} email={job.customer_email} />],
            ['Key', <KeyLink customerId={job.customer_id} label={job.key_label} last4={job.key_last4} />],
            ['Submitted', <Instant at={job.created_at} precision="second" />],
            ['Started', <Instant at={job.started_at} precision="second" />],
            ['Last heartbeat', <Instant at={job.heartbeat_at} precision="second" />],
            ['Completed', <Instant at={job.completed_at} precision="second" />],
            ['Duration', job.started_at === null ? undefined : duration(job.progress.elapsed_ms)],
            ['Characters', count(job.output_len)],
            ['Input tokens', job.input_tokens === null ? undefined : count(job.input_tokens)],
            ['Output tokens', job.output_tokens === null ? undefined : count(job.output_tokens)],
            ['Charged', job.cost_usd === null ? undefined : <Money usd={job.cost_usd} digits={6} />],
            ['Metered', job.estimated ? 'by an estimate: the provider reported nothing' : undefined],
          ]}
        />
        {job.completed_at === null && <Stop job={job} />}
        <JsonBlock value={job} />
      </>
    )}
  </DetailDrawer>
)

/** Asked for by its id: it may leave the list that it was opened from, which goes on and may be narrowed to what it no longer is. */
const useAsItIs = (known: OperatorJob | undefined): OperatorJob | undefined => {
  const { data } = useAnswer<OperatorJobs>(
    'admin-jobs',
    { q: known?.id, limit: 1 },
    { enabled: known !== undefined, refreshMs: 3_000 },
  )
  return data?.jobs.find(({ id }) => id === known?.id) ?? known
}

const Stop = ({ job }: { job: OperatorJob }) => {
  const stop = useChange<string, unknown>({
    run: (api, id) => api.send('admin-jobs', { method: 'DELETE', query: { id } }),
    touches: ['admin-jobs'],
    done: 'The job is being stopped.',
  })
  return (
    <Group>
      <Confirm
        tone="danger"
        label="Stop the job"
        color="red"
        variant="light"
        disabled={job.cancel_requested}
        question="What was used by then is charged; what has come in so far stays readable for its owner."
        act={() => stop.mutateAsync(job.id)}
        pending={stop.isPending}
        error={stop.error}
      />
    </Group>
  )
}
