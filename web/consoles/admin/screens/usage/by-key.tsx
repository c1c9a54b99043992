import { Stack, Title } from '@mantine/core'
import type { CustomerUsage } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

export const ByKey = ({ keys }: { keys: CustomerUsage['per_key'] }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      By key
    </Title>
    <DataTable
      label="By key"
      rows={keys}
      keyOf={(row) => row.id}
      empty={<Empty title="No key was used" />}
      columns={[
        { title: 'Key', cell: (row) => row.label, by: (row) => row.label },
        { title: 'Ends in', cell: (row) => <span className="kx-mono">{row.key_last4}</span> },
        { title: 'Role', cell: (row) => row.role, by: (row) => row.role },
        { title: 'Calls', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        { title: 'Spend', cell: (row) => <Money usd={row.spent_usd} />, by: (row) => row.spent_cents, align: 'right' },
        {
          title: 'Margin',
          cell: (row) => <Money usd={row.margin_usd} />,
          by: (row) => Number(row.margin_usd),
          align: 'right',
        },
      ]}
    />
  </Stack>
)
