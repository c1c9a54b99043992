import { Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { Summary, UsageEvent, UserEvents } from '../../shared/answers.ts'
import { DayChart } from '../../shared/day-chart.tsx'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { Empty } from '../../shared/empty.tsx'
import { Figure } from '../../shared/figure.tsx'
import { compact, count, dollars, thisMonth } from '../../shared/format.ts'
import { Money } from '../../shared/money.tsx'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { sumUsd } from '../../shared/sum-usd.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { EventTable } from './usage/event-table.tsx'
import { NO_FILTER, UsageFilters, type UsageFilter } from './usage/filters.tsx'
import { Receipt } from './usage/receipt.tsx'

const PAGE = 50

/** Every call of a month, what it cost, and why. */
const Usage = () => {
  const [month, setMonth] = useState(thisMonth)
  const { scope, pick } = useScope()
  const [filter, setFilter] = useState<UsageFilter>(NO_FILTER)
  const [opened, setOpened] = useState<UsageEvent>()
  const asked = { month, scope, ...filter }
  const paging = usePaging(JSON.stringify(asked))
  const events = useAnswer<UserEvents>('user-events', { ...asked, limit: PAGE, cursor: paging.cursor })
  // Which models and keys there are to choose from.
  const summary = useAnswer<Summary>('user-summary', { month, scope })
  const keys = new Map(summary.data?.keys.map((key) => [key.id, `${key.label} …${key.key_last4}`]))
  return (
    <Screen
      title="Usage"
      lead="Every call, newest first. Open one for its receipt."
      actions={
        <>
          <ScopeSwitch
            scope={scope}
            pick={(picked) => {
              setFilter(NO_FILTER)
              pick(picked)
            }}
          />
          <MonthPicker month={month} pick={setMonth} />
        </>
      }
    >
      <UsageFilters filter={filter} change={setFilter} models={summary.data?.by_model ?? []} keys={keys} />
      <StateOf of={events}>
        {(answer) => (
          <Stack gap="lg">
            <Totals days={answer.summary_by_day} />
            <EventTable
              events={answer.events}
              keys={scope === 'customer' ? keys : undefined}
              open={setOpened}
              paging={paging}
              nextCursor={answer.next_cursor}
              empty={
                filter === NO_FILTER ? (
                  <Empty title="No calls in this month">Choose another month, or make a call in the playground.</Empty>
                ) : (
                  <Empty title="No call matches">Choose another model, provider or key.</Empty>
                )
              }
            />
          </Stack>
        )}
      </StateOf>
      <DetailDrawer row={opened} title={() => 'Receipt'} close={() => setOpened(undefined)}>
        {(event) => <Receipt event={event} keyName={keys.get(event.api_key_id)} />}
      </DetailDrawer>
    </Screen>
  )
}

export default Usage

const Totals = ({ days }: { days: UserEvents['summary_by_day'] }) => {
  if (days.length === 0) return null
  const sum = (of: (day: UserEvents['summary_by_day'][number]) => number) => days.reduce((all, day) => all + of(day), 0)
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Figure label="Cost">
          <Money usd={sumUsd(days.map((day) => day.cost_usd))} />
        </Figure>
        <Figure label="Calls" note={`${count(sum((day) => day.unfinished))} did not finish`}>
          {count(sum((day) => day.calls))}
        </Figure>
        <Figure label="Tokens in" note={`${compact(sum((day) => day.cached_tokens))} from a cache`}>
          {compact(sum((day) => day.input_tokens))}
        </Figure>
        <Figure label="Tokens out" note={`${compact(sum((day) => day.reasoning_tokens))} of them reasoning`}>
          {compact(sum((day) => day.output_tokens))}
        </Figure>
      </SimpleGrid>
      <Paper withBorder p="md">
        <Title order={2} size="h5" mb="sm">
          Cost by day
        </Title>
        <DayChart
          label="Cost by day"
          days={days.map((day) => ({ day: day.day, cost: Number(day.cost_usd) }))}
          series={[{ name: 'cost', label: 'Cost', color: 'indigo.6' }]}
          format={dollars}
        />
      </Paper>
    </Stack>
  )
}
