import { GatewayError } from '../domain/errors.ts'
import { hasRole, type Role } from '../domain/roles.ts'
import type { Deps } from '../services/deps.ts'
import { judgeAdminPassword } from '../services/admin-login.ts'
import { verifyAdminToken, verifyUserSession } from '../services/sessions.ts'
import type { Settings } from '../services/settings.ts'
import { authenticateKey, unknownKey, type AuthenticatedKey, type Credential } from '../services/spender.ts'
import { hashVirtualKey, VIRTUAL_KEY } from '../services/virtual-key.ts'
import { addressOf } from './client.ts'
import type { Auth, CredentialPlace } from './route.ts'

/** Open to everybody. */
export const nobody: Auth<undefined> = { name: 'nobody', read: () => undefined }

/** Stripe, by a signature that covers the body and is verified with it. */
export const stripe: Auth<undefined> = { ...nobody, places: ['stripe-signature'] }

/** An admin's token from admin-login, or the password itself in `x-admin-password` unless that is switched off. */
export const admin: Auth<{ actor: 'admin' }> = {
  name: 'admin',
  read: async (request, deps) => {
    const token = bearerOf(request)
    const header = deps.settings.adminPasswordHeader
    if (token !== undefined) {
      if (VIRTUAL_KEY.test(token)) throw forAdminsOnly(header)
      await verifyAdminToken(token, deps.settings.jwtSecret)
      return { actor: 'admin' }
    }
    const password = request.headers.get('x-admin-password')
    if (password === null || header === 'refused') throw notAnAdmin(header)
    await judgeAdminPassword(deps, password, addressOf(request))
    return { actor: 'admin' }
  },
}

type KeyPlace = Exclude<CredentialPlace, 'stripe-signature'>

/**
 * A virtual key or a user session, on trust: for calls whose admission proves the key in its own round trip. The vendors' SDKs
 * put it where their vendor looks for it.
 */
export const spenderAt = (...places: KeyPlace[]): Auth<Credential> => ({
  name: 'user',
  // Admission itself refuses a viewer.
  role: 'deployer',
  places,
  read: async (request, deps) => {
    const token = places.map((place) => tokenAt(request, place)).find((found) => found !== undefined)
    return readCredential(token, deps)
  },
  confirm: (credential, deps) => authenticateKey(deps, credential),
})

export const spender = spenderAt('authorization')

const tokenAt = (request: Request, place: KeyPlace): string | undefined => {
  if (place === 'authorization') return bearerOf(request)
  if (place === '?key=') return new URL(request.url).searchParams.get('key') ?? undefined
  return request.headers.get(place)?.trim()
}

/**
 * A virtual key of any role or a user session, looked up: for what spends nothing. Who the caller is comes from the database, never
 * from the session alone.
 */
export const account: Auth<AuthenticatedKey> = {
  name: 'account',
  read: async (request, deps) => authenticateKey(deps, await readCredential(bearerOf(request), deps)),
}

/** A virtual key itself (no session), of at least the given role, looked up. */
export const virtualKey = (role: Role): Auth<AuthenticatedKey> => ({
  name: 'key',
  role,
  read: async (request, deps) => {
    const token = bearerOf(request)
    if (token === undefined) throw notSignedIn()
    if (!VIRTUAL_KEY.test(token)) {
      throw token.split('.').length === 3
        ? new GatewayError('BAD_REQUEST', 'This address takes a virtual key, not a session')
        : unknownKey()
    }
    const key = await authenticateKey(deps, { keyHash: hashVirtualKey(token, deps.settings.keyPepper) })
    if (!hasRole(key.role, role)) throw new GatewayError('FORBIDDEN', `This needs a key with the role ${role}`)
    return key
  },
})

const readCredential = async (token: string | undefined, deps: Deps): Promise<Credential> => {
  if (token === undefined) throw notSignedIn()
  if (VIRTUAL_KEY.test(token)) return { keyHash: hashVirtualKey(token, deps.settings.keyPepper) }
  if (token.split('.').length !== 3) throw unknownKey()
  const { apiKeyId } = await verifyUserSession(token, deps.settings.jwtSecret)
  return { apiKeyId }
}

const bearerOf = (request: Request): string | undefined =>
  /^Bearer +(\S{1,4096}) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]

const ADMIN_TOKEN = 'POST admin-login gives a token for `Authorization: Bearer <token>`'

/** What lets an admin in here. */
const adminHint = (header: Settings['adminPasswordHeader']): string =>
  header === 'accepted'
    ? `Sign in: ${ADMIN_TOKEN}; or send x-admin-password.`
    : `Sign in: ${ADMIN_TOKEN}. This gateway takes no x-admin-password.`

const notAnAdmin = (header: Settings['adminPasswordHeader']): GatewayError =>
  new GatewayError('UNAUTHORIZED', 'Unauthorized', { hint: adminHint(header) })

const forAdminsOnly = (header: Settings['adminPasswordHeader']): GatewayError =>
  new GatewayError('UNAUTHORIZED', 'This is an admin endpoint', {
    hint: `The key of a customer does not open it. ${adminHint(header)}`,
  })

const notSignedIn = (): GatewayError =>
  new GatewayError('UNAUTHORIZED', 'Unauthorized', { hint: 'Send `Authorization: Bearer <key>`.' })
