import { Group, SegmentedControl, Stack } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { MonitorEvents, MonitorRow } from '../../shared/answers.ts'
import type { Query } from '../../shared/api.ts'
import { Failure } from '../../shared/failure.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { Loading, StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { EventDrawer } from './monitor/event-drawer.tsx'
import { EventTable } from './monitor/event-table.tsx'
import { FilterBar } from './monitor/filter-bar.tsx'
import { monitorQuery } from './monitor/filters.ts'
import { LiveState } from './monitor/live-state.tsx'
import { Prune } from './monitor/prune.tsx'
import { useLiveEvents } from './monitor/use-live-events.ts'

/** Paused, the list stands still and goes back page by page. */
const MODES = [
  { value: 'live', label: 'Live' },
  { value: 'paused', label: 'Paused' },
]

/** What goes wrong, and what operators do: as it happens, or page by page. */
const Monitor = () => {
  const [address, change] = useAddress()
  const [wantsLive, setWantsLive] = useState(true)
  const [opened, setOpened] = useState<MonitorRow>()
  /** The fields of the filters keep what is typed; they are made anew when something else changes the address. */
  const [fields, setFields] = useState(0)
  const filters = address.toString()
  const query = useMemo(() => monitorQuery(new URLSearchParams(filters), Date.now()), [filters])
  // Whoever looks for one request looks at the past.
  const isLive = wantsLive && !address.has('request_id')
  const list = { query, filters, open: setOpened }
  return (
    <Screen
      title="Monitor"
      lead="Refusals, failures, slow answers, changes by operators and errors that apps report. No prompts, no secrets."
      actions={
        <SegmentedControl
          aria-label="New events"
          data={MODES}
          value={isLive ? 'live' : 'paused'}
          disabled={address.has('request_id')}
          onChange={(mode) => setWantsLive(mode === 'live')}
        />
      }
    >
      <FilterBar key={fields} address={address} change={change} />
      {isLive ? <LiveList {...list} /> : <PagedList {...list} />}
      <Group justify="flex-end">
        <Prune />
      </Group>
      <EventDrawer
        row={opened}
        close={() => setOpened(undefined)}
        showRequest={(requestId) => {
          change({ ...Object.fromEntries([...address.keys()].map((name) => [name, undefined])), request_id: requestId })
          setFields(fields + 1)
          setOpened(undefined)
        }}
      />
    </Screen>
  )
}

export default Monitor

type ListProps = { query: Query; filters: string; open: (row: MonitorRow) => void }

const LiveList = ({ query, open }: ListProps) => {
  const [attempt, setAttempt] = useState(0)
  const live = useLiveEvents(query, attempt)
  if (live.error !== undefined) return <Failure error={live.error} retry={() => setAttempt(attempt + 1)} />
  if (live.rows === undefined) return <Loading rows={12} />
  return (
    <Stack gap="xs">
      <LiveState live={live} />
      <EventTable
        rows={live.rows}
        open={open}
        empty="Nothing of this kind has happened. New events appear by themselves."
      />
    </Stack>
  )
}

const PagedList = ({ query, filters, open }: ListProps) => {
  const paging = usePaging(filters)
  const events = useAnswer<MonitorEvents>('admin-monitor-events', {
    ...query,
    limit: 50,
    cursor: paging.cursor,
  })
  return (
    <StateOf of={events} rows={12}>
      {(answer) => (
        <EventTable
          rows={answer.events}
          open={open}
          empty="Nothing matches. Clear a filter, or look further back."
          paging={paging}
          nextCursor={answer.next_cursor}
        />
      )}
    </StateOf>
  )
}
