import { expect, test } from 'vitest'
import { chargedByDay } from '../../../web/consoles/admin/charged-by-day.ts'
import { axisTicks } from '../../../web/consoles/shared/axis-ticks.ts'

const day = (cost: string, list: string) => ({ day: '2026-11-03', cost_usd: cost, list_usd: list })

test.each([
  ['a small customer', [day('0.0031', '0.0024')]],
  ['one whose vendor cost is what reaches highest', [day('0', '0.0008')]],
  ['a large one', [day('812.5', '640.25'), day('3', '2')]],
])('no two lines of the axis are called the same: %s', (_, days) => {
  const { days: bars, format } = chargedByDay(days)
  const names = axisTicks(Math.max(...bars.flatMap(({ charged, vendor }) => [Number(charged), Number(vendor)]))).map(
    format,
  )
  expect(new Set(names).size).toBe(names.length)
})

test('every amount belongs to a series', () => {
  const { days, series } = chargedByDay([day('1.5', '1.2')])
  expect(days).toEqual([{ day: '2026-11-03', charged: 1.5, vendor: 1.2 }])
  expect(series.map(({ name }) => name)).toEqual(['charged', 'vendor'])
})
