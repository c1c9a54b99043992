import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import type { Overview } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'

type Row = Overview['top_customers'][number]

const pageOf = ({ customer_id: id }: Row): string => `/customers/${id}`

export const TopCustomers = ({ customers }: { customers: readonly Row[] }) => (
  <Panel title="Top customers" flush>
    <DataTable
      label="Top customers"
      rows={customers}
      keyOf={(row) => row.customer_id}
      href={(row) => pageOf(row)}
      frameless
      empty={<NothingYet>Nobody has made a call in this month.</NothingYet>}
      columns={[
        {
          title: 'Customer',
          cell: (row) => (
            <Anchor component={Link} href={pageOf(row)} size="sm">
              {row.email}
            </Anchor>
          ),
          by: (row) => row.email,
        },
        { title: 'Calls', onPhone: 'hide', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        {
          title: 'Charged',
          cell: (row) => <Money usd={row.cost_usd} digits={2} />,
          by: (row) => row.cost_cents,
          align: 'right',
        },
        {
          title: 'Margin',
          cell: (row) => <Money usd={row.margin_usd} digits={2} />,
          by: (row) => Number(row.margin_usd),
          align: 'right',
        },
      ]}
    />
  </Panel>
)
