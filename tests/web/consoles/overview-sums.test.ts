import { expect, test } from 'vitest'
import { errorRate, ratePoints, rateText, sumsOf } from '../../../web/consoles/admin/screens/overview/sums.ts'

type Days = Parameters<typeof sumsOf>[0]

// Of a day, what is added up.
const MONTH = {
  per_day: [
    { day: '2026-10-01', cost_usd: '1.5', margin_usd: '0.5', calls: 3 },
    { day: '2026-10-20', cost_usd: '2', margin_usd: '1', calls: 4 },
    { day: '2026-10-21', cost_usd: '100', margin_usd: '100', calls: 100 },
  ],
  errors_per_day: [
    { day: '2026-10-19', errors: 1 },
    { day: '2026-10-31', errors: 9 },
  ],
} as unknown as Days

test('adds up the days that count', () => {
  expect(sumsOf(MONTH, ({ day }) => day <= '2026-10-20')).toEqual({ charged: 3.5, margin: 1.5, calls: 7, errors: 1 })
})

test('the error rate is of all calls that were let in', () => {
  expect(errorRate({ calls: 97, errors: 3 })).toBe(0.03)
  expect(errorRate({ calls: 0, errors: 0 })).toBeUndefined()
  expect([undefined, 0, 0.0004, 0.015, 1].map(rateText)).toEqual(['–', '0.0%', '<0.1%', '1.5%', '100.0%'])
})

test('a rate changes by points', () => {
  expect([ratePoints(0.03, 0.02), ratePoints(0.02, 0.025), ratePoints(0.02, 0.0201)]).toEqual([
    '▲ 1.0 points',
    '▼ 0.5 points',
    'unchanged',
  ])
})
