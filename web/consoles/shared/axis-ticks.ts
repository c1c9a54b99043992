/** What an axis from 0 to `most` is divided by: at most six round steps of 1, 2 or 5 times a power of ten. */
export const axisTicks = (most: number): number[] => {
  if (!(most > 0)) return [0, 1]
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5].find((times) => times * power >= rough * (1 - 1e-9)) ?? 10) * power
  const steps = Math.ceil((most / step) * (1 - 1e-9))
  // Multiplied, not added up: 0.1 + 0.2 is no round number.
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}
