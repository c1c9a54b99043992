import { fragment, type Fragment } from './database.ts'
import { keysOfLine } from './usage-sums.ts'

type Search = {
  customerId: string
  keyLine: string | undefined
  q: string
  /** Further conditions on entries named l, and the order and limit of a page. */
  page: Fragment
  /** The same order and limit. */
  cut: Fragment
}

/**
 * Where in a customer's chain the entries are whose source begins with `q`, or that were made by a call with this request id; a number is
 * also the place itself. Each is found by an index of its own (sql/0019).
 */
export const matchingSeqs = ({ customerId, keyLine, q, page, cut }: Search): Fragment => {
  const ofLine = keyLine === undefined ? fragment`` : fragment` and l.api_key_id = any (${keysOfLine(keyLine)})`
  const rest = fragment`${ofLine}${page}`
  const place = /^[1-9]\d{0,17}$/.test(q)
    ? fragment`union (select l.seq from ledger_entries l where l.customer_id = ${customerId} and l.seq = ${q}${rest})`
    : fragment``
  return fragment`select l.seq from (
      (select l.seq from ledger_entries l where l.customer_id = ${customerId} and l.source_id ^@ ${q}${rest})
      union (
        select l.seq from usage_events u
          join ledger_entries l on l.customer_id = u.customer_id and l.source_kind = 'hold' and l.source_id = u.hold_id::text
         where u.customer_id = ${customerId} and u.request_id = ${q}${rest}
      ) ${place}
    ) l ${cut}`
}
