import { z } from 'zod'
import { id, timestamp } from './columns.ts'
import { all, assignments, maybe, one, sql, fragment, type Database } from './database.ts'

const customerRow = z.object({
  id,
  email: z.string(),
  plan_name: z.string(),
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
  created_at: timestamp,
})
export type CustomerRow = z.output<typeof customerRow>

const listedCustomer = customerRow.extend({ active_keys: z.string() })
export type ListedCustomer = z.output<typeof listedCustomer>

const columns = fragment`id, email, plan_name, monthly_cap_cents, is_active, max_devices_per_key, require_install_id,
  allowed_providers, allowed_models, stripe_customer_id, stripe_subscription_id, stripe_current_period_end,
  auto_topup_enabled, auto_topup_threshold_cents, auto_topup_amount_cents, created_at`

/** What an operator may change on a customer. Undefined: unchanged; null: none. */
export type CustomerPolicy = {
  email?: string | undefined
  planName?: string | undefined
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
}

export const EMAIL_TAKEN = 'customers_email_key'

/** Newest first, 200 at most. */
export const listCustomers = (db: Database): Promise<ListedCustomer[]> =>
  all(
    db,
    sql(listedCustomer)`select ${columns}, (
        select count(*) from api_keys k
         where k.customer_id = customers.id and coalesce(k.revoked_at > now(), true) and coalesce(k.expires_at > now(), true)
      ) as active_keys
      from customers order by id desc limit 200`,
  )

/** Throws a unique violation of EMAIL_TAKEN when another customer has the address. */
export const insertCustomer = (
  db: Database,
  customer: { email: string; planName: string; monthlyCapCents: number; actor: string },
): Promise<CustomerRow> =>
  one(
    db,
    sql(customerRow)`with made as (
      insert into customers (email, plan_name, monthly_cap_cents)
      values (${customer.email}, ${customer.planName}, ${customer.monthlyCapCents}) returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${customer.actor}, 'CUSTOMER_CREATE', 'customer:' || id, jsonb_build_object('monthly_cap_cents', monthly_cap_cents)
        from made
    ) select ${columns} from made`,
  )

/** Undefined when there is no such customer. Throws as insertCustomer does. */
export const updateCustomer = (
  db: Database,
  change: { customerId: string; policy: CustomerPolicy; actor: string },
): Promise<CustomerRow | undefined> => {
  const { policy } = change
  const changed = {
    email: policy.email,
    plan_name: policy.planName,
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
    updated_at: new Date(),
  }
  const names = Object.entries(changed).flatMap(([name, value]) =>
    value === undefined || name === 'updated_at' ? [] : [name],
  )
  return maybe(
    db,
    sql(customerRow)`with changed as (
      update customers set ${assignments(changed)} where id = ${change.customerId} returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${change.actor}, 'CUSTOMER_UPDATE', 'customer:' || id, jsonb_build_object('changed', ${names}::text[]) from changed
    ) select ${columns} from changed`,
  )
}
