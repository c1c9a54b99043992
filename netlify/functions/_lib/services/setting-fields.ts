import { z } from 'zod'

/** Schemas of environment variables that several groups of settings share. */

export const integer = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `has to be from ${minimum} to ${maximum}`)

export const httpUrl = z
  .string()
  .refine((value) => isPlainHttpUrl(URL.parse(value)), 'is not an http(s) URL without credentials, query and fragment')
  .transform((value) => value.replace(/\/+$/, ''))

// Credentials in a URL would end up in logs, a query would swallow the paths that are appended.
const isPlainHttpUrl = (url: URL | null): boolean =>
  url !== null && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === ''

/** Widens a schema to what an unset variable is. */
export const maybeText = (value: string): string | undefined => value
