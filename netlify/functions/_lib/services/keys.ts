import { findKey, listKeys, type KeyQuery, type KeyRow } from '../db/key-list.ts'
import { insertKey, keyExists, rotateKey, updateKey, type KeyPolicy } from '../db/keys.ts'
import { GatewayError } from '../domain/errors.ts'
import { monthOf } from '../domain/period.ts'
import type { Role } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'
import { resolveLists } from './provider-alias.ts'
import { createVirtualKey } from './virtual-key.ts'

export type { KeyPolicy, KeyQuery, KeyRow }

/** A key just made: the only time that its text is known. */
export type IssuedKey = { row: KeyRow; key: string }

/** Newest first. */
export const keysOf = async (deps: Deps, query: KeyQuery): Promise<Paged<KeyRow>> =>
  nextPage(await listKeys(deps.db, query, monthOf(new Date())), query.limit, ({ id }) => id)

/** @throws GatewayError NOT_FOUND when there is no such customer */
export const issueKey = async (
  deps: Deps,
  order: { customerId: string; role: Role; policy: KeyPolicy; actor: string },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const made = { ...order, policy: resolveLists(deps.settings, order.policy), hash, last4 }
  const row = await insertKey(deps.db, made, monthOf(new Date()))
  if (row === undefined) throw new GatewayError('NOT_FOUND', 'There is no such customer')
  return { row, key }
}

/** @throws GatewayError NOT_FOUND, BAD_REQUEST when nothing is to be changed */
export const changeKey = async (
  deps: Deps,
  change: { keyId: string; policy: KeyPolicy; revoked?: boolean | undefined; actor: string },
): Promise<KeyRow> => {
  assertChanges(change)
  const row = await updateKey(
    deps.db,
    { ...change, policy: resolveLists(deps.settings, change.policy) },
    monthOf(new Date()),
  )
  if (row === undefined) throw noSuchKey()
  return row
}

/** @throws GatewayError BAD_REQUEST */
export const assertChanges = (change: { policy: KeyPolicy; revoked?: boolean | undefined }): void => {
  if (change.revoked === undefined && Object.values(change.policy).every((value) => value === undefined)) {
    throw new GatewayError('BAD_REQUEST', 'The request names nothing to change')
  }
}

/** @throws GatewayError NOT_FOUND, CONFLICT when the key is revoked, expired or was rotated before */
export const replaceKey = async (
  deps: Deps,
  rotation: { keyId: string; graceSeconds: number; actor: string },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const newId = await rotateKey(deps.db, { ...rotation, hash, last4 })
  if (newId !== null) return { row: await keyRowOf(deps, newId), key }
  throw (await keyExists(deps.db, rotation.keyId)) ? notRotatable() : noSuchKey()
}

/** @throws GatewayError NOT_FOUND */
export const keyRowOf = async (deps: Deps, keyId: string): Promise<KeyRow> => {
  const row = await findKey(deps.db, keyId, monthOf(new Date()))
  if (row === undefined) throw noSuchKey()
  return row
}

export const notRotatable = (): GatewayError =>
  new GatewayError('CONFLICT', 'The key is revoked or expired, or was rotated before', {
    hint: 'Its successor would be dead as well. Create a new key instead.',
  })

export const noSuchKey = (): GatewayError => new GatewayError('NOT_FOUND', 'There is no such key')
