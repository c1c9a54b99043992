import { findMonthSummary, type MonthSummary, type SummaryKey, type SummaryKeys } from '../db/export-summary.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import type { AuthenticatedKey } from './spender.ts'
import { visibleLine, type ReportScope } from './usage-reports.ts'

export type { MonthSummary, SummaryKey }

/** A customer's month, with a key of it when one is asked for. @throws GatewayError NOT_FOUND */
export const customerMonth = (
  deps: Deps,
  { customerId, month, apiKeyId }: { customerId: string; month: string; apiKeyId: string | undefined },
): Promise<MonthSummary> =>
  summaryOf(deps, { customerId, month, keys: apiKeyId === undefined ? 'none' : { one: apiKeyId } })

/** The month of the caller's key, with those it was rotated from or to; or of every key. @throws GatewayError FORBIDDEN */
export const callersMonth = async (
  deps: Deps,
  caller: AuthenticatedKey,
  { scope, month }: { scope: ReportScope; month: string },
): Promise<MonthSummary> => {
  const keyLine = visibleLine(caller, scope)
  const keys = keyLine === undefined ? { usedAnd: caller.id } : { line: keyLine }
  return summaryOf(deps, { customerId: caller.customer_id, month, keys })
}

const summaryOf = async (
  deps: Deps,
  asked: { customerId: string; month: string; keys: SummaryKeys },
): Promise<MonthSummary> => {
  const summary = await findMonthSummary(deps.db, asked)
  if (summary === undefined) throw noSuchCustomer()
  return summary
}
