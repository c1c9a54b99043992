import { expect, test } from 'vitest'
import type { AuditRow } from '../../../web/consoles/shared/answers.ts'
import { describe, summary } from '../../../web/consoles/admin/screens/audit/describe.ts'
import { localTime } from '../../../web/consoles/shared/format.ts'

const event = (meta: AuditRow['meta']): AuditRow => ({
  id: '1',
  actor: 'admin',
  action: 'KEY_UPDATE',
  target: 'key:3',
  meta,
  created_at: '2026-11-20T12:00:00.000Z',
  customer_id: '2',
  customer_email: 'ops@example.com',
  key_label: 'ci',
  key_last4: 'c9ef',
  actor_label: null,
  actor_last4: null,
})

test('amounts are read as dollars, months by name, and what changed as it stands in the forms', () => {
  expect(summary(event({ amount_cents: 1_550, month: '2026-11' }))).toBe('Amount $15.50, Month November 2026')
  expect(summary(event({ amount_due_pico: '12838167146500', revision: 1 }))).toBe('Amount due $12.84, Revision 1')
  expect(summary(event({ changed: ['monthly_cap_cents', 'alert_webhook_url'] }))).toBe(
    'Monthly cap, Alert webhook address',
  )
  expect(summary(event({ changed: [] }))).toBe('')
})

test('a change says what it was and what it became, and what changed beside that', () => {
  expect(summary(event({ changed: ['is_active'], is_active: { from: true, to: false } }))).toBe('Is active yes → no')
  expect(summary(event({ changed: ['monthly_cap_cents', 'notes'], monthly_cap_cents: { from: 500, to: null } }))).toBe(
    'Notes, Monthly cap $5.00 → none',
  )
  expect(summary(event({ changed: ['expires_at'], expires_at: { from: null, to: '2026-12-01T12:00:00+00:00' } }))).toBe(
    `Expires at none → ${localTime('2026-12-01T12:00:00Z')}`,
  )
  const models = { from: null, to: { openai: ['gpt-4o-mini'] } }
  expect(summary(event({ changed: ['allowed_models'], allowed_models: models }))).toBe(
    'Allowed models none → {"openai":["gpt-4o-mini"]}',
  )
})

test('ids are short in a line, and whole to copy; what the target says already is left out', () => {
  const address = 'b25c6a4deed05bbd3826bf04674c59df'
  expect(describe(event({ address }))).toEqual([{ name: 'Network address (hashed)', text: address, id: address }])
  expect(summary(event({ address }))).toBe('Network address (hashed) b25c6a4deed0…')
  expect(describe(event({ customer_id: 2, label: 'ci' }))).toEqual([])
  expect(summary(event({ label: 'what it was called', odd: { a: [1] } }))).toBe(
    'Label what it was called, Odd {"a":[1]}',
  )
})
