import { Anchor, Stack, Title } from '@mantine/core'
import { Link } from 'wouter'
import type { Overview } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

export const TopCustomers = ({ customers }: { customers: Overview['top_customers'] }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Top customers
    </Title>
    <DataTable
      label="Top customers"
      rows={customers}
      keyOf={(row) => row.customer_id}
      empty={<Empty title="Nobody has made a call in this month" />}
      columns={[
        {
          title: 'Customer',
          cell: (row) => (
            <Anchor component={Link} href={`/customers/${row.customer_id}`} size="sm">
              {row.email}
            </Anchor>
          ),
          by: (row) => row.email,
        },
        { title: 'Calls', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        { title: 'Spend', cell: (row) => <Money usd={row.cost_usd} />, by: (row) => row.cost_cents, align: 'right' },
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
