import { z } from 'zod'
import { ROLES } from '../domain/roles.ts'
import { count, id, pico, timestamp } from './columns.ts'
import { fragment, maybe, one, sql, type Database } from './database.ts'
import { nestedTimestamp, rowsOf } from './nested.ts'
import { eventsPage, usageEvent, type EventFilter, type Page } from './usage-events.ts'
import {
  dayModelSums,
  daySums,
  modelSums,
  providerSums,
  sumsByDay,
  sumsByDayAndModel,
  sumsByModel,
  sumsByProvider,
  type UsageScope,
} from './usage-sums.ts'

const keySums = z.object({
  id,
  key_last4: z.string(),
  label: z.string(),
  role: z.enum(ROLES),
  spent_pico: pico,
  list_pico: pico,
  input_tokens: count,
  output_tokens: count,
  calls: count,
  updated_at: nestedTimestamp.nullable(),
})
export type KeySums = z.output<typeof keySums>

/** Every key with usage in the month, dearest first. */
const perKey = (customerId: string, month: string) =>
  fragment`select k.id::text as id, k.key_last4, k.label, k.role, u.spent_pico::text as spent_pico,
      u.list_pico::text as list_pico, u.input_tokens::text as input_tokens, u.output_tokens::text as output_tokens,
      u.calls::text as calls, u.updated_at
    from monthly_key_usage u join api_keys k on k.id = u.api_key_id
    where u.customer_id = ${customerId} and u.month = ${month}
    order by u.spent_pico desc, u.api_key_id`

const userSummary = z.object({
  customer_id: id,
  plan_name: z.string(),
  monthly_cap_cents: z.int(),
  is_active: z.boolean(),
  created_at: timestamp,
  key_id: id,
  label: z.string(),
  key_last4: z.string(),
  role: z.enum(ROLES),
  has_cap_override: z.boolean(),
  customer_cap_pico: pico,
  customer_spent_pico: pico,
  customer_held_pico: pico,
  key_cap_pico: pico.nullable(),
  key_spent_pico: pico,
  key_held_pico: pico,
  customer_tokens: count,
  customer_calls: count,
  extra_pico: pico,
  key_tokens: count,
  key_calls: count,
  by_model: z.array(modelSums),
  keys: z.array(keySums),
})
export type UserSummary = z.output<typeof userSummary>

/** Where a key and its customer stand in a month. `keys` is empty unless the whole customer is asked for. */
export const findUserSummary = (db: Database, keyId: string, scope: UsageScope): Promise<UserSummary> =>
  one(
    db,
    sql(userSummary)`
      select c.id as customer_id, c.plan_name, c.monthly_cap_cents, c.is_active, c.created_at, k.id as key_id,
             k.label, k.key_last4, k.role,
             k.monthly_cap_cents is not null as has_cap_override, p.*,
             coalesce(m.input_tokens + m.output_tokens, 0) as customer_tokens, coalesce(m.calls, 0) as customer_calls,
             coalesce(m.extra_pico, 0) as extra_pico, coalesce(mk.tokens, 0) as key_tokens, coalesce(mk.calls, 0) as key_calls,
             ${rowsOf(sumsByModel(scope, {}))} as by_model,
             ${scope.keyLine === undefined ? rowsOf(perKey(scope.customerId, scope.month)) : fragment`'[]'::jsonb`} as keys
        from api_keys k
        join customers c on c.id = k.customer_id
       cross join lateral month_position(c.id, k.id, ${scope.month}) p
        left join monthly_usage m on m.customer_id = c.id and m.month = ${scope.month}
        left join lateral (
          select sum(u.input_tokens + u.output_tokens)::bigint as tokens, sum(u.calls)::bigint as calls
            from api_keys line join monthly_key_usage u on u.api_key_id = line.id
           where line.first_key_id = k.first_key_id and u.month = ${scope.month}
        ) mk on true
       where k.id = ${keyId} and c.id = ${scope.customerId}`,
  )

const eventsReport = z.object({
  label: z.string(),
  key_last4: z.string(),
  by_provider: z.array(providerSums),
  by_day: z.array(daySums),
  by_day_model: z.array(dayModelSums),
  events: z.array(usageEvent),
})
export type EventsReport = z.output<typeof eventsReport>

/** A page of events, and the sums of all events that the same scope and filter cover, but for what no sum knows. */
export const findEvents = (
  db: Database,
  keyId: string,
  { scope, filter, page }: { scope: UsageScope; filter: EventFilter; page: Page },
): Promise<EventsReport> =>
  one(
    db,
    sql(eventsReport)`
      select k.label, k.key_last4, ${rowsOf(sumsByProvider(scope, filter))} as by_provider,
             ${rowsOf(sumsByDay(scope, filter))} as by_day,
             ${rowsOf(sumsByDayAndModel(scope, filter))} as by_day_model, ${rowsOf(eventsPage(scope, filter, page))} as events
        from api_keys k where k.id = ${keyId}`,
  )

export const heldEvent = usageEvent.extend({ hold_pico: pico, overrun_pico: pico })
export type HeldEvent = z.output<typeof heldEvent>

/** With what was set aside for each call, and what it used above that: looked up for the page that is shown. */
const heldEventsPage = (scope: UsageScope, filter: EventFilter, page: Page) =>
  fragment`select shown.*, h.amount_pico::text as hold_pico, h.overrun_pico::text as overrun_pico
    from (${eventsPage(scope, filter, page)}) shown
    join usage_events u on u.id = shown.id::bigint
    join holds h on h.id = u.hold_id
   order by u.id desc`

const customerUsage = z.object({
  id,
  email: z.string(),
  plan_name: z.string(),
  monthly_cap_cents: z.int(),
  spent_pico: pico,
  held_pico: pico,
  extra_pico: pico,
  list_pico: pico,
  overrun_pico: pico,
  input_tokens: count,
  output_tokens: count,
  calls: count,
  updated_at: timestamp.nullable(),
  per_key: z.array(keySums),
  per_model: z.array(modelSums),
  per_day: z.array(daySums),
  events: z.array(heldEvent),
})
export type CustomerUsage = z.output<typeof customerUsage>

/** The filter narrows the list of events, not the sums. Undefined when there is no such customer. */
export const findCustomerUsage = (
  db: Database,
  { customerId, month }: { customerId: string; month: string },
  { filter, page }: { filter: EventFilter; page: Page },
): Promise<CustomerUsage | undefined> => {
  const scope = { customerId, month }
  return maybe(
    db,
    sql(customerUsage)`
      select c.id, c.email, c.plan_name, c.monthly_cap_cents, coalesce(m.spent_pico, 0) as spent_pico,
             coalesce(m.held_pico, 0) as held_pico, coalesce(m.extra_pico, 0) as extra_pico,
             coalesce(m.list_pico, 0) as list_pico, coalesce(m.overrun_pico, 0) as overrun_pico,
             coalesce(m.input_tokens, 0) as input_tokens, coalesce(m.output_tokens, 0) as output_tokens,
             coalesce(m.calls, 0) as calls, m.updated_at,
             ${rowsOf(perKey(customerId, month))} as per_key, ${rowsOf(sumsByModel(scope, {}))} as per_model,
             ${rowsOf(sumsByDay(scope, {}))} as per_day, ${rowsOf(heldEventsPage(scope, filter, page))} as events
        from customers c
        left join monthly_usage m on m.customer_id = c.id and m.month = ${month}
       where c.id = ${customerId}`,
  )
}
