import { GatewayError } from '../domain/errors.ts'
import { admin } from './auth.ts'
import type { Auth } from './route.ts'

/** What signing in rests on. */
const FOUNDATIONS = /^(JWT_SECRET|KEY_PEPPER|ADMIN_PASSWORD)\b/

/**
 * An admin also where other settings are wrong, so that they can be looked at. A secret that is missing or weak lets nobody in: an
 * empty one signs anybody's token.
 */
export const adminWhileBroken: Auth<{ actor: 'admin' }> = {
  ...admin,
  read: (request, deps) => {
    const { problems } = deps.settings
    if (!problems.some((problem) => FOUNDATIONS.test(problem))) return admin.read(request, deps)
    throw new GatewayError('CONFIG', 'The gateway is not set up completely', { hint: problems.join('. ') })
  },
}
