import { GatewayError } from '../domain/errors.ts'
import { monthOf } from '../domain/period.ts'

/** Whether a month is over: money in it buys nothing any more. */
export const hasEnded = (month: string): boolean => month < monthOf(new Date())

export const monthHasEnded = (month: string): GatewayError =>
  new GatewayError(
    'BAD_REQUEST',
    `month: ${month} has ended; money can be added to ${monthOf(new Date())} and later months`,
    {
      hint: 'Leave the month out to add to the current one.',
      details: { field: 'month' },
    },
  )
