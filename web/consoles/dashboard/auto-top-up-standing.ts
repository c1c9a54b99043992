import type { Billing } from '../shared/answers.ts'

/** Whether the next automatic top-up of this month will come, and if not, why. */
export type AutoTopUpStanding = 'off' | 'no-card' | 'used-up' | 'failed' | 'ready'

/** As `order_auto_topup` (sql/0011) decides. `month` is the current one. */
export const autoTopUpStanding = (
  { auto_topup: rules, card }: Pick<Billing, 'auto_topup' | 'card'>,
  month: string,
): AutoTopUpStanding => {
  if (!rules.enabled || rules.amount_cents === null || rules.threshold_cents === null) return 'off'
  if (card === null) return 'no-card'
  if (rules.this_month_cents + rules.amount_cents > rules.monthly_max_cents) return 'used-up'
  return rules.last?.state === 'failed' && rules.last.month === month ? 'failed' : 'ready'
}
