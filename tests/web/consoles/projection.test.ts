import { expect, test } from 'vitest'
import { daysLeft, projectionOf } from '../../../web/consoles/shared/projection.ts'

const NOVEMBER = (day: number) => new Date(Date.UTC(2026, 10, 1) + day * 86_400_000)

test('half a month makes half of what the month will be', () => {
  expect(projectionOf(10, 100, NOVEMBER(15))).toEqual({ usd: 20, reachedAt: undefined })
})

test('says when the cap would be reached', () => {
  expect(projectionOf(10, 15, NOVEMBER(15))?.reachedAt).toEqual(NOVEMBER(22.5))
})

test('a cap that is reached is not reached once more', () => {
  expect(projectionOf(10, 10, NOVEMBER(15))?.reachedAt).toBeUndefined()
})

test('there is none on the first day', () => {
  expect(projectionOf(10, 100, NOVEMBER(0.5))).toBeUndefined()
  expect(projectionOf(10, 100, NOVEMBER(1))).toBeDefined()
})

test('days that are left: today counts', () => {
  expect(daysLeft(NOVEMBER(0.5))).toBe(30)
  expect(daysLeft(NOVEMBER(29.9))).toBe(1)
})
