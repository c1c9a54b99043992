import { gatewayNow } from './gateway-clock.ts'

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

/**
 * `$1,234.56`; below a cent as many digits as it takes to show two that are not zero. With `digits`, always that many after the point,
 * so that a column of amounts lines up; what is too small for them is `<$0.000001`.
 */
export const dollars = (usd: string | number, digits?: number): string => {
  const value = Number(usd)
  if (digits !== undefined) return withDigits(value, digits)
  if (value === 0) return '$0.00'
  const size = Math.abs(value)
  return inDollars(value, 2, size >= 0.01 ? 2 : Math.min(12, 1 - Math.floor(Math.log10(size))))
}

const withDigits = (value: number, digits: number): string => {
  const least = 10 ** -digits
  if (value === 0 || Math.abs(value) >= least) return inDollars(value, digits, digits)
  return `${value < 0 ? '>-' : '<'}${inDollars(least, digits, digits)}`
}

const dollarFormats = new Map<string, Intl.NumberFormat>()

const inDollars = (value: number, minimumFractionDigits: number, maximumFractionDigits: number): string => {
  const name = `${minimumFractionDigits} ${maximumFractionDigits}`
  const digits = { minimumFractionDigits, maximumFractionDigits }
  const known = dollarFormats.get(name)
  const format = known ?? new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', ...digits })
  if (known === undefined) dollarFormats.set(name, format)
  return format.format(value)
}

export const dollarsOfCents = (cents: number): string => dollars(cents / 100)

export const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`

/** The pages are in English, and so are their times: a month's name in another language would be half of a sentence. */
const LOCALE = 'en-US'

/** Whether the reader counts twice twelve hours: that much of their own way is kept. */
const hour12 = lazily(() => {
  const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions()
  return hourCycle === 'h11' || hourCycle === 'h12'
})

const timeFormat = (options: Intl.DateTimeFormatOptions) =>
  lazily(
    () =>
      new Intl.DateTimeFormat(LOCALE, {
        ...options,
        // Without it midnight would be 24:00.
        ...(options.hour === undefined ? {} : { hourCycle: hour12() ? 'h12' : 'h23' }),
      }),
  )

const timeFormats = (year: Intl.DateTimeFormatOptions) => {
  const minute = { ...year, month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const
  return {
    day: timeFormat({ ...year, month: 'short', day: 'numeric' }),
    minute: timeFormat(minute),
    second: timeFormat({ ...minute, second: '2-digit' }),
  }
}
const THIS_YEAR = timeFormats({})
const OTHER_YEAR = timeFormats({ year: 'numeric' })

/** A time where the reader is; the year is said when it is another one. */
export const localTime = (iso: string, precision: keyof typeof THIS_YEAR = 'minute'): string => {
  const at = new Date(iso)
  const formats = at.getFullYear() === gatewayNow().getFullYear() ? THIS_YEAR : OTHER_YEAR
  return formats[precision]().format(at)
}

const CLOCK = {
  minute: timeFormat({ hour: 'numeric', minute: '2-digit' }),
  second: timeFormat({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
}

/** The time of the day where the reader is. */
export const clockTime = (at: Date | number, precision: keyof typeof CLOCK = 'minute'): string =>
  CLOCK[precision]().format(at)

/** The same in UTC, as logs and the ledger have it. */
export const utcTime = (iso: string): string => `${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`

export const duration = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`
  // Rounded first: 119.6 seconds are 2 minutes, and not 1 minute and 60 seconds.
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const monthAndYear = timeFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' })
const shortMonth = timeFormat({ month: 'short', timeZone: 'UTC' })

const beginOf = (month: string): Date => new Date(`${month}-01T00:00:00Z`)

/** `November 2026` for `2026-11`. */
export const monthName = (month: string): string => monthAndYear().format(beginOf(month))

/** `Nov` for `2026-11`. */
export const shortMonthName = (month: string): string => shortMonth().format(beginOf(month))

/** The current UTC month, `YYYY-MM`, which is the gateway's. */
export const thisMonth = (): string => gatewayNow().toISOString().slice(0, 7)

/** The current month and those after it. */
export const comingMonths = (howMany: number): string[] => {
  const now = gatewayNow()
  return Array.from({ length: howMany }, (_, ahead) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 7),
  )
}

/** The months before and including the current one, newest first. */
export const recentMonths = (howMany: number): string[] => {
  const now = gatewayNow()
  return Array.from({ length: howMany }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )
}
