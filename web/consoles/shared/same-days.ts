import { monthName } from './format.ts'
import { monthBefore } from './month-before.ts'

type Day = { day: string }

/** What a month is held against: the month before it, up to the same day while it is still running. */
export type SameDays = {
  month: string
  /** `Oct 1–20`, or `October 2026` when all of it counts. */
  name: string
  /** Whether a day, `YYYY-MM-DD`, is one of them. */
  has: (day: Day) => boolean
}

export const sameDaysBefore = (month: string, now: Date): SameDays => {
  const before = monthBefore(month)
  if (month !== now.toISOString().slice(0, 7)) return { month: before, name: monthName(before), has: () => true }
  const end = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1, 0))
  const last = Math.min(now.getUTCDate(), end.getUTCDate())
  const shortName = end.toLocaleDateString(undefined, { month: 'short', timeZone: 'UTC' })
  return {
    month: before,
    name: last === 1 ? `${shortName} 1` : `${shortName} 1–${last}`,
    has: ({ day }) => Number(day.slice(8)) <= last,
  }
}
