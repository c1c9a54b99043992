/** Whole cents of an amount of dollars as somebody types it (`1,234.5`), without a detour through floating point. */
export const centsOf = (typed: string): number | undefined => {
  const match = /^(\d{1,9})?(?:\.(\d{0,2}))?$/.exec(typed.trim().replaceAll(',', '').replace(/^\$/, ''))
  if (match === null) return undefined
  const [, whole = '', part = ''] = match
  return whole + part === '' ? undefined : Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** The same cents as one would type them. */
export const typedDollars = (cents: number): string => {
  const part = cents % 100
  const whole = String((cents - part) / 100)
  return part === 0 ? whole : `${whole}.${String(part).padStart(2, '0')}`
}
