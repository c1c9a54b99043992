import { Group } from '@mantine/core'
import { useState } from 'react'
import type { Jobs as Answer } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DataTable } from '../../shared/data-table.tsx'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { Empty } from '../../shared/empty.tsx'
import { duration } from '../../shared/format.ts'
import { Instant } from '../../shared/instant.tsx'
import { JOB_STATUS_OPTIONS, JobStatus } from '../../shared/job-status.tsx'
import { known } from '../../shared/known.ts'
import { KeyName } from '../../shared/key-name.tsx'
import { Money } from '../../shared/money.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { ShortId } from '../../shared/short-id.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useInAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { ModelAndTime } from '../../shared/model-and-time.tsx'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { isOpen, JobMeter } from './jobs/job-meter.tsx'
import { HowToSubmit } from './jobs/how-to-submit.tsx'
import { JobDetails } from './jobs/job-details.tsx'

const LIVE_MS = 2_000
const CALM_MS = 15_000

/** Long calls that go on by themselves; live while any of them does. */
const Jobs = () => {
  const { scope, pick } = useScope()
  const [named, setStatus] = useInAddress('status')
  const status = known(named, JOB_STATUS_OPTIONS)
  const [q, setQ] = useInAddress('q')
  const [opened, setOpened] = useState<string>()
  const [isLive, setLive] = useState(false)
  const paging = usePaging()
  const asked = { scope, q, status, limit: 50, cursor: paging.cursor }
  const jobs = useAnswer<Answer>('user-jobs', asked, { refreshMs: isLive ? LIVE_MS : CALM_MS })
  const anyOpen = jobs.data?.jobs.some(isOpen) ?? false
  if (anyOpen !== isLive) setLive(anyOpen)
  return (
    <Screen
      title="Jobs"
      lead="Calls that run in the background. The list is live while any of them runs."
      actions={
        <>
          <HowToSubmit />
          <ScopeSwitch scope={scope} pick={pick} />
        </>
      }
    >
      <Group gap="xs">
        <SearchField label="Search jobs" initial={q} search={setQ} />
        <Choice label="Any status" aria-label="Status" options={JOB_STATUS_OPTIONS} value={status} pick={setStatus} />
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
              status === undefined && q === undefined ? (
                <Empty title="No jobs">
                  Submit one with POST /.netlify/functions/gateway-job-submit: the body of a chat, answered in the
                  background for up to 14 minutes. Jobs are kept for some days.
                </Empty>
              ) : (
                <Empty title="No job matches">
                  Search for how its id begins or for a part of a model’s name, or choose another status.
                </Empty>
              )
            }
            columns={[
              {
                title: 'Submitted',
                onPhone: 'hide',
                cell: (job) => <Instant at={job.created_at} />,
                by: (job) => job.created_at,
              },
              {
                title: 'Job',
                onTablet: 'hide',
                cell: (job) => <ShortId text={job.id} what="the job id" />,
              },
              {
                title: 'Model',
                cell: (job) => <ModelAndTime provider={job.provider} model={job.model} at={job.created_at} />,
                by: (job) => job.model,
              },
              {
                title: 'Key',
                onPhone: 'hide',
                cell: (job) => <KeyName label={job.key_label} last4={job.key_last4} />,
                by: (job) => job.key_label,
              },
              { title: 'Status', cell: (job) => <JobStatus job={job} />, by: (job) => job.status },
              {
                title: 'Progress',
                onPhone: 'hide',
                cell: (job) => <JobMeter job={job} />,
                by: (job) => job.progress.tokens,
              },
              {
                title: 'Duration',
                onTablet: 'hide',
                cell: (job) => (job.started_at === null ? '–' : duration(job.progress.elapsed_ms)),
                by: (job) => job.progress.elapsed_ms,
                align: 'right',
              },
              {
                title: 'Cost',
                cell: (job) => <Money usd={job.cost_usd} digits={6} />,
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
