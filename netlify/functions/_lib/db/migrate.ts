import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { z } from 'zod'
import { all, sql, type Database } from './database.ts'
import { databaseFailure, sqlState } from './failure.ts'

export type Migration = { name: string; text: string; checksum: string }

/** Any number, the same for all gateways: whoever holds it migrates, the others wait. */
const ADVISORY_LOCK = 715_140_225

const UNDEFINED_TABLE = '42P01'

/** Where the `.sql` files are: at the repository's root, or beside the bundle on Netlify (`included_files`). */
export const migrationsDirectory = (): string => {
  // Netlify's bundler reads paths that are put together here, and would search every folder for an unknown one's `sql`.
  const roots = [
    process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(),
    fileURLToPath(new URL('../../../..', import.meta.url)),
    fileURLToPath(new URL('../..', import.meta.url)),
    fileURLToPath(new URL('.', import.meta.url)),
  ]
  const candidates = roots.map((root) => join(root, 'sql'))
  const found = candidates.find((candidate) => existsSync(join(candidate, '0001_accounts.sql')))
  if (found === undefined) throw new Error('the migrations (sql/*.sql) are not part of this deployment')
  return found
}

/** The numbered migrations of a directory, in order. Throws when two share a number. */
export const readMigrations = async (directory: string): Promise<Migration[]> => {
  const names = (await readdir(directory)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort()
  const twice = names.find((name, index) => names[index + 1]?.slice(0, 4) === name.slice(0, 4))
  if (twice !== undefined) throw new MigrationError(`two migrations have the number ${twice.slice(0, 4)}`)
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(directory, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/** A migration that is wrong; waiting does not help. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/**
 * Brings a database up to date and returns the names of what was applied, each in a transaction of its own.
 * @throws MigrationError naming the migration that failed, or was edited after it had been applied
 * @throws GatewayError DATABASE_UNAVAILABLE
 */
export const migrate = async (connectionString: string, migrations: readonly Migration[]): Promise<string[]> => {
  const client = new pg.Client({ connectionString, application_name: 'kaixu-migrate', connectionTimeoutMillis: 10_000 })
  // The query that runs reports a lost connection; without a listener it would end the process as well.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const applied: string[] = []
    for (;;) {
      const name = await applyNext(client, migrations)
      if (name === undefined) return applied
      applied.push(name)
    }
  } catch (error) {
    throw error instanceof MigrationError ? error : databaseFailure(error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Applies the first pending migration, undefined when there is none. */
const applyNext = async (client: pg.Client, migrations: readonly Migration[]): Promise<string | undefined> => {
  // The lock makes two runs at once apply everything once. It ends with the transaction, not with the session, because
  // behind a connection pooler the next statement may be in another session.
  await client.query(`begin; set local lock_timeout = '30s'; select pg_advisory_xact_lock(${ADVISORY_LOCK})`)
  try {
    await client.query(`create table if not exists schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<AppliedMigration>('select name, checksum from schema_migrations order by name')
    const [next] = pendingMigrations(migrations, rows)
    if (next !== undefined) await apply(client, next)
    await client.query('commit')
    return next?.name
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

const apply = async (client: pg.Client, { name, text, checksum }: Migration): Promise<void> => {
  try {
    await client.query(text)
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum])
  } catch (error) {
    if (databaseFailure(error) !== error) throw error
    throw new MigrationError(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

type AppliedMigration = { name: string; checksum: string }

const pendingMigrations = (migrations: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] => {
  for (const { name, checksum } of applied) {
    const known = migrations.find((migration) => migration.name === name)
    if (known !== undefined && known.checksum !== checksum) {
      throw new MigrationError(`migration ${name} was edited after it had been applied; write a new one instead`)
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  const last = applied.at(-1)?.name ?? ''
  const pending = migrations.filter(({ name }) => !done.has(name))
  const late = pending.find(({ name }) => name < last)
  if (late !== undefined) {
    throw new MigrationError(`migration ${late.name} is older than ${last}, which is already applied; renumber it`)
  }
  return pending
}

/**
 * A database that brings itself up to date before its first query: one round trip on a cold start to see that nothing is
 * pending, none after that. `connectionString` is for TCP.
 */
export const migratedOnFirstUse = (db: Database, connectionString: string): Database => {
  let ready: Promise<void> | undefined
  const prepare = async () => {
    const migrations = await readMigrations(migrationsDirectory())
    const applied = await appliedMigrations(db)
    if (migrations.some(({ name }) => !applied.includes(name))) await migrate(connectionString, migrations)
  }
  return {
    query: async (text, values) => {
      ready ??= prepare().catch((error: unknown) => {
        // The next call tries again.
        ready = undefined
        throw error
      })
      await ready
      return db.query(text, values)
    },
    close: () => db.close(),
  }
}

const appliedMigrations = async (db: Database): Promise<string[]> => {
  try {
    const rows = await all(db, sql(z.object({ name: z.string() }))`select name from schema_migrations`)
    return rows.map(({ name }) => name)
  } catch (error) {
    if (sqlState(error) === UNDEFINED_TABLE) return []
    throw error
  }
}
