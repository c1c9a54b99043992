import { randomBytes } from 'node:crypto'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedDatabase } from '../serve/embedded-database.ts'

// Durable like a production server: nothing is switched off. The statistics say what a statement takes inside PostgreSQL.
const PARAMETERS = [
  'max_connections=200',
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.track=top',
  'track_wal_io_timing=on',
]

/** A new folder that is removed in the end. */
export const temporaryDirectory = async (cleanUp: AsyncDisposableStack): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'kaixu-bench-'))
  cleanUp.defer(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** A PostgreSQL of its own below `directory`; the URL of a superuser, for a database that is still empty. */
export const startDatabase = async (directory: string, cleanUp: AsyncDisposableStack): Promise<string> => {
  const password = randomBytes(12).toString('hex')
  const starting = startEmbeddedDatabase({ dataDirectory: directory, password, parameters: PARAMETERS })
  // Noted before it is up: a signal may come at any moment.
  cleanUp.defer(async () => {
    await starting.then(({ stop }) => stop()).catch(() => undefined)
    // For root the data may be elsewhere, with a link here.
    const home = await realpath(join(directory, 'database')).catch(() => undefined)
    if (home !== undefined) await rm(home, { recursive: true, force: true })
  })
  return (await starting).url
}
