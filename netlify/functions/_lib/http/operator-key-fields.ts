import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import type { KeyQuery } from '../services/keys.ts'
import { idField } from './fields.ts'
import { keyPolicy, keyPolicyFields, newKeyPolicyFields, roleField } from './key-fields.ts'
import { keyCursorOfSort, keyListFields, keyListing } from './key-list-fields.ts'
import { notesField } from './notes-field.ts'
import { searchField } from './search-field.ts'

/** What an operator may say about a key. */
const operatorFields = { ...keyPolicyFields, notes: notesField.nullish() }

export const keyChange = z.object({ ...operatorFields, revoked: z.boolean().optional() })

export const newKey = z.object({
  ...newKeyPolicyFields,
  notes: operatorFields.notes,
  customer_id: idField.optional(),
  role: roleField.default('deployer'),
})

export const newKeyQuery = z.object({ customer_id: idField.optional() })

/** What is ordered for whom: the owner is named in the body or, by older clients, in the query. */
export const newKeyOrder = (body: z.output<typeof newKey>, query: z.output<typeof newKeyQuery>) => ({
  customerId: requiredOwner(body.customer_id ?? query.customer_id),
  role: body.role,
  policy: keyPolicy(body),
})

export const keyList = z
  .object({
    ...keyListFields,
    q: searchField.meta({
      description:
        'A part of the label, of the notes or of the last four characters, or the id; without `customer_id` a part of the customer’s e-mail address, too.',
    }),
    customer_id: idField
      .optional()
      .meta({ description: 'Whose; everybody’s when absent, which are not sorted by what was spent.' }),
    reveal_key_id: z.string().optional(),
  })
  .superRefine(keyCursorOfSort)

/** Whose keys to list; without a customer, those of everybody. An old client that asks to see a key again hears what to do instead: only hashes are stored. */
export const listingOf = (query: z.output<typeof keyList>): KeyQuery => {
  if (query.reveal_key_id !== undefined) {
    throw new GatewayError('GONE', 'Keys cannot be shown again', { hint: 'Rotate the key to get a new one.' })
  }
  const listing = keyListing(query)
  const customerId = query.customer_id
  // For these orders all keys have to be added up: one customer's, not everybody's.
  if (customerId === undefined && (listing.sort === 'spent' || listing.sort === 'use')) {
    throw new GatewayError('BAD_REQUEST', 'sort: needs a customer_id', { details: { field: 'sort' } })
  }
  return { ...listing, customerId, asker: 'operator' }
}

const requiredOwner = (customerId: string | undefined): string => {
  if (customerId !== undefined) return customerId
  throw new GatewayError('BAD_REQUEST', 'customer_id: is missing', { details: { field: 'customer_id' } })
}
