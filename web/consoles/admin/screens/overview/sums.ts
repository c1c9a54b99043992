import type { Overview } from '../../../shared/answers.ts'

type Sums = { charged: number; margin: number; calls: number; errors: number }

/** Of the days that count. Floats will do: months are held against each other, for the eye. */
export const sumsOf = (
  { per_day: days, errors_per_day: errors }: Pick<Overview, 'per_day' | 'errors_per_day'>,
  counts: (day: { day: string }) => boolean,
): Sums => {
  const counted = days.filter(counts)
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  return {
    charged: sum(counted.map((day) => Number(day.cost_usd))),
    margin: sum(counted.map((day) => Number(day.margin_usd))),
    calls: sum(counted.map((day) => day.calls)),
    errors: sum(errors.filter(counts).map((day) => day.errors)),
  }
}

/** The share of calls that were let in and came to nothing; undefined without a call. */
export const errorRate = ({ calls, errors }: Pick<Sums, 'calls' | 'errors'>): number | undefined =>
  calls + errors === 0 ? undefined : errors / (calls + errors)

/** `1.5%`, and `<0.1%` for what is not nothing. */
export const rateText = (rate: number | undefined): string => {
  if (rate === undefined) return '–'
  return rate > 0 && rate < 0.001 ? '<0.1%' : `${(rate * 100).toFixed(1)}%`
}

/** `▲ 0.4 points` from one rate to another. */
export const ratePoints = (now: number, before: number): string => {
  const points = Math.abs(now - before) * 100
  return points < 0.05 ? 'unchanged' : `${now > before ? '▲' : '▼'} ${points.toFixed(1)} points`
}
