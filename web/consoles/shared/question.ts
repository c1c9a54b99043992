import type { Query } from './api.ts'
import { endpointAt } from './base.ts'

/** An endpoint, and what it is asked with. */
export type Question = readonly [name: string, query: Query]

/** The address of a question to an endpoint of a gateway, `…/user-summary?month=2026-11`; what is undefined or empty is left out. */
export const questionAt = (base: string, name: string, query: Query = {}): string =>
  endpointAt(base, name) + textOf(query)

const textOf = (query: Query): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}
