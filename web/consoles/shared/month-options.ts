import { monthName, recentMonths } from './format.ts'
import { isMonth } from './is-month.ts'

/** The months of the last two years to choose from, none before `since`, a time; the one that is looked at is always one of them. */
export const monthOptions = (looked: string | undefined, since = '') => {
  const months = recentMonths(24).filter((month) => month >= since.slice(0, 7))
  return optionsOf(looked === undefined ? months : [...new Set([...months, looked])].toSorted().toReversed())
}

/** Some months to choose from, said to be those of bills and reports. */
export const optionsOf = (months: readonly string[]) => [
  { group: 'UTC months', items: months.map((value) => ({ value, label: labelOf(value) })) },
]

/** An address may say anything. */
const labelOf = (month: string): string => (isMonth(month) ? monthName(month) : month)
