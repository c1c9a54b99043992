import { z } from 'zod'
import { fragment, type Fragment } from './database.ts'

/**
 * Rows of a query as one JSON column, so that a report is one statement: one round trip, and one snapshot in which all of its
 * figures agree. JSON numbers are doubles, so the query casts its bigints to text.
 */
export const rowsOf = (query: Fragment): Fragment =>
  fragment`(select coalesce(jsonb_agg(to_jsonb(nested)), '[]') from (${query}) nested)`

/** A timestamp inside such a column. */
export const nestedTimestamp = z.string().transform((text) => new Date(text))
