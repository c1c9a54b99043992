import type { BillingReport } from '../services/billing.ts'

/** How a customer pays, as its dashboard shows it. The card's id at the payment provider is nobody's business. */
export const billingBody = (billing: BillingReport, payments: boolean) => ({
  /** Whether top-ups can be paid on this gateway. */
  payments,
  auto_topup: {
    enabled: billing.auto_topup_enabled,
    /** True: the rules are on, and there is nothing to charge until a card is saved. */
    needs_card: billing.auto_topup_enabled && billing.card_saved_at === null,
    threshold_cents: billing.auto_topup_threshold_cents,
    amount_cents: billing.auto_topup_amount_cents,
    monthly_max_cents: billing.auto_topup_monthly_max_cents,
    this_month_cents: billing.this_month_cents,
    last: billing.last_order[0] ?? null,
  },
  card: billing.card_saved_at === null ? null : { label: billing.card_label, saved_at: billing.card_saved_at },
  topups: billing.topups.rows,
  next_cursor: billing.topups.nextCursor,
})
