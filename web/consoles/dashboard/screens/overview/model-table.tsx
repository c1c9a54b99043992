import { Progress } from '@mantine/core'
import type { Summary } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { compact, count, percent } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

/** What each model cost, dearest first, and its share of the whole. */
export const ModelTable = ({ models }: { models: Summary['by_model'] }) => {
  const whole = models.reduce((sum, { cost_cents: cents }) => sum + cents, 0)
  return (
    <DataTable
      label="Spend by model"
      rows={models}
      keyOf={(row) => `${row.provider}/${row.model}`}
      empty={<Empty title="No model was called in this month" />}
      columns={[
        { title: 'Model', cell: (row) => `${row.provider}/${row.model}`, by: (row) => row.model },
        {
          title: 'Share',
          cell: (row) => (
            <Progress
              value={whole === 0 ? 0 : (row.cost_cents / whole) * 100}
              size={8}
              miw={80}
              aria-label={`${row.model}: ${percent(row.cost_cents, whole)} of the spend`}
            />
          ),
        },
        { title: 'Calls', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        {
          title: 'Tokens in',
          cell: (row) => compact(row.input_tokens),
          by: (row) => row.input_tokens,
          align: 'right',
        },
        {
          title: 'Tokens out',
          cell: (row) => compact(row.output_tokens),
          by: (row) => row.output_tokens,
          align: 'right',
        },
        { title: 'Cost', cell: (row) => <Money usd={row.cost_usd} />, by: (row) => row.cost_cents, align: 'right' },
      ]}
    />
  )
}
