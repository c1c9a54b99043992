import pg from 'pg'
import type { Database, SqlValue } from '../../netlify/functions/_lib/db/database.ts'

/** One connection, for statements that may take long or belong together; `onNotice` hears what PostgreSQL says besides. */
export type Session = Database & { onNotice: (listen: (message: string) => void) => void }

const toParameter = (value: SqlValue): unknown => (typeof value === 'bigint' ? value.toString() : value)

export const openSession = async (connectionString: string): Promise<Session> => {
  const client = new pg.Client({ connectionString, application_name: 'kaixu-bench' })
  // A lost connection shows in the next query.
  client.on('error', () => undefined)
  await client.connect()
  return {
    query: async (text, values) => (await client.query<Record<string, unknown>>(text, values.map(toParameter))).rows,
    close: () => client.end(),
    onNotice: (listen) => client.on('notice', ({ message }) => listen(message ?? '')),
  }
}
