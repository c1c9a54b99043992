import {
  claimAutoTopUp,
  creditAutoTopUp,
  failAutoTopUp,
  postponeAutoTopUp,
  type ClaimedTopUp,
} from '../db/auto-topups.ts'
import { GatewayError } from '../domain/errors.ts'
import type { ChargeOutcome, PaymentProvider } from '../domain/payments.ts'
import type { Deps } from './deps.ts'
import { causeFields } from './log.ts'
import { paymentProvider } from './payment-provider.ts'
import { takesPayments } from './takes-payments.ts'

/** Longer than a charge takes at most, its retry included. */
const LEASE_SECONDS = 120

/** A scheduled function has 30 s, and one charge may take 40. */
const TIME_LIMIT_MS = 10_000

/**
 * Pauses after a try whose end nobody knows. All in all less than the 24 hours for which Stripe keeps an idempotency key: until then
 * the same order is the same charge.
 */
const PAUSES_SECONDS = [60, 300, 900, 3_600, 7_200, 14_400]

/** A card charge that is under way is looked at again after this long. */
const PROCESSING_SECONDS = 3_600

/** Charges every automatic top-up that is due, one after the other. Nothing is lost when it dies at any point. */
export const chargeDueTopUps = async (deps: Deps): Promise<{ credited: number; failed: number }> => {
  const sum = { credited: 0, failed: 0 }
  // Ordered ones wait until payments are set up again.
  if (!takesPayments(deps)) return sum
  const provider = await paymentProvider(deps)
  const startedAt = Date.now()
  while (Date.now() - startedAt < TIME_LIMIT_MS) {
    const order = await claimAutoTopUp(deps.db, LEASE_SECONDS)
    if (order === undefined) break
    const result = await charge(deps, provider, order)
    if (result !== 'open') sum[result] += 1
  }
  return sum
}

const charge = async (
  deps: Deps,
  provider: PaymentProvider,
  order: ClaimedTopUp,
): Promise<'credited' | 'failed' | 'open'> => {
  let outcome: ChargeOutcome
  try {
    outcome =
      order.payment_id === null
        ? await provider.chargeCard({
            autoTopUpId: order.id,
            customerId: order.customer_id,
            providerCustomerId: order.stripe_customer_id,
            paymentMethodId: order.stripe_payment_method_id,
            amountCents: order.amount_cents,
            currency: deps.settings.stripe.currency,
          })
        : await provider.chargeStatus(order.payment_id)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return tryLater(deps, order, error)
  }
  switch (outcome.kind) {
    case 'paid': {
      const { paymentId, amountCents } = outcome
      const verdict = await creditAutoTopUp(deps.db, {
        autoTopUpId: order.id,
        paymentId,
        amountCents,
        event: undefined,
      })
      if (verdict === 'MISMATCH' || verdict === 'NOT_FOUND') {
        deps.log.error('auto_topup_mismatch', { auto_topup_id: order.id, payment_id: paymentId })
      }
      return 'credited'
    }
    case 'processing':
      await postponeAutoTopUp(deps.db, {
        autoTopUpId: order.id,
        paymentId: outcome.paymentId,
        afterSeconds: PROCESSING_SECONDS,
      })
      return 'open'
    case 'refused':
      await failAutoTopUp(deps.db, order.id, outcome.reason)
      return 'failed'
  }
}

/** Should the money have been taken after all, Stripe's event still credits it when the order has been given up. */
const tryLater = async (deps: Deps, order: ClaimedTopUp, error: GatewayError): Promise<'failed' | 'open'> => {
  deps.log.warn('auto_topup_unknown', { auto_topup_id: order.id, code: error.code, ...causeFields(error.cause) })
  const pause = PAUSES_SECONDS[order.attempts - 1]
  if (pause === undefined || error.code === 'IDEMPOTENCY_MISMATCH') {
    await failAutoTopUp(deps.db, order.id, 'unreachable')
    return 'failed'
  }
  await postponeAutoTopUp(deps.db, { autoTopUpId: order.id, paymentId: undefined, afterSeconds: pause })
  return 'open'
}
