import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { comingMonths } from '../../../web/consoles/shared/format.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-30T23:30:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

test('the current UTC month and those after it, over the end of the year', () => {
  expect(comingMonths(4)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02'])
})
