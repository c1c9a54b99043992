import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { assignments, Fragment, fragment, maybe, one, sql, type Database, type SqlValue } from './database.ts'

export const customerRow = z.object({
  id,
  email: z.string(),
  plan_name: z.string(),
  plan_fee_cents: z.int(),
  monthly_cap_cents: z.int(),
  is_active: z.boolean(),
  max_devices_per_key: z.int().nullable(),
  require_install_id: z.boolean(),
  allowed_providers: z.array(z.string()).nullable(),
  allowed_models: z.record(z.string(), z.array(z.string())).nullable(),
  stripe_customer_id: z.string().nullable(),
  stripe_subscription_id: z.string().nullable(),
  stripe_current_period_end: timestamp.nullable(),
  auto_topup_enabled: z.boolean(),
  auto_topup_threshold_cents: z.int().nullable(),
  auto_topup_amount_cents: z.int().nullable(),
  auto_topup_monthly_max_cents: z.int(),
  card_saved_at: timestamp.nullable(),
  alert_webhook_url: z.string().nullable(),
  notes: z.string().nullable(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type CustomerRow = z.output<typeof customerRow>

/** Of rows named c. */
export const customerColumns = fragment`c.id, c.email, c.plan_name, c.plan_fee_cents, c.monthly_cap_cents, c.is_active,
  c.max_devices_per_key, c.require_install_id, c.allowed_providers, c.allowed_models, c.stripe_customer_id,
  c.stripe_subscription_id, c.stripe_current_period_end, c.auto_topup_enabled, c.auto_topup_threshold_cents,
  c.auto_topup_amount_cents, c.auto_topup_monthly_max_cents, c.card_saved_at, c.alert_webhook_url, c.notes, c.created_at,
  c.updated_at`

/** What an operator may change on a customer. Undefined: unchanged, or the column's default; null: none. */
export type CustomerPolicy = {
  email?: string | undefined
  planName?: string | undefined
  planFeeCents?: number | undefined
  monthlyCapCents?: number | undefined
  isActive?: boolean | undefined
  maxDevicesPerKey?: number | null | undefined
  requireInstallId?: boolean | undefined
  allowedProviders?: readonly string[] | null | undefined
  allowedModels?: Readonly<Record<string, readonly string[]>> | null | undefined
  stripeCustomerId?: string | null | undefined
  autoTopupEnabled?: boolean | undefined
  autoTopupThresholdCents?: number | null | undefined
  autoTopupAmountCents?: number | null | undefined
  autoTopupMonthlyMaxCents?: number | undefined
  alertWebhookUrl?: string | null | undefined
  notes?: string | null | undefined
}

/** What a new customer has to have. */
export type NewCustomer = CustomerPolicy & { email: string; planName: string; monthlyCapCents: number }

const policyColumns = (policy: CustomerPolicy) => ({
  email: policy.email,
  plan_name: policy.planName,
  plan_fee_cents: policy.planFeeCents,
  monthly_cap_cents: policy.monthlyCapCents,
  is_active: policy.isActive,
  max_devices_per_key: policy.maxDevicesPerKey,
  require_install_id: policy.requireInstallId,
  allowed_providers: policy.allowedProviders,
  allowed_models: policy.allowedModels && JSON.stringify(policy.allowedModels),
  stripe_customer_id: policy.stripeCustomerId,
  auto_topup_enabled: policy.autoTopupEnabled,
  auto_topup_threshold_cents: policy.autoTopupThresholdCents,
  auto_topup_amount_cents: policy.autoTopupAmountCents,
  auto_topup_monthly_max_cents: policy.autoTopupMonthlyMaxCents,
  alert_webhook_url: policy.alertWebhookUrl,
  notes: policy.notes,
})

export const EMAIL_TAKEN = 'customers_email_key'

/** Whose an e-mail address is, in whatever case; undefined: nobody's. */
export const findCustomerIdByEmail = async (db: Database, email: string): Promise<string | undefined> =>
  (await maybe(db, sql(z.object({ id }))`select id from customers where lower(email) = lower(${email})`))?.id

/** Throws a unique violation of EMAIL_TAKEN when another customer has the address. */
export const insertCustomer = (
  db: Database,
  { policy, actor }: { policy: NewCustomer; actor: string },
): Promise<CustomerRow> =>
  one(
    db,
    sql(customerRow)`with made as (
      insert into customers ${insertion(policyColumns(policy))} returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${actor}, 'CUSTOMER_CREATE', 'customer:' || id, jsonb_build_object('monthly_cap_cents', monthly_cap_cents)
        from made
    ) select ${customerColumns} from made c`,
  )

/** `(a, b) values ($1, $2)` for the given columns; undefined values are left out and have their default. */
const insertion = (columns: Readonly<Record<string, SqlValue | undefined>>): Fragment => {
  const given = Object.entries(columns).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  const before = `(${given.map(({ name }) => name).join(', ')}) values (`
  return new Fragment(
    [before, ...given.map((_, index) => (index < given.length - 1 ? ', ' : ')'))],
    given.map(({ value }) => value),
  )
}

/** Undefined when there is no such customer. Throws as insertCustomer does. */
export const updateCustomer = (
  db: Database,
  change: { customerId: string; policy: CustomerPolicy; actor: string },
): Promise<CustomerRow | undefined> => {
  const changed = policyColumns(change.policy)
  const names = Object.entries(changed).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  return maybe(
    db,
    sql(customerRow)`with before as (
      select * from customers where id = ${change.customerId} for no key update
    ), changed as (
      update customers set ${assignments({ ...changed, updated_at: new Date() })} where id = (select id from before) returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${change.actor}, 'CUSTOMER_UPDATE', 'customer:' || c.id, audit_changes(${names}, to_jsonb(b), to_jsonb(c))
        from changed c, before b
    ) select ${customerColumns} from changed c`,
  )
}
