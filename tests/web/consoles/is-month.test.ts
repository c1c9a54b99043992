import { expect, test } from 'vitest'
import { isMonth } from '../../../web/consoles/shared/is-month.ts'

test.each(['2026-01', '2026-12', '9999-10'])('%s is a month', (text) => {
  expect(isMonth(text)).toBe(true)
})

test.each([
  undefined,
  null,
  '',
  'all',
  '2026-13',
  '2026-00',
  '2026-1',
  '0026-01',
  '2026-11-20',
  ' 2026-11',
  '2026-11\n',
])('%j is none', (text) => {
  expect(isMonth(text)).toBe(false)
})
