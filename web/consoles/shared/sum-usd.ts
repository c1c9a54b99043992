import { picoOf, usdOf } from './pico.ts'

/** The exact sum of exact decimal texts of dollars. */
export const sumUsd = (amounts: readonly string[]): string =>
  usdOf(amounts.reduce((total, amount) => total + picoOf(amount), 0n))
