import { Group } from '@mantine/core'
import { useState } from 'react'
import type { JobRow, Page } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DataTable } from '../../shared/data-table.tsx'
import { Empty } from '../../shared/empty.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { JOB_COLUMNS } from './jobs/job-columns.tsx'
import { JobDrawer } from './jobs/job-drawer.tsx'
import { STATUS_OPTIONS } from './jobs/job-status.tsx'

/** Long calls that run in the background, of everybody. */
const Jobs = () => {
  const [address, change] = useAddress()
  const [openedId, setOpenedId] = useState<string>()
  const [customerId, status] = [address.get('customer_id') ?? undefined, address.get('status') ?? undefined]
  const paging = usePaging(address.toString())
  const jobs = useAnswer<Page<'jobs', JobRow>>(
    'admin-jobs',
    { customer_id: customerId, status, cursor: paging.cursor, limit: 50 },
    { refreshMs: 3_000 },
  )
  return (
    <Screen title="Jobs" lead="Calls that run in the background. The list refreshes by itself.">
      <Group gap="xs">
        <CustomerPicker placeholder="Any customer" customerId={customerId} pick={(id) => change({ customer_id: id })} />
        <Choice label="Status" options={STATUS_OPTIONS} value={status} pick={(value) => change({ status: value })} />
      </Group>
      <StateOf of={jobs} rows={10}>
        {(answer) => (
          <>
            <DataTable
              label="Jobs"
              columns={JOB_COLUMNS}
              rows={answer.jobs}
              keyOf={({ id }) => id}
              open={({ id }) => setOpenedId(id)}
              empty={
                <Empty title="No jobs">
                  Apps submit them to gateway-job-submit when an answer takes longer than a request may.
                </Empty>
              }
              paging={paging}
              nextCursor={answer.next_cursor}
            />
            <JobDrawer job={answer.jobs.find(({ id }) => id === openedId)} close={() => setOpenedId(undefined)} />
          </>
        )}
      </StateOf>
    </Screen>
  )
}

export default Jobs
