/** When a UTC month is over, and with it everything that counts for that month: `2026-12-01T00:00:00.000Z` for `2026-11`. */
export const monthEnd = (month: string): string => {
  const day = new Date(`${month}-01T00:00:00Z`)
  return new Date(day.setUTCMonth(day.getUTCMonth() + 1)).toISOString()
}
