import { Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { OperatorEvent } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { ModelAndTime } from '../../../shared/model-and-time.tsx'
import { Money } from '../../../shared/money.tsx'
import { outcomeName } from '../../../shared/outcome-names.ts'
import type { Paging } from '../../../shared/paging.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'

type Props<Event> = {
  events: readonly Event[]
  /** Whose key, or whose and which, a call was made with. */
  whose: Column<Event>
  open: (event: Event) => void
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const EventTable = <Event extends OperatorEvent>(props: Props<Event>) => {
  const { events, whose, open, paging, nextCursor, empty } = props
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
        whose,
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
