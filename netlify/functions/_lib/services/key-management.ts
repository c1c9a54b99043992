import { changeKeyAsKey, createKeyAsKey, rotateKeyAsKey, type KeyOutcome } from '../db/key-management.ts'
import type { Role } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { keyRefusal } from './key-refusal.ts'
import { assertChanges, keyRowOf, keysOf, type IssuedKey, type KeyPolicy, type KeyQuery, type KeyRow } from './keys.ts'
import type { Paged } from './paging.ts'
import { resolveLists } from './provider-alias.ts'
import type { AuthenticatedKey } from './spender.ts'
import { createVirtualKey } from './virtual-key.ts'

/** A page of the keys of the caller's customer. */
export const ownKeys = (
  deps: Deps,
  caller: AuthenticatedKey,
  query: Omit<KeyQuery, 'customerId' | 'asker'>,
): Promise<Paged<KeyRow>> => keysOf(deps, { ...query, customerId: caller.customer_id, asker: 'customer' })

/** @throws GatewayError as keyRefusal says: FORBIDDEN, BAD_REQUEST beyond the customer's policy, CONFLICT at the limit of keys */
export const issueOwnKey = async (
  deps: Deps,
  caller: AuthenticatedKey,
  { role, policy }: { role: Role; policy: KeyPolicy },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const order = { callerId: caller.id, hash, last4, role, policy: resolveLists(deps, policy) }
  const outcome = await createKeyAsKey(deps.db, { ...order, defaultRpm: deps.settings.defaultRpmLimit })
  return { row: await keyRowOf(deps, keyIdOf(outcome)), key }
}

/** @throws GatewayError as issueOwnKey, NOT_FOUND, BAD_REQUEST when nothing is to be changed */
export const changeOwnKey = async (
  deps: Deps,
  caller: AuthenticatedKey,
  change: { keyId: string; policy: KeyPolicy; revoked: boolean | undefined },
): Promise<KeyRow> => {
  assertChanges(change)
  const outcome = await changeKeyAsKey(deps.db, {
    ...change,
    callerId: caller.id,
    policy: resolveLists(deps, change.policy),
    defaultRpm: deps.settings.defaultRpmLimit,
  })
  return keyRowOf(deps, keyIdOf(outcome))
}

/** @throws GatewayError as issueOwnKey, NOT_FOUND, CONFLICT when the key is revoked, expired or was rotated before */
export const replaceOwnKey = async (
  deps: Deps,
  caller: AuthenticatedKey,
  { keyId, graceSeconds }: { keyId: string; graceSeconds: number },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const outcome = await rotateKeyAsKey(deps.db, { callerId: caller.id, keyId, hash, last4, graceSeconds })
  return { row: await keyRowOf(deps, keyIdOf(outcome, 'rotate_key_id')), key }
}

const keyIdOf = (outcome: KeyOutcome, field: 'key_id' | 'rotate_key_id' = 'key_id'): string => {
  if (outcome.verdict === 'DONE') return outcome.key_id
  throw keyRefusal(outcome, field)
}
