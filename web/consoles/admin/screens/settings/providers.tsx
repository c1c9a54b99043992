import { Stack, Title } from '@mantine/core'
import type { Settings } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { count } from '../../../shared/format.ts'

/** Who can be called, and first those who are. */
export const Providers = ({ providers }: { providers: Settings['providers'] }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Providers
    </Title>
    <DataTable
      label="Providers"
      rows={providers.toSorted((a, b) => Number(b.configured) - Number(a.configured))}
      keyOf={({ name }) => name}
      empty={null}
      columns={[
        { title: 'Provider', cell: ({ name }) => name, by: ({ name }) => name },
        {
          title: 'State',
          cell: ({ configured }) => (
            <StatusBadge tone={configured ? 'good' : 'quiet'}>{configured ? 'set up' : 'not set up'}</StatusBadge>
          ),
          by: ({ configured }) => (configured ? 0 : 1),
        },
        { title: 'Priced models', cell: ({ models }) => count(models), by: ({ models }) => models, align: 'right' },
        { title: 'Variable', cell: ({ variable }) => <span className="kx-mono">{variable}</span> },
      ]}
    />
  </Stack>
)
