import type { UserEvents } from '../shared/answers.ts'
import { chartDollars } from '../shared/chart-dollars.ts'
import { DayChart } from '../shared/day-chart.tsx'
import { daysByModel } from '../shared/days-by-model.ts'
import { Panel } from '../shared/panel.tsx'

/** What each day cost, and which models that went into. */
export const CostByDay = ({ of: { summary_by_day: days, by_day_model: rows } }: { of: UserEvents }) => (
  <Panel title="Cost by day (UTC)">
    <DayChart
      label="Cost by day, by model"
      {...daysByModel(rows)}
      format={chartDollars(days.map((day) => Number(day.cost_usd)))}
      stacked
    />
  </Panel>
)
