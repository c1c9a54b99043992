const PLACES = 12

/** The exact sum of exact decimal texts of dollars. */
export const sumUsd = (amounts: readonly string[]): string => {
  const sum = amounts.reduce((total, amount) => total + picoOf(amount), 0n)
  const digits = (sum < 0n ? -sum : sum).toString().padStart(PLACES + 1, '0')
  const part = digits.slice(-PLACES).replace(/0+$/, '')
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${part === '' ? '' : `.${part}`}`
}

const picoOf = (usd: string): bigint => {
  const [whole = '0', part = ''] = usd.replace('-', '').split('.')
  const pico = BigInt(whole + part.padEnd(PLACES, '0').slice(0, PLACES))
  return usd.startsWith('-') ? -pico : pico
}
