import { insertKey, keyExists, listKeys, rotateKey, updateKey, type KeyPolicy, type KeyRow } from '../db/keys.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Role } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { resolveLists } from './provider-alias.ts'
import { createVirtualKey } from './virtual-key.ts'

export type { KeyPolicy, KeyRow }

/** A key just made: the only time that its text is known. */
export type IssuedKey = { row: KeyRow; key: string }

/** Newest first, 200 at most. */
export const keysOf = (deps: Deps, customerId: string): Promise<KeyRow[]> => listKeys(deps.db, customerId)

/** @throws GatewayError NOT_FOUND when there is no such customer */
export const issueKey = async (
  deps: Deps,
  order: { customerId: string; role: Role; policy: KeyPolicy; actor: string },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const row = await insertKey(deps.db, { ...order, policy: resolveLists(deps.settings, order.policy), hash, last4 })
  if (row === undefined) throw new GatewayError('NOT_FOUND', 'There is no such customer')
  return { row, key }
}

/** @throws GatewayError NOT_FOUND, BAD_REQUEST when nothing is to be changed */
export const changeKey = async (
  deps: Deps,
  change: { keyId: string; policy: KeyPolicy; revoked?: boolean | undefined; actor: string },
): Promise<KeyRow> => {
  if (change.revoked === undefined && Object.values(change.policy).every((value) => value === undefined)) {
    throw new GatewayError('BAD_REQUEST', 'The request names nothing to change')
  }
  const row = await updateKey(deps.db, { ...change, policy: resolveLists(deps.settings, change.policy) })
  if (row === undefined) throw noSuchKey()
  return row
}

/** @throws GatewayError NOT_FOUND, CONFLICT when the key is revoked or was rotated before */
export const replaceKey = async (
  deps: Deps,
  rotation: { keyId: string; graceSeconds: number; actor: string },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const row = await rotateKey(deps.db, { ...rotation, hash, last4 })
  if (row !== undefined) return { row, key }
  if (await keyExists(deps.db, rotation.keyId)) {
    throw new GatewayError('CONFLICT', 'The key is revoked or was rotated before', {
      hint: 'Create a new key instead.',
    })
  }
  throw noSuchKey()
}

const noSuchKey = (): GatewayError => new GatewayError('NOT_FOUND', 'There is no such key')
