import { parseArgs } from 'node:util'
import { z } from 'zod'

export type SeedOptions = {
  customers: number
  /** Calls that customers try to make; those that their caps refuse leave nothing behind. */
  events: number
  /** UTC months, the current one included. */
  months: number
  /** The same number makes the same business. */
  seed: number
}

const count = (most: number) =>
  z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(1, 'is below 1')
    .max(most, `is above ${most}`)

const schema = z.object({
  customers: count(2_000).default(14),
  events: count(5_000_000).default(20_000),
  months: count(24).default(3),
  seed: count(2 ** 31).default(1),
})

const option = { type: 'string' } as const

/** Reads the command line; throws one error that names what is wrong. */
export const readSeedOptions = (given: readonly string[]): SeedOptions => {
  const { values } = parseArgs({
    args: [...given],
    options: { customers: option, events: option, months: option, seed: option },
  })
  const parsed = schema.safeParse(values)
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('; '))
}
