import { expect, test } from 'vitest'
import { usageLink } from '../../../web/consoles/dashboard/usage-link.ts'

test('who looks at a key goes on to the calls of that key alone', () => {
  expect(usageLink('key', { month: '2026-11', model: 'a b' })).toBe('/usage?month=2026-11&model=a+b&scope=key')
})

test('who looks at the account goes on to those of the account', () => {
  expect(usageLink('customer', { month: '2026-11' })).toBe('/usage?month=2026-11')
})
