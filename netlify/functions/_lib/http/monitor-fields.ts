import { z } from 'zod'
import { EVENT_KINDS, EVENT_LEVELS, type EventKind } from '../domain/monitor-event.ts'
import type { EventFilter } from '../services/monitor-events.ts'
import { idField, textField } from './fields.ts'
import { numericCursor } from './report-fields.ts'

/** What existing clients call everything that went wrong on the way to an answer. */
const ERROR_KINDS: readonly EventKind[] = ['http_error_response', 'thrown_error', 'upstream_error']

/** ISO 8601, or seconds or milliseconds since 1970. */
const sinceField = z
  .string()
  .transform((text, context): Date => {
    const number = /^\d{9,13}$/.test(text) ? Number(text) : undefined
    // Seconds have eleven digits at most for the next thousand years, and milliseconds have had twelve since 1973.
    const date = new Date(number === undefined ? text : text.length < 12 ? number * 1_000 : number)
    const isTime = number !== undefined || /^\d{4}-\d\d-\d\d(T|$)/.test(text)
    if (isTime && date.getTime() > 0 && date.getUTCFullYear() < 10_000) return date
    context.addIssue({ code: 'custom', message: 'is not an ISO 8601 time, nor seconds or milliseconds since 1970' })
    return z.NEVER
  })
  .meta({ description: 'Only what happened from then on: ISO 8601, or seconds or milliseconds since 1970.' })

/** What the lists of events may be narrowed to; names are the wire contract's. */
export const eventFilterFields = {
  level: z.enum(EVENT_LEVELS, 'is none of info, warn, error').optional(),
  kind: z
    .enum([...EVENT_KINDS, 'error'], 'is no kind of event')
    .transform((kind) => (kind === 'error' ? ERROR_KINDS : [kind]))
    .optional()
    .meta({ description: '`error`: an answer or a provider that failed.' }),
  function: textField(80).optional(),
  fn: textField(80).optional().meta({ description: 'The same as `function`.' }),
  app: textField(120).optional(),
  error_code: textField(80).optional(),
  request_id: textField(128).optional(),
  q: textField(128).optional().meta({ description: 'How the request id begins.' }),
  customer_id: idField.optional(),
  since: sinceField.optional(),
}

export const eventFilter = (query: z.output<z.ZodObject<typeof eventFilterFields>>): EventFilter => ({
  level: query.level,
  kinds: query.kind,
  functionName: query.function ?? query.fn,
  appId: query.app,
  errorCode: query.error_code,
  requestId: query.request_id,
  requestPrefix: query.q,
  customerId: query.customer_id,
  since: query.since,
})

export const afterIdField = numericCursor.meta({ description: 'Only events after the one with this id.' })
