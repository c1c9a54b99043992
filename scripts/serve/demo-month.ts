import type { Settings } from '../../netlify/functions/_lib/services/settings.ts'
import { NAMED_COMPANY } from '../seed/companies.ts'
import { AlreadySeededError, seedDatabase } from '../seed/seed-database.ts'

const SIZE = { customers: 8, events: 5_000, months: 3, seed: 1 }

/** On the first start: a small business with three months behind it. Its owner key is said once and kept nowhere. */
export const prepareDemoMonth = async (settings: Settings, say: (line: string) => void): Promise<void> => {
  const { migrationUrl: connectionString, keyPepper, invoiceSeller: seller } = settings
  say('making a demo business, unless there is one …')
  try {
    const place = { connectionString, keyPepper, seller }
    const { ownerKey } = await seedDatabase(place, { ...SIZE, now: new Date(), say: () => undefined })
    say(`owner key of ${NAMED_COMPANY.name}, shown this once: ${ownerKey}`)
  } catch (error) {
    if (!(error instanceof AlreadySeededError)) throw error
  }
}
