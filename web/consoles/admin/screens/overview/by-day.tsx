import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { Overview } from '../../../shared/answers.ts'
import { DayChart, type DayChartProps } from '../../../shared/day-chart.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Panel } from '../../../shared/panel.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { chargedByDay } from '../../charged-by-day.ts'

type View = Omit<DayChartProps, 'label'>

const VIEWS = {
  Charged: ({ per_day: days }) => chargedByDay(days),
  Calls: (answer) => ({
    days: callsByDay(answer),
    series: [
      { name: 'complete', label: 'Complete', color: 'indigo.6' },
      { name: 'unfinished', label: 'Cut short', color: 'orange.6' },
      { name: 'errors', label: 'Errors', color: 'red.6' },
    ],
    format: count,
    stacked: true,
  }),
  Latency: ({ per_day: days }) => ({
    days: days.map((day) => ({
      day: day.day,
      whole: day.average_duration_ms ?? 0,
      first: day.average_first_token_ms ?? 0,
    })),
    series: [
      { name: 'whole', label: 'Whole answer', color: 'indigo.6' },
      { name: 'first', label: 'First token', color: 'teal.6' },
    ],
    format: duration,
  }),
} satisfies Record<string, (answer: Overview) => View>

type ViewName = keyof typeof VIEWS

/** Also days on which nothing but errors happened. */
const callsByDay = ({ per_day: days, errors_per_day: errors }: Overview) => {
  const names = [...new Set([...days, ...errors].map(({ day }) => day))].toSorted()
  return names.map((name) => {
    const calls = days.find(({ day }) => day === name)
    const failed = errors.find(({ day }) => day === name)
    const unfinished = calls?.unfinished ?? 0
    return { day: name, complete: (calls?.calls ?? 0) - unfinished, unfinished, errors: failed?.errors ?? 0 }
  })
}

/** The month day by day, in one of several figures. */
export const ByDay = ({ answer }: { answer: Overview }) => {
  const [name, setName] = useState<ViewName>('Charged')
  const view: View = VIEWS[name](answer)
  return (
    <Panel
      title="By day (UTC)"
      actions={
        <SegmentedControl<ViewName>
          aria-label="Figure of the chart"
          size="xs"
          value={name}
          onChange={setName}
          data={['Charged', 'Calls', 'Latency']}
        />
      }
      flush={view.days.length === 0}
    >
      {view.days.length === 0 ? (
        <NothingYet>No calls in this month yet. They show up here as soon as they are settled.</NothingYet>
      ) : (
        <DayChart label={`${name} by day`} {...view} />
      )}
    </Panel>
  )
}
