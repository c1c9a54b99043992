import { z } from 'zod'
import { all, one, sql, type Database } from '../../netlify/functions/_lib/db/database.ts'

/** Milliseconds inside PostgreSQL, means: executing the statement; and flushing the log at a commit, which comes on top. */
export type StatementTimes = { admitMs: number; settleMs: number; flushMs: number }

const nothing = z.record(z.string(), z.unknown())

export const resetStatementTimes = async (db: Database): Promise<void> => {
  await all(db, sql(nothing)`create extension if not exists pg_stat_statements`)
  await all(db, sql(nothing)`select pg_stat_statements_reset(), pg_stat_reset_shared('io')`)
}

/** Since the reset, in the database that is asked. */
export const statementTimes = async (db: Database): Promise<StatementTimes> => {
  const times = z.object({ mean: z.number().nullable() })
  const meanOf = async (pattern: string): Promise<number> => {
    const { mean } = await one(
      db,
      sql(times)`select sum(total_exec_time) / nullif(sum(calls), 0) as mean from pg_stat_statements
        where query like ${pattern} and dbid = (select oid from pg_database where datname = current_database())`,
    )
    return mean ?? NaN
  }
  const flush = await one(
    db,
    sql(times)`select sum(fsync_time) / nullif(sum(fsyncs), 0)::float8 as mean from pg_stat_io where object = 'wal'`,
  )
  return {
    admitMs: await meanOf('select * from admit(%'),
    settleMs: await meanOf('select * from settle(%'),
    flushMs: flush.mean ?? NaN,
  }
}
