/** `npm run seed`: fills a database with some months of a believable business, for screens, exports and trials of all kinds. */
import { readSettings } from '../netlify/functions/_lib/services/settings.ts'
import { readCommandLine } from './command-line.ts'
import { readSeedOptions, SEED_USAGE } from './seed/options.ts'
import { seedDatabase } from './seed/seed-database.ts'
import { NAMED_COMPANY } from './seed/companies.ts'
import { loadEnvironment } from './serve/environment.ts'
import { prepare } from './serve/prepare.ts'
import { readServeSettings } from './serve/settings.ts'

const say = (line: string): void => console.log(`  ${line}`)

const main = async (): Promise<void> => {
  const options = readCommandLine(SEED_USAGE, readSeedOptions)
  const given = loadEnvironment()
  // Where no database is named, the dedicated server's own, with its secrets.
  const { environment, database } = await prepare(given, readServeSettings(given), say)
  try {
    const { migrationUrl, keyPepper, invoiceSeller: seller, jobs, monitor } = readSettings(environment)
    if (!URL.canParse(migrationUrl)) throw new Error('the database URL is not a URL')
    const began = performance.now()
    const retention = { jobDays: jobs.retentionDays, eventDays: monitor.retentionDays }
    const place = { connectionString: migrationUrl, keyPepper, seller, retention }
    const seeded = await seedDatabase(place, { ...options, now: new Date(), say })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    say(`${seeded.customers} customers, ${seeded.calls} calls (${seeded.refused} more were refused at a cap),`)
    say(`${seeded.jobs} jobs and ${seeded.events} events that are still kept,`)
    say(`${seeded.invoices} invoices in ${options.months} months, made in ${seconds} s.`)
    say(`${NAMED_COMPANY.name} (${NAMED_COMPANY.email}), owner key, shown this once:`)
    say(`  ${seeded.ownerKey}`)
  } finally {
    await database?.stop()
  }
}

main().catch((error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  console.error(`seed: ${message}${typeof cause === 'string' ? ` (${cause})` : ''}`)
  process.exitCode = 1
})
