import { z } from 'zod'
import { count, id, pico } from './columns.ts'
import { fragment, maybe, sql, type Database, type Fragment } from './database.ts'
import { rowsOf } from './nested.ts'
import { lineOf } from './usage-sums.ts'

/** The keys that a summary lists: none, exactly one, one with its rotation line, or all that were used and the asking one. */
export type SummaryKeys = { one: string } | { line: string } | { usedAnd: string } | 'none'

const summaryKey = z.object({
  id,
  key_last4: z.string(),
  label: z.string(),
  monthly_cap_cents: z.int().nullable(),
  spent_pico: pico,
  held_pico: pico,
  input_tokens: count,
  output_tokens: count,
  calls: count,
})
export type SummaryKey = z.output<typeof summaryKey>

const monthSummary = z.object({
  id,
  email: z.string(),
  plan_name: z.string(),
  monthly_cap_cents: z.int(),
  cap_pico: pico,
  extra_pico: pico,
  spent_pico: pico,
  held_pico: pico,
  list_pico: pico,
  overrun_pico: pico,
  input_tokens: count,
  output_tokens: count,
  calls: count,
  keys: z.array(summaryKey),
})
export type MonthSummary = z.output<typeof monthSummary>

/** A customer's month; undefined when there is no such customer. */
export const findMonthSummary = (
  db: Database,
  { customerId, month, keys }: { customerId: string; month: string; keys: SummaryKeys },
): Promise<MonthSummary | undefined> =>
  maybe(
    db,
    sql(monthSummary)`
      select c.id, c.email, c.plan_name, c.monthly_cap_cents,
             greatest(0, c.monthly_cap_cents::bigint * 10000000000 + coalesce(m.extra_pico, 0)) as cap_pico,
             coalesce(m.extra_pico, 0) as extra_pico, coalesce(m.spent_pico, 0) as spent_pico,
             coalesce(m.held_pico, 0) as held_pico, coalesce(m.list_pico, 0) as list_pico,
             coalesce(m.overrun_pico, 0) as overrun_pico, coalesce(m.input_tokens, 0) as input_tokens,
             coalesce(m.output_tokens, 0) as output_tokens, coalesce(m.calls, 0) as calls,
             ${keys === 'none' ? fragment`'[]'::jsonb` : rowsOf(keysOf(customerId, month, keys))} as keys
        from customers c
        left join monthly_usage m on m.customer_id = c.id and m.month = ${month}
       where c.id = ${customerId}`,
  )

/** Dearest first. Of a rotation line, the newest key stands for the sums of all. */
const keysOf = (customerId: string, month: string, keys: Exclude<SummaryKeys, 'none'>): Fragment => {
  const [which, used] =
    'line' in keys
      ? [fragment`k.id = ${keys.line}`, fragment`u.api_key_id in ${lineOf(keys.line)}`]
      : 'one' in keys
        ? [fragment`k.id = ${keys.one}`, fragment`u.api_key_id = k.id`]
        : [fragment`(k.id = ${keys.usedAnd} or u.calls > 0)`, fragment`u.api_key_id = k.id`]
  return fragment`select k.id::text as id, k.key_last4, k.label, k.monthly_cap_cents,
      coalesce(u.spent_pico, 0)::text as spent_pico, coalesce(u.held_pico, 0)::text as held_pico,
      coalesce(u.input_tokens, 0)::text as input_tokens, coalesce(u.output_tokens, 0)::text as output_tokens,
      coalesce(u.calls, 0)::text as calls
    from api_keys k
    left join lateral (
      select sum(u.spent_pico) as spent_pico, sum(u.held_pico) as held_pico, sum(u.input_tokens) as input_tokens,
             sum(u.output_tokens) as output_tokens, sum(u.calls) as calls
        from monthly_key_usage u where ${used} and u.month = ${month}
    ) u on true
    where k.customer_id = ${customerId} and ${which}
    order by u.spent_pico desc nulls last, k.id`
}
