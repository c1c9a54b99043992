import pg from 'pg'
import { EMBEDDED_DATABASE, embeddedUrl } from './embedded-url.ts'

/** `busy` is a PostgreSQL that is starting up or shutting down. */
export type PostgresAnswer = 'ready' | 'busy' | 'silent'

/** Asks the embedded PostgreSQL on a port once, and makes the gateway's database in a new one. @throws Error when the password is another */
export const askPostgres = async (port: number, password: string): Promise<PostgresAnswer> => {
  const connectionString = embeddedUrl(port, password, 'postgres')
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const found = await client.query('select 1 from pg_database where datname = $1', [EMBEDDED_DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${EMBEDDED_DATABASE}`)
    return 'ready'
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
    if (code === '28P01')
      throw new Error(
        'The password in secrets.json does not open the embedded database beside it. Put back the secrets.json that ' +
          'belongs to it, or remove the whole DATA_DIR to begin with an empty gateway.',
        { cause: error },
      )
    return code.startsWith('57P') ? 'busy' : 'silent'
  } finally {
    await client.end().catch(() => undefined)
  }
}
