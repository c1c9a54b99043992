import { lazy, Suspense } from 'react'
import { everyDay } from './every-day.ts'
import { LoadingBlock } from './loading-block.tsx'

export type DayChartProps = {
  /** Names the picture for those who cannot see it. */
  label: string
  /** `day` is `YYYY-MM-DD`; the other entries are named by the series. For the eye only, so floats will do. */
  days: readonly (Readonly<Record<string, number | string>> & { day: string })[]
  series: readonly { name: string; label: string; color: string }[]
  format: (value: number) => string
  /** The series are parts of a whole: one bar a day, of all of them. */
  stacked?: boolean
}

const DayBars = lazy(() => import('./day-bars.tsx'))

/** Bars by day; every day of the month up to the last one that has any, so that a gap looks like one. */
export const DayChart = ({ days, ...chart }: DayChartProps) => (
  <Suspense fallback={<LoadingBlock height={220} />}>
    <DayBars {...chart} days={everyDay(days)} />
  </Suspense>
)
