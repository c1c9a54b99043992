/**
 * Money is pico-US-dollars (10⁻¹² USD) in `bigint`, from the price file to the ledger. Numbers appear only at the very
 * edge, where existing clients read `*_cents`.
 */
export const PICO_PER_CENT = 10_000_000_000n

/** Pico-dollars as a JSON number of cents; may be fractional (`0.01965`). For display fields only, never computed with. */
export const picoToCents = (pico: bigint): number => Number(picoToDecimal(pico, 10))

/** Pico-dollars as an exact decimal string of dollars without trailing zeros, e.g. `0.0001965`. */
export const picoToUsd = (pico: bigint): string => picoToDecimal(pico, 12)

/**
 * A decimal string of dollars per million tokens as pico-dollars per token: `"0.15"` → 150000n.
 * Undefined when the string is not a plain non-negative decimal or is finer than one pico-dollar per token.
 */
export const usdPerMillionToPico = (decimal: string): bigint | undefined => decimalToScaled(decimal, 6)

/** A decimal string of dollars as pico-dollars; undefined when it is not a plain non-negative decimal or is too fine. */
export const usdToPico = (decimal: string): bigint | undefined => decimalToScaled(decimal, 12)

const decimalToScaled = (decimal: string, scale: number): bigint | undefined => {
  const match = /^(\d{1,9})(?:\.(\d{1,12}))?$/.exec(decimal)
  if (!match) return undefined
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > scale) return undefined
  return BigInt((match[1] ?? '') + fraction.padEnd(scale, '0'))
}

const picoToDecimal = (pico: bigint, scale: number): string => {
  const sign = pico < 0n ? '-' : ''
  const digits = (pico < 0n ? -pico : pico).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, -scale)
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return sign + whole + (fraction === '' ? '' : `.${fraction}`)
}
