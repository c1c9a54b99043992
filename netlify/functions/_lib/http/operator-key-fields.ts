import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import type { KeyQuery } from '../services/keys.ts'
import { idField } from './fields.ts'
import { keyListFields, keyListing, keyPolicy, keyPolicyFields, roleField } from './key-fields.ts'
import { notesField } from './notes-field.ts'

/** What an operator may say about a key. */
const operatorFields = { ...keyPolicyFields, notes: notesField.nullish() }

export const keyChange = z.object({ ...operatorFields, revoked: z.boolean().optional() })

export const newKey = z.object({
  ...operatorFields,
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

export const keyList = z.object({ ...keyListFields, ...newKeyQuery.shape, reveal_key_id: z.string().optional() })

/** Whose keys to list. An old client that asks to see a key again hears what to do instead: only hashes are stored. */
export const listingOf = (query: z.output<typeof keyList>): KeyQuery => {
  if (query.reveal_key_id !== undefined) {
    throw new GatewayError('GONE', 'Keys cannot be shown again', { hint: 'Rotate the key to get a new one.' })
  }
  return { ...keyListing(query), customerId: requiredOwner(query.customer_id), asker: 'operator' }
}

const requiredOwner = (customerId: string | undefined): string => {
  if (customerId !== undefined) return customerId
  throw new GatewayError('BAD_REQUEST', 'customer_id: is missing', { details: { field: 'customer_id' } })
}
