import { describe, expect, test } from 'vitest'
import { dollars, duration, percent } from '../../../web/consoles/shared/format.ts'

describe('dollars', () => {
  test.each([
    ['0', '$0.00'],
    ['1234.5', '$1,234.50'],
    ['16.499', '$16.50'],
    ['0.0068123', '$0.0068'],
    ['0.000000000001', '$0.000000000001'],
    ['-2.5', '-$2.50'],
  ])('%s is %s', (usd, shown) => {
    expect(dollars(usd)).toBe(shown)
  })

  test.each([
    ['0', 6, '$0.000000'],
    ['0.03', 6, '$0.030000'],
    ['0.00055', 6, '$0.000550'],
    ['0.0000004', 6, '<$0.000001'],
    ['-0.0000004', 6, '>-$0.000001'],
    ['12.5', 2, '$12.50'],
    ['0.004', 2, '<$0.01'],
  ])('%s in a column with %i digits is %s: nothing that is something looks like nothing', (usd, digits, shown) => {
    expect(dollars(usd, digits)).toBe(shown)
  })
})

test('a share of nothing is none', () => {
  expect([percent(1, 4), percent(0, 0), percent(1, 3)]).toEqual(['25%', '–', '33%'])
})

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [5_840, '5.8 s'],
  [59_960, '1 min 0 s'],
  [119_600, '2 min 0 s'],
  [150_000, '2 min 30 s'],
])('%i milliseconds are %s', (ms, shown) => {
  expect(duration(ms)).toBe(shown)
})
