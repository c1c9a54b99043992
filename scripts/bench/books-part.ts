import { z } from 'zod'
import { all, sql } from '../../netlify/functions/_lib/db/database.ts'
import { migrate, migrationsDirectory, readMigrations } from '../../netlify/functions/_lib/db/migrate.ts'
import { assertBooks } from './books.ts'
import { measureGrowth } from './growth.ts'
import { watchPlans } from './plans.ts'
import { growthTable, sqlLoadTable } from './report.ts'
import { openSession } from './session.ts'
import type { Sizes } from './sizes.ts'
import { measureSqlLoad, type SqlLoad } from './sql-load.ts'

const LOADS = [
  { connections: 1, customers: 1 },
  { connections: 16, customers: 1 },
  { connections: 64, customers: 1 },
  { connections: 16, customers: 16 },
]

/**
 * The SQL functions without a gateway, in a database of their own beside `databaseUrl`: what they take as the tables grow,
 * whether a plan reads a whole table, and how many calls a second they book. Gives the tables.
 */
export const measureBooks = async (
  databaseUrl: string,
  sizes: Sizes,
  progress: (line: string) => void,
): Promise<string[]> => {
  const url = new URL('bench_books', databaseUrl).href
  const owner = await openSession(databaseUrl)
  await all(owner, sql(z.unknown())`create database bench_books`).finally(() => owner.close())
  await migrate(url, await readMigrations(migrationsDirectory()))

  progress('growth …')
  const { growthCycles: cycles, historyRows: rows, neighbours } = sizes
  const growth = await measureGrowth(url, { cycles, rows, neighbours })
  const watched = await watchPlans(url, growth.payer)

  const loads: SqlLoad[] = []
  for (const load of LOADS) {
    progress(`books: ${load.connections} connections, ${load.customers} customers …`)
    loads.push(await measureSqlLoad(url, { ...load, seconds: sizes.sqlSeconds }))
  }

  progress('checking the books …')
  const books = await openSession(url)
  const calls = growth.calls + watched.calls + loads.reduce((sum, load) => sum + load.calls, 0)
  await assertBooks(books, calls).finally(() => books.close())
  return [sqlLoadTable(loads), growthTable(growth, { rows, plans: watched.plans })]
}
