import { Stack, Title } from '@mantine/core'
import type { CustomerUsage } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { compact, count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

export const ByModel = ({ models }: { models: CustomerUsage['per_model'] }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      By model
    </Title>
    <DataTable
      label="By model"
      rows={models}
      keyOf={(row) => `${row.provider}/${row.model}`}
      empty={<Empty title="No model was called" />}
      columns={[
        { title: 'Model', cell: (row) => `${row.provider}/${row.model}`, by: (row) => row.model },
        { title: 'Calls', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        { title: 'In', cell: (row) => compact(row.input_tokens), by: (row) => row.input_tokens, align: 'right' },
        { title: 'Out', cell: (row) => compact(row.output_tokens), by: (row) => row.output_tokens, align: 'right' },
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
