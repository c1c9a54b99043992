const PLACES = 12

/** An exact decimal of dollars in pico-dollars, the gateway's own unit. */
export const picoOf = (usd: string): bigint => {
  const [whole = '0', part = ''] = usd.replace('-', '').split('.')
  const pico = BigInt(whole + part.padEnd(PLACES, '0').slice(0, PLACES))
  return usd.startsWith('-') ? -pico : pico
}

/** Pico-dollars as an exact decimal of dollars. */
export const usdOf = (pico: bigint): string => {
  const digits = (pico < 0n ? -pico : pico).toString().padStart(PLACES + 1, '0')
  const part = digits.slice(-PLACES).replace(/0+$/, '')
  return `${pico < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${part === '' ? '' : `.${part}`}`
}

/** Cents as the gateway answers them, which may be fractions of one, as an exact decimal of dollars. */
export const usdOfCents = (cents: number): string => usdOf(picoOf(cents.toFixed(PLACES - 2)) / 100n)
