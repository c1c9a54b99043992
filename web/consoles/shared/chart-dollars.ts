import { dollars } from './format.ts'

/** Dollars along an axis that reaches up to the largest of these: with as many digits as it takes to tell its lines apart. */
export const chartDollars = (amounts: readonly number[]): ((usd: number) => string) => {
  const step = Math.max(0, ...amounts) / 5
  const digits = step === 0 ? 2 : Math.max(2, Math.ceil(-Math.log10(step)))
  return (usd) => dollars(usd, digits)
}
