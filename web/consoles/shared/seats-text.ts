import type { OwnDevice } from './answers.ts'

/** What a device says of the seats of its key. */
export type Seats = Pick<OwnDevice, 'key_seats' | 'key_seats_taken'>

/** Another device would be refused. The seats may have become fewer than were taken before. */
export const isFull = ({ key_seats: seats, key_seats_taken: taken }: Seats): boolean => seats !== null && taken >= seats

/** How many devices use a key, of how many that may. */
export const seatsText = (of: Seats): string => {
  const { key_seats: seats, key_seats_taken: taken } = of
  if (seats === null) return `${taken} ${taken === 1 ? 'device' : 'devices'}, no limit`
  if (isFull(of)) return seats === 1 ? 'Its only seat is taken' : `All ${seats} seats taken`
  return `${taken} of ${seats} ${seats === 1 ? 'seat' : 'seats'} taken`
}
