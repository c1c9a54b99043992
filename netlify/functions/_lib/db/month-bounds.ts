import { fragment, type Fragment } from './database.ts'

/**
 * The first and the last event of an owner's month: their ids, for conditions on events. PostgreSQL may take events in the order of all
 * that there are when an owner has many of them, and would look at everything before and after. These two are each read from an end of
 * the owner's own index: no other has this order. `owner`: a condition, `customer_id = …` or `api_key_id = …`.
 */
export const oldestId = (owner: Fragment, month: string): Fragment =>
  fragment`(select f.id from usage_events f where f.${owner} and f.month >= ${month} and f.month <= ${month}
    order by f.month desc, f.id limit 1)`

export const newestId = (owner: Fragment, month: string): Fragment =>
  fragment`(select f.id from usage_events f where f.${owner} and f.month >= ${month} and f.month <= ${month}
    order by f.month, f.id desc limit 1)`
