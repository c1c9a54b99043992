import { Box, Skeleton } from '@mantine/core'
import { lazy, Suspense, useRef } from 'react'
import { everyDay } from './every-day.ts'
import { useNearView } from './use-near-view.ts'

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
export const DayChart = ({ days, ...chart }: DayChartProps) => {
  const place = useRef<HTMLDivElement>(null)
  // A telephone works at a chart for longer than at all the rest: it does not while nobody sees it.
  const isNear = useNearView(place)
  // A legend of many takes several lines where the screen is narrow.
  const height = { base: chart.series.length > 3 ? 310 : 220, sm: 220 }
  return (
    <Box ref={place} h={height}>
      {isNear ? (
        <Suspense fallback={<Skeleton h="100%" aria-busy="true" />}>
          <DayBars {...chart} days={everyDay(days)} />
        </Suspense>
      ) : (
        <Skeleton h="100%" />
      )}
    </Box>
  )
}
