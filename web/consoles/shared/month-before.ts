/** `2026-10` for `2026-11`. */
export const monthBefore = (month: string): string => {
  const day = new Date(`${month}-01T00:00:00Z`)
  return new Date(day.setUTCMonth(day.getUTCMonth() - 1)).toISOString().slice(0, 7)
}
