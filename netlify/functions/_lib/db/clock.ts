import { z } from 'zod'
import { timestamp } from './columns.ts'
import { one, sql, type Database } from './database.ts'

/** The database's own time: the shortest proof that it answers. */
export const databaseNow = async (db: Database): Promise<Date> =>
  (await one(db, sql(z.object({ now: timestamp }))`select now() as now`)).now
