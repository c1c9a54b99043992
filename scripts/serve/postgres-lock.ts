import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The server that uses a cluster, by its lock file. */
export type PostgresLock = {
  file: string
  pid: number
  /** 0: it has not said yet. */
  port: number
  /** False: the number is some other program's by now. */
  isPostgres: boolean
}

/** Undefined when no process uses the cluster. */
export const readPostgresLock = async (cluster: string): Promise<PostgresLock | undefined> => {
  const file = join(cluster, 'postmaster.pid')
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3] ?? 0)]
  if (!(pid > 0) || !isAlive(pid)) return undefined
  return { file, pid, port: port > 0 ? port : 0, isPostgres: await isPostgres(pid) }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

// Where the system tells, a number that belongs to some other program needs no waiting for. Elsewhere: assume the worst.
const isPostgres = async (pid: number): Promise<boolean> => {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'postgres')
  return command.includes('postgres')
}
