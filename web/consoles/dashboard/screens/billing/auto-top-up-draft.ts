import type { Billing } from '../../../shared/answers.ts'
import { changedFields } from '../../../shared/changed-fields.ts'

export type AutoTopUpBody = {
  auto_topup_enabled: boolean
  auto_topup_threshold_cents: number | null
  auto_topup_amount_cents: number | null
  /** Null: the input is empty. */
  auto_topup_monthly_max_cents: number | null
}

type Changes = Partial<AutoTopUpBody>

/** The rules as a form has them, which is how they are sent. */
export const rulesBody = (rules: Billing['auto_topup']): AutoTopUpBody => ({
  auto_topup_enabled: rules.enabled,
  auto_topup_threshold_cents: rules.threshold_cents,
  auto_topup_amount_cents: rules.amount_cents,
  auto_topup_monthly_max_cents: rules.monthly_max_cents,
})

/** What of the typed is not what holds: that alone is sent, so that what somebody changed elsewhere meanwhile stays. */
export const unsavedChanges = (body: AutoTopUpBody, changes: Changes): Changes =>
  changedFields<Changes>(body, 'auto_topup_monthly_max_cents' in changes ? withMaximum(changes) : changes)

/** No maximum is none at all: nothing may be charged. */
const withMaximum = (changes: Changes): Changes => ({
  ...changes,
  auto_topup_monthly_max_cents: changes.auto_topup_monthly_max_cents ?? 0,
})
