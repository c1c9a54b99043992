import { z } from 'zod'
import { id } from './columns.ts'
import { fragment, one, sql, type Database, type Fragment } from './database.ts'
import { rowsOf } from './nested.ts'
import { heldEvent } from './reports.ts'
import { eventColumns, newestIds, pageOf, type EventFilter, type Page } from './usage-events.ts'
import { narrowedTo } from './usage-sums.ts'

const callOfEverybody = heldEvent.extend({
  customer_id: id,
  customer_email: z.string(),
  month: z.string(),
  key_label: z.string(),
  key_last4: z.string(),
})
export type CallOfEverybody = z.output<typeof callOfEverybody>

/** Without a month: a request's, or one by its id, of whatever month. A search finds parts of e-mail addresses, too. */
export type CallsAsked = { filter: Omit<EventFilter, 'apiKeyId'>; month: string | undefined; page: Page }

/**
 * Calls of all customers, newest first, one more than the limit when there are more. Each customer's are looked for in its own part of
 * the indexes that there are, which is quick for thousands of them; an index of all would cost every call that is settled. The newest
 * one of each says who is on the page: only of so many customers as it has rows more than that one is read.
 */
export const findCallsOfEverybody = async (db: Database, asked: CallsAsked): Promise<CallOfEverybody[]> => {
  const { before, limit } = asked.page
  const calls = fragment`
    select u.id::text as id, ${eventColumns}, h.amount_pico::text as hold_pico, h.overrun_pico::text as overrun_pico,
           u.customer_id::text as customer_id, c.email as customer_email, u.month, k.label as key_label, k.key_last4
      from (
        select found.id
          from (
            select c.id, c.email from (${whoCalled(asked)}) c cross join lateral (${idsOf(asked, { before, limit: 0 })}) newest
             order by newest.id desc limit ${limit + 1}
          ) c cross join lateral (${idsOf(asked, asked.page)}) found
         order by found.id desc limit ${limit + 1}
      ) shown
      join usage_events u on u.id = shown.id
      join holds h on h.id = u.hold_id
      join customers c on c.id = u.customer_id
      join api_keys k on k.id = u.api_key_id
     order by u.id desc`
  const row = z.object({ calls: z.array(callOfEverybody) })
  return (await one(db, sql(row)`select ${rowsOf(calls)} as calls`)).calls
}

const whoCalled = ({ filter, month }: CallsAsked): Fragment => {
  if (filter.id !== undefined)
    return fragment`select c.id, c.email from usage_events u join customers c on c.id = u.customer_id where u.id = ${filter.id}`
  return month === undefined
    ? fragment`select c.id, c.email from customers c`
    : fragment`select c.id, c.email from monthly_usage m join customers c on c.id = m.customer_id
        where m.month = ${month} and m.calls > 0`
}

/** The ids of the newest calls of the customer named c. */
const idsOf = ({ filter, month }: CallsAsked, page: Page): Fragment => {
  if (month === undefined)
    return fragment`select u.id from usage_events u where u.customer_id = c.id${pageOf(filter, page)}`
  const { q, provider, model } = filter
  const isPartOfModel = (provider === undefined) !== (model === undefined)
  if (q === undefined && isPartOfModel) return idsOfModels({ filter, month }, page)
  const ofAll = q === undefined ? undefined : fragment`strpos(lower(c.email), lower(${q})) > 0`
  return newestIds({ customerId: fragment`c.id`, month }, { ...filter, ofAll }, page)
}

/** Of all models of a provider, or of one by its name: each is in the index of models, by both. */
const idsOfModels = ({ filter, month }: { filter: EventFilter; month: string }, page: Page): Fragment =>
  fragment`select of_model.id
      from (select distinct u.provider, u.model from daily_usage u
             where u.customer_id = c.id and u.month = ${month}${narrowedTo(filter)}) used
     cross join lateral (
        select u.id from usage_events u
         where u.customer_id = c.id and u.month = ${month} and u.provider = used.provider and u.model = used.model${pageOf(filter, page)}
      ) of_model order by of_model.id desc limit ${page.limit + 1}`
