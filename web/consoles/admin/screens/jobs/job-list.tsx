import { Group } from '@mantine/core'
import { useState } from 'react'
import type { OperatorJob, OperatorJobs } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { JOB_STATUS_OPTIONS } from '../../../shared/job-status.tsx'
import { known } from '../../../shared/known.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useOwnedList } from '../../use-owned-list.tsx'
import { JOB_COLUMNS } from './job-columns.tsx'
import { JobDrawer } from './job-drawer.tsx'

/** Jobs of everybody, or of one customer, whom nobody has to choose then. What they are narrowed to stands in the address. */
export const JobList = ({ of: owner }: { of?: string }) => {
  const { address, change, customerId, q, paging, picker } = useOwnedList(owner)
  const [opened, setOpened] = useState<OperatorJob>()
  const status = known(address.get('status'), JOB_STATUS_OPTIONS)
  const jobs = useAnswer<OperatorJobs>(
    'admin-jobs',
    { customer_id: customerId, q, status, cursor: paging.cursor, limit: 50 },
    { refreshMs: 3_000 },
  )
  return (
    <>
      <Group gap="xs">
        {picker}
        <SearchField label="Search jobs" initial={q} search={(text) => change({ q: text })} />
        <Choice
          label="Status"
          options={JOB_STATUS_OPTIONS}
          value={status}
          pick={(value) => change({ status: value })}
        />
      </Group>
      <StateOf of={jobs} rows={10}>
        {(answer) => (
          <DataTable
            label="Jobs"
            columns={JOB_COLUMNS.filter(({ title }) => customerId === undefined || title !== 'Customer')}
            rows={answer.jobs}
            keyOf={({ id }) => id}
            open={setOpened}
            empty={
              address.size > 0 ? (
                <Empty title="No job matches">
                  Search for how an id begins, or for a part of a model’s name or of a customer’s e-mail address; or
                  clear a filter.
                </Empty>
              ) : (
                <Empty title="No jobs">
                  Apps submit them to gateway-job-submit when an answer takes longer than a request may.
                </Empty>
              )
            }
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
      <JobDrawer known={opened} close={() => setOpened(undefined)} />
    </>
  )
}
