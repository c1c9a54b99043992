import { z } from 'zod'
import { OUTCOME_FILTERS } from '../domain/call-outcomes.ts'
import { monthOf } from '../domain/period.ts'
import { searchField } from './search-field.ts'

/** Query fields that the reports share. Names are the wire contract's. */

const MONTH = { description: 'A UTC month, `YYYY-MM`; the current one when absent.' }

const MONTH_OR_DATE = /^[1-9]\d{3}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T.*)?)?$/

/** `YYYY-MM`, undefined when absent or empty; older clients send a whole date, or a time. */
export const maybeMonthField = z
  .string()
  .refine((text) => text === '' || MONTH_OR_DATE.test(text), 'is not a month, YYYY-MM')
  .optional()
  .transform((text) => (text === undefined || text === '' ? undefined : text.slice(0, 7)))
  .meta(MONTH)

/** The same, and the current UTC month when absent or empty. */
export const monthField = maybeMonthField.transform((month) => month ?? monthOf(new Date())).meta(MONTH)

/** How many rows a page has: more than the maximum is the maximum, as it always was for existing clients. */
export const pageSize = (usual: number, maximum: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'is not a whole number above zero')
    .transform((text) => Math.min(maximum, Number(text)))
    .default(usual)
    .meta({ type: 'integer', minimum: 1, description: `Rows of a page: ${usual} when absent, at most ${maximum}.` })

/** A bigint of the database: where the page before ended. */
export const numericCursor = z
  .string()
  .regex(/^\d{1,18}$/, 'is not a cursor of this list')
  .meta({ description: '`next_cursor` of the page before.' })

/** Usage of the key itself, or of its whole customer. */
export const scopeField = z
  .enum(['key', 'customer'], 'is neither key nor customer')
  .default('key')
  .meta({ description: 'What is reported: of the key itself, or, for an admin key, of its whole customer.' })

/** What a list of calls is searched for. */
export const callSearchField = searchField.meta({
  description:
    'How the id of a request, an app or a device begins, or a part of `provider/model`: of the list of calls.',
})

/** How the calls of a list ended. */
export const outcomeField = z
  .enum(OUTCOME_FILTERS, `is none of ${OUTCOME_FILTERS.join(', ')}`)
  .optional()
  .meta({ description: 'How the calls of the list ended; `unfinished`: in any way but `completed`.' })

/** `1` or `true`: yes. */
export const yesField = z
  .enum(['0', '1', 'true', 'false', ''], 'is neither 0 nor 1')
  .default('0')
  .transform((text) => text === '1' || text === 'true')
