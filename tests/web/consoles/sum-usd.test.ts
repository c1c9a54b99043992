import { expect, test } from 'vitest'
import { sumUsd } from '../../../web/consoles/shared/sum-usd.ts'

test.each([
  [[], '0'],
  [['0'], '0'],
  [['0.1', '0.2'], '0.3'],
  [['0.000000000001', '1'], '1.000000000001'],
  [['9007199254740993.000000000001', '0.000000000001'], '9007199254740993.000000000002'],
  [['1.5', '-2'], '-0.5'],
  [['-0.25', '0.25'], '0'],
])('the sum of %j is %s', (amounts, sum) => {
  expect(sumUsd(amounts)).toBe(sum)
})

test('a thousand small amounts add up without an error', () => {
  expect(sumUsd(Array.from({ length: 1_000 }, () => '0.001'))).toBe('1')
})
