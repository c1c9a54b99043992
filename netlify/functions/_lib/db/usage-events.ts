import { z } from 'zod'
import type { OutcomeFilter } from '../domain/call-outcomes.ts'
import { chargeLines } from './charge-lines.ts'
import { count, id, pico } from './columns.ts'
import { fragment, type Fragment } from './database.ts'
import { nestedTimestamp } from './nested.ts'
import { newestId } from './month-bounds.ts'
import { unfinishedIds } from './unfinished-events.ts'
import { matchingIds } from './usage-event-search.ts'
import { lineOf, narrowedTo, type EventScope, type UsageFilter, type UsageScope } from './usage-sums.ts'

export const usageEvent = z.object({
  id,
  api_key_id: id,
  request_id: z.string(),
  surface: z.string(),
  provider: z.string(),
  model: z.string(),
  input_tokens: count,
  cached_tokens: count,
  cache_write_tokens: count,
  output_tokens: count,
  reasoning_tokens: count,
  cost_pico: pico,
  list_pico: pico,
  estimated: z.boolean(),
  outcome: z.string(),
  install_id: z.string().nullable(),
  app_id: z.string().nullable(),
  duration_ms: z.int().nullable(),
  first_token_ms: z.int().nullable(),
  /** Null: an event from before they were kept, or a call whose process died. */
  charge_lines: chargeLines.nullable(),
  created_at: nestedTimestamp,
})
export type UsageEvent = z.output<typeof usageEvent>

/** What a list of events is narrowed to; no sum knows which requests, apps, devices and outcomes it is made of. */
export type EventFilter = UsageFilter & {
  /** Exactly one. */
  id?: string | undefined
  requestId?: string | undefined
  outcome?: OutcomeFilter | undefined
  /** How a request, an app or a device begins, or a part of provider/model. */
  q?: string | undefined
}

/** A page of events: `before` is the id of the last event of the page before. */
export type Page = { before: string | undefined; limit: number }

/** All but the id, of events named u; as text, for they are nested in JSON. */
export const eventColumns = fragment`u.api_key_id::text as api_key_id, u.request_id, u.surface, u.provider, u.model,
  u.input_tokens::text as input_tokens, u.cached_tokens::text as cached_tokens,
  u.cache_write_tokens::text as cache_write_tokens, u.output_tokens::text as output_tokens,
  u.reasoning_tokens::text as reasoning_tokens, u.cost_pico::text as cost_pico, u.list_pico::text as list_pico, u.estimated,
  u.outcome, u.install_id, u.app_id, u.duration_ms, u.first_token_ms, u.charge_lines,
  u.created_at`

const columns = fragment`u.id, u.id::text as id_text, ${eventColumns}`

/**
 * Newest first, one more than the limit when there are more. Each key of a rotation line is read by its own index from its
 * newest event on, so that a page costs what a page holds.
 */
export const eventsPage = (scope: UsageScope, filter: EventFilter, page: Page): Fragment =>
  fragment`select e.id_text as id, e.api_key_id, e.request_id, e.surface, e.provider, e.model, e.input_tokens,
      e.cached_tokens, e.cache_write_tokens, e.output_tokens, e.reasoning_tokens, e.cost_pico, e.list_pico, e.estimated,
      e.outcome, e.install_id, e.app_id, e.duration_ms, e.first_token_ms, e.charge_lines, e.created_at
    from (${newestOf(scope, filter, page)}) e order by e.id desc`

const newestOf = (scope: UsageScope, filter: EventFilter, page: Page): Fragment => {
  const ids = idsLookedFor(scope, filter, page)
  if (ids !== undefined)
    return fragment`select ${columns} from (${ids}) looked_for join usage_events u on u.id = looked_for.id`
  if (scope.keyLine === undefined)
    return monthOf(fragment`customer_id = ${scope.customerId}`, scope.month, columns, pageOf(filter, page))
  const each = monthOf(fragment`api_key_id = line.id`, scope.month, columns, pageOf(filter, page))
  return fragment`select found.* from ${lineOf(scope.keyLine)} line cross join lateral (${each}) found
    order by found.id desc limit ${page.limit + 1}`
}

/** The ids of the newest events of a customer, whoever's keys they are of. `ofAll`: as in a search. */
export const newestIds = (
  { customerId, month }: Omit<EventScope, 'keyLine'>,
  filter: EventFilter & { ofAll?: Fragment | undefined },
  page: Page,
): Fragment =>
  idsLookedFor({ customerId, month }, filter, page) ??
  fragment`select u.id from usage_events u
    where u.customer_id = ${customerId} and u.month = ${month}${pageOf(filter, page)}`

const monthOf = (owner: Fragment, month: string, selected: Fragment, page: Fragment): Fragment =>
  fragment`select ${selected} from usage_events u
    where u.${owner} and u.month = ${month} and u.id <= ${newestId(owner, month)}${page}`

/** What is looked for by indexes of its own. */
const idsLookedFor = (
  scope: EventScope,
  filter: EventFilter & { ofAll?: Fragment | undefined },
  page: Page,
): Fragment | undefined => {
  const search = { page: pageOf(filter, page), limit: page.limit }
  if (filter.q !== undefined) return matchingIds(scope, { ...search, q: filter.q, ofAll: filter.ofAll })
  return filter.outcome === undefined || filter.outcome === 'completed'
    ? undefined
    : unfinishedIds(scope, { ...search, outcome: filter.outcome })
}

/** The conditions of a filter on events named u, and the order and limit of a page. */
export const pageOf = (filter: EventFilter, { before, limit }: Page): Fragment => {
  const older = before === undefined ? fragment`` : fragment` and u.id < ${before}`
  const one = filter.id === undefined ? fragment`` : fragment` and u.id = ${filter.id}`
  const asked = filter.requestId === undefined ? fragment`` : fragment` and u.request_id = ${filter.requestId}`
  return fragment`${older}${one}${narrowedTo(filter)}${asked}${ended(filter.outcome)} order by u.id desc limit ${limit + 1}`
}

const ended = (outcome: OutcomeFilter | undefined): Fragment => {
  if (outcome === undefined) return fragment``
  if (outcome === 'completed') return fragment` and u.outcome = 'completed'`
  // The first condition is that of the index of what did not complete.
  return fragment` and u.outcome <> 'completed'${outcome === 'unfinished' ? fragment`` : fragment` and u.outcome = ${outcome}`}`
}
