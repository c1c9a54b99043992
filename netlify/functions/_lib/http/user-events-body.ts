import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { UserEvents } from '../services/usage-reports.ts'
import { eventBody, sumsBody } from './usage-body.ts'

/** The calls of a month and their sums, as the holder of a key sees them. */
export const userEventsBody = (keyId: string, report: UserEvents) => ({
  key: { id: keyId, label: report.label, key_last4: report.key_last4 },
  summary_by_provider: report.by_provider.map(sumsBody),
  summary_by_day: report.by_day.map(sumsBody),
  /** The five dearest models of the month; null for all others together. */
  by_day_model: report.by_day_model.map(({ cost_pico, ...row }) => ({
    ...row,
    cost_cents: picoToCents(cost_pico),
    cost_usd: picoToUsd(cost_pico),
  })),
  events: report.events.rows.map(eventBody),
  next_cursor: report.events.nextCursor,
})
