import { Stack, Title } from '@mantine/core'
import type { Overview } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

type Model = Overview['top_models'][number]

export const TopModels = ({ models }: { models: readonly Model[] }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Top models
    </Title>
    <DataTable
      label="Top models"
      rows={models}
      keyOf={(row) => `${row.provider}/${row.model}`}
      empty={<Empty title="No model was called in this month" />}
      columns={[
        { title: 'Model', cell: (row) => `${row.provider}/${row.model}`, by: (row) => row.model },
        { title: 'Calls', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        { title: 'Spend', cell: (row) => <Money usd={row.cost_usd} />, by: (row) => row.cost_cents, align: 'right' },
        {
          title: 'Margin',
          cell: (row) => <Money usd={row.margin_usd} />,
          by: (row) => Number(row.margin_usd),
          align: 'right',
        },
        {
          title: 'Latency',
          cell: (row) => shown(row.average_duration_ms),
          by: (row) => row.average_duration_ms ?? -1,
          align: 'right',
        },
        {
          title: 'First token',
          cell: (row) => shown(row.average_first_token_ms),
          by: (row) => row.average_first_token_ms ?? -1,
          align: 'right',
        },
      ]}
    />
  </Stack>
)

const shown = (ms: number | null): string => (ms === null ? '–' : duration(ms))
