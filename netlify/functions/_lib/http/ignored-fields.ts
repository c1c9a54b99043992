import { z } from 'zod'
import type { Route } from './route.ts'

/** Of one header. */
const MOST_NAMES = 10
const LONGEST_NAME = 64

/** What existing clients put beside every body. */
const NOT_WORTH_A_WORD = '_kaixu_meta'

type Input = { body: unknown; parameters: URLSearchParams }

/**
 * Headers that name what a request said in vain: unknown fields are taken, as existing clients send such, and a misspelt one would
 * otherwise go unnoticed. Names alone, and few of them.
 */
export const ignoredHeaders = (route: Route, { body, parameters }: Input): Readonly<Record<string, string>> => {
  if (route.unknownFields === 'expected') return {}
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : []
  return {
    ...headerOf('x-kaixu-ignored-fields', route.body, fields),
    ...headerOf('x-kaixu-ignored-parameters', route.query, parameters.keys()),
  }
}

const headerOf = (header: string, schema: z.ZodType | undefined, given: Iterable<string>): Record<string, string> => {
  const known = schema && namesOf(schema)
  if (known === undefined) return {}
  const ignored = new Set<string>()
  for (const name of given) {
    if (ignored.size === MOST_NAMES) break
    if (name !== '' && name !== NOT_WORTH_A_WORD && !known.has(name)) ignored.add(printable(name))
  }
  return ignored.size === 0 ? {} : { [header]: [...ignored].join(', ') }
}

const printable = (name: string): string => name.slice(0, LONGEST_NAME).replace(/[^\w.-]/g, '_')

/** The names that a schema knows; undefined when it takes any. */
const namesOf = (schema: z.ZodType): ReadonlySet<string> | undefined =>
  schema instanceof z.ZodObject && schema.def.catchall === undefined
    ? new Set(Object.keys(schema.def.shape))
    : undefined
