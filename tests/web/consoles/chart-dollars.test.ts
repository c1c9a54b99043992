import { expect, test } from 'vitest'
import { axisTicks } from '../../../web/consoles/shared/axis-ticks.ts'
import { chartDollars } from '../../../web/consoles/shared/chart-dollars.ts'

test.each([1_234, 1.5, 0.3, 0.0251, 0.000_3, 0.000_007])(
  'no two lines of an axis up to %d are called the same',
  (most) => {
    const names = axisTicks(most).map(chartDollars([most, most / 7]))
    expect(new Set(names).size).toBe(names.length)
  },
)

test('cents, where they are enough', () => {
  expect([chartDollars([2.5])(1.5), chartDollars([0.0251])(0.005), chartDollars([])(0)]).toEqual([
    '$1.50',
    '$0.005',
    '$0.00',
  ])
})
