import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, migrationsDirectory, readMigrations } from '../../netlify/functions/_lib/db/migrate.ts'
import { startEmbeddedDatabase } from '../../scripts/serve/embedded-database.ts'

export type TestPostgres = {
  /** A superuser's connection string, with the database name to be added. */
  url: string
  stop(): Promise<void>
}

/** A real PostgreSQL with a migrated template that databases are copied from (database.ts). */
export const startTestPostgres = async (): Promise<TestPostgres> => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kaixu-test-pg-'))
  const database = await startEmbeddedDatabase({
    dataDirectory,
    password: randomBytes(12).toString('hex'),
    // Durability is not what these tests are about; locking and visibility are untouched by it.
    parameters: ['fsync=off', 'full_page_writes=off', 'max_connections=400'],
  })
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('create database template_kaixu')
  await client.end()
  const url = database.url.replace(/kaixu$/, '')
  await migrate(`${url}template_kaixu`, await readMigrations(migrationsDirectory()))
  return {
    url,
    stop: async () => {
      await database.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
