import { findInvoicesDue, issueInvoice } from '../db/invoices.ts'
import { monthOf } from '../domain/period.ts'
import type { Deps } from './deps.ts'
import { causeFields } from './log.ts'

/** Issued at once; each locks one customer's books for a moment. */
const BATCH = 8

/** A scheduled function has 30 s. */
const TIME_LIMIT_MS = 20_000

type Run = { issued: number; failed: number; finished: boolean }

/**
 * Issues last month's invoice for every customer who is to get one. What one run leaves over (no time, calls still open, a
 * failure) the next one takes; runs at once share the work.
 */
export const issueInvoices = async (deps: Deps): Promise<Run> => {
  const startedAt = Date.now()
  const month = lastMonth(new Date(startedAt))
  const run: Run = { issued: 0, failed: 0, finished: false }
  for (let after = '0'; Date.now() - startedAt < TIME_LIMIT_MS;) {
    const due = await findInvoicesDue(deps.db, { month, after, limit: BATCH })
    const outcomes = await Promise.all(due.map((customerId) => issueOnce(deps, customerId, month)))
    run.issued += outcomes.filter((outcome) => outcome === 'ISSUED').length
    run.failed += outcomes.filter((outcome) => outcome === 'FAILED').length
    const last = due.at(-1)
    if (last === undefined || due.length < BATCH) return { ...run, finished: true }
    after = last
  }
  return run
}

const issueOnce = async (deps: Deps, customerId: string, month: string): Promise<string> => {
  const { invoiceSeller: seller } = deps.settings
  try {
    const order = { customerId, month, actor: 'system', when: 'unless-issued', seller } as const
    return (await issueInvoice(deps.db, order)).verdict
  } catch (error) {
    // One customer's books that do not add up are no reason to let the others wait.
    deps.log.error('invoice_failed', { customer_id: customerId, month, ...causeFields(error) })
    return 'FAILED'
  }
}

/** Day 0 of a month is the last day of the month before. */
const lastMonth = (now: Date): string => monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 0)))
