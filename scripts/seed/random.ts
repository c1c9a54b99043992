import { createHash } from 'node:crypto'

export type Weighted<T> = { weight: number; value: T }

/** Numbers that look random and are the same for the same seed. */
export type Random = {
  /** In [0, 1). */
  unit(): number
  /** A whole number; both ends are possible. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** By weight. */
  draw<T>(from: readonly Weighted<T>[]): T
  /** A whole number, log-normal: half of them are below the median; a spread of 1 is wide. */
  around(median: number, spread: number): number
  /** `digits` is a multiple of 8. */
  hex(digits: number): string
  uuid(): string
}

/** Independent of any other that is made from another text. */
export const createRandom = (seed: string): Random => {
  const unit = smallFastCounter(createHash('sha256').update(seed).digest())
  const hex = (digits: number): string =>
    Array.from({ length: digits / 8 }, () => (unit() * 2 ** 32).toString(16).padStart(8, '0')).join('')
  const pick = <T>(from: readonly T[]): T => {
    const [found] = from.slice(Math.floor(unit() * from.length))
    if (found === undefined) throw new Error('there is nothing to pick from')
    return found
  }
  return {
    unit,
    between: (least, most) => least + Math.floor(unit() * (most - least + 1)),
    chance: (probability) => unit() < probability,
    pick,
    draw: (from) => {
      let left = unit() * from.reduce((sum, { weight }) => sum + weight, 0)
      return (from.find(({ weight }) => (left -= weight) < 0) ?? pick(from)).value
    },
    around: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit())
      return Math.round(median * Math.exp(spread * normal))
    },
    hex,
    uuid: () => {
      const [digits, variant] = [hex(32), '89ab'.charAt(Math.floor(unit() * 4))]
      const parts = [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        variant + digits.slice(17, 20),
      ]
      return [...parts, digits.slice(20)].join('-')
    },
  }
}

/** Chris Doty-Humphrey's sfc32: 128 bits of state, fast, and good enough for everything but secrets. */
const smallFastCounter = (seed: Buffer): (() => number) => {
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => seed.readInt32LE(at)) as [number, number, number, number] // Four offsets.
  return () => {
    const result = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    c |= 0
    return (result >>> 0) / 2 ** 32
  }
}
