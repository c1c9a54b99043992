import {
  DELIVERY_STATES,
  listDeliveries,
  reviveDelivery,
  type Delivery,
  type DeliveryQuery,
  type ListedDelivery,
} from '../db/webhook-deliveries.ts'
import { findAlertAddress, updateAlertAddress } from '../db/alert-address.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { noSuchMessage } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'

export { DELIVERY_STATES }
export type { Delivery, ListedDelivery }

/** Messages to webhooks and what became of them, newest first. */
export const alertDeliveries = async (deps: Deps, query: DeliveryQuery): Promise<Paged<ListedDelivery>> =>
  nextPage(await listDeliveries(deps.db, query), query.limit, ({ id }) => id)

/** Sends a message that was given up once more. @throws GatewayError NOT_FOUND, CONFLICT when it was not given up */
export const retryDelivery = async (deps: Deps, deliveryId: string, actor: string): Promise<void> => {
  const { known, revived } = await reviveDelivery(deps.db, deliveryId, actor)
  if (!known) throw noSuchMessage()
  if (!revived) {
    throw new GatewayError('CONFLICT', 'The message has arrived or is still being tried', {
      hint: 'Only messages with the state dead can be sent again.',
    })
  }
}

/** The customer's own address; null: its alerts go to the operator. */
export const alertAddress = (deps: Deps, customerId: string): Promise<string | null> =>
  findAlertAddress(deps.db, customerId)

export const changeAlertAddress = (
  deps: Deps,
  change: { customerId: string; url: string | null; actor: string },
): Promise<void> => updateAlertAddress(deps.db, change)
