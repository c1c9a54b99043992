import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export type TestDatabase = { url: string; drop(): Promise<void> }

/** A database of its own for a test file: migrated (a copy of the run's template), or quite empty. */
export const createTestDatabase = async (kind: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(`create database ${name} ${kind === 'migrated' ? 'template template_kaixu' : ''}`)
  return { url: inject('postgresUrl') + name, drop: () => administer(`drop database if exists ${name} with (force)`) }
}

const administer = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: `${inject('postgresUrl')}postgres` })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
