import { z } from 'zod'
import { pico } from './columns.ts'
import { customerColumns, customerRow } from './customers.ts'
import { all, fragment, maybe, sql, type Database, type Fragment } from './database.ts'

const listedCustomer = customerRow.extend({
  active_keys: z.string(),
  cap_pico: pico,
  spent_pico: pico,
  held_pico: pico,
})
/** A customer, and where it stands in a month. */
export type ListedCustomer = z.output<typeof listedCustomer>

export type CustomerQuery = {
  /** Part of the e-mail address, the plan's name or the notes, in any case; or the id. */
  q: string | undefined
  isActive: boolean | undefined
  plan: string | undefined
  /** The id of the last customer of the page before. */
  before: string | undefined
  limit: number
}

/** Newest first; one more than the limit when there are more. */
export const listCustomers = (db: Database, query: CustomerQuery, month: string): Promise<ListedCustomer[]> => {
  const { q, isActive, plan, before, limit } = query
  return all(
    db,
    sql(listedCustomer)`${withMonth(
      fragment`select * from customers where true${
        before === undefined ? fragment`` : fragment` and id < ${before}`
      }${isActive === undefined ? fragment`` : fragment` and is_active = ${isActive}`}${
        plan === undefined ? fragment`` : fragment` and plan_name = ${plan}`
      }${q === undefined ? fragment`` : matching(q)} order by id desc limit ${limit + 1}`,
      month,
    )} order by c.id desc`,
  )
}

/** Undefined when there is no such customer. */
export const findCustomer = (db: Database, customerId: string, month: string): Promise<ListedCustomer | undefined> =>
  maybe(db, sql(listedCustomer)`${withMonth(fragment`select * from customers where id = ${customerId}`, month)}`)

const matching = (q: string): Fragment =>
  fragment` and (strpos(lower(email), lower(${q})) > 0 or strpos(lower(plan_name), lower(${q})) > 0
    or strpos(lower(notes), lower(${q})) > 0 or id::text = ${q})`

/** Looked up row by row, so that a page costs what its rows do, however many customers and keys there are. */
const withMonth = (customers: Fragment, month: string): Fragment =>
  fragment`select ${customerColumns}, keys.active as active_keys,
      greatest(0, c.monthly_cap_cents::bigint * 10000000000 + coalesce(m.extra_pico, 0)) as cap_pico,
      coalesce(m.spent_pico, 0) as spent_pico, coalesce(m.held_pico, 0) as held_pico
    from (${customers}) c
   cross join lateral (
      select count(*) as active from api_keys k
       where k.customer_id = c.id and coalesce(k.revoked_at > now(), true) and coalesce(k.expires_at > now(), true)
    ) keys
    left join lateral (
      select u.extra_pico, u.spent_pico, u.held_pico from monthly_usage u
       where u.customer_id = c.id and u.month = ${month} limit 1
    ) m on true`
