import { z } from 'zod'
import type { CustomerPolicy } from '../services/customers.ts'
import { centsField, emailField, modelsField, providersField, seatsField, textField } from './fields.ts'

/** In the fields that existing clients send as null when left blank, null means unchanged. */
const blank = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? undefined)

export const newCustomerFields = {
  email: emailField,
  plan_name: blank(textField(40)),
  monthly_cap_cents: blank(centsField),
}

/** What a body may change on a customer. */
export const customerPolicyFields = {
  ...newCustomerFields,
  email: blank(emailField),
  is_active: blank(z.boolean()),
  max_devices_per_key: seatsField.nullish(),
  require_install_id: blank(z.boolean()),
  allowed_providers: providersField.nullish(),
  allowed_models: modelsField.nullish(),
  stripe_customer_id: textField(255).nullish(),
  auto_topup_enabled: blank(z.boolean()),
  auto_topup_threshold_cents: centsField.max(50_000_000).nullish(),
  auto_topup_amount_cents: centsField.min(1).max(50_000_000).nullish(),
}

export const customerPolicy = (body: z.output<z.ZodObject<typeof customerPolicyFields>>): CustomerPolicy => ({
  email: body.email,
  planName: body.plan_name,
  monthlyCapCents: body.monthly_cap_cents,
  isActive: body.is_active,
  maxDevicesPerKey: body.max_devices_per_key,
  requireInstallId: body.require_install_id,
  allowedProviders: body.allowed_providers,
  allowedModels: body.allowed_models,
  stripeCustomerId: body.stripe_customer_id,
  autoTopupEnabled: body.auto_topup_enabled,
  autoTopupThresholdCents: body.auto_topup_threshold_cents,
  autoTopupAmountCents: body.auto_topup_amount_cents,
})
