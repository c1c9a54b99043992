import pg from 'pg'
import type { Row } from './desk.ts'

/** One connection, so that statements can belong together. */
export type Session = {
  query<T>(text: string, values?: readonly unknown[]): Promise<T[]>
  /** In batches. All rows have the columns of the first. */
  insert(table: string, rows: readonly Row[]): Promise<void>
  /** All of it or nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

const BATCH = 2_000

/** @throws the driver's error when the database cannot be reached */
export const openSession = async (connectionString: string): Promise<Session> => {
  const client = new pg.Client({ connectionString, application_name: 'kaixu-seed', connectionTimeoutMillis: 10_000 })
  // The query that runs reports a lost connection; without a listener it would end the process as well.
  client.on('error', () => undefined)
  await client.connect()
  const query: Session['query'] = async <T>(text: string, values: readonly unknown[] = []) =>
    // Each caller names the columns that it has just asked for.
    (await client.query(text, [...values])).rows as T[]
  return {
    query,
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {}).join(', ')
      for (let at = 0; at < rows.length; at += BATCH) {
        // PostgreSQL reads each value as its column's type, arrays and bytes included.
        const text = `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1)`
        await query(text, [JSON.stringify(rows.slice(at, at + BATCH), withBigints)])
      }
    },
    transaction: async (work) => {
      await query('begin')
      try {
        const done = await work()
        await query('commit')
        return done
      } catch (error) {
        await query('rollback').catch(() => undefined)
        throw error
      }
    },
    close: () => client.end(),
  }
}

const withBigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)
