import { CALL_OUTCOMES, type OutcomeFilter } from '../domain/call-outcomes.ts'
import { fragment, type Fragment } from './database.ts'
import { keysOfLine, type UsageScope } from './usage-sums.ts'

type Search = {
  outcome: Exclude<OutcomeFilter, 'completed'>
  /** Further conditions on events named u, and the order and limit of a page. */
  page: Fragment
  limit: number
}

/**
 * The newest events that ended so: their ids. Each outcome is read from its newest event on, by an index that holds none of the many
 * that completed (sql/0023): its condition stands here word for word, or it would not be used.
 */
export const unfinishedIds = (
  { customerId, month, keyLine }: UsageScope,
  { outcome, page, limit }: Search,
): Fragment => {
  const outcomes = outcome === 'unfinished' ? CALL_OUTCOMES.filter((one) => one !== 'completed') : [outcome]
  const ofLine = keyLine === undefined ? fragment`` : fragment` and u.api_key_id = any (${keysOfLine(keyLine)})`
  return fragment`select found.id from unnest(${outcomes}::text[]) ended (outcome)
      cross join lateral (
        select u.id from usage_events u
         where u.customer_id = ${customerId} and u.month = ${month} and u.outcome <> 'completed' and u.outcome = ended.outcome
           ${ofLine}${page}
      ) found order by found.id desc limit ${limit + 1}`
}
