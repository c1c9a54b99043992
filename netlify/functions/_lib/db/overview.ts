import { z } from 'zod'
import { attentionColumns, attentionOf } from './attention.ts'
import { count, pico } from './columns.ts'
import { fragment, one, sql, type Database, type Fragment } from './database.ts'
import { rowsOf } from './nested.ts'
import { customerSums, dayTimedSums, modelTimedSums, summed, timed, totalTimedSums } from './usage-sums.ts'

const errors = z.object({ code: z.string(), today: count, month: count })

const overview = z.object({
  // Sums without a group: exactly one row each.
  today: z.tuple([totalTimedSums]),
  month: z.tuple([totalTimedSums]),
  spent_pico: pico,
  extra_pico: pico,
  overrun_pico: pico,
  held_pico: pico,
  open_calls: count,
  customers: count,
  active_customers: count,
  active_keys: count,
  per_day: z.array(dayTimedSums),
  top_customers: z.array(customerSums),
  models: z.array(modelTimedSums),
  errors: z.array(errors),
  errors_per_day: z.array(z.object({ day: z.string(), errors: count })),
  ...attentionColumns,
})
export type Overview = z.output<typeof overview>

const TOP = 10

type Asked = { day: string; month: string; warnPct: number; unpricedSince: Date }

/** The whole gateway on a UTC day and in a month, from sums and partial indexes: no event is read. */
export const findOverview = (db: Database, { day, month, warnPct, unpricedSince }: Asked): Promise<Overview> =>
  one(
    db,
    sql(overview)`
      select ${rowsOf(fragment`select ${summed}, ${timed} from daily_usage u where ${onDay(day)}`)} as today,
             ${rowsOf(fragment`select ${summed}, ${timed} from daily_usage u where u.month = ${month}`)} as month,
             coalesce(m.spent_pico, 0) as spent_pico, coalesce(m.extra_pico, 0) as extra_pico,
             coalesce(m.overrun_pico, 0) as overrun_pico, h.held_pico, h.open_calls,
             (select count(*) from customers) as customers,
             (select count(*) from customers where is_active) as active_customers,
             (select count(*) from api_keys k where coalesce(k.revoked_at > now(), true)
                and coalesce(k.expires_at > now(), true)) as active_keys,
             ${rowsOf(fragment`select to_char(u.day, 'YYYY-MM-DD') as day, ${summed}, ${timed} from daily_usage u
               where u.month = ${month} group by u.day order by u.day`)} as per_day,
             ${rowsOf(fragment`select u.customer_id::text as customer_id, c.email, ${summed}
               from daily_usage u join customers c on c.id = u.customer_id where u.month = ${month}
               group by u.customer_id, c.email order by sum(u.cost_pico) desc, u.customer_id limit ${TOP}`)} as top_customers,
             ${rowsOf(fragment`select u.provider, u.model, ${summed}, ${timed} from daily_usage u
               where u.month = ${month}
               group by u.provider, u.model order by sum(u.cost_pico) desc, u.provider, u.model`)} as models,
             ${rowsOf(failures(day, month))} as errors, ${rowsOf(failuresByDay(month))} as errors_per_day,
             ${attentionOf({ month: day.slice(0, 7), warnPct, unpricedSince })}
        from (select coalesce(sum(amount_pico), 0) as held_pico, count(*) as open_calls from holds where state = 'held') h,
             (select sum(spent_pico) as spent_pico, sum(extra_pico) as extra_pico, sum(overrun_pico) as overrun_pico
                from monthly_usage where month = ${month}) m`,
  )

/** A day's calls belong to its own month, or to the one before when they were admitted before midnight. */
const onDay = (day: string): Fragment =>
  fragment`u.day = ${day}::date
    and u.month in (to_char(${day}::date, 'YYYY-MM'), to_char(${day}::date - 1, 'YYYY-MM'))`

/** Calls that were given back uncharged, by the error code that they ended with. */
const failures = (day: string, month: string): Fragment =>
  fragment`select coalesce(r.outcome, 'UNKNOWN') as code,
      count(*) filter (where r.resolved_at >= ${day}::timestamp at time zone 'UTC'
        and r.resolved_at < (${day}::timestamp + interval '1 day') at time zone 'UTC')::text as today,
      count(*) filter (where r.month = ${month})::text as month
    from holds r
   where r.state = 'released' and r.resolved_at >= ${`${month}-01`}::timestamp at time zone 'UTC'
   group by 1 order by count(*) desc, 1`

/** A call of the month may be given back on the first day of the next one. */
const failuresByDay = (month: string): Fragment =>
  fragment`select to_char(r.resolved_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)::text as errors
    from holds r
   where r.state = 'released' and r.month = ${month} and r.resolved_at >= ${`${month}-01`}::timestamp at time zone 'UTC'
     and r.resolved_at < (${`${month}-01`}::timestamp + interval '1 month 1 day') at time zone 'UTC'
   group by 1 order by 1`
