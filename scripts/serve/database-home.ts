import { chmod, chown, mkdir, mkdtemp, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { canReach, postgresAccount, type PostgresAccount } from './postgres-account.ts'
import { copyPostgresBinaries, findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'

// For root only: a place that other system accounts can enter.
const SHARED_PLACE = '/var/lib/kaixu-gateway'

/** Where the embedded database lives, what runs it and as whom. */
export type DatabaseHome = {
  /** Holds `cluster/` and `postgresql.log`; only the account can enter it. */
  directory: string
  binaries: PostgresBinaries
  account: PostgresAccount | undefined
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'

const isNotALink = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EINVAL'

// A folder below DATA_DIR, or a link to a folder in the shared place when the account cannot get to DATA_DIR. A link, so
// that removing DATA_DIR removes the database from sight and the next start begins with a new one.
const findDirectory = async (dataDirectory: string, account: PostgresAccount | undefined): Promise<string> => {
  const own = join(dataDirectory, 'database')
  try {
    return await readlink(own)
  } catch (error) {
    if (isNotALink(error)) return own
    if (!isMissing(error)) throw error
  }
  if (!account || (await canReach(dataDirectory, account))) {
    await mkdir(own, { mode: 0o700 })
    return own
  }
  await mkdir(SHARED_PLACE, { recursive: true, mode: 0o755 })
  const elsewhere = await mkdtemp(join(SHARED_PLACE, 'database-'))
  await symlink(elsewhere, own)
  return elsewhere
}

/** Prepares the folder of the embedded database below `dataDirectory` (which must exist) for the right account. */
export const prepareDatabaseHome = async (dataDirectory: string): Promise<DatabaseHome> => {
  const account = await postgresAccount()
  const found = await findPostgresBinaries()
  // Others may pass through the data folder but not list it; each secret in it has a mode of its own.
  if (account) await chmod(dataDirectory, 0o711)
  const directory = await findDirectory(dataDirectory, account)
  if (account) await chown(directory, account.uid, account.gid)
  await chmod(directory, 0o700)
  const binaries =
    account && !(await canReach(join(found.directory, 'bin'), account))
      ? await copyPostgresBinaries(found, SHARED_PLACE)
      : found
  return { directory, binaries, account }
}
