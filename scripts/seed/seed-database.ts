import { migrate, migrationsDirectory, readMigrations } from '../../netlify/functions/_lib/db/migrate.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { doBusiness } from './business.ts'
import { DAY, monthsUntil, type Span } from './calendar.ts'
import { companies } from './companies.ts'
import { Desk, type Audit, type Ids, type Message, type Told } from './desk.ts'
import { operatorTrail } from './monitor/operator-events.ts'
import { wantedModels } from './monitor/wanted-models.ts'
import type { SeedOptions } from './options.ts'
import { priceWorkloads, readPriceBook } from './prices.ts'
import type { Profile } from './profile.ts'
import { makeProfiles } from './profiles.ts'
import { createRandom } from './random.ts'
import { openSession, type Session } from './session.ts'
import { openWaiting, writeCalls } from './write-calls.ts'
import { writeCustomer } from './write-customer.ts'
import { writeEvents } from './write-events.ts'
import { issueInvoices } from './write-invoices.ts'
import { writeMessages } from './write-messages.ts'

export type SeedPlace = {
  /** Of the database, by TCP. */
  connectionString: string
  keyPepper: string
  /** Who sends the invoices. */
  seller: string
  /** For how long the gateway keeps what it does not keep for ever; absent: as long as when nothing is set. */
  retention?: { jobDays: number; eventDays: number }
}

/** Of JOB_RETENTION_DAYS and MONITOR_RETENTION_DAYS. */
const DEFAULT_RETENTION = { jobDays: 7, eventDays: 30 }

export type Seeded = {
  customers: number
  calls: number
  refused: number
  /** Of the calls, those of jobs that are still kept. */
  jobs: number
  /** Of the monitor. */
  events: number
  invoices: number
  /** The owner key of the named customer: nobody can see it again. */
  ownerKey: string
}

/** The last month is the one of `now`, as far as it has come; the others are whole. */
export type SeedRun = SeedOptions & { now: Date; say: (line: string) => void }

/**
 * Fills a database with a believable business of customers that it does not have yet, brought up to date first. Rows of other customers
 * are not touched. All of it or nothing: an attempt that broke off is begun anew. @throws AlreadySeededError
 */
export const seedDatabase = async (place: SeedPlace, run: SeedRun): Promise<Seeded> => {
  await migrate(place.connectionString, await readMigrations(migrationsDirectory()))
  const session = await openSession(place.connectionString)
  try {
    return await session.transaction(() => seed(session, place, run))
  } finally {
    await session.close()
  }
}

/** There is one of these customers already. */
class AlreadySeededError extends Error {
  override readonly name = 'AlreadySeededError'
}

const seed = async (session: Session, { keyPepper, seller, retention }: SeedPlace, run: SeedRun): Promise<Seeded> => {
  const spans = monthsUntil(run.now.getTime(), run.months)
  const prices = await readPriceBook()
  const world = { spans, workloads: priceWorkloads(prices), wanted: wantedModels(prices) }
  const known = companies(run.seed, run.customers)
  await refuseIfThere(session, known)
  const profiles = makeProfiles(run, known, world)
  const ids = await takeIds(session, profiles)
  const ownerKey = createVirtualKey(keyPepper)
  const now = run.now.getTime()
  const { jobDays, eventDays } = retention ?? DEFAULT_RETENTION
  const kept = { jobsFrom: now - jobDays * DAY, eventsFrom: now - eventDays * DAY }
  const [audit, messages, events]: [Audit[], Message[], Told[]] = [[], [], []]
  const sum = { customers: 0, calls: 0, refused: 0, jobs: 0 }
  await openWaiting(session)
  // One customer is written while the next one's business goes on.
  let writing = Promise.resolve()
  for (const [index, profile] of profiles.entries()) {
    const random = createRandom(`${run.seed}/business/${index}`)
    const desk = new Desk({ random, profile, ids: ids[index] ?? NO_IDS, now, kept })
    const tally = doBusiness(desk, world, index === 0 ? ownerKey : undefined)
    // One at a time: a big customer has more of them than a call takes parameters.
    for (const one of desk.audit) audit.push(one)
    for (const one of desk.messages) messages.push(one)
    for (const one of desk.events) events.push(one)
    await writing
    writing = writeCustomer(session, desk)
    sum.customers += 1
    sum.calls += tally.calls
    sum.refused += tally.refused
    sum.jobs += desk.tables.async_jobs.length
    if (isWorthALine(index, profiles.length)) run.say(progress(sum, profiles.length))
  }
  await writing
  await writeCalls(session)
  const operator = operatorTrail(createRandom(`${run.seed}/operator`), { audit, kept, now })
  await writeMessages(session, { audit: [...audit, ...operator.audit], messages, now })
  run.say('issuing the invoices of the months before …')
  await session.query('analyze')
  const customerIds = ids.map(({ customer }) => customer)
  const invoices = await issueInvoices(session, { customerIds, months: wholeMonths(spans), seller })
  const told = [...events, ...operator.events]
  await writeEvents(session, told)
  return { ...sum, events: told.length, invoices, ownerKey: ownerKey.key }
}

const NO_IDS: Ids = { customer: '', keys: [] }

const refuseIfThere = async (session: Session, known: readonly { email: string }[]): Promise<void> => {
  const emails = known.map(({ email }) => email)
  const found = await session.query<{ email: string }>(
    'select email from customers where lower(email) = any ($1) order by id limit 1',
    [emails],
  )
  if (found[0] === undefined) return
  throw new AlreadySeededError(
    `the customer ${found[0].email} is in this database already: it has been seeded, and a ledger cannot be deleted. ` +
      'To begin anew, set DATABASE_URL to an empty database, or DATA_DIR to a folder that does not exist yet.',
  )
}

/** Ids of all customers and keys, so that they are in the order of the profiles and every entry can be hashed. */
const takeIds = async (session: Session, profiles: readonly Profile[]): Promise<Ids[]> => {
  const take = async (table: string, count: number): Promise<string[]> => {
    const text = `select nextval(pg_get_serial_sequence($1, 'id')) as id from generate_series(1, $2)`
    return (await session.query<{ id: string }>(text, [table, count])).map(({ id }) => id)
  }
  const customers = await take('customers', profiles.length)
  const keys = await take(
    'api_keys',
    profiles.reduce((sum, profile) => sum + profile.keys.length, 0),
  )
  let taken = 0
  return profiles.map((profile, index) => ({
    customer: customers[index] ?? '',
    keys: keys.slice(taken, (taken += profile.keys.length)),
  }))
}

const wholeMonths = (spans: readonly Span[]): string[] =>
  spans.filter(({ isWhole }) => isWhole).map(({ month }) => month)

/** About twenty lines. */
const isWorthALine = (index: number, customers: number): boolean =>
  Math.floor(((index + 1) * 20) / customers) > Math.floor((index * 20) / customers)

const progress = ({ customers, calls }: { customers: number; calls: number }, all: number): string =>
  `${customers} of ${all} customers, ${calls} calls …`
