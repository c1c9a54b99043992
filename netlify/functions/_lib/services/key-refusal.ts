import type { KeyRefusal } from '../db/key-management.ts'
import { GatewayError } from '../domain/errors.ts'
import { notRotatable } from './keys.ts'
import { noSuchKey } from './not-found.ts'
import { customerDisabled, unknownKey } from './spender.ts'

/** Why an admin key of a customer may not do with a key what it asked for; `field` is what names that key. */
export const keyRefusal = (refusal: KeyRefusal, field: 'key_id' | 'rotate_key_id'): GatewayError => {
  switch (refusal.verdict) {
    case 'UNAUTHORIZED':
      return unknownKey()
    case 'CUSTOMER_DISABLED':
      return customerDisabled()
    case 'FORBIDDEN':
      return new GatewayError('FORBIDDEN', 'This needs a key with the role admin')
    case 'NOT_FOUND':
      return noSuchKey(field, 'customer')
    case 'ROLE_ABOVE':
      return new GatewayError('FORBIDDEN', `A key with the role ${refusal.bound} manages keys up to that role`, {
        details: { field: 'role' },
      })
    case 'OWN_LINE':
      return new GatewayError('FORBIDDEN', 'A key cannot revoke itself or change its own caps, limits and lists', {
        hint: 'Its label can be changed, and it can be rotated. For the rest use another admin key, or ask the operator.',
      })
    case 'OPERATOR_REVOKED':
      return new GatewayError('FORBIDDEN', 'This key was revoked by the operator of this gateway', {
        hint: 'Ask the operator, or create a new key.',
      })
    case 'NOT_ROTATABLE':
      return notRotatable()
    case 'KEY_LIMIT':
      return new GatewayError('CONFLICT', `An account has at most ${refusal.bound} live keys`, {
        hint: 'Revoke keys that are not needed any more. Rotating without a grace period needs no room.',
      })
    case 'BEYOND_POLICY':
      return beyondPolicy(refusal.field ?? '', refusal.offender ?? '', refusal.bound ?? '')
  }
}

const beyondPolicy = (field: string, offender: string, bound: string): GatewayError => {
  const isList = field === 'allowed_providers' || field === 'allowed_models'
  const limit = field === 'max_devices' ? 'as many seats as this account allows a key' : 'as your own key has'
  const problem = isList ? `names ${offender}, which this account may not use` : `may be from 1 to ${bound}, ${limit}`
  return new GatewayError('BAD_REQUEST', `${field}: ${problem}`, {
    ...(isList && bound !== '' ? { hint: `This account may use: ${bound}` } : {}),
    details: { field },
  })
}
