import { Stack, Text, Title } from '@mantine/core'
import type { Overview } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { count } from '../../../shared/format.ts'

export const ErrorsByCode = ({ errors }: { errors: Overview['errors'] }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Errors by code
    </Title>
    <DataTable
      label="Errors by code"
      rows={errors}
      keyOf={(row) => row.code}
      empty={<Empty title="No call has failed in this month" />}
      columns={[
        { title: 'Code', cell: (row) => <span className="kx-mono">{row.code}</span>, by: (row) => row.code },
        { title: 'Today', cell: (row) => count(row.today), by: (row) => row.today, align: 'right' },
        { title: 'This month', cell: (row) => count(row.month), by: (row) => row.month, align: 'right' },
      ]}
    />
    <Text size="sm" c="dimmed">
      Calls that were let in and given back uncharged. Refusals at the door are in the monitor.
    </Text>
  </Stack>
)
