import { z } from 'zod'

/** Column types as both drivers deliver them: int8 and numeric as text, timestamps as Date. */

/** A bigint id; ids stay strings all the way to the client. */
export const id = z.string()

export const pico = z.string().transform(BigInt)

/** A bigint count that is far below 2^53. */
export const count = z.string().transform(Number)

export const timestamp = z.date()
