import type { CustomerUsage } from '../../../shared/answers.ts'
import { DayChart } from '../../../shared/day-chart.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'
import { chargedByDay } from '../../charged-by-day.ts'

type Day = Pick<CustomerUsage['per_day'][number], 'day' | 'cost_usd' | 'list_usd'>

export const MonthByDay = ({ days }: { days: readonly Day[] }) => (
  <Panel title="By day (UTC)" flush={days.length === 0}>
    {days.length === 0 ? (
      <NothingYet>No calls in this month.</NothingYet>
    ) : (
      <DayChart label="Charged by day" {...chargedByDay(days)} />
    )}
  </Panel>
)
