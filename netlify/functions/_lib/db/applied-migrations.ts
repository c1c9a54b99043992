import { z } from 'zod'
import { timestamp } from './columns.ts'
import { all, sql, type Database } from './database.ts'

const appliedMigration = z.object({ name: z.string(), applied_at: timestamp })
export type AppliedMigration = z.output<typeof appliedMigration>

/** What made the database what it is, in order. */
export const listAppliedMigrations = (db: Database): Promise<AppliedMigration[]> =>
  all(db, sql(appliedMigration)`select name, applied_at from schema_migrations order by name`)
