import { countClientReport } from '../db/monitor-events.ts'
import type { MonitorEvent } from '../domain/monitor-event.ts'
import type { Deps } from './deps.ts'
import { rateError } from './refusal.ts'
import { hashAddress } from './virtual-key.ts'

/** Of one address, per minute. */
const REPORTS_PER_MINUTE = 60

/**
 * Takes in what went wrong in a client.
 * @throws GatewayError RATE_LIMITED, DATABASE_UNAVAILABLE
 */
export const reportClientError = async (deps: Deps, address: string, report: Partial<MonitorEvent>): Promise<void> => {
  const allowed = await countClientReport(deps.db, hashAddress(address, deps.settings.keyPepper), REPORTS_PER_MINUTE)
  if (!allowed) {
    throw rateError('RATE_LIMITED', 'Too many reports from this address', {
      limit: REPORTS_PER_MINUTE,
      remaining: 0,
      resetAt: new Date(Math.floor(Date.now() / 60_000 + 1) * 60_000),
    })
  }
  deps.monitor.note({ ...report, level: 'error', kind: 'client_error', httpStatus: 200 })
}
