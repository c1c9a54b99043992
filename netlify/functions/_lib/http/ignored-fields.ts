import { z } from 'zod'
import type { Route } from './route.ts'

/** Of one header. */
const MOST_NAMES = 10
const LONGEST_NAME = 64

/** What existing clients put beside every body. */
const NOT_WORTH_A_WORD = '_kaixu_meta'

// Headers that name what a request said in vain: unknown fields are taken, as existing clients send such, and a misspelt one would
// otherwise go unnoticed. Names alone, and few of them.

/** Names the fields of a body that the route does not know. */
export const nameIgnoredFields = (headers: Headers, route: Route, body: unknown): void => {
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : []
  if (route.unknownFields !== 'expected') nameIgnored(headers, 'x-kaixu-ignored-fields', route.body, fields)
}

/** Names the parameters of a query that the route does not know. */
export const nameIgnoredParameters = (headers: Headers, route: Route, given: URLSearchParams): void => {
  if (route.unknownFields !== 'expected') nameIgnored(headers, 'x-kaixu-ignored-parameters', route.query, given.keys())
}

const nameIgnored = (
  headers: Headers,
  header: string,
  schema: z.ZodType | undefined,
  given: Iterable<string>,
): void => {
  const known = schema && namesOf(schema)
  if (known === undefined) return
  const ignored = new Set<string>()
  for (const name of given) {
    if (ignored.size === MOST_NAMES) break
    if (name !== '' && name !== NOT_WORTH_A_WORD && !known.has(name)) ignored.add(printable(name))
  }
  if (ignored.size > 0) headers.set(header, [...ignored].join(', '))
}

const printable = (name: string): string => name.slice(0, LONGEST_NAME).replace(/[^\w.-]/g, '_')

/** The names that a schema knows; undefined when it takes any. */
const namesOf = (schema: z.ZodType): ReadonlySet<string> | undefined =>
  schema instanceof z.ZodObject && schema.def.catchall === undefined
    ? new Set(Object.keys(schema.def.shape))
    : undefined
