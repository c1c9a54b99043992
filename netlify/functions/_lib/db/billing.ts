import { z } from 'zod'
import type { SavedCard } from '../domain/payments.ts'
import { count, id, timestamp } from './columns.ts'
import { assignments, fragment, maybe, sql, type Database, type Fragment } from './database.ts'
import { nestedTimestamp, rowsOf } from './nested.ts'

/** How a customer pays: its card, the rules of its automatic top-ups, and what was paid in. */

const topUp = z.object({
  id,
  month: z.string(),
  amount_cents: z.int(),
  reversed_cents: z.int(),
  source: z.enum(['manual', 'stripe', 'auto']),
  status: z.enum(['applied', 'partly_reversed', 'reversed']),
  created_at: nestedTimestamp,
})
export type TopUp = z.output<typeof topUp>

const lastOrder = z.object({
  month: z.string(),
  amount_cents: z.int(),
  state: z.enum(['due', 'succeeded', 'failed']),
  failure: z.string().nullable(),
  created_at: nestedTimestamp,
  finished_at: nestedTimestamp.nullable(),
})

const billing = z.object({
  auto_topup_enabled: z.boolean(),
  auto_topup_threshold_cents: z.int().nullable(),
  auto_topup_amount_cents: z.int().nullable(),
  auto_topup_monthly_max_cents: z.int(),
  card_label: z.string().nullable(),
  card_saved_at: timestamp.nullable(),
  /** Automatic top-ups of the current month that are paid or about to be. */
  this_month_cents: count,
  last_order: z.array(lastOrder),
  topups: z.array(topUp),
})
export type Billing = z.output<typeof billing>

/** A page of top-ups: `before` is the id of the last one of the page before. */
export type TopUpPage = {
  /** A part of the month, of how it was paid, of what became of it, or of the payment's id. */
  q?: string | undefined
  before: string | undefined
  limit: number
}

/** One top-up more than the limit when there are more. */
export const findBilling = (
  db: Database,
  customerId: string,
  { q, before, limit }: TopUpPage,
): Promise<Billing | undefined> => {
  const older = before === undefined ? fragment`` : fragment` and t.id < ${before}`
  const page = fragment`select t.id::text as id, t.month, t.amount_cents, t.reversed_cents, t.source, t.status, t.created_at
    from topup_events t where t.customer_id = ${customerId}${older}${q === undefined ? fragment`` : matching(q)} order by t.id desc limit ${limit + 1}`
  const last = fragment`select a.month, a.amount_cents, a.state, a.failure, a.created_at, a.finished_at from auto_topups a
    where a.customer_id = ${customerId} order by a.created_at desc limit 1`
  return maybe(
    db,
    sql(billing)`
      select c.auto_topup_enabled, c.auto_topup_threshold_cents, c.auto_topup_amount_cents, c.auto_topup_monthly_max_cents,
             c.card_label, c.card_saved_at,
             (select coalesce(sum(a.amount_cents), 0) from auto_topups a
               where a.customer_id = c.id and a.month = current_month() and a.state <> 'failed') as this_month_cents,
             ${rowsOf(last)} as last_order, ${rowsOf(page)} as topups
        from customers c where c.id = ${customerId}`,
  )
}

/** Searched in the words of the dashboard, too. */
const matching = (q: string): Fragment =>
  fragment` and strpos(lower(concat_ws(chr(10), t.month, t.source, t.stripe_session_id, replace(t.status, '_', ' '),
    case t.source when 'manual' then 'by the operator' when 'stripe' then 'paid by card' else 'automatic' end,
    case t.status when 'applied' then 'credited' when 'reversed' then 'refunded' else 'partly refunded' end)), lower(${q})) > 0`

/** What a customer may change about its automatic top-ups. Undefined: unchanged; null: none. */
export type AutoTopUpRules = {
  enabled?: boolean | undefined
  thresholdCents?: number | null | undefined
  amountCents?: number | null | undefined
  monthlyMaxCents?: number | undefined
}

export const updateAutoTopUpRules = async (
  db: Database,
  change: { customerId: string; rules: AutoTopUpRules; actor: string },
): Promise<void> => {
  const changed = {
    auto_topup_enabled: change.rules.enabled,
    auto_topup_threshold_cents: change.rules.thresholdCents,
    auto_topup_amount_cents: change.rules.amountCents,
    auto_topup_monthly_max_cents: change.rules.monthlyMaxCents,
  }
  const names = Object.entries(changed).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  await maybe(
    db,
    sql(z.object({}))`with before as (
      select * from customers where id = ${change.customerId} for no key update
    ), changed as (
      update customers set ${assignments({ ...changed, updated_at: new Date() })} where id = (select id from before) returning *
    ) insert into audit_events (actor, action, target, meta)
      select ${change.actor}, 'AUTO_TOPUP_UPDATE', 'customer:' || c.id, audit_changes(${names}, to_jsonb(b), to_jsonb(c))
        from changed c, before b returning 1 as done`,
  )
}

/** Keeps a card, unless one was saved or removed after `at`. */
export const saveCard = async (db: Database, customerId: string, card: SavedCard, at: Date): Promise<void> => {
  await maybe(
    db,
    sql(z.object({}))`with saved as (
      update customers set stripe_customer_id = ${card.providerCustomerId}, stripe_payment_method_id = ${card.paymentMethodId},
             card_label = ${card.label}, card_saved_at = ${at}::timestamptz, card_changed_at = ${at}::timestamptz
       where id = ${customerId} and coalesce(card_changed_at < ${at}::timestamptz, true) returning id
    ) insert into audit_events (actor, action, target, meta)
      select 'system', 'CARD_SAVE', 'customer:' || id, '{}' from saved returning 1 as done`,
  )
}

const removed = z.object({ stripe_payment_method_id: z.string() })

/** Takes the card away and says which it was; undefined when there is none. */
export const removeCard = async (db: Database, customerId: string, actor: string): Promise<string | undefined> => {
  const row = await maybe(
    db,
    sql(removed)`with card as (
      select id, stripe_payment_method_id from customers
       where id = ${customerId} and stripe_payment_method_id is not null for update
    ), gone as (
      update customers c set stripe_payment_method_id = null, card_label = null, card_saved_at = null, card_changed_at = now()
        from card where c.id = card.id
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${actor}, 'CARD_REMOVE', 'customer:' || id, '{}' from card
    ) select stripe_payment_method_id from card`,
  )
  return row?.stripe_payment_method_id
}
