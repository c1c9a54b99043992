import { Alert, Anchor, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { JobProgress } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { Copy } from '../../../shared/copy.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { JobStatus } from '../../../shared/job-status.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'
import { isOpen, JobMeter } from './job-meter.tsx'

const LIVE_MS = 1_500
/** A complete job changes no more. */
const DONE_MS = 600_000

/** One job with its answer, as far as there is one. */
export const JobDetails = ({ id }: { id: string }) => {
  const [isDone, setDone] = useState(false)
  const asked = useAnswer<JobProgress>(
    'gateway-job-status',
    { id, partial: 1 },
    { refreshMs: isDone ? DONE_MS : LIVE_MS },
  )
  const done = asked.data !== undefined && !isOpen(asked.data)
  if (done !== isDone) setDone(done)
  return <StateOf of={asked}>{(job) => <Details job={job} />}</StateOf>
}

const Details = ({ job }: { job: JobProgress }) => {
  const text = job.output_text ?? ''
  return (
    <Stack>
      <Group justify="space-between">
        <JobStatus job={job} />
        {isOpen(job) ? <Stop job={job} /> : null}
      </Group>
      {isOpen(job) && <JobMeter job={job} />}
      {job.error !== null && (
        <Alert color={job.error_code === 'CANCELLED' ? 'gray' : 'red'} title={job.error_code ?? 'The job failed'}>
          {job.error}
        </Alert>
      )}
      <Facts
        of={[
          ['Model', `${job.provider}/${job.model}`],
          ['Submitted', <Instant key="at" at={job.created_at} precision="second" />],
          ['Started', <Instant key="started" at={job.started_at} precision="second" />],
          ['Completed', <Instant key="completed" at={job.completed_at} precision="second" />],
          ['Duration', job.started_at === null ? undefined : duration(job.progress.elapsed_ms)],
          ['Input', job.input_tokens === null ? undefined : `${count(job.input_tokens)} tokens`],
          ['Output', job.output_tokens === null ? undefined : `${count(job.output_tokens)} tokens`],
          ['Cost', job.cost_usd === null ? undefined : `$${job.cost_usd}${job.estimated ? ' (estimated)' : ''}`],
          [
            'Job',
            <Group key="id" gap={4} wrap="nowrap">
              <span className="kx-mono">{job.job_id}</span>
              <Copy text={job.job_id} what="the job id" />
            </Group>,
          ],
          [
            'Receipt',
            job.cost_usd === null ? undefined : (
              <Anchor key="receipt" component={Link} href={receiptOf(job)} size="sm">
                The call in Usage
              </Anchor>
            ),
          ],
        ]}
      />
      <Group gap={4}>
        <Title order={3} size="h5">
          {isOpen(job) ? 'Answer so far' : 'Answer'}
        </Title>
        {text !== '' && <Copy text={text} what="the answer" />}
      </Group>
      {text === '' ? (
        <Text size="sm" c="dimmed">
          {isOpen(job) ? 'Nothing has come yet.' : 'There is no text.'}
        </Text>
      ) : (
        <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {text}
        </Code>
      )}
    </Stack>
  )
}

/** Of the month in which it was submitted, as its cost is. */
const receiptOf = ({ created_at: createdAt, request_id: q }: JobProgress): string =>
  `/usage?${new URLSearchParams({ month: createdAt.slice(0, 7), q }).toString()}`

const Stop = ({ job }: { job: JobProgress }) => {
  const stop = useChange({
    run: (api, id: string) => api.send('gateway-job-cancel', { method: 'POST', body: { id } }),
    touches: ['gateway-job-status', 'user-jobs'],
    done: 'The job is being stopped',
  })
  return (
    <Confirm
      tone="danger"
      label="Stop the job"
      size="xs"
      variant="default"
      disabled={job.cancel_requested}
      question="What the provider has answered by then is kept and charged."
      act={() => stop.mutateAsync(job.job_id)}
      pending={stop.isPending}
      error={stop.error}
    />
  )
}
