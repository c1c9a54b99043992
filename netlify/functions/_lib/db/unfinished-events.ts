import { CALL_OUTCOMES, type OutcomeFilter } from '../domain/call-outcomes.ts'
import { fragment, type Fragment } from './database.ts'
import { keysOfLine, type EventScope } from './usage-sums.ts'

type Search = {
  outcome: Exclude<OutcomeFilter, 'completed'>
  /** Further conditions on events named u, and the order and limit of a page. */
  page: Fragment
  limit: number
}

/** The newest events that ended so: their ids. */
export const unfinishedIds = (scope: EventScope, { outcome, page, limit }: Search): Fragment =>
  fragment`select found.id from ${unfinished(scope, { outcome, selected: fragment`u.id`, page })}
    order by found.id desc limit ${limit + 1}`

type Selection = { outcome: Search['outcome']; selected: Fragment; page: Fragment }

/**
 * Events that ended so, as rows named found, in no order: a page of each outcome, by an index that holds none of the many that completed
 * (sql/0023). Its condition stands here word for word, or it would not be used.
 */
export const unfinished = (
  { customerId, month, keyLine }: EventScope,
  { outcome, selected, page }: Selection,
): Fragment => {
  const outcomes = outcome === 'unfinished' ? CALL_OUTCOMES.filter((one) => one !== 'completed') : [outcome]
  const ofLine = keyLine === undefined ? fragment`` : fragment` and u.api_key_id = any (${keysOfLine(keyLine)})`
  return fragment`unnest(${outcomes}::text[]) ended (outcome)
      cross join lateral (
        select ${selected} from usage_events u
         where u.customer_id = ${customerId} and u.month = ${month} and u.outcome <> 'completed' and u.outcome = ended.outcome
           ${ofLine}${page}
      ) found`
}
