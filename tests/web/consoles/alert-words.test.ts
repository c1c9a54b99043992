import { expect, test } from 'vitest'
import { alertWords } from '../../../web/consoles/shared/alert-words.ts'

const told = (event_type: string, payload: Record<string, unknown>, key?: [string, string]) =>
  alertWords({ event_type, payload, key_label: key?.[0] ?? null, key_last4: key?.[1] ?? null })

test('what a message tells of stands in it, with the figure or the key that it is about', () => {
  expect(told('CAP_WARN_CUSTOMER', { pct: 85 })).toBe('Account near its cap (85%)')
  expect(told('CAP_REACHED_CUSTOMER', { pct: 100 })).toBe('Account cap reached')
  expect(told('CAP_REACHED_KEY', { pct: 100, api_key_id: '3' }, ['ci', 'c9ef'])).toBe('Key cap reached: ci …c9ef')
  expect(told('CAP_WARN_KEY', { pct: 90, api_key_id: '3' })).toBe('Key near its cap (90%): #3')
  expect(told('AUTO_TOPUP_SUCCEEDED', { amount_cents: 270 })).toBe('Automatic top-up paid: $2.70')
  expect(told('JOB_FAILED', { model: 'gpt-4o' })).toBe('Job failed: gpt-4o')
})

test('a type that nobody knows is said as it reads, whatever its message holds', () => {
  expect(told('SOMETHING_NEW', {})).toBe('Something new')
  expect(told('constructor', { model: { toString: 1 } })).toBe('Constructor')
})
