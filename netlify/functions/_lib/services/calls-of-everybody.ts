import { findCallsOfEverybody, type CallOfEverybody, type CallsAsked } from '../db/calls-of-everybody.ts'
import { monthOf } from '../domain/period.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'

export type { CallOfEverybody }

/** Newest first. Whose request or call it is does not depend on when it was: without a month those of all, but for a search. */
export const callsOfEverybody = async (
  deps: Deps,
  { month, filter, page }: CallsAsked,
): Promise<Paged<CallOfEverybody>> => {
  const isKnown = (filter.requestId ?? filter.id) !== undefined && filter.q === undefined
  const asked = { filter, month: month ?? (isKnown ? undefined : monthOf(new Date())), page }
  return nextPage(await findCallsOfEverybody(deps.db, asked), page.limit, ({ id }) => id)
}
