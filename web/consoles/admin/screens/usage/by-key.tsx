import type { CustomerUsage } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { KeyName } from '../../../shared/key-name.tsx'
import { Money } from '../../../shared/money.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'

export const ByKey = ({ keys }: { keys: CustomerUsage['per_key'] }) => (
  <Panel title="By key" flush>
    <DataTable
      label="By key"
      rows={keys}
      keyOf={(row) => row.id}
      frameless
      empty={<NothingYet>No key was used.</NothingYet>}
      columns={[
        {
          title: 'Key',
          cell: (row) => <KeyName label={row.label} last4={row.key_last4} />,
          by: (row) => row.label,
        },
        { title: 'Role', onPhone: 'hide', cell: (row) => row.role, by: (row) => row.role },
        { title: 'Calls', onPhone: 'hide', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        {
          title: 'Charged',
          cell: (row) => <Money usd={row.spent_usd} digits={2} />,
          by: (row) => row.spent_cents,
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
