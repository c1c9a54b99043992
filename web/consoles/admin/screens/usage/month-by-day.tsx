import type { CustomerUsage } from '../../../shared/answers.ts'
import { DayChart } from '../../../shared/day-chart.tsx'
import { dollars } from '../../../shared/format.ts'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'

const SERIES = [
  { name: 'charged', label: 'Charged', color: 'indigo.6' },
  { name: 'vendor', label: 'Vendor cost', color: 'gray.5' },
]

type Day = Pick<CustomerUsage['per_day'][number], 'day' | 'cost_usd' | 'list_usd'>

export const MonthByDay = ({ days }: { days: readonly Day[] }) => (
  <Panel title="By day (UTC)" flush={days.length === 0}>
    {days.length === 0 ? (
      <NothingYet>No calls in this month.</NothingYet>
    ) : (
      <DayChart
        label="Charged by day"
        days={days.map(({ day, cost_usd: charged, list_usd: vendor }) => ({
          day,
          charged: Number(charged),
          vendor: Number(vendor),
        }))}
        series={SERIES}
        format={(usd) => dollars(usd, 2)}
      />
    )}
  </Panel>
)
