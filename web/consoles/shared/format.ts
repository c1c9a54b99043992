/** How figures are shown. Money comes as exact decimal texts of dollars, and is cut for the eye only. */

/** Making one takes a telephone milliseconds: it is made when something is to be shown with it. */
const lazily = <Format>(make: () => Format): (() => Format) => {
  let made: Format | undefined
  return () => (made ??= make())
}

const whole = lazily(() => new Intl.NumberFormat('en-US'))
const short = lazily(() => new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }))

export const count = (value: number): string => whole().format(value)
export const compact = (value: number): string => short().format(value)

/** `$1,234.56`; below a cent as many digits as it takes to show two that are not zero. */
export const dollars = (usd: string | number): string => {
  const value = Number(usd)
  if (value === 0) return '$0.00'
  const size = Math.abs(value)
  const digits = size >= 0.01 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(size)))
  return value.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  })
}

export const dollarsOfCents = (cents: number): string => dollars(cents / 100)

export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`

const TIMES = {
  day: lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })),
  minute: lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })),
  second: lazily(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })),
}

/** A time where the reader is. */
export const localTime = (iso: string, precision: keyof typeof TIMES = 'minute'): string =>
  TIMES[precision]().format(new Date(iso))

/** The same in UTC, as logs and the ledger have it. */
export const utcTime = (iso: string): string => `${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`

export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`
}

/** The current UTC month, `YYYY-MM`, which is the gateway's. */
export const thisMonth = (): string => new Date().toISOString().slice(0, 7)

/** The months before and including the current one, newest first. */
export const recentMonths = (howMany: number): string[] => {
  const now = new Date()
  return Array.from({ length: howMany }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )
}
