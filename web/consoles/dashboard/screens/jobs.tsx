import { Group, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { JobRow, JobState, Page } from '../../shared/answers.ts'
import { DataTable } from '../../shared/data-table.tsx'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { Empty } from '../../shared/empty.tsx'
import { duration } from '../../shared/format.ts'
import { Instant } from '../../shared/instant.tsx'
import { Money } from '../../shared/money.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { isOpen, JobMeter, JobStatusBadge } from './jobs/job-status.tsx'
import { JobDetails } from './jobs/job-details.tsx'

type Status = JobState | 'all'
type Jobs = Page<'jobs', JobRow>

const STATUSES: readonly { value: Status; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'queued', label: 'Queued' },
  { value: 'running', label: 'Running' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed' },
]

const LIVE_MS = 2_000
const CALM_MS = 15_000

/** Long calls that go on by themselves; live while any of them does. */
const Jobs = () => {
  const { scope, pick } = useScope()
  const [status, setStatus] = useState<Status>('all')
  const [opened, setOpened] = useState<string>()
  const [isLive, setLive] = useState(false)
  const paging = usePaging(`${scope} ${status}`)
  const asked = { scope, status: status === 'all' ? undefined : status, limit: 50, cursor: paging.cursor }
  const jobs = useAnswer<Jobs>('user-jobs', asked, { refreshMs: isLive ? LIVE_MS : CALM_MS })
  const anyOpen = jobs.data?.jobs.some(isOpen) ?? false
  if (anyOpen !== isLive) setLive(anyOpen)
  return (
    <Screen
      title="Jobs"
      lead="Calls that run in the background. The list is live while any of them runs."
      actions={<ScopeSwitch scope={scope} pick={pick} />}
    >
      <Group style={{ overflowX: 'auto' }}>
        <SegmentedControl aria-label="Status" value={status} onChange={setStatus} data={[...STATUSES]} />
      </Group>
      <StateOf of={jobs}>
        {(answer) => (
          <DataTable
            label="Jobs"
            rows={answer.jobs}
            keyOf={(job) => job.id}
            open={(job) => setOpened(job.id)}
            paging={paging}
            nextCursor={answer.next_cursor}
            empty={
              status === 'all' ? (
                <Empty title="No jobs">
                  Submit one with POST /.netlify/functions/gateway-job-submit: the body of a chat, answered in the
                  background for up to 14 minutes. Jobs are kept for some days.
                </Empty>
              ) : (
                <Empty title={`No job is ${status}`}>Choose another status.</Empty>
              )
            }
            columns={[
              { title: 'Submitted', cell: (job) => <Instant at={job.created_at} />, by: (job) => job.created_at },
              { title: 'Model', cell: (job) => `${job.provider}/${job.model}`, by: (job) => job.model },
              { title: 'Status', cell: (job) => <JobStatusBadge job={job} />, by: (job) => job.status },
              { title: 'Progress', cell: (job) => <JobMeter job={job} />, by: (job) => job.progress.tokens },
              {
                title: 'Took',
                cell: (job) => (job.started_at === null ? '–' : duration(job.progress.elapsed_ms)),
                by: (job) => job.progress.elapsed_ms,
                align: 'right',
              },
              {
                title: 'Cost',
                cell: (job) => <Money usd={job.cost_usd} />,
                by: (job) => job.cost_cents ?? -1,
                align: 'right',
              },
            ]}
          />
        )}
      </StateOf>
      <DetailDrawer row={opened} title={() => 'Job'} close={() => setOpened(undefined)}>
        {(id) => <JobDetails id={id} />}
      </DetailDrawer>
    </Screen>
  )
}

export default Jobs
