import { expect, test } from 'vitest'
import { policyDraftOf, policyOrderOf } from '../../../web/consoles/admin/screens/customer/policy-draft.ts'
import { changedFields } from '../../../web/consoles/shared/changed-fields.ts'
import type { Customer } from '../../../web/consoles/shared/answers.ts'

const CUSTOMER: Customer = {
  id: '1',
  email: 'ops@example.com',
  plan_name: 'pro',
  plan_fee_cents: 4_900,
  monthly_cap_cents: 2_000,
  is_active: true,
  max_devices_per_key: null,
  require_install_id: false,
  allowed_providers: ['openai'],
  allowed_models: { openai: ['*'] },
  stripe_customer_id: null,
  stripe_subscription_id: null,
  stripe_current_period_end: null,
  auto_topup_enabled: true,
  auto_topup_threshold_cents: 100,
  auto_topup_amount_cents: 1_000,
  auto_topup_monthly_max_cents: 20_000,
  card_saved_at: null,
  alert_webhook_url: 'https://hooks.example.com/a',
  notes: null,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  active_keys: '2',
  cap_cents: 2_000,
  spent_cents: 0,
  spent_usd: '0',
  held_cents: 0,
  has_netlify_token: false,
}

test('the policy that nobody touched has nothing to send', () => {
  const draft = policyDraftOf(CUSTOMER)
  expect(changedFields(policyOrderOf(draft), policyOrderOf({ ...draft, email: ' ops@example.com ' }))).toEqual({})
})

test('what is emptied is taken away, and what has no empty state is zero', () => {
  const before = policyDraftOf(CUSTOMER)
  const after = { ...before, providers: [], models: [], alertUrl: ' ', thresholdCents: null, planFeeCents: null }
  expect(changedFields(policyOrderOf(before), policyOrderOf(after))).toEqual({
    allowed_providers: null,
    allowed_models: null,
    alert_webhook_url: null,
    auto_topup_threshold_cents: null,
    plan_fee_cents: 0,
  })
})
