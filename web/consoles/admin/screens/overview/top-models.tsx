import type { Overview } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count, duration, percent } from '../../../shared/format.ts'
import { ModelName } from '../../../shared/model-name.tsx'
import { Money } from '../../../shared/money.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'
import { usageOf } from '../../usage-of.ts'

type Model = Overview['top_models'][number]

const nameOf = ({ provider, model }: Model): string => `${provider}/${model}`

export const TopModels = ({ models, month }: { models: readonly Model[]; month: string }) => (
  <Panel title="Top models" flush>
    <DataTable
      label="Top models"
      rows={models}
      keyOf={nameOf}
      href={({ provider, model }) => usageOf({ provider, model, month })}
      frameless
      empty={<NothingYet>No model was called in this month.</NothingYet>}
      columns={[
        { title: 'Model', cell: (row) => <ModelName {...row} />, by: (row) => row.model },
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
        {
          title: 'Margin %',
          onPhone: 'hide',
          cell: (row) => percent(Number(row.margin_usd), Number(row.cost_usd)),
          by: (row) => Number(row.margin_usd) / Number(row.cost_usd),
          align: 'right',
        },
        {
          title: 'Latency',
          onPhone: 'hide',
          cell: (row) => shown(row.average_duration_ms),
          by: (row) => row.average_duration_ms ?? -1,
          align: 'right',
        },
        {
          title: 'First token',
          onPhone: 'hide',
          cell: (row) => shown(row.average_first_token_ms),
          by: (row) => row.average_first_token_ms ?? -1,
          align: 'right',
        },
      ]}
    />
  </Panel>
)

const shown = (ms: number | null): string => (ms === null ? '–' : duration(ms))
