/** The value that `share` (0 to 1) of the values do not exceed: nearest rank, so always one that was measured. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new Error('no values, no percentile')
  return value
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** Round by round: how much more the one took than the other in the same round. */
export const differences = (values: readonly number[], others: readonly number[]): number[] =>
  values.map((value, index) => value - (others[index] ?? NaN))
