import { topUp, type ManualTopUp } from '../db/payments.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/**
 * Credits a customer by hand; a request that was carried out before credits nothing and gives the first one's answer.
 * @throws GatewayError NOT_FOUND, CONFLICT, IDEMPOTENCY_MISMATCH
 */
export const topUpByHand = async (deps: Deps, order: ManualTopUp): Promise<{ month: string; repeated: boolean }> => {
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
      throw new GatewayError('NOT_FOUND', 'There is no such customer')
    case 'TOO_MUCH':
      throw new GatewayError('CONFLICT', 'The month would have more credit than can be counted')
  }
}
