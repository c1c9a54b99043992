import { fragment, type Fragment } from './database.ts'
import { keysOfLine, type EventScope } from './usage-sums.ts'

type Search = {
  q: string
  /** What makes all of the customer's match: a condition on the customer, who is named in a query around this one. */
  ofAll?: Fragment | undefined
  /** Further conditions on events named u, and the order and limit of a page. */
  page: Fragment
  limit: number
}

/**
 * The newest events whose request, app or device begins with `q`, or that have it in their provider/model, in any case: their ids. Each
 * of the four is found by an index of its own (sql/0019); one condition on all of them would read the whole month.
 */
export const matchingIds = (
  { customerId, month, keyLine }: EventScope,
  { q, ofAll, page, limit }: Search,
): Fragment => {
  const ofLine = keyLine === undefined ? fragment`` : fragment` and u.api_key_id = any (${keysOfLine(keyLine)})`
  const matching = (condition: Fragment): Fragment =>
    fragment`(select u.id from usage_events u
      where u.customer_id = ${customerId} and u.month = ${month} and ${condition}${ofLine}${page})`
  return fragment`select id from (
      ${matching(fragment`u.request_id ^@ ${q}`)}
      union ${matching(fragment`u.app_id ^@ ${q}`)}
      union ${matching(fragment`u.install_id ^@ ${q}`)}
      union (
        select of_model.id from (
          select distinct d.provider, d.model from daily_usage d
           where d.customer_id = ${customerId} and d.month = ${month}
             and strpos(lower(d.provider || '/' || d.model), lower(${q})) > 0
        ) used cross join lateral ${matching(fragment`u.model = used.model and u.provider = used.provider`)} of_model
      )${ofAll === undefined ? fragment`` : fragment` union ${matching(ofAll)}`}
    ) found order by id desc limit ${limit + 1}`
}
