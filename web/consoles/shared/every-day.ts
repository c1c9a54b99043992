type Day = Readonly<Record<string, number | string>> & { day: string }

/** Every day of the month up to the last one that is there, so that a day without figures shows as a gap. `day`: `YYYY-MM-DD`. */
export const everyDay = (days: readonly Day[]): readonly Day[] => {
  const last = days.at(-1)?.day
  if (last === undefined) return days
  const month = last.slice(0, 8)
  const known = new Map(days.map((day) => [day.day, day]))
  return Array.from({ length: Number(last.slice(8)) }, (_, index) => {
    const day = month + String(index + 1).padStart(2, '0')
    return known.get(day) ?? { day }
  })
}
