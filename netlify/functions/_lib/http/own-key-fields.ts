import { z } from 'zod'
import { keyPolicyFields, newKeyPolicyFields, roleField } from './key-fields.ts'
import { keyCursorOfSort, keyListFields } from './key-list-fields.ts'

/** What a customer may ask and say about its own keys: what an operator may, but for the notes. */
export const ownKeyList = z.object(keyListFields).superRefine(keyCursorOfSort)

export const newOwnKey = z.object({ ...newKeyPolicyFields, role: roleField.default('deployer') })

export const ownKeyChange = z.object({ ...keyPolicyFields, revoked: z.boolean().optional() })
