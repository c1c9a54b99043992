import type { Settings } from '../../netlify/functions/_lib/services/settings.ts'
import { customersThere } from '../seed/customers-there.ts'
import { seedDatabase } from '../seed/seed-database.ts'

const SIZE = { customers: 8, events: 5_000, months: 3, seed: 1 }

/**
 * In a database without customers: a small business with three months behind it. It can never be taken out again, so it gets no place
 * beside somebody's own customers. Returns its owner key when it has just been made.
 */
export const prepareDemoMonth = async (
  settings: Settings,
  say: (line: string) => void,
): Promise<string | undefined> => {
  const { migrationUrl: connectionString, keyPepper, invoiceSeller: seller, jobs, monitor } = settings
  const there = await customersThere(connectionString)
  if (there === 'others') say('no demo business: this database has customers already (`npm run seed` makes one)')
  if (there !== 'none') return undefined
  say('making a demo business (first start only) …')
  const retention = { jobDays: jobs.retentionDays, eventDays: monitor.retentionDays }
  const place = { connectionString, keyPepper, seller, retention }
  return (await seedDatabase(place, { ...SIZE, now: new Date(), say: () => undefined })).ownerKey
}
