/** Months are UTC, `YYYY-MM`. */
export const monthOf = (instant: Date): string => instant.toISOString().slice(0, 7)

/** The first instant after the month: when its caps reset. */
export const endOfMonth = (month: string): Date => {
  const [year = 0, monthNumber = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, monthNumber, 1))
}
