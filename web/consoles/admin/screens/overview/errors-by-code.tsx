import { Text } from '@mantine/core'
import type { Overview } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'
import { failedCalls } from './failed-calls.ts'

type Failed = Overview['errors'][number]

export const ErrorsByCode = ({ errors, isCurrent }: { errors: readonly Failed[]; isCurrent: boolean }) => (
  <Panel title="Errors by code" flush>
    <DataTable
      label="Errors by code"
      rows={errors}
      keyOf={(row) => row.code}
      // How far back the monitor goes can be said of now alone.
      {...(isCurrent ? { href: ({ code }: Failed) => failedCalls({ since: 'month', code }) } : {})}
      frameless
      empty={<NothingYet>No call has failed in this month.</NothingYet>}
      columns={[CODE, ...(isCurrent ? [TODAY] : []), MONTH]}
    />
    {errors.length > 0 && (
      <Text size="xs" c="dimmed" p="md">
        Calls that were let in and given back uncharged. The monitor, which has refusals at the door as well, may show
        other counts: of failures it has those that were charged in part, too, and it forgets old ones.
      </Text>
    )}
  </Panel>
)

const CODE: Column<Failed> = {
  title: 'Code',
  cell: (row) => <span className="kx-mono">{row.code}</span>,
  by: (row) => row.code,
}
const TODAY: Column<Failed> = {
  title: 'Today',
  cell: (row) => count(row.today),
  by: (row) => row.today,
  align: 'right',
}
const MONTH: Column<Failed> = {
  title: 'Month',
  cell: (row) => count(row.month),
  by: (row) => row.month,
  align: 'right',
}
