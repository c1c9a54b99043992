import { randomBytes } from 'node:crypto'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { createDeps } from '../../netlify/functions/_lib/live.ts'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { SILENT_MONITOR } from './monitor.ts'

export const SECRETS = {
  JWT_SECRET: 'test-jwt-secret-that-is-long-enough-0001',
  KEY_PEPPER: 'test-key-pepper-0001',
  ADMIN_PASSWORD: 'correct horse battery staple',
  JOB_WORKER_SECRET: 'test-job-worker-secret-0001',
}

/** Jobs are taken, and nobody hears that there are any; tests run them by hand. */
const NOBODY_WORKS = { JOB_WORKER_ORIGIN: 'http://127.0.0.1:9' }

export type Call = {
  method?: string
  body?: unknown
  headers?: Record<string, string>
  key?: string
  query?: string
  signal?: AbortSignal
}

export type Account = { customerId: string; keyId: string; key: string }

/** A gateway on a database of its own, called without a network: the very routes that are deployed. */
export type TestGateway = AsyncDisposable & {
  deps: Deps
  /** For looking at and preparing the books; not counted. */
  books: Database
  databaseUrl: string
  /** Round trips to the database so far, as the driver saw them. */
  roundTrips(): number
  call(routes: Routes, call?: Call): Promise<Response>
  /** Everything that outlived its answer. */
  settled(): Promise<void>
  /** A customer with one key, put straight into the tables. Caps in cents. */
  account(options?: {
    capCents?: number
    keyCapCents?: number | null
    customer?: Record<string, unknown>
    key?: Record<string, unknown>
  }): Promise<Account>
  /** Every disagreement in the books, and every hold that is still open. */
  discrepancies(): Promise<unknown[]>
  openHolds(): Promise<number>
  /** Those of them that are not a job's: a job that waits for its worker has one by right. */
  openCalls(): Promise<number>
}

export const createTestGateway = async (
  environment: Environment = {},
  change: (deps: Deps) => Deps = (deps) => deps,
): Promise<TestGateway> => gatewayOn(await createTestDatabase(), environment, change)

/** The same on a given database, which goes with it. */
export const gatewayOn = (
  database: TestDatabase,
  environment: Environment,
  change: (deps: Deps) => Deps = (deps) => deps,
): TestGateway => {
  const books = connectPostgres({ connectionString: database.url, maxConnections: 5 })
  const made = createDeps({
    DATABASE_URL: database.url,
    ...SECRETS,
    SANDBOX_PROVIDER: 'on',
    ...NOBODY_WORKS,
    ...environment,
  })
  let roundTrips = 0
  const counted: Database = {
    query: (text, values) => {
      roundTrips += 1
      return made.db.query(text, values)
    },
    close: () => made.db.close(),
  }
  const deps = change({
    ...made,
    db: counted,
    log: { warn: () => undefined, error: () => undefined },
    monitor: SILENT_MONITOR,
  })
  const background = new Set<Promise<unknown>>()
  const waitUntil = (work: Promise<unknown>): void => {
    background.add(work)
    work.finally(() => background.delete(work)).catch(() => undefined)
  }
  const settled = async () => {
    while (background.size > 0) await Promise.allSettled(background)
  }
  return {
    deps,
    books,
    databaseUrl: database.url,
    roundTrips: () => roundTrips,
    settled,
    call: (routes, { method = 'POST', body, headers = {}, key, query = '', signal } = {}) =>
      dispatch(
        routes,
        new Request(`http://gateway.test/.netlify/functions/under-test${query}`, {
          method,
          headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
          ...(signal === undefined ? {} : { signal }),
        }),
        deps,
        waitUntil,
      ),
    account: async ({ capCents = 10_000, keyCapCents = null, customer = {}, key = {} } = {}) => {
      const made = createVirtualKey(SECRETS.KEY_PEPPER)
      const customerId = await insert(books, 'customers', {
        email: `${randomBytes(6).toString('hex')}@example.com`,
        monthly_cap_cents: capCents,
        ...customer,
      })
      const keyId = await insert(books, 'api_keys', {
        customer_id: customerId,
        key_hash: made.hash,
        key_last4: made.last4,
        monthly_cap_cents: keyCapCents,
        rpm_limit: -1,
        ...key,
      })
      return { customerId, keyId, key: made.key }
    },
    discrepancies: async () => [
      ...(await books.query('select * from check_books() union all select * from check_charge_lines()', [])),
    ],
    openHolds: () => countHolds(books, `state = 'held'`),
    openCalls: () => countHolds(books, `state = 'held' and surface <> 'job'`),
    [Symbol.asyncDispose]: async () => {
      await settled()
      await deps.db.close()
      await books.close()
      await database.drop()
    },
  }
}

const countHolds = async (books: Database, condition: string): Promise<number> => {
  const rows = await books.query(`select count(*)::int as open from holds where ${condition}`, [])
  return (rows as { open: number }[])[0]?.open ?? -1
}

const insert = async (books: Database, table: string, values: Record<string, unknown>): Promise<string> => {
  const names = Object.keys(values)
  const places = names.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await books.query(
    `insert into ${table} (${names.join(', ')}) values (${places}) returning id`,
    // A test names columns and values of its own making.
    Object.values(values) as never[],
  )
  return (rows as { id: string }[])[0]?.id ?? ''
}
