import { dollarsOfCents } from './format.ts'
import type { Reading } from './reading.ts'

/** What the gateway takes at most for any amount of money. */
const MOST_CENTS = 500_000_000

/** In cents. */
export type CentsRange = { least?: number | undefined; most?: number | undefined }

/** An amount of dollars as somebody types it (`1,234.5`), in whole cents and without a detour through floating point. */
export const readDollars = (typed: string, { least = 0, most = MOST_CENTS }: CentsRange = {}): Reading => {
  const text = typed.trim()
  if (text === '') return { value: null }
  const match = /^\$?(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d{0,2}))?$/.exec(text)
  const [whole, part] = [match?.[1]?.replaceAll(',', '') ?? '', match?.[2] ?? '']
  if (whole + part === '') return { value: null, problem: 'This is no amount: 1234.56' }
  // A number too long to be exact is too large all the same.
  const cents = Number(whole) * 100 + Number(part.padEnd(2, '0'))
  if (cents > most) return { value: null, problem: `Is more than ${dollarsOfCents(most)}` }
  return cents < least ? { value: null, problem: `Is less than ${dollarsOfCents(least)}` } : { value: cents }
}

/** The same cents as one would type them. */
export const typedDollars = (cents: number): string => {
  const part = cents % 100
  const whole = String((cents - part) / 100)
  return part === 0 ? whole : `${whole}.${String(part).padStart(2, '0')}`
}
