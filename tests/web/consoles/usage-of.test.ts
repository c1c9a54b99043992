import { expect, test } from 'vitest'
import { usageOf } from '../../../web/consoles/admin/usage-of.ts'

test('a month of everybody, of a customer, or of a model whatever it is called', () => {
  expect(usageOf({ month: '2026-11' })).toBe('/usage?month=2026-11')
  expect(usageOf({ customer_id: '3', month: '2026-11' })).toBe('/usage?customer_id=3&month=2026-11')
  expect(usageOf({ provider: 'openrouter', model: 'a/b&c', month: '2026-11' })).toBe(
    '/usage?provider=openrouter&model=a%2Fb%26c&month=2026-11',
  )
})
