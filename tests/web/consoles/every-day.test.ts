import { expect, test } from 'vitest'
import { everyDay } from '../../../web/consoles/shared/every-day.ts'

test('days without figures are there, up to the last one that has any', () => {
  expect(
    everyDay([
      { day: '2026-02-02', spend: 1 },
      { day: '2026-02-04', spend: 2 },
    ]),
  ).toEqual([
    { day: '2026-02-01' },
    { day: '2026-02-02', spend: 1 },
    { day: '2026-02-03' },
    { day: '2026-02-04', spend: 2 },
  ])
})

test('a month without days stays without', () => {
  expect(everyDay([])).toEqual([])
})
