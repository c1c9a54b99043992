import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseHome } from './database-home.ts'

const STOP_SECONDS = 20

/** A running PostgreSQL. `exited` resolves when it has ended, for whatever reason. */
export type PostgresProcess = { exited: Promise<unknown>; stop: () => Promise<void> }

const clusterOf = (home: DatabaseHome): string => join(home.directory, 'cluster')
const logOf = (home: DatabaseHome): string => join(home.directory, 'postgresql.log')
const binary = (home: DatabaseHome, name: string): string => join(home.binaries.directory, 'bin', name)

// Root's current folder may be closed to the account, and PostgreSQL gives up when it cannot read its own.
const asAccount = (home: DatabaseHome) => ({ cwd: '/', ...home.account })

const run = async (home: DatabaseHome, name: string, parameters: readonly string[]): Promise<void> => {
  const child = spawn(binary(home, name), parameters, { ...asAccount(home), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  await once(child, 'close')
  const code = child.exitCode
  if (code !== 0) throw new Error(`${name} failed (${String(code)}):\n${output.trim()}`)
}

/**
 * Makes the cluster, once. The superuser `kaixu` gets `password`; connections need it.
 * It is made beside its final place and renamed, so that an interrupted first start leaves nothing that looks finished.
 */
export const createCluster = async (home: DatabaseHome, password: string): Promise<void> => {
  const unfinished = join(home.directory, 'cluster.new')
  const passwordFile = join(home.directory, 'password')
  await rm(unfinished, { recursive: true, force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (home.account) await chown(passwordFile, home.account.uid, home.account.gid)
  try {
    await run(home, 'initdb', [
      `--pgdata=${unfinished}`,
      '--username=kaixu',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ])
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(unfinished, clusterOf(home))
}

// PostgreSQL runs in a session of its own, so that Ctrl-C reaches the gateway only and calls in flight can still be
// settled; and it holds on to our standard input, so that it shuts down cleanly when the gateway ends in any way at all.
const LIFELINE = 'exec 3<&0; ( ( cat <&3 >/dev/null; kill -INT $$ ) & ); exec "$@" 3<&- </dev/null'

// Reachable from this machine only, and only with the password.
const OWN_PARAMETERS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'logging_collector=off']

const spawnServer = (home: DatabaseHome, port: number, parameters: readonly string[], log: number): ChildProcess => {
  const command = [
    binary(home, 'postgres'),
    '-D',
    clusterOf(home),
    '-p',
    String(port),
    ...[...OWN_PARAMETERS, ...parameters].flatMap((parameter) => ['-c', parameter]),
  ]
  if (process.platform === 'win32')
    return spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', log, log], windowsHide: true })
  return spawn('/bin/sh', ['-c', LIFELINE, 'sh', ...command], {
    ...asAccount(home),
    detached: true,
    stdio: ['pipe', log, log],
  })
}

const stopServer = async (home: DatabaseHome, child: ChildProcess, exited: Promise<unknown>): Promise<void> => {
  if (process.platform === 'win32') await run(home, 'pg_ctl', ['stop', '-D', clusterOf(home), '-m', 'fast'])
  else child.stdin?.end()
  const ended = await Promise.race([exited.then(() => true), sleep(STOP_SECONDS * 1000, false, { ref: false })])
  // An immediate shutdown loses nothing that was committed; the next start replays the log.
  if (!ended) child.kill('SIGQUIT')
  await exited
}

/** Starts PostgreSQL on the port of 127.0.0.1 and returns at once; it is not ready to answer yet. */
export const startServer = (home: DatabaseHome, port: number, parameters: readonly string[]): PostgresProcess => {
  const log = openSync(logOf(home), 'w', 0o600)
  const child = spawnServer(home, port, parameters, log)
  closeSync(log)
  // A broken lifeline says no more than that PostgreSQL has ended, and `exited` says that already.
  child.stdin?.on('error', () => undefined)
  const exited = once(child, 'exit').catch((error: unknown) => error)
  let stopping: Promise<void> | undefined
  return { exited, stop: () => (stopping ??= stopServer(home, child, exited)) }
}

/** The end of PostgreSQL's own log of the last start. */
export const readServerLog = async (home: DatabaseHome): Promise<string> => {
  const log = await readFile(logOf(home), 'utf8').catch(() => '')
  return log.trim().split('\n').slice(-12).join('\n')
}
