import { creditAutoTopUp, failAutoTopUp } from '../db/auto-topups.ts'
import { saveCard } from '../db/billing.ts'
import { paymentExists, receivePaymentEvent } from '../db/payments.ts'
import { GatewayError } from '../domain/errors.ts'
import type { PaymentEvent } from '../domain/payments.ts'
import type { Deps } from './deps.ts'
import { paymentProvider, paymentsNotConfigured } from './payment-provider.ts'

/**
 * Takes in a delivery of the payment provider. What is refused writes nothing, and the provider, which sees the refusal, shows it
 * to the operator and tries again.
 * @throws GatewayError PROVIDER_NOT_CONFIGURED, BAD_REQUEST, NOT_FOUND when the customer it names does not exist
 */
export const receivePayment = async (deps: Deps, body: string, signature: string | null): Promise<void> => {
  const { webhookSecret } = deps.settings.stripe
  if (webhookSecret === undefined) throw paymentsNotConfigured('operator')
  const provider = await paymentProvider(deps)
  if (signature === null) throw new GatewayError('BAD_REQUEST', 'The signature is missing')
  const event = provider.readEvent(body, signature, webhookSecret)
  if (event === undefined) return
  if (event.mode !== provider.mode)
    throw new GatewayError('BAD_REQUEST', 'The event is of the other mode, live or test')
  if (event.autoTopUpId !== undefined) {
    await receiveAutoTopUp(deps, event, event.autoTopUpId)
    return
  }
  if (!(await concernsUs(deps, event))) return
  const { verdict } = await receivePaymentEvent(deps.db, event)
  if (verdict === 'NOT_FOUND') throw new GatewayError('NOT_FOUND', 'There is no such customer')
  if (event.fact === 'paid' && event.label?.saveCard === true && event.paymentId !== undefined) {
    // After the credit, which must not wait for it; when this fails, the event comes again and credits nothing.
    const card = await provider.cardOf(event.paymentId)
    if (card !== undefined) await saveCard(deps.db, event.label.customerId, card, event.createdAt)
  }
}

/** What became of the charge of an automatic top-up: news for whoever charged it and did not live to hear the answer. */
const receiveAutoTopUp = async (deps: Deps, event: PaymentEvent, autoTopUpId: string): Promise<void> => {
  if (event.currency !== deps.settings.stripe.currency) throw wrongCurrency()
  if (event.fact !== 'paid') {
    await failAutoTopUp(deps.db, autoTopUpId, 'declined')
    return
  }
  const { subjectId: paymentId, amountCents } = event
  const verdict = await creditAutoTopUp(deps.db, { autoTopUpId, paymentId, amountCents, event })
  if (verdict === 'NOT_FOUND') throw new GatewayError('NOT_FOUND', 'There is no such automatic top-up')
  if (verdict === 'MISMATCH') throw new GatewayError('BAD_REQUEST', 'The payment is not the one that was ordered')
}

/**
 * False for other business on the same account: checkouts without our label, and payments in another currency that were never
 * credited here.
 * @throws GatewayError BAD_REQUEST for a payment of ours with an amount or currency that is not what was agreed
 */
const concernsUs = async (deps: Deps, event: PaymentEvent): Promise<boolean> => {
  const rightCurrency = event.currency === deps.settings.stripe.currency
  if (event.fact === 'paid' || event.fact === 'unpaid' || event.fact === 'failed') {
    if (event.label === undefined) return false
    if (!rightCurrency) throw wrongCurrency()
    if (event.amountCents !== event.label.amountCents) {
      throw new GatewayError('BAD_REQUEST', 'The amount is not the one that the checkout was made for')
    }
    return true
  }
  if (event.paymentId === undefined) return false
  if (rightCurrency) return true
  if (await paymentExists(deps.db, event.paymentId)) throw wrongCurrency()
  return false
}

const wrongCurrency = (): GatewayError =>
  new GatewayError('BAD_REQUEST', 'The currency is not the one that is taken here')
