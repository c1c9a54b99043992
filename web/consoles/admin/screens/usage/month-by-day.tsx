import { Paper, Text, Title } from '@mantine/core'
import type { CustomerUsage } from '../../../shared/answers.ts'
import { DayChart } from '../../../shared/day-chart.tsx'
import { dollars } from '../../../shared/format.ts'

const SERIES = [
  { name: 'spend', label: 'Spend', color: 'indigo.6' },
  { name: 'list', label: 'List cost', color: 'gray.5' },
]

export const MonthByDay = ({ days }: { days: CustomerUsage['per_day'] }) => (
  <Paper withBorder p="md">
    <Title order={2} size="h5" mb="sm">
      Spend by day (UTC)
    </Title>
    {days.length === 0 ? (
      <Text c="dimmed" size="sm">
        No calls in this month.
      </Text>
    ) : (
      <DayChart
        label="Spend by day"
        days={days.map(({ day, cost_usd: spend, list_usd: list }) => ({
          day,
          spend: Number(spend),
          list: Number(list),
        }))}
        series={SERIES}
        format={dollars}
      />
    )}
  </Paper>
)
