import { expect, test } from 'vitest'
import { isFull, seatsText } from '../../../web/consoles/shared/seats-text.ts'

test.each<[number | null, number, string, boolean]>([
  [null, 1, '1 device, no limit', false],
  [null, 0, '0 devices, no limit', false],
  [1, 0, '0 of 1 seat taken', false],
  [1, 1, 'Its only seat is taken', true],
  [5, 3, '3 of 5 seats taken', false],
  [5, 5, 'All 5 seats taken', true],
  // Seats were taken away from the key after devices had taken them.
  [2, 4, 'All 2 seats taken', true],
])('of %j seats with %d taken it says “%s”', (seats, taken, text, full) => {
  const device = { key_seats: seats, key_seats_taken: taken }
  expect([seatsText(device), isFull(device)]).toEqual([text, full])
})
