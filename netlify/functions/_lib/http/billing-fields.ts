import { z } from 'zod'
import type { AutoTopUpRules } from '../services/billing.ts'
import { userTopUpCents } from './topup-fields.ts'

const cents = z.int('is not a whole number').min(0, 'is negative').max(50_000_000, 'is more than 50000000')

/** What a customer may say about its automatic top-ups; absent: unchanged. */
export const autoTopUpFields = {
  auto_topup_enabled: z.boolean('is neither true nor false').optional(),
  auto_topup_threshold_cents: cents.nullish(),
  auto_topup_amount_cents: userTopUpCents.nullish(),
  auto_topup_monthly_max_cents: cents.optional(),
}

export const autoTopUpRules = (body: z.output<z.ZodObject<typeof autoTopUpFields>>): AutoTopUpRules => ({
  enabled: body.auto_topup_enabled,
  thresholdCents: body.auto_topup_threshold_cents,
  amountCents: body.auto_topup_amount_cents,
  monthlyMaxCents: body.auto_topup_monthly_max_cents,
})
