import { z } from 'zod'
import { keyListFields, keyPolicyFields, roleField } from './key-fields.ts'

/** What a customer may ask and say about its own keys: what an operator may, but for the notes. */
export const ownKeyList = z.object(keyListFields)

export const newOwnKey = z.object({ ...keyPolicyFields, role: roleField.default('deployer') })

export const ownKeyChange = z.object({ ...keyPolicyFields, revoked: z.boolean().optional() })
