import { z } from 'zod'
import { pico } from './columns.ts'
import { behind, orderOf, type CustomerPosition, type CustomerSort } from './customer-order.ts'
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
  sort: CustomerSort
  /** Where the page before ended, in the same order. */
  after: CustomerPosition | undefined
  limit: number
}

/** One more than the limit when there are more. */
export const listCustomers = (db: Database, query: CustomerQuery, month: string): Promise<ListedCustomer[]> => {
  const { q, isActive, plan, sort, after, limit } = query
  // What everybody spent has to be known to sort by it; any other page needs only its own rows' months.
  const months =
    sort === 'spent' ? fragment` left join monthly_usage m on m.customer_id = c.id and m.month = ${month}` : fragment``
  const page = fragment`select c.* from customers c${months} where true${
    after === undefined ? fragment`` : fragment` and ${behind(after)}`
  }${isActive === undefined ? fragment`` : fragment` and c.is_active = ${isActive}`}${
    plan === undefined ? fragment`` : fragment` and c.plan_name = ${plan}`
  }${q === undefined ? fragment`` : matching(q)} order by ${orderOf(sort)} limit ${limit + 1}`
  return all(db, sql(listedCustomer)`${withMonth(page, month)} order by ${orderOf(sort)}`)
}

/** Undefined when there is no such customer. */
export const findCustomer = (db: Database, customerId: string, month: string): Promise<ListedCustomer | undefined> =>
  maybe(db, sql(listedCustomer)`${withMonth(fragment`select * from customers where id = ${customerId}`, month)}`)

const matching = (q: string): Fragment =>
  fragment` and (strpos(lower(c.email), lower(${q})) > 0 or strpos(lower(c.plan_name), lower(${q})) > 0
    or strpos(lower(c.notes), lower(${q})) > 0 or c.id::text = ${q})`

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
