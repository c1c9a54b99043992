import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { monthOptions } from '../../../web/consoles/shared/month-options.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-20T12:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const monthsOf = (...given: Parameters<typeof monthOptions>): string[] =>
  monthOptions(...given).flatMap(({ items }) => items.map(({ value }) => value))

test('two years, the newest first', () => {
  const months = monthsOf('2026-11')
  expect([months.length, months[0], months.at(-1)]).toEqual([24, '2026-11', '2024-12'])
})

test('none before the account was there', () => {
  expect(monthsOf('2026-11', '2026-09-30T23:59:59.000Z')).toEqual(['2026-11', '2026-10', '2026-09'])
})

test('the month that is looked at is one of them, wherever it is from', () => {
  expect(monthsOf('2026-05', '2026-10-01T00:00:00.000Z')).toEqual(['2026-11', '2026-10', '2026-05'])
  expect(monthsOf('2031-01', '2026-11-01T00:00:00.000Z')).toEqual(['2031-01', '2026-11'])
})

test('they are named, and said to be in UTC', () => {
  expect(monthOptions('no month', '2026-11-02T00:00:00.000Z')).toEqual([
    {
      group: 'UTC months',
      items: [
        { value: 'no month', label: 'no month' },
        { value: '2026-11', label: 'November 2026' },
      ],
    },
  ])
})
