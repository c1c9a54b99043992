import { fragment, type Fragment } from './database.ts'

export const CUSTOMER_SORTS = ['newest', 'email', 'spent', 'cap'] as const
export type CustomerSort = (typeof CUSTOMER_SORTS)[number]

/** Where the page before ended. What was spent in a month is paged through as that month, also when another one has begun since. */
export type CustomerPosition =
  | { sort: 'newest'; id: string }
  | { sort: 'email'; email: string }
  | { sort: 'spent'; month: string; spentPico: string; id: string }
  | { sort: 'cap'; capCents: string; id: string }

/** The order of rows c of customers and m of their months; no two rows are equal in it. */
export const orderOf = (sort: CustomerSort): Fragment => {
  switch (sort) {
    case 'newest':
      return fragment`c.id desc`
    case 'email':
      return fragment`lower(c.email)`
    case 'spent':
      return fragment`coalesce(m.spent_pico, 0) desc, c.id desc`
    case 'cap':
      return fragment`c.monthly_cap_cents desc, c.id desc`
  }
}

/** What comes behind it in its order. */
export const behind = (position: CustomerPosition): Fragment => {
  switch (position.sort) {
    case 'newest':
      return fragment`c.id < ${position.id}`
    case 'email':
      return fragment`lower(c.email) > lower(${position.email})`
    case 'spent':
      return fragment`(coalesce(m.spent_pico, 0), c.id) < (${position.spentPico}::numeric, ${position.id}::bigint)`
    case 'cap':
      return fragment`(c.monthly_cap_cents, c.id) < (${position.capCents}::bigint, ${position.id}::bigint)`
  }
}
