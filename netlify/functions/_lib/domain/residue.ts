type Disagreement = { problem: string; expected: string; found: string }

/**
 * What a customer's books are off by, in pico-dollars: every sum of money that is not what the ledger says, added up without
 * sign, so that two errors never cancel out.
 */
export const residuePico = (disagreements: readonly Disagreement[]): bigint =>
  disagreements
    .filter(({ problem }) => problem.endsWith('_pico'))
    .map(({ expected, found }) => BigInt(expected) - BigInt(found))
    .reduce((sum, difference) => sum + (difference < 0n ? -difference : difference), 0n)
