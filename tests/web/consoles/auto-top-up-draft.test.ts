import { expect, test } from 'vitest'
import { unsavedChanges } from '../../../web/consoles/dashboard/screens/billing/auto-top-up-draft.ts'

const RULES = {
  auto_topup_enabled: true,
  auto_topup_threshold_cents: 500,
  auto_topup_amount_cents: 2_500,
  auto_topup_monthly_max_cents: 10_000,
}

test('only what differs is sent: what another tab saved meanwhile stays', () => {
  expect(unsavedChanges(RULES, { auto_topup_amount_cents: 5_000 })).toEqual({ auto_topup_amount_cents: 5_000 })
})

test('what was typed and is saved by now is no change any more', () => {
  expect(unsavedChanges(RULES, { auto_topup_amount_cents: 2_500, auto_topup_enabled: true })).toEqual({})
})

test('an emptied input clears a rule; without a maximum nothing may be charged', () => {
  expect(unsavedChanges(RULES, { auto_topup_threshold_cents: null, auto_topup_monthly_max_cents: null })).toEqual({
    auto_topup_threshold_cents: null,
    auto_topup_monthly_max_cents: 0,
  })
  expect(unsavedChanges({ ...RULES, auto_topup_monthly_max_cents: 0 }, { auto_topup_monthly_max_cents: null })).toEqual(
    {},
  )
})
