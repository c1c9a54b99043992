import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { Overview, OverviewReport } from '../services/overview.ts'
import { marginBody, operatorSumsBody, timedSumsBody } from './usage-body.ts'

const TOP_MODELS = 10

/** Where the gateway stands: what came in, what it costs, what is open, and who and what is behind it. */
export const overviewBody = (month: string, report: OverviewReport) => {
  const [today] = report.today
  const [sums] = report.month
  return {
    generated_at: report.generatedAt,
    today: { day: report.day, ...timedSumsBody(today), errors: sumOf(report.errors, 'today') },
    month: {
      month,
      spent_cents: picoToCents(report.spent_pico),
      spent_usd: picoToUsd(report.spent_pico),
      ...timedSumsBody(sums),
      ...marginBody(report.spent_pico, sums.list_pico),
      topups_cents: picoToCents(report.extra_pico),
      topups_usd: picoToUsd(report.extra_pico),
      overrun_cents: picoToCents(report.overrun_pico),
      overrun_usd: picoToUsd(report.overrun_pico),
      errors: sumOf(report.errors, 'month'),
    },
    held_now: {
      calls: report.open_calls,
      held_cents: picoToCents(report.held_pico),
      held_usd: picoToUsd(report.held_pico),
    },
    customers: { total: report.customers, active: report.active_customers, active_keys: report.active_keys },
    per_day: report.per_day.map(timedSumsBody),
    top_customers: report.top_customers.map(operatorSumsBody),
    top_models: report.models.slice(0, TOP_MODELS).map(timedSumsBody),
    /** All that were called in the month, dearest first. */
    models: report.models.map(({ provider, model }) => ({ provider, model })),
    errors: report.errors,
    errors_per_day: report.errors_per_day,
    attention: attentionBody(report),
  }
}

/** Of now, whatever month was asked for. The lists hold the worst few; `customers` is how many there are of a kind. */
const attentionBody = ({ caps, auto_topups, webhooks_given_up, unpriced, warnPct, hasVendor }: OverviewReport) => ({
  cap_warn_pct: warnPct,
  caps: caps.map(({ spent_pico, cap_pico, ...customer }) => ({
    ...customer,
    spent_cents: picoToCents(spent_pico),
    cap_cents: picoToCents(cap_pico),
  })),
  auto_topups,
  webhooks_given_up: webhooks_given_up[0].count,
  unpriced: unpriced[0],
  has_vendor: hasVendor,
})

const sumOf = (errors: Overview['errors'], period: 'today' | 'month'): number =>
  errors.reduce((sum, error) => sum + error[period], 0)
