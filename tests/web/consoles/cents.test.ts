import { expect, test } from 'vitest'
import { centsOf, typedDollars } from '../../../web/consoles/shared/cents.ts'

test.each([
  ['0', 0],
  ['12', 1_200],
  ['12.', 1_200],
  ['12.3', 1_230],
  ['.05', 5],
  ['$1,234.56', 123_456],
  // As floats, these two would be a cent less.
  ['1.15', 115],
  ['4.35', 435],
])('%s dollars are %i cents', (typed, cents) => {
  expect(centsOf(typed)).toBe(cents)
})

test.each(['', '.', '-1', '1.234', '1e3', 'ten', '1 000', '12345678901'])('“%s” is no amount', (typed) => {
  expect(centsOf(typed)).toBeUndefined()
})

test('cents are typed back as they were', () => {
  for (const cents of [0, 5, 50, 99, 100, 105, 150, 123_456, 500_000_000])
    expect(centsOf(typedDollars(cents))).toBe(cents)
  expect([typedDollars(500), typedDollars(505), typedDollars(550)]).toEqual(['5', '5.05', '5.50'])
})
