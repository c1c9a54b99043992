import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export type TestDatabase = { url: string; drop(): Promise<void> }

type Kind = 'migrated' | 'empty'

/** A database of its own for a test file: migrated (a copy of the run's template), or quite empty. */
export const createTestDatabase = (kind: Kind = 'migrated'): Promise<TestDatabase> =>
  createDatabaseOn(inject('postgresUrl'), kind)

/** The same on the server of a connection string (test-postgres.ts) whose database name is missing. */
export const createDatabaseOn = async (postgresUrl: string, kind: Kind = 'migrated'): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: `${postgresUrl}postgres` })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await administer(`create database ${name} ${kind === 'migrated' ? 'template template_kaixu' : ''}`)
  return { url: postgresUrl + name, drop: () => administer(`drop database if exists ${name} with (force)`) }
}
