import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The system account that PostgreSQL runs under; undefined means: under the account of this process. */
export type PostgresAccount = { uid: number; gid: number }

const lookUp = async (name: string): Promise<PostgresAccount | undefined> => {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** PostgreSQL refuses to run as root, so for root the system account `postgres` is taken, and made if there is none. */
export const postgresAccount = async (): Promise<PostgresAccount | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const present = await lookUp('postgres')
  if (present) return present
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']).catch(
    (cause: unknown) => {
      throw new Error(
        'PostgreSQL does not run as root and the system account "postgres" could not be made. ' +
          'Start the gateway as a normal user, or set DATABASE_URL to a PostgreSQL of your own.',
        { cause },
      )
    },
  )
  return lookUp('postgres')
}

const mayEnter = async (directory: string, account: PostgresAccount): Promise<boolean> => {
  const { mode, uid, gid } = await stat(directory)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  return (mode & bit) !== 0
}

/** Whether the account may enter `path` and every folder above it; root's home, for one, usually keeps others out. */
export const canReach = async (path: string, account: PostgresAccount): Promise<boolean> => {
  for (let directory = resolve(path); ; directory = dirname(directory)) {
    if (!(await mayEnter(directory, account))) return false
    if (directory === dirname(directory)) return true
  }
}
