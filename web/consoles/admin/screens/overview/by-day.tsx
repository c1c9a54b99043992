import { Group, Paper, SegmentedControl, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Overview } from '../../../shared/answers.ts'
import { DayChart, type DayChartProps } from '../../../shared/day-chart.tsx'
import { count, dollars, duration } from '../../../shared/format.ts'

type Day = Overview['per_day'][number]
type View = Pick<DayChartProps, 'series' | 'format'> & { figures: (day: Day) => Record<string, number> }

const VIEWS = {
  Spend: {
    figures: (day) => ({ spend: Number(day.cost_usd), list: Number(day.list_usd) }),
    series: [
      { name: 'spend', label: 'Spend', color: 'indigo.6' },
      { name: 'list', label: 'List cost', color: 'gray.5' },
    ],
    format: dollars,
  },
  Calls: {
    figures: (day) => ({ calls: day.calls, unfinished: day.unfinished }),
    series: [
      { name: 'calls', label: 'Calls', color: 'indigo.6' },
      { name: 'unfinished', label: 'Unfinished', color: 'orange.6' },
    ],
    format: count,
  },
  Latency: {
    figures: (day) => ({ whole: day.average_duration_ms ?? 0, first: day.average_first_token_ms ?? 0 }),
    series: [
      { name: 'whole', label: 'Whole answer', color: 'indigo.6' },
      { name: 'first', label: 'First token', color: 'teal.6' },
    ],
    format: duration,
  },
} satisfies Record<string, View>

type ViewName = keyof typeof VIEWS

/** The month day by day, in one of several figures. */
export const ByDay = ({ days }: { days: readonly Day[] }) => {
  const [name, setName] = useState<ViewName>('Spend')
  const { figures, series, format }: View = VIEWS[name]
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          By day (UTC)
        </Title>
        <SegmentedControl<ViewName>
          aria-label="Figure of the chart"
          size="xs"
          value={name}
          onChange={setName}
          data={['Spend', 'Calls', 'Latency']}
        />
      </Group>
      {days.length === 0 ? (
        <Text c="dimmed" size="sm">
          No calls in this month yet. They show up here as soon as they are settled.
        </Text>
      ) : (
        <DayChart
          label={`${name} by day`}
          days={days.map((day) => ({ day: day.day, ...figures(day) }))}
          series={series}
          format={format}
        />
      )}
    </Paper>
  )
}
