import { expect, test } from 'vitest'
import { monthBefore } from '../../../web/consoles/shared/month-before.ts'
import { monthEnd } from '../../../web/consoles/shared/month-end.ts'
import { sameDaysBefore } from '../../../web/consoles/shared/same-days.ts'

const OCTOBER = Array.from({ length: 31 }, (_, index) => ({ day: `2026-10-${String(index + 1).padStart(2, '0')}` }))

test('a month that runs is held against as many whole days of the one before', () => {
  const same = sameDaysBefore('2026-11', new Date('2026-11-20T23:59:59Z'))
  expect(same).toMatchObject({ month: '2026-10', name: 'Oct\u00a01–19, without today' })
  expect(OCTOBER.filter(same.has)).toEqual(OCTOBER.slice(0, 19))
})

test('on the first day no day is over; on the second one is', () => {
  const first = sameDaysBefore('2026-11', new Date('2026-11-01T23:00:00Z'))
  expect([first.name, OCTOBER.filter(first.has)]).toEqual([undefined, []])
  expect(sameDaysBefore('2026-11', new Date('2026-11-02T00:00:00Z')).name).toBe('Oct\u00a01, without today')
})

test('a shorter month is all of it, against as many days, and no day that it does not have is named', () => {
  const same = sameDaysBefore('2027-03', new Date('2027-03-31T12:00:00Z'))
  expect(same.name).toBe('Feb\u00a01–28, without today')
  expect([same.has({ day: '2027-03-28' }), same.has({ day: '2027-03-29' })]).toEqual([true, false])
})

test('a month that is over is held against the whole one before', () => {
  const same = sameDaysBefore('2026-11', new Date('2026-12-02T00:00:00Z'))
  expect(same).toMatchObject({ month: '2026-10', name: 'October 2026' })
  expect(OCTOBER.filter(same.has)).toEqual(OCTOBER)
})

test('months before and after, also over a year', () => {
  expect([monthBefore('2026-03'), monthBefore('2026-01')]).toEqual(['2026-02', '2025-12'])
  expect([monthEnd('2026-11'), monthEnd('2026-12')]).toEqual(['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
})
