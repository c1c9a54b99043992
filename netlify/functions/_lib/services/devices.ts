import { customerExists } from '../db/customer-exists.ts'
import {
  listDevices,
  setDeviceRevoked,
  type Device,
  type DeviceChange,
  type DevicePosition,
  type DeviceQuery,
} from '../db/devices.ts'
import { findKeyOwner } from '../db/key-owner.ts'
import { GatewayError } from '../domain/errors.ts'
import { hasRole } from '../domain/roles.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer, noSuchDevice, noSuchKey } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import type { AuthenticatedKey } from './spender.ts'
import { visibleLine, type ReportScope } from './usage-reports.ts'

export type { Device, DevicePosition }

type DevicePage = { after: DevicePosition | undefined; limit: number }

/** A customer's devices, or everybody's. @throws GatewayError NOT_FOUND when there is no such customer, or the key is not one of its */
export const devicesOf = async (deps: Deps, asked: DeviceQuery, page: DevicePage): Promise<Paged<Device>> => {
  const found = await listDevices(deps.db, asked, page)
  if (found.length === 0) await assertOwned(deps, asked)
  return nextPage(found, page.limit, devicePosition)
}

/** The devices of the caller's key, or of its whole customer. @throws GatewayError FORBIDDEN */
export const userDevices = async (
  deps: Deps,
  caller: AuthenticatedKey,
  { scope, q }: { scope: ReportScope; q: string | undefined },
  page: DevicePage,
): Promise<Paged<Device>> => {
  const asked = { customerId: caller.customer_id, apiKeyId: visibleLine(caller, scope), q }
  return nextPage(await listDevices(deps.db, asked, page), page.limit, devicePosition)
}

type Order = DevicePosition & { revoked: boolean }

/** @throws GatewayError NOT_FOUND, SEAT_LIMIT when there is no seat to give back */
export const changeDevice = async (deps: Deps, order: Order, actor: string): Promise<void> => {
  const owner = await findKeyOwner(deps.db, order.apiKeyId)
  if (owner === undefined) throw noSuchDevice('operator')
  await change(deps, { ...order, customerId: owner.customer_id, actor, lifts: 'any' })
}

/** @throws GatewayError NOT_FOUND, SEAT_LIMIT, FORBIDDEN when the device was revoked by somebody above the caller */
export const changeOwnDevice = async (deps: Deps, caller: AuthenticatedKey, order: Order): Promise<void> => {
  const isAdmin = hasRole(caller.role, 'admin')
  if (order.apiKeyId !== caller.id && !isAdmin) throw noSuchDevice('customer')
  const actor = `key:${caller.id}`
  await change(deps, { ...order, customerId: caller.customer_id, actor, lifts: isAdmin ? 'customer' : 'own' })
}

const change = async (deps: Deps, order: DeviceChange): Promise<void> => {
  switch (await setDeviceRevoked(deps.db, order)) {
    case 'DONE':
      return
    case 'NOT_FOUND':
      throw noSuchDevice(order.lifts === 'any' ? 'operator' : 'customer')
    case 'FORBIDDEN':
      throw new GatewayError('FORBIDDEN', 'This device was revoked by somebody else', {
        hint: 'Ask whoever revoked it: the operator of this gateway, or the holder of an admin key.',
      })
    case 'SEAT_LIMIT':
      throw new GatewayError('SEAT_LIMIT', 'All seats of this key are taken', { hint: 'Revoke another device first.' })
  }
}

const assertOwned = async (deps: Deps, { customerId, apiKeyId }: Omit<DeviceQuery, 'q'>): Promise<void> => {
  if (customerId !== undefined && !(await customerExists(deps.db, customerId))) {
    throw noSuchCustomer()
  }
  if (apiKeyId === undefined) return
  const owner = await findKeyOwner(deps.db, apiKeyId)
  if (owner === undefined || (customerId !== undefined && owner.customer_id !== customerId)) {
    throw noSuchKey('api_key_id', 'operator')
  }
}

const devicePosition = ({ api_key_id, install_id }: Device): string => `${api_key_id}:${install_id}`
