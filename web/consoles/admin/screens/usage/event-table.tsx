import { Box, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import type { OperatorEvent } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { duration } from '../../../shared/format.ts'
import { InAndOut, tokensOf } from '../../../shared/in-and-out.tsx'
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
  /** The same below the model, where the screen is too narrow for a column of it. */
  whoseOnPhone?: (event: Event) => ReactNode
  open: (event: Event) => void
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const EventTable = <Event extends OperatorEvent>(props: Props<Event>) => {
  const { events, whose, whoseOnPhone, open, paging, nextCursor, empty } = props
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
          cell: (event) => (
            <>
              <ModelAndTime provider={event.provider} model={event.model} at={event.created_at} />
              {whoseOnPhone !== undefined && <Box hiddenFrom="sm">{whoseOnPhone(event)}</Box>}
            </>
          ),
          by: (event) => event.model,
        },
        whose,
        {
          title: 'Tokens',
          onPhone: 'hide',
          cell: (event) => <InAndOut tokens={event} />,
          by: tokensOf,
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
          onLaptop: 'hide',
          cell: (event) => <Money usd={event.margin_usd} digits={6} />,
          by: (event) => Number(event.margin_usd),
          align: 'right',
        },
        {
          title: 'Duration',
          onTablet: 'hide',
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
