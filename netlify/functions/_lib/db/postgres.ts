import pg from 'pg'
import type { Database, SqlValue } from './database.ts'
import { databaseFailure } from './failure.ts'

export type PostgresOptions = {
  connectionString: string
  /** Connections at most; 20 by default. */
  maxConnections?: number
  connectTimeoutMs?: number
  queryTimeoutMs?: number
}

/** The TCP driver: the dedicated server, `netlify dev`, tests. A query is one extended-protocol round trip. */
export const connectPostgres = ({
  connectionString,
  maxConnections = 20,
  connectTimeoutMs = 5_000,
  queryTimeoutMs = 15_000,
}: PostgresOptions): Database => {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: 'kaixu-gateway',
  })
  // An idle connection that dies is replaced on the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  return {
    query: async (text, values) => {
      try {
        const { rows } = await pool.query<Record<string, unknown>>(text, values.map(toParameter))
        return rows
      } catch (error) {
        throw databaseFailure(error)
      }
    },
    close: () => pool.end(),
  }
}

const toParameter = (value: SqlValue): unknown => (typeof value === 'bigint' ? value.toString() : value)
