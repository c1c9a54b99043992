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

type Props = {
  customers: readonly Row[]
  /** Where more about one of them is; usually its page. */
  hrefOf?: (row: Row) => string
}

export const TopCustomers = ({ customers, hrefOf = pageOf }: Props) => (
  <Panel title="Top customers" flush>
    <DataTable
      label="Top customers"
      rows={customers}
      keyOf={(row) => row.customer_id}
      href={hrefOf}
      frameless
      empty={<NothingYet>Nobody has made a call in this month.</NothingYet>}
      columns={[
        {
          title: 'Customer',
          cell: (row) => (
            <Anchor component={Link} href={hrefOf(row)} size="sm" style={{ overflowWrap: 'anywhere' }}>
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
