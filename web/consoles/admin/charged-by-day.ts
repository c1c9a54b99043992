import { chartDollars } from '../shared/chart-dollars.ts'
import type { DayChartProps } from '../shared/day-chart.tsx'

const SERIES = [
  { name: 'charged', label: 'Charged', color: 'indigo.6' },
  { name: 'vendor', label: 'Vendor cost', color: 'gray.5' },
]

type Day = { day: string; cost_usd: string; list_usd: string }

/** What each day was charged beside what the vendors take for it, in as many digits as the month needs. */
export const chargedByDay = (days: readonly Day[]): Pick<DayChartProps, 'days' | 'series' | 'format'> => {
  const bars = days.map(({ day, cost_usd: charged, list_usd: vendor }) => ({
    day,
    charged: Number(charged),
    vendor: Number(vendor),
  }))
  return { days: bars, series: SERIES, format: chartDollars(bars.flatMap(({ charged, vendor }) => [charged, vendor])) }
}
