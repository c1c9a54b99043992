import { fragment, type Fragment } from './database.ts'

export const KEY_SORTS = ['newest', 'label', 'spent', 'use'] as const
export type KeySort = (typeof KEY_SORTS)[number]

/** Where the page before ended. What was spent in a month is paged through as that month, also when another one has begun since. */
export type KeyPosition =
  | { sort: 'newest'; id: string }
  | { sort: 'label'; label: string; id: string }
  | { sort: 'spent'; month: string; spentPico: string; id: string }
  | { sort: 'use'; isOver: boolean; month: string; spentPico: string; id: string }

/**
 * What a key is shown to have spent, of rows k of keys, own of what each spent itself and line of what it spent together with the keys
 * that it was rotated from or to, as a cap counts it.
 */
const spent = fragment`case when k.monthly_cap_cents is null then coalesce(own.spent_pico, 0) else coalesce(line.spent_pico, 0) end`

/** Revoked or expired. */
const isOver = fragment`coalesce(k.revoked_at <= now() or k.expires_at <= now(), false)`

/** The order of such rows; no two are equal in it. */
export const orderOf = (sort: KeySort): Fragment => {
  switch (sort) {
    case 'newest':
      return fragment`k.id desc`
    case 'label':
      return fragment`lower(k.label), k.id`
    case 'spent':
      return fragment`${spent} desc, k.id desc`
    case 'use':
      return fragment`${isOver}, ${spent} desc, k.id desc`
  }
}

/** What comes behind it in its order. */
export const behind = (position: KeyPosition): Fragment => {
  switch (position.sort) {
    case 'newest':
      return fragment`k.id < ${position.id}`
    case 'label':
      return fragment`(lower(k.label), k.id) > (lower(${position.label}), ${position.id}::bigint)`
    case 'spent':
      return fragment`(${spent}, k.id) < (${position.spentPico}::numeric, ${position.id}::bigint)`
    case 'use':
      return fragment`(not ${isOver}, ${spent}, k.id) < (${!position.isOver}, ${position.spentPico}::numeric, ${position.id}::bigint)`
  }
}
