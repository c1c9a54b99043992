import type { Settings } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { Panel } from '../../../shared/panel.tsx'
import { providerName } from '../../../shared/provider-name.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

/** Who can be called, and first those who are. */
export const Providers = ({ providers }: { providers: Settings['providers'] }) => (
  <Panel title="Providers" flush>
    <DataTable
      label="Providers"
      rows={providers.toSorted((a, b) => Number(b.configured) - Number(a.configured))}
      keyOf={({ name }) => name}
      frameless
      empty={null}
      columns={[
        {
          title: 'Provider',
          cell: ({ name }) => <span style={{ whiteSpace: 'nowrap' }}>{providerName(name)}</span>,
          by: ({ name }) => providerName(name),
        },
        {
          title: 'Status',
          cell: ({ configured }) => (
            <StatusBadge tone={configured ? 'good' : 'quiet'}>{configured ? 'Set up' : 'Not set up'}</StatusBadge>
          ),
          by: ({ configured }) => (configured ? 0 : 1),
        },
        { title: 'Models', cell: ({ models }) => count(models), by: ({ models }) => models, align: 'right' },
        { title: 'Variable', cell: ({ variable }) => <span className="kx-mono">{variable}</span> },
      ]}
    />
  </Panel>
)
