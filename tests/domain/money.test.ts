import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  PICO_PER_CENT,
  picoToCents,
  picoToUsd,
  usdPerMillionToPico,
  usdToPico,
} from '../../netlify/functions/_lib/domain/money.ts'

test('a hundred cents are a dollar', () => {
  expect(picoToUsd(PICO_PER_CENT * 100n)).toBe('1')
})

test.each([
  ['0.15', 150_000n],
  ['2.5', 2_500_000n],
  ['15', 15_000_000n],
  ['0.000001', 1n],
  ['0.1500000', 150_000n],
  ['0', 0n],
])('%s dollars per million tokens are %d pico-dollars per token', (decimal, pico) => {
  expect(usdPerMillionToPico(decimal)).toBe(pico)
})

test.each(['', '-1', '+1', '.5', '5.', '1e3', '0x10', '1,5', ' 1', '1 ', 'NaN', 'Infinity', '0.0000001', '1234567890'])(
  'refuses %j as a price per million tokens',
  (decimal) => {
    expect(usdPerMillionToPico(decimal)).toBeUndefined()
  },
)

test('dollars are exact to the pico-dollar, and no further', () => {
  expect(usdToPico('0.000000000001')).toBe(1n)
  expect(usdToPico('10')).toBe(10_000_000_000_000n)
  expect(usdToPico('0.0000000000001')).toBeUndefined()
})

test.each([
  [0n, '0'],
  [1n, '0.000000000001'],
  [196_500_000n, '0.0001965'],
  [1_000_000_000_000n, '1'],
  [-2_500_000_000_000n, '-2.5'],
])('%d pico-dollars read %s dollars', (pico, decimal) => {
  expect(picoToUsd(pico)).toBe(decimal)
})

test('cents for display may be fractional and keep their sign', () => {
  expect(picoToCents(196_500_000n)).toBe(0.01965)
  expect(picoToCents(-10_000_000_000n)).toBe(-1)
  expect(picoToCents(999_999_999n * PICO_PER_CENT)).toBe(999_999_999)
})

test('an amount survives the way to its decimal string and back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), (pico) => {
      expect(usdToPico(picoToUsd(pico))).toBe(pico)
    }),
  )
})
