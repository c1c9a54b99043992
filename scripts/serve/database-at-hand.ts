import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { readSettings } from '../../netlify/functions/_lib/services/settings.ts'
import { startEmbeddedDatabase } from './embedded-database.ts'
import { loadEnvironment } from './environment.ts'
import { findRunningDatabase } from './running-database.ts'
import { completeSecrets } from './secrets.ts'
import { hasDatabase, readServeSettings } from './settings.ts'

const READ_ONLY = '?options=-c%20default_transaction_read_only%3Don'

export type DatabaseAtHand = {
  url: string
  /** Ends the PostgreSQL that was started for it, if one was. */
  close: () => Promise<void>
}

export type AtHandOptions = {
  say: (line: string) => void
  /** The dedicated server's own is opened for reading alone. One that is named may be behind a pooler, which takes no such order. */
  readOnly?: boolean
}

/**
 * The database that the environment (or `.env`) names, or else the dedicated server's own: the running gateway's, or started for as long
 * as it is wanted. None is made, because whoever forgot to name one would take an empty one for theirs.
 */
export const openDatabaseAtHand = async ({ say, readOnly = false }: AtHandOptions): Promise<DatabaseAtHand> => {
  const given = loadEnvironment()
  if (hasDatabase(given)) {
    const { migrationUrl: url } = readSettings(given)
    if (!URL.canParse(url)) throw new Error('the database URL is not a URL')
    return { url, close: () => Promise.resolve() }
  }
  const { dataDirectory } = readServeSettings(given)
  await access(join(dataDirectory, 'database', 'cluster')).catch(() => {
    throw new Error(
      `DATABASE_URL (or NETLIFY_DATABASE_URL, NETLIFY_DB_URL) is not set, and ${dataDirectory} holds no database of \`npm start\``,
    )
  })
  say(`no database is named: taking the one in ${dataDirectory}`)
  const { databasePassword: password } = await completeSecrets(given, dataDirectory, { embeddedDatabase: true })
  const running = await findRunningDatabase(dataDirectory, password)
  const suffix = readOnly ? READ_ONLY : ''
  if (running !== undefined) return { url: `${running}${suffix}`, close: () => Promise.resolve() }
  const { url, stop } = await startEmbeddedDatabase({ dataDirectory, password, say })
  return { url: `${url}${suffix}`, close: stop }
}
