import { z } from 'zod'
import { CUSTOMER_SORTS, type CustomerPosition, type CustomerQuery, type CustomerSort } from '../services/customers.ts'
import { idField, textField } from './fields.ts'
import { pageSize } from './report-fields.ts'
import { searchField } from './search-field.ts'
import { cursorOfSort, sortedCursor, type CursorShapes } from './sorted-cursor.ts'

const CURSORS: CursorShapes<CustomerSort> = {
  newest: /^(\d{1,18})$/,
  email: /^email:(\S{3,254})$/,
  spent: /^spent:([1-9]\d{3}-(?:0[1-9]|1[0-2])):(-?\d{1,19}):(\d{1,18})$/,
  cap: /^cap:(\d{1,9}):(\d{1,18})$/,
}

/** Which customers to list, and in which order; with `customer_id` exactly that one. */
export const customerList = z
  .object({
    customer_id: idField.optional(),
    q: searchField.meta({
      description: 'A part of the e-mail address, of the plan’s name or of the notes; or the id.',
    }),
    is_active: z.enum(['true', 'false'], 'is neither true nor false').optional(),
    plan: textField(40).optional(),
    sort: z
      .enum(CUSTOMER_SORTS, `is not one of ${CUSTOMER_SORTS.join(', ')}`)
      .default('newest')
      .meta({
        description: 'Newest first; by e-mail address; who spent most this month first; the highest cap first.',
      }),
    limit: pageSize(200, 200),
    cursor: sortedCursor,
  })
  .superRefine(cursorOfSort(CURSORS))

export const customerQuery = (query: z.output<typeof customerList>): CustomerQuery => ({
  q: query.q,
  isActive: query.is_active === undefined ? undefined : query.is_active === 'true',
  plan: query.plan,
  sort: query.sort,
  after: positionOf(query.sort, query.cursor),
  limit: query.limit,
})

const positionOf = (sort: CustomerSort, cursor: string | undefined): CustomerPosition | undefined => {
  if (cursor === undefined) return undefined
  const [first = '', second = '', third = ''] = CURSORS[sort].exec(cursor)?.slice(1) ?? []
  switch (sort) {
    case 'newest':
      return { sort, id: first }
    case 'email':
      return { sort, email: first }
    case 'spent':
      return { sort, month: first, spentPico: second, id: third }
    case 'cap':
      return { sort, capCents: first, id: second }
  }
}
