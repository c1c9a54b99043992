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

const MOST = { customers: 2_000, events: 5_000_000, months: 24, seed: 2 ** 31 }
const OTHERWISE: SeedOptions = { customers: 14, events: 20_000, months: 3, seed: 1 }

const schema = z.object({
  customers: count(MOST.customers).default(OTHERWISE.customers),
  events: count(MOST.events).default(OTHERWISE.events),
  months: count(MOST.months).default(OTHERWISE.months),
  seed: count(MOST.seed).default(OTHERWISE.seed),
})

const MEANING: Readonly<Record<keyof SeedOptions, string>> = {
  customers: 'how many customers the business has',
  events: 'how many calls they try to make',
  months: 'UTC months, the current one included',
  seed: 'the same number makes the same business',
}

const NAMES = ['customers', 'events', 'months', 'seed'] as const

const optionLine = (name: (typeof NAMES)[number]): string =>
  `  --${name} <number>`.padEnd(24) + `${MEANING[name]} (1 to ${MOST[name]}, default ${OTHERWISE[name]})`

export const SEED_USAGE = `npm run seed -- [options]

Fills the database that DATABASE_URL (or NETLIFY_DATABASE_URL, NETLIFY_DB_URL) names with a believable business, else the one that
\`npm start\` keeps in DATA_DIR (.data); the gateway has to be stopped meanwhile. It cannot be taken out again.

${NAMES.map(optionLine).join('\n')}`

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
