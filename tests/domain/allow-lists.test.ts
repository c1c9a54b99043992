import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modelAllowed, providerAllowed } from '../../netlify/functions/_lib/domain/allow-lists.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

/** The database decides when it comes to money; these only say beforehand what it would. */

let database: TestDatabase
let db: Database

beforeAll(async () => {
  database = await createTestDatabase()
  db = connectPostgres({ connectionString: database.url, maxConnections: 2 })
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const name = fc.constantFrom('a', 'b', 'c', '*', '', 'toString', '__proto__')
const names = fc.array(name, { maxLength: 3 })
const lists = fc.option(fc.dictionary(name, names, { maxKeys: 3 }))

const CASES = 300

const inDatabase = async (expression: string, values: readonly (readonly (string | readonly string[] | null)[])[]) => {
  const rows: boolean[] = []
  for (const row of values) {
    const [found] = await db.query(`select ${expression} as allowed`, row)
    rows.push((found as { allowed: boolean }).allowed)
  }
  return rows
}

test('providers, as list_allows', async () => {
  const cases = fc.sample(fc.tuple(fc.option(names), name), { numRuns: CASES, seed: 1 })
  const expected = await inDatabase('list_allows($1::text[], $2)', cases)
  expect(cases.map(([list, provider]) => providerAllowed(list, provider))).toEqual(expected)
  expect(new Set(expected)).toEqual(new Set([true, false]))
})

test('models, as models_allow', async () => {
  const cases = fc.sample(fc.tuple(lists, name, name), { numRuns: CASES, seed: 2 })
  const expected = await inDatabase(
    'models_allow($1::jsonb, $2, $3)',
    cases.map(([models, provider, model]) => [models && JSON.stringify(models), provider, model]),
  )
  expect(cases.map(([models, provider, model]) => modelAllowed(models, provider, model))).toEqual(expected)
  expect(new Set(expected)).toEqual(new Set([true, false]))
})
