import { takeBackTopUp, topUp, topUpExists, type ManualTopUp } from '../db/payments.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { hasEnded, monthHasEnded } from './open-month.ts'

/**
 * Credits a customer by hand; a request that was carried out before credits nothing and gives the first one's answer,
 * also when its month has ended since.
 * @throws GatewayError BAD_REQUEST for a month that has ended, NOT_FOUND, CONFLICT, IDEMPOTENCY_MISMATCH
 */
export const topUpByHand = async (deps: Deps, order: ManualTopUp): Promise<{ month: string; repeated: boolean }> => {
  if (order.month !== undefined && hasEnded(order.month) && !(await topUpExists(deps.db, order.requestId))) {
    throw monthHasEnded(order.month)
  }
  const { verdict, month } = await topUp(deps.db, order)
  switch (verdict) {
    case 'CREDITED':
    case 'REPEATED':
      return { month: month ?? '', repeated: verdict === 'REPEATED' }
    case 'MISMATCH':
      throw new GatewayError('IDEMPOTENCY_MISMATCH', 'This request id was used for another top-up', {
        hint: 'Use a new Idempotency-Key for a new top-up.',
      })
    case 'NOT_FOUND':
      throw noSuchCustomer()
    case 'TOO_MUCH':
      throw new GatewayError('CONFLICT', 'The month would have more credit than can be counted')
  }
}

/**
 * Takes back a top-up by hand, the request that made it being its name; one that was taken back before stays so.
 * @throws GatewayError NOT_FOUND
 */
export const takeBackTopUpByHand = async (
  deps: Deps,
  order: { customerId: string; requestId: string; actor: string },
): Promise<{ month: string; amountCents: number; repeated: boolean }> => {
  const { verdict, month, amount_cents: amountCents } = await takeBackTopUp(deps.db, order)
  if (verdict === 'NOT_FOUND' || month === null || amountCents === null) {
    throw new GatewayError('NOT_FOUND', 'This customer has no top-up by hand of that request id', {
      hint: 'The ledger has it as the source of the entry. A payment through Stripe is refunded at Stripe.',
      details: { field: 'request_id' },
    })
  }
  return { month, amountCents, repeated: verdict === 'REPEATED' }
}
