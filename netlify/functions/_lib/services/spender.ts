import { GatewayError } from '../domain/errors.ts'
import { findCredential, type AuthenticatedKey } from '../db/keys.ts'
import type { Deps } from './deps.ts'

export type { AuthenticatedKey }

/** Who a caller claims to be: by the hash of a virtual key, or by the key id in a verified user session. */
export type Credential = { keyHash: string } | { apiKeyId: string }

export const unknownKey = (): GatewayError =>
  new GatewayError('UNAUTHORIZED', 'The key is not valid', { hint: 'It may have been revoked, rotated or expired.' })

export const customerDisabled = (): GatewayError =>
  new GatewayError('CUSTOMER_DISABLED', 'This account is disabled', { hint: 'Ask the operator of this gateway.' })

/**
 * The result of `work`; when it throws, the credential is checked first: whoever has no key learns nothing about models, prices
 * and limits.
 */
export const orAuthenticate = async <T>(deps: Deps, credential: Credential, work: () => T): Promise<T> => {
  try {
    return work()
  } catch (error) {
    await authenticateKey(deps, credential)
    throw error
  }
}

/**
 * The key behind a credential, looked up. Calls that spend do not need it: admission checks the same in its own round trip.
 * @throws GatewayError UNAUTHORIZED, CUSTOMER_DISABLED
 */
export const authenticateKey = async (deps: Deps, credential: Credential): Promise<AuthenticatedKey> => {
  const key = await findCredential(deps.db, credential)
  if (key !== undefined) deps.monitor.learn({ customerId: key.customer_id, apiKeyId: key.id })
  if (!key?.alive) throw unknownKey()
  if (!key.is_active) throw customerDisabled()
  return key
}
