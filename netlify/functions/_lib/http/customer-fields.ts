import { z } from 'zod'
import type { CustomerPolicy } from '../services/customers.ts'
import { centsField, emailField, modelsField, providersField, seatsField, textField } from './fields.ts'
import { notesField } from './notes-field.ts'
import { webhookUrlField } from './webhook-url-field.ts'

/** In the fields that existing clients send as null when left blank, null means unchanged. */
const blank = <T extends z.ZodType>(field: T) => field.nullish().transform((value) => value ?? undefined)

/** What a body may change on a customer. */
export const customerPolicyFields = {
  email: blank(emailField),
  plan_name: blank(textField(40)),
  plan_fee_cents: blank(centsField.max(100_000_000, 'is more than 100000000')),
  monthly_cap_cents: blank(centsField),
  is_active: blank(z.boolean()),
  max_devices_per_key: seatsField.nullish(),
  require_install_id: blank(z.boolean()),
  allowed_providers: providersField.nullish(),
  allowed_models: modelsField.nullish(),
  stripe_customer_id: textField(255).nullish(),
  auto_topup_enabled: blank(z.boolean()),
  auto_topup_threshold_cents: centsField.max(50_000_000).nullish(),
  auto_topup_amount_cents: centsField.min(1).max(50_000_000).nullish(),
  auto_topup_monthly_max_cents: blank(centsField.max(50_000_000, 'is more than 50000000')),
  alert_webhook_url: webhookUrlField.nullish(),
  notes: notesField.nullish(),
}

/** What a body may say about a new customer. */
export const newCustomerFields = { ...customerPolicyFields, email: emailField }

export const customerPolicy = (body: z.output<z.ZodObject<typeof customerPolicyFields>>): CustomerPolicy => ({
  email: body.email,
  planName: body.plan_name,
  planFeeCents: body.plan_fee_cents,
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
  autoTopupMonthlyMaxCents: body.auto_topup_monthly_max_cents,
  alertWebhookUrl: body.alert_webhook_url,
  notes: body.notes,
})
