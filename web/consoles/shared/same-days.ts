import { monthName, shortMonthName } from './format.ts'
import { monthBefore } from './month-before.ts'

type Day = { day: string }

/** What a month is held against: the month before it, up to the same day while it is still running. */
export type SameDays = {
  month: string
  /** `Oct 1–19, without today`, or `October 2026` when all of it counts; undefined: there is nothing to hold it against yet. */
  readonly name: string | undefined
  /** Whether a day of either month, `YYYY-MM-DD`, is one of them. */
  has: (day: Day) => boolean
}

/** Days are known as a whole, so today, which is not over, does not count: it would be held against a whole day. */
export const sameDaysBefore = (month: string, now: Date): SameDays => {
  const before = monthBefore(month)
  if (month !== now.toISOString().slice(0, 7)) return { month: before, name: monthName(before), has: () => true }
  const end = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1, 0))
  const last = Math.min(now.getUTCDate() - 1, end.getUTCDate())
  return {
    month: before,
    // Texts of times take a telephone milliseconds: this one is made when it is shown.
    get name() {
      if (last === 0) return undefined
      return `${shortMonthName(before)}\u00a01${last === 1 ? '' : `–${last}`}, without today`
    },
    has: ({ day }) => Number(day.slice(8)) <= last,
  }
}
