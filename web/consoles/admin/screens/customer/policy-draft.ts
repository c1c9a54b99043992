import type { Customer } from '../../../shared/answers.ts'
import { choicesOf, listsOf } from '../../../shared/access-lists.ts'
import type { CustomerPolicyOrder } from '../../orders.ts'

/** What the form of a customer's policy holds while somebody fills it in. Null amounts: the input is empty. */
export type PolicyDraft = {
  email: string
  plan: string
  planFeeCents: number | null
  capCents: number | null
  seats: number | null
  requireInstallId: boolean
  providers: string[]
  models: string[]
  stripeCustomerId: string
  autoTopup: boolean
  thresholdCents: number | null
  amountCents: number | null
  monthlyMaxCents: number | null
  alertUrl: string
}

export const policyDraftOf = (customer: Customer): PolicyDraft => ({
  email: customer.email,
  plan: customer.plan_name,
  planFeeCents: customer.plan_fee_cents,
  capCents: customer.monthly_cap_cents,
  seats: customer.max_devices_per_key,
  requireInstallId: customer.require_install_id,
  providers: customer.allowed_providers ?? [],
  models: choicesOf(customer.allowed_models),
  stripeCustomerId: customer.stripe_customer_id ?? '',
  autoTopup: customer.auto_topup_enabled,
  thresholdCents: customer.auto_topup_threshold_cents,
  amountCents: customer.auto_topup_amount_cents,
  monthlyMaxCents: customer.auto_topup_monthly_max_cents,
  alertUrl: customer.alert_webhook_url ?? '',
})

/** The body of the draft. Where null is no value of the gateway's, it leaves things as they are. */
export const policyOrderOf = (draft: PolicyDraft): CustomerPolicyOrder => ({
  email: draft.email.trim(),
  plan_name: draft.plan.trim(),
  plan_fee_cents: draft.planFeeCents ?? 0,
  monthly_cap_cents: draft.capCents,
  max_devices_per_key: draft.seats,
  require_install_id: draft.requireInstallId,
  allowed_providers: draft.providers.length === 0 ? null : draft.providers,
  allowed_models: listsOf(draft.models),
  stripe_customer_id: textOrNone(draft.stripeCustomerId),
  auto_topup_enabled: draft.autoTopup,
  auto_topup_threshold_cents: draft.thresholdCents,
  auto_topup_amount_cents: draft.amountCents,
  auto_topup_monthly_max_cents: draft.monthlyMaxCents ?? 0,
  alert_webhook_url: textOrNone(draft.alertUrl),
})

const textOrNone = (text: string): string | null => (text.trim() === '' ? null : text.trim())

export const POLICY_FIELDS = [
  'email',
  'plan_name',
  'plan_fee_cents',
  'monthly_cap_cents',
  'max_devices_per_key',
  'require_install_id',
  'allowed_providers',
  'allowed_models',
  'stripe_customer_id',
  'auto_topup_enabled',
  'auto_topup_threshold_cents',
  'auto_topup_amount_cents',
  'auto_topup_monthly_max_cents',
  'alert_webhook_url',
] as const satisfies readonly (keyof CustomerPolicyOrder)[]
export type PolicyField = (typeof POLICY_FIELDS)[number]
