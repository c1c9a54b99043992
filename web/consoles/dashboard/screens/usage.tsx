import { Stack } from '@mantine/core'
import type { Summary, UsageEvent, UserEvents } from '../../shared/answers.ts'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { Empty } from '../../shared/empty.tsx'
import { clockTime, thisMonth } from '../../shared/format.ts'
import { isId } from '../../shared/is-id.ts'
import { known } from '../../shared/known.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { OneCall } from '../../shared/one-call.tsx'
import { OUTCOME_OPTIONS } from '../../shared/outcome-names.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { CALL, useAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { useMonth } from '../../shared/use-month.ts'
import { useOpenedCall } from '../../shared/use-opened-call.ts'
import { CostByDay } from '../cost-by-day.tsx'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { useMe } from '../use-me.ts'
import { EventTable } from './usage/event-table.tsx'
import { isNarrowed, NO_FILTER, UsageFilters, type UsageFilter } from './usage/filters.tsx'
import { Receipt } from './usage/receipt.tsx'
import { Totals } from './usage/totals.tsx'

const PAGE = 50
const REFRESH_MS = 15_000

/** Every call of a month, what it cost, and why. */
const Usage = () => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const { month, pick: pickMonth } = useMonth()
  const q = of('q')
  const since = useMe().data?.customer.created_at
  const key = of('api_key_id')
  const filter: UsageFilter = {
    provider: of('provider'),
    model: of('model'),
    api_key_id: isId(key) ? key : undefined,
    outcome: known(of('outcome'), OUTCOME_OPTIONS),
  }
  const { scope, pick } = useScope()
  const opened = useOpenedCall()
  const asked = { month, scope, q, ...filter }
  const paging = usePaging()
  // New calls come on the first page of this month, and would push away what is read on another.
  const isLive = month === thisMonth() && paging.back === undefined
  const question = { ...asked, limit: PAGE, cursor: paging.cursor }
  const events = useAnswer<UserEvents>('user-events', question, isLive ? { refreshMs: REFRESH_MS } : {})
  // Which models and keys there are to choose from.
  const summary = useAnswer<Summary>('user-summary', { month, scope })
  const keys = new Map(summary.data?.keys.map((key) => [key.id, `${key.label} …${key.key_last4}`]))
  return (
    <Screen
      title="Usage"
      lead={`Every call, newest first. Open one for its receipt.${isLive && events.dataUpdatedAt > 0 ? ` Updated ${clockTime(events.dataUpdatedAt, 'second')}.` : ''}`}
      actions={
        <>
          <ScopeSwitch
            scope={scope}
            pick={(picked) => {
              change(NO_FILTER)
              pick(picked)
            }}
          />
          <MonthPicker month={month} pick={pickMonth} since={since} />
        </>
      }
    >
      <UsageFilters filter={filter} change={change} models={summary.data?.by_model ?? []} keys={keys}>
        <SearchField label="Search calls" initial={q} search={(text) => change({ q: text })} />
      </UsageFilters>
      <StateOf of={events}>
        {(answer) => (
          <Stack gap="lg">
            {/* The sums know of no search and of no outcome. */}
            {q === undefined && filter.outcome === undefined && answer.summary_by_day.length > 0 && (
              <>
                <Totals days={answer.summary_by_day} />
                <CostByDay of={answer} />
              </>
            )}
            <EventTable
              events={answer.events}
              keys={scope === 'customer' ? keys : undefined}
              open={opened.open}
              paging={paging}
              nextCursor={answer.next_cursor}
              empty={
                q === undefined && !isNarrowed(filter) ? (
                  <Empty title="No calls in this month">Choose another month, or make a call in the playground.</Empty>
                ) : (
                  <Empty title="No call matches">
                    Search for how the id of a request, an app or a device begins, or for a part of a model’s name; or
                    choose another month, model, provider, key or outcome.
                  </Empty>
                )
              }
            />
          </Stack>
        )}
      </StateOf>
      <DetailDrawer row={opened.id} title={() => 'Receipt'} close={opened.close} named={CALL}>
        {(id) => (
          <OneCall<UserEvents, UsageEvent>
            id={id}
            among={events.data?.events ?? []}
            endpoint="user-events"
            query={{ month, scope, limit: 1 }}
            callsOf={(answer) => answer.events}
            elsewhere={`It may be of another month${scope === 'key' ? ' or of another key' : ''}.`}
          >
            {(event) => <Receipt event={event} keyName={keys.get(event.api_key_id)} />}
          </OneCall>
        )}
      </DetailDrawer>
    </Screen>
  )
}

export default Usage
