import { findKey, listKeys, type KeyQuery, type KeyRow } from '../db/key-list.ts'
import { KEY_SORTS, type KeyPosition, type KeySort } from '../db/key-order.ts'
import { insertKey, keyExists, rotateKey, updateKey, type KeyPolicy } from '../db/keys.ts'
import { GatewayError } from '../domain/errors.ts'
import { monthOf } from '../domain/period.ts'
import type { Role } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer, noSuchKey } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import { resolveLists } from './provider-alias.ts'
import { createVirtualKey } from './virtual-key.ts'

export { KEY_SORTS }
export type { KeyPolicy, KeyPosition, KeyQuery, KeyRow, KeySort }

/** A key just made: the only time that its text is known. */
export type IssuedKey = { row: KeyRow; key: string }

/** A page of a customer's keys, or of everybody's; of a customer that is not there, as existing clients know it, none. */
export const keysOf = async (deps: Deps, query: KeyQuery): Promise<Paged<KeyRow>> => {
  const month = query.after !== undefined && 'month' in query.after ? query.after.month : monthOf(new Date())
  return nextPage(await listKeys(deps.db, query, month), query.limit, cursorFor(query.sort, month))
}

/** A cursor names its order, but for the first order there was. */
const cursorFor =
  (sort: KeySort, month: string) =>
  ({ id, label, status, monthly_cap_cents, spent_pico, line_spent_pico }: KeyRow): string => {
    const spent = `${month}:${monthly_cap_cents === null ? spent_pico : line_spent_pico}:${id}`
    switch (sort) {
      case 'newest':
        return id
      case 'label':
        return `label:${id}:${label}`
      case 'spent':
        return `spent:${spent}`
      case 'use':
        return `use:${status === 'revoked' || status === 'expired' ? 1 : 0}:${spent}`
    }
  }

/** @throws GatewayError NOT_FOUND when there is no such customer */
export const issueKey = async (
  deps: Deps,
  order: { customerId: string; role: Role; policy: KeyPolicy; actor: string },
): Promise<IssuedKey> => {
  const { key, hash, last4 } = createVirtualKey(deps.settings.keyPepper)
  const made = { ...order, policy: resolveLists(deps, order.policy), hash, last4 }
  const row = await insertKey(deps.db, made, monthOf(new Date()))
  if (row === undefined) throw noSuchCustomer()
  return { row, key }
}

/** @throws GatewayError NOT_FOUND, BAD_REQUEST when nothing is to be changed */
export const changeKey = async (
  deps: Deps,
  change: { keyId: string; policy: KeyPolicy; revoked?: boolean | undefined; actor: string },
): Promise<KeyRow> => {
  assertChanges(change)
  const row = await updateKey(deps.db, { ...change, policy: resolveLists(deps, change.policy) }, monthOf(new Date()))
  if (row === undefined) throw noSuchKey('key_id', 'operator')
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
  throw (await keyExists(deps.db, rotation.keyId)) ? notRotatable() : noSuchKey('rotate_key_id', 'operator')
}

/** @throws GatewayError NOT_FOUND */
export const keyRowOf = async (deps: Deps, keyId: string): Promise<KeyRow> => {
  const row = await findKey(deps.db, keyId, monthOf(new Date()))
  if (row === undefined) throw noSuchKey('key_id', 'operator')
  return row
}

export const notRotatable = (): GatewayError =>
  new GatewayError('CONFLICT', 'The key is revoked or expired, or was rotated before', {
    hint: 'Its successor would be dead as well. Create a new key instead.',
  })
