import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CustomerUsage, OperatorEvent } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { ModelAndTime } from '../../../shared/model-and-time.tsx'
import { Money } from '../../../shared/money.tsx'
import { outcomeName } from '../../../shared/outcome-names.ts'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type Props = {
  events: readonly OperatorEvent[]
  keys: CustomerUsage['per_key']
  open: (event: OperatorEvent) => void
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const EventTable = ({ events, keys, open, paging, nextCursor, empty }: Props) => {
  const labels = new Map(keys.map(({ id, label }) => [id, label]))
  const keyOf = (event: OperatorEvent): string => labels.get(event.api_key_id) ?? `key ${event.api_key_id}`
  return (
    <DataTable
      label="Calls"
      rows={events}
      keyOf={(event) => event.id}
      open={open}
      paging={paging}
      nextCursor={nextCursor}
      empty={empty}
      columns={[
        {
          title: 'Time',
          onPhone: 'hide',
          cell: (event) => <Instant at={event.created_at} precision="second" />,
          by: (event) => event.created_at,
        },
        {
          title: 'Model',
          cell: (event) => <ModelAndTime provider={event.provider} model={event.model} at={event.created_at} />,
          by: (event) => event.model,
        },
        { title: 'Key', onPhone: 'hide', cell: keyOf, by: keyOf },
        {
          title: 'In',
          onPhone: 'hide',
          cell: (event) => count(event.input_tokens),
          by: (event) => event.input_tokens,
          align: 'right',
        },
        {
          title: 'Out',
          onPhone: 'hide',
          cell: (event) => count(event.output_tokens),
          by: (event) => event.output_tokens,
          align: 'right',
        },
        {
          title: 'Charged',
          cell: (event) => <Money usd={event.cost_usd} digits={6} />,
          by: (event) => event.cost_cents,
          align: 'right',
        },
        {
          title: 'Margin',
          onPhone: 'hide',
          cell: (event) => <Money usd={event.margin_usd} digits={6} />,
          by: (event) => Number(event.margin_usd),
          align: 'right',
        },
        {
          title: 'Duration',
          onPhone: 'hide',
          cell: (event) => (event.duration_ms === null ? '–' : duration(event.duration_ms)),
          by: (event) => event.duration_ms ?? -1,
          align: 'right',
        },
        { title: 'Outcome', cell: (event) => <Outcome event={event} />, by: (event) => event.outcome },
      ]}
    />
  )
}

/** How a call ended, and whether its usage had to be estimated. */
export const Outcome = ({ event: { outcome, estimated } }: { event: OperatorEvent }) => (
  <Group gap={4}>
    <StatusBadge tone={toneOf(outcome)}>{outcomeName(outcome)}</StatusBadge>
    {estimated && <StatusBadge tone="quiet">estimated</StatusBadge>}
  </Group>
)

const toneOf = (outcome: string) => {
  if (outcome === 'completed') return 'good'
  // That somebody stopped a call is no failure.
  return outcome === 'CANCELLED' ? 'quiet' : 'warn'
}
