import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { askPostgres } from './ask-postgres.ts'
import { embeddedUrl } from './embedded-url.ts'
import { readPostgresLock } from './postgres-lock.ts'

// While its gateway starts or stops.
const BUSY_SECONDS = 15

/**
 * The embedded database that a gateway in another process has running below `dataDirectory`; undefined when none answers there.
 * @throws Error when the password is another
 */
export const findRunningDatabase = async (dataDirectory: string, password: string): Promise<string | undefined> => {
  const deadline = Date.now() + BUSY_SECONDS * 1000
  while (Date.now() < deadline) {
    const lock = await readPostgresLock(join(dataDirectory, 'database', 'cluster'))
    if (!lock?.isPostgres) return undefined
    const answer = lock.port === 0 ? 'busy' : await askPostgres(lock.port, password)
    if (answer === 'ready') return embeddedUrl(lock.port, password)
    if (answer === 'silent') return undefined
    await sleep(200)
  }
  return undefined
}
