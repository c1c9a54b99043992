import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import type { DayChartProps } from './day-chart.tsx'

/** The charts are heavy: only day-chart.tsx imports this, when there is one to be drawn. */
const DayBars = ({ label, days, series, format }: DayChartProps) => (
  <BarChart
    role="img"
    aria-label={label}
    h={220}
    // A tooltip that was shown once stays, unseen, where it would make a narrower page too wide.
    style={{ overflowX: 'clip' }}
    data={days.map((day) => ({ ...day }))}
    dataKey="day"
    series={series.map((one) => ({ ...one }))}
    valueFormatter={format}
    xAxisProps={{ tickFormatter: (day: string) => day.slice(8), minTickGap: 4 }}
    yAxisProps={{ width: 64, tickCount: 6 }}
    withLegend={series.length > 1}
    maxBarWidth={28}
    // The figures are in the tables beside it; dozens of bars to step through would be in the way.
    barChartProps={{ accessibilityLayer: false }}
  />
)

export default DayBars
