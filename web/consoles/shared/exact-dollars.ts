/** An exact decimal of dollars, all of its digits and two at least: prices are compared to the last one. */
export const exactDollars = (usd: string): string => {
  const [whole = '0', part = ''] = usd.split('.')
  return `$${whole}.${part.padEnd(2, '0')}`
}
