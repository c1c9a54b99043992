import { PICO_PER_CENT } from './money.ts'

/** Pico-dollars as people read dollars: `$1,234.50`, rounded to the cent, half up (of the amount without its sign). */
export const invoiceDollars = (pico: bigint): string => {
  const amount = pico < 0n ? -pico : pico
  const cents = (amount + PICO_PER_CENT / 2n) / PICO_PER_CENT
  const whole = (cents / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = pico < 0n && cents > 0n ? '−' : ''
  return `${sign}$${whole}.${(cents % 100n).toString().padStart(2, '0')}`
}
