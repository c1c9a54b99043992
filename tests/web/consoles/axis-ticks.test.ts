import { describe, expect, test } from 'vitest'
import { axisTicks } from '../../../web/consoles/shared/axis-ticks.ts'

describe('the ticks of an axis', () => {
  test.each([
    [1.5, [0, 0.5, 1, 1.5]],
    [4.21, [0, 1, 2, 3, 4, 5]],
    [0.3, [0, 0.1, 0.2, 0.3]],
    [0.000013, [0, 0.000005, 0.00001, 0.000015]],
    [351, [0, 100, 200, 300, 400]],
    [5, [0, 1, 2, 3, 4, 5]],
    [1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]],
  ])('up to %s are round, and reach it', (most, ticks) => {
    expect(axisTicks(most)).toEqual(ticks)
  })

  test.each([0, -1, Number.NaN])('of %s are those of an empty one', (most) => {
    expect(axisTicks(most)).toEqual([0, 1])
  })

  test('are six at most, whatever there is to show', () => {
    for (let most = 1e-9; most < 1e9; most *= 1.07) {
      const ticks = axisTicks(most)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9))
    }
  })
})
