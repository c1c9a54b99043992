import { GatewayError } from '../domain/errors.ts'
import { hasRole, type Role } from '../domain/roles.ts'
import type { AuthenticatedKey } from '../services/spender.ts'
import { account } from './auth.ts'
import type { Auth } from './route.ts'

/** A virtual key or a user session of a key with at least the given role, looked up: for what commits money. */
export const keyHolder = (role: Role): Auth<AuthenticatedKey> => ({
  name: 'user',
  role,
  read: async (request, deps) => {
    const key = await account.read(request, deps)
    if (!hasRole(key.role, role)) throw new GatewayError('FORBIDDEN', `This needs a key with the role ${role}`)
    return key
  },
})
