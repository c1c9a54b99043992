import {
  findBilling,
  removeCard,
  updateAutoTopUpRules,
  type AutoTopUpRules,
  type Billing,
  type TopUp,
  type TopUpPage,
} from '../db/billing.ts'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { causeFields } from './log.ts'
import { noSuchCustomer } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'
import { paymentProvider } from './payment-provider.ts'
import { takesPayments } from './takes-payments.ts'

export type { AutoTopUpRules }

export type BillingReport = Omit<Billing, 'topups'> & { topups: Paged<TopUp> }

/** How a customer pays, and what was paid in, newest first. @throws GatewayError NOT_FOUND */
export const billingOf = async (deps: Deps, customerId: string, page: TopUpPage): Promise<BillingReport> => {
  const billing = await findBilling(deps.db, customerId, page)
  if (billing === undefined) throw noSuchCustomer()
  return { ...billing, topups: nextPage(billing.topups, page.limit, ({ id }) => id) }
}

/** @throws GatewayError BAD_REQUEST when the rules could never order a top-up, or nothing is named */
export const changeAutoTopUp = async (
  deps: Deps,
  change: { customerId: string; rules: AutoTopUpRules; actor: string },
): Promise<void> => {
  const { rules, customerId } = change
  if (Object.values(rules).every((value) => value === undefined)) {
    throw new GatewayError('BAD_REQUEST', 'The request names nothing to change')
  }
  const now = await billingOf(deps, customerId, { before: undefined, limit: 1 })
  const amount = rules.amountCents === undefined ? now.auto_topup_amount_cents : rules.amountCents
  const threshold = rules.thresholdCents === undefined ? now.auto_topup_threshold_cents : rules.thresholdCents
  const monthlyMax = rules.monthlyMaxCents ?? now.auto_topup_monthly_max_cents
  if (rules.enabled ?? now.auto_topup_enabled) {
    if (amount === null) throw missing('auto_topup_amount_cents')
    if (threshold === null) throw missing('auto_topup_threshold_cents')
    if (amount > monthlyMax) {
      throw new GatewayError('BAD_REQUEST', 'auto_topup_amount_cents: is more than the monthly maximum', {
        details: { field: 'auto_topup_amount_cents', monthly_max_cents: monthlyMax },
      })
    }
  }
  await updateAutoTopUpRules(deps.db, change)
}

const missing = (field: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `${field}: is needed for automatic top-ups`, { details: { field } })

/**
 * Lets go of the saved card. It is gone when it is gone here, as nothing can be charged after that; the payment provider, where there
 * is one, is asked to let go of it too.
 */
export const forgetCard = async (deps: Deps, customerId: string, actor: string): Promise<void> => {
  const paymentMethodId = await removeCard(deps.db, customerId, actor)
  if (paymentMethodId === undefined || !takesPayments(deps)) return
  const provider = await paymentProvider(deps)
  await provider.forgetCard(paymentMethodId).catch((thrown: unknown) => {
    const { code, cause } = toGatewayError(thrown)
    deps.log.warn('card_not_detached', { customer_id: customerId, code, ...causeFields(cause) })
  })
}
