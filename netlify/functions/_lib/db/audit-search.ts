import { fragment, type Fragment } from './database.ts'

type Search = {
  q: string
  /** Further conditions on events named e, and the order and limit of a page. */
  page: Fragment
  limit: number
}

/** What an event is about, or who made it: `customer:3`, `key:5`. A number is either. */
const namesOf = (q: string): readonly string[] | undefined => {
  if (/^(customer|key):[1-9]\d*$/.test(q)) return [q]
  return /^[1-9]\d*$/.test(q) ? [`customer:${q}`, `key:${q}`] : undefined
}

/**
 * The newest audit events of which actor or target begins with `q`, or that have it in their action as it is read, without underscores:
 * their ids. A whole name is that name only. Each of the three is found by an index of its own (sql/0019).
 */
export const matchingIds = ({ q, page, limit }: Search): Fragment => {
  const names = namesOf(q)
  const matching = (condition: Fragment): Fragment =>
    fragment`(select e.id from audit_events e where ${condition}${page})`
  const found =
    names === undefined
      ? fragment`${matching(fragment`e.target ^@ lower(${q})`)} union ${matching(fragment`e.actor ^@ lower(${q})`)}
          union (
            select of_action.id from (${actions}) a cross join lateral ${matching(fragment`e.action = a.action`)} of_action
             where strpos(a.action, upper(replace(${q}, ' ', '_'))) > 0
          )`
      : fragment`${matching(fragment`e.target = any (${names})`)} union ${matching(fragment`e.actor = any (${names})`)}`
  return fragment`select id from (${found}) found order by id desc limit ${limit + 1}`
}

/** One look at the index for each, however many events there are. */
const actions = fragment`with recursive actions as (
    (select action from audit_events order by action limit 1)
    union all
    select (select e.action from audit_events e where e.action > a.action order by e.action limit 1)
      from actions a where a.action is not null
  ) select action from actions where action is not null`
