import { findKeyOwner } from '../db/key-owner.ts'
import {
  findCustomerUsage,
  findEvents,
  findUserSummary,
  type CustomerUsage,
  type EventsReport,
  type HeldEvent,
  type KeySums,
  type UserSummary,
} from '../db/reports.ts'
import type { EventFilter, Page, UsageEvent } from '../db/usage-events.ts'
import type { Timing, UsageSums } from '../db/usage-sums.ts'
import { GatewayError } from '../domain/errors.ts'
import { hasRole } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer, noSuchKey } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import type { AuthenticatedKey } from './spender.ts'

export type { HeldEvent, KeySums, Timing, UsageEvent, UsageSums, UserSummary }

export type CustomerUsageReport = Omit<CustomerUsage, 'events'> & { events: Paged<HeldEvent> }

export type UserEvents = Omit<EventsReport, 'events'> & { events: Paged<UsageEvent> }

/** `key`: what the caller's own key used (with the keys it was rotated from or to). `customer`: everything. */
export type ReportScope = 'key' | 'customer'

/**
 * The key whose figures a caller may see; undefined: all of the customer's.
 * @throws GatewayError FORBIDDEN when a key below admin asks for the customer's
 */
export const visibleLine = (caller: AuthenticatedKey, scope: ReportScope): string | undefined => {
  if (scope === 'key') return caller.id
  if (hasRole(caller.role, 'admin')) return undefined
  throw new GatewayError('FORBIDDEN', 'This needs a key with the role admin', {
    hint: 'Leave out scope=customer to see what your own key used.',
  })
}

/** @throws GatewayError FORBIDDEN */
export const userSummary = async (
  deps: Deps,
  caller: AuthenticatedKey,
  { scope, month }: { scope: ReportScope; month: string },
): Promise<UserSummary> =>
  findUserSummary(deps.db, caller.id, { customerId: caller.customer_id, month, keyLine: visibleLine(caller, scope) })

/** @throws GatewayError FORBIDDEN, NOT_FOUND when the filter names a key that the caller may not see */
export const userEvents = async (
  deps: Deps,
  caller: AuthenticatedKey,
  { scope, month, filter, page }: { scope: ReportScope; month: string; filter: EventFilter; page: Page },
): Promise<UserEvents> => {
  const keyLine = visibleLine(caller, scope)
  if (filter.apiKeyId !== undefined) await assertVisible(deps, caller, filter.apiKeyId, keyLine)
  const covered = { customerId: caller.customer_id, month, keyLine }
  const report = await findEvents(deps.db, caller.id, { scope: covered, filter, page })
  return { ...report, events: nextPage(report.events, page.limit, ({ id }) => id) }
}

const assertVisible = async (
  deps: Deps,
  caller: AuthenticatedKey,
  keyId: string,
  keyLine: string | undefined,
): Promise<void> => {
  const owner = await findKeyOwner(deps.db, keyId)
  const isVisible = owner?.customer_id === caller.customer_id && (keyLine === undefined || keyId === keyLine)
  if (!isVisible) throw noSuchKey('api_key_id', 'customer')
}

/** @throws GatewayError NOT_FOUND */
export const customerUsage = async (
  deps: Deps,
  asked: { customerId: string; month: string },
  { filter, page }: { filter: EventFilter; page: Page },
): Promise<CustomerUsageReport> => {
  const usage = await findCustomerUsage(deps.db, asked, { filter, page })
  if (usage === undefined) throw noSuchCustomer()
  return { ...usage, events: nextPage(usage.events, page.limit, ({ id }) => id) }
}
