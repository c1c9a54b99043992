import { expect, test } from 'vitest'
import { autoTopUpStanding } from '../../../web/consoles/dashboard/auto-top-up-standing.ts'

const CARD = { label: 'visa •••• 4242', saved_at: '2026-01-01T00:00:00Z' }
const RULES = {
  enabled: true,
  needs_card: false,
  threshold_cents: 140,
  amount_cents: 270,
  monthly_max_cents: 1_080,
  this_month_cents: 810,
  last: null,
}
const order = (month: string, state: 'failed' | 'succeeded') => ({
  month,
  state,
  amount_cents: 270,
  failure: null,
  created_at: '2026-11-19T00:00:00Z',
  finished_at: null,
})

test.each([
  ['ready', {}],
  ['used-up', { this_month_cents: 811 }],
  ['off', { enabled: false, this_month_cents: 1_080 }],
  ['off', { amount_cents: null }],
  ['failed', { last: order('2026-11', 'failed') }],
  ['ready', { last: order('2026-10', 'failed') }],
  ['ready', { last: order('2026-11', 'succeeded') }],
] as const)('%s: %j', (standing, change) => {
  expect(autoTopUpStanding({ auto_topup: { ...RULES, ...change }, card: CARD }, '2026-11')).toBe(standing)
})

test('without a card nothing is charged', () => {
  expect(autoTopUpStanding({ auto_topup: RULES, card: null }, '2026-11')).toBe('no-card')
})
