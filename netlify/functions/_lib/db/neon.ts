import { neon } from '@netlify/neon'
import type { Database, SqlValue } from './database.ts'
import { databaseFailure } from './failure.ts'

/** The HTTP driver for Netlify: every query is one request, with no session between them. */
export const connectNeon = (connectionString: string, timeoutMs = 15_000): Database => {
  const client = neon(connectionString)
  return {
    query: async (text, values) => {
      try {
        return await client.query(text, values.map(toParameter), {
          fetchOptions: { signal: AbortSignal.timeout(timeoutMs) },
        })
      } catch (error) {
        throw databaseFailure(error)
      }
    },
    close: () => Promise.resolve(),
  }
}

const toParameter = (value: SqlValue): unknown => (typeof value === 'bigint' ? value.toString() : value)
