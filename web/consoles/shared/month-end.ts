/** When a UTC month is over, and with it everything that counts for that month: `Dec 1, 00:00 UTC` for `2026-11`. */
export const monthEnd = (month: string): string => `${dayAfter(month)}, 00:00 UTC`

/** The first day after a month: `Dec 1` for `2026-11`. */
export const dayAfter = (month: string): string => {
  const day = new Date(`${month}-01T00:00:00Z`)
  return new Date(day.setUTCMonth(day.getUTCMonth() + 1)).toLocaleDateString(undefined, {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  })
}
