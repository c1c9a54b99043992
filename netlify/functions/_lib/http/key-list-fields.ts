import { z } from 'zod'
import { KEY_SORTS, type KeyPosition, type KeyQuery, type KeySort } from '../services/keys.ts'
import { roleField } from './key-fields.ts'
import { pageSize } from './report-fields.ts'
import { searchField } from './search-field.ts'
import { cursorOfSort, sortedCursor, type CursorShapes } from './sorted-cursor.ts'

const CURSORS: CursorShapes<KeySort> = {
  newest: /^(\d{1,18})$/,
  label: /^label:(\d{1,18}):(.{1,60})$/,
  spent: /^spent:([1-9]\d{3}-(?:0[1-9]|1[0-2])):(-?\d{1,19}):(\d{1,18})$/,
  use: /^use:([01]):([1-9]\d{3}-(?:0[1-9]|1[0-2])):(-?\d{1,19}):(\d{1,18})$/,
}

/** Which of a customer's keys to list, and in which order. */
export const keyListFields = {
  q: searchField.meta({ description: 'A part of the label or of the last four characters, or the id.' }),
  status: z.enum(['active', 'revoked', 'expired', 'all'], 'is not active, revoked, expired or all').default('all'),
  role: roleField.optional(),
  sort: z
    .enum(KEY_SORTS, `is not one of ${KEY_SORTS.join(', ')}`)
    .default('newest')
    .meta({
      description:
        'Newest first; by label; those first that spent most this month, as their cap counts it if they have one; the same, but revoked and expired ones last.',
    }),
  limit: pageSize(200, 200),
  cursor: sortedCursor,
}

export const keyCursorOfSort = cursorOfSort(CURSORS)

type KeyListing = Omit<KeyQuery, 'customerId' | 'asker'>

export const keyListing = (query: z.output<z.ZodObject<typeof keyListFields>>): KeyListing => ({
  q: query.q,
  status: query.status,
  role: query.role,
  sort: query.sort,
  after: positionOf(query.sort, query.cursor),
  limit: query.limit,
})

const positionOf = (sort: KeySort, cursor: string | undefined): KeyPosition | undefined => {
  if (cursor === undefined) return undefined
  const [first = '', second = '', third = '', fourth = ''] = CURSORS[sort].exec(cursor)?.slice(1) ?? []
  switch (sort) {
    case 'newest':
      return { sort, id: first }
    case 'label':
      return { sort, id: first, label: second }
    case 'spent':
      return { sort, month: first, spentPico: second, id: third }
    case 'use':
      return { sort, isOver: first === '1', month: second, spentPico: third, id: fourth }
  }
}
