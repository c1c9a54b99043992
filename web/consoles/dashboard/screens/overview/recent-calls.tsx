import { Anchor } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'wouter'
import type { Summary, UsageEvent } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { compact } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { ModelAndTime } from '../../../shared/model-and-time.tsx'
import { Money } from '../../../shared/money.tsx'
import { Panel } from '../../../shared/panel.tsx'
import { KeyInList } from '../../key-in-list.tsx'
import type { Scope } from '../../scope-switch.tsx'
import { usageLink } from '../../usage-link.ts'
import { Outcome } from '../usage/outcome.tsx'

const ReceiptDrawer = lazy(() => import('../usage/receipt-drawer.tsx'))

type Props = {
  calls: readonly UsageEvent[]
  /** Of the whole account, when its calls are shown. */
  keys: Summary['keys']
  own: Summary['key']
  month: string
  scope: Scope
}

/** The last calls; each opens its receipt. */
export const RecentCalls = ({ calls, keys, own, month, scope }: Props) => {
  const [opened, setOpened] = useState<UsageEvent>()
  const [wasOpened, setWasOpened] = useState(false)
  if (opened !== undefined && !wasOpened) setWasOpened(true)
  const names = new Map([...keys, own].map((key) => [key.id, `${key.label} …${key.key_last4}`]))
  return (
    <Panel
      flush
      title="Last calls"
      actions={
        <Anchor component={Link} href={usageLink(scope, { month })} size="sm">
          View all
        </Anchor>
      }
    >
      <DataTable
        label="Last calls"
        rows={calls}
        keyOf={(event) => event.id}
        open={setOpened}
        frameless
        empty={null}
        columns={[
          { title: 'Time', onPhone: 'hide', cell: (event) => <Instant at={event.created_at} /> },
          {
            title: 'Model',
            cell: (event) => <ModelAndTime provider={event.provider} model={event.model} at={event.created_at} />,
          },
          ...(keys.length > 0 ? [keyColumn(names)] : []),
          { title: 'Outcome', cell: (event) => <Outcome event={event} /> },
          { title: 'In', onPhone: 'hide', cell: (event) => compact(event.input_tokens), align: 'right' },
          { title: 'Out', onPhone: 'hide', cell: (event) => compact(event.output_tokens), align: 'right' },
          { title: 'Cost', cell: (event) => <Money usd={event.cost_usd} digits={6} />, align: 'right' },
        ]}
      />
      <Suspense>
        {wasOpened && (
          <ReceiptDrawer event={opened} keyName={(id) => names.get(id)} close={() => setOpened(undefined)} />
        )}
      </Suspense>
    </Panel>
  )
}

const keyColumn = (names: ReadonlyMap<string, string>): Column<UsageEvent> => ({
  title: 'Key',
  onPhone: 'hide',
  cell: ({ api_key_id: id }) => <KeyInList name={names.get(id) ?? `#${id}`} />,
})
