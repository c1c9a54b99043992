import { Anchor, SegmentedControl, Stack } from '@mantine/core'
import { useMemo, useState, useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import type { MonitorEvents, MonitorRow } from '../../shared/answers.ts'
import type { Query } from '../../shared/api.ts'
import { Failure } from '../../shared/failure.tsx'
import { gatewayAheadMs, onGatewayClock } from '../../shared/gateway-clock.ts'
import { PAGE } from '../../shared/page-in-address.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { Loading, StateOf } from '../../shared/state-of.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { ChargedCalls } from './monitor/charged-calls.tsx'
import { EventDrawer } from './monitor/event-drawer.tsx'
import { EventTable } from './monitor/event-table.tsx'
import { FilterBar } from './monitor/filter-bar.tsx'
import { monitorQuery } from './monitor/filters.ts'
import { LiveState } from './monitor/live-state.tsx'
import { useLiveEvents } from './monitor/use-live-events.ts'

/** Paused, the list stands still and goes back page by page. */
const MODES = [
  { value: 'live', label: 'Live' },
  { value: 'paused', label: 'Paused' },
]

/** What goes wrong, and what operators do: as it happens, or page by page. */
const Monitor = () => {
  const [address, change] = useAddress()
  // A page of the past is what somebody came for.
  const [wantsLive, setWantsLive] = useState(!address.has(PAGE))
  const [opened, setOpened] = useState<MonitorRow>()
  /** The fields of the filters keep what is typed; they are made anew when something else changes the address. */
  const [fields, setFields] = useState(0)
  const filters = filtersOf(address)
  // Events have the gateway's times.
  const ahead = useSyncExternalStore(onGatewayClock, gatewayAheadMs)
  const query = useMemo(() => monitorQuery(new URLSearchParams(filters), Date.now() + ahead), [filters, ahead])
  // Whoever looks for one request looks at the past.
  const requestId = address.get('request_id')
  const isLive = wantsLive && requestId === null && !address.has(PAGE)
  const list = { query, open: setOpened }
  return (
    <Screen
      title="Monitor"
      lead={
        <>
          Refusals, failures, slow answers, changes by operators and errors that apps report. No prompts, no secrets.{' '}
          <Anchor component={Link} href="/settings?to=retention" size="sm" underline="always">
            How long they are kept
          </Anchor>
        </>
      }
      actions={
        <SegmentedControl
          aria-label="New events"
          data={MODES}
          value={isLive ? 'live' : 'paused'}
          disabled={requestId !== null}
          onChange={(mode) => {
            setWantsLive(mode === 'live')
            change({ [PAGE]: undefined })
          }}
        />
      }
    >
      <FilterBar key={fields} address={address} change={change} />
      {requestId !== null && requestId.length <= 128 && <ChargedCalls requestId={requestId} />}
      {isLive ? <LiveList {...list} /> : <PagedList {...list} />}
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

type ListProps = { query: Query; open: (row: MonitorRow) => void }

/** What the address says of the events themselves, whichever page of them is shown. */
const filtersOf = (address: URLSearchParams): string => {
  const filters = new URLSearchParams(address)
  filters.delete(PAGE)
  return filters.toString()
}

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

const PagedList = ({ query, open }: ListProps) => {
  const paging = usePaging()
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
