import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'
import { axisTicks } from './axis-ticks.ts'
import type { DayChartProps } from './day-chart.tsx'
import { localTime } from './format.ts'

/** The charts are heavy: only day-chart.tsx imports this, when there is one to be drawn. */
const DayBars = ({ label, days, series, format, stacked = false }: DayChartProps) => {
  const ticks = axisTicks(Math.max(0, ...days.map((day) => heightOf(day, series, stacked))))
  return (
    <BarChart
      role="img"
      aria-label={label}
      h="100%"
      // A tooltip that was shown once stays, unseen, where it would make a narrower page too wide.
      style={{ overflowX: 'clip' }}
      data={days.map((day) => ({ ...day }))}
      dataKey="day"
      series={series.map((one) => ({ ...one }))}
      type={stacked ? 'stacked' : 'default'}
      // The chart hands over the index too.
      valueFormatter={(value) => format(value)}
      xAxisProps={{ tickFormatter: dayLabel, minTickGap: 4, interval: 'equidistantPreserveStart' }}
      // Told to show every tick, it leaves each where its line is.
      yAxisProps={{ width: 64, ticks, domain: [0, ticks.at(-1) ?? 1], interval: 0 }}
      withLegend={series.length > 1}
      // In the order of the bars; by itself it is that of the alphabet.
      legendProps={{ itemSorter: ({ dataKey }) => series.findIndex(({ name }) => name === dataKey) }}
      maxBarWidth={28}
      // The figures are in the tables beside it; dozens of bars to step through would be in the way.
      barChartProps={{ accessibilityLayer: false, margin: { top: series.length > 1 ? 0 : 12 } }}
    />
  )
}

export default DayBars

const heightOf = (day: DayChartProps['days'][number], series: DayChartProps['series'], stacked: boolean): number => {
  const heights = series.map(({ name }) => Number(day[name] ?? 0))
  return stacked ? heights.reduce((sum, height) => sum + height, 0) : Math.max(0, ...heights)
}

/** The first one says the month. */
const dayLabel = (day: string, index: number): string =>
  index === 0 ? localTime(`${day}T12:00:00`, 'day') : String(Number(day.slice(8)))
