import type { ReactNode } from 'react'
import type { UsageEvent } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { duration } from '../../../shared/format.ts'
import { InAndOut, tokensOf } from '../../../shared/in-and-out.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import type { Paging } from '../../../shared/paging.ts'
import { ModelAndTime } from '../../../shared/model-and-time.tsx'
import { KeyInList } from '../../key-in-list.tsx'
import { Outcome } from './outcome.tsx'

type Props = {
  events: readonly UsageEvent[]
  /** Names of keys by id, where calls of several keys are shown. */
  keys: ReadonlyMap<string, string> | undefined
  open: (event: UsageEvent) => void
  paging: Paging
  nextCursor: string | null
  empty: ReactNode
}

export const EventTable = ({ events, keys, open, paging, nextCursor, empty }: Props) => (
  <DataTable
    label="Calls"
    rows={events}
    keyOf={(event) => event.id}
    open={open}
    paging={paging}
    nextCursor={nextCursor}
    empty={empty}
    columns={[...TIME_AND_MODEL, ...(keys === undefined ? [] : [keyColumn(keys)]), ...FIGURES]}
  />
)

const TIME_AND_MODEL: readonly Column<UsageEvent>[] = [
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
]

const keyColumn = (keys: ReadonlyMap<string, string>): Column<UsageEvent> => ({
  title: 'Key',
  onPhone: 'hide',
  cell: (event) => <KeyInList name={keys.get(event.api_key_id) ?? `#${event.api_key_id}`} />,
  by: (event) => keys.get(event.api_key_id) ?? event.api_key_id,
})

const FIGURES: readonly Column<UsageEvent>[] = [
  {
    title: 'Tokens',
    onPhone: 'hide',
    cell: (event) => <InAndOut tokens={event} />,
    by: tokensOf,
    align: 'right',
  },
  {
    title: 'Cost',
    cell: (event) => <Money usd={event.cost_usd} digits={6} />,
    by: (event) => event.cost_cents,
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
]
