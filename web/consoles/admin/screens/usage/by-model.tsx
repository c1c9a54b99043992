import type { CustomerUsage } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { compact, count } from '../../../shared/format.ts'
import { InAndOut, tokensOf } from '../../../shared/in-and-out.tsx'
import { ModelName } from '../../../shared/model-name.tsx'
import { Money } from '../../../shared/money.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'

type Row = CustomerUsage['per_model'][number]

type Props<Model> = {
  models: readonly Model[]
  title?: string
  /** What is done with a model that somebody chooses. */
  pick?: (model: Model) => void
}

export const ByModel = <Model extends Row>({ models, title = 'By model', pick }: Props<Model>) => (
  <Panel title={title} flush>
    <DataTable
      label={title}
      rows={models}
      keyOf={(row) => `${row.provider}/${row.model}`}
      {...(pick === undefined ? {} : { open: pick })}
      frameless
      empty={<NothingYet>No model was called.</NothingYet>}
      columns={[
        { title: 'Model', cell: (row) => <ModelName {...row} />, by: (row) => row.model },
        { title: 'Calls', cell: (row) => count(row.calls), by: (row) => row.calls, align: 'right' },
        {
          title: 'Tokens',
          onPhone: 'hide',
          cell: (row) => <InAndOut tokens={row} format={compact} />,
          by: tokensOf,
          align: 'right',
        },
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
