import { mkdir } from 'node:fs/promises'
import { startEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.ts'
import {
  withBlobDirectory,
  withLongAnswers,
  withSandboxDefault,
  withUnlimitedExports,
  type Environment,
} from './environment.ts'
import { completeSecrets } from './secrets.ts'
import { hasDatabase, type ServeSettings } from './settings.ts'

export type Prepared = {
  /** Everything the gateway needs: the given environment with secrets, database and defaults filled in. */
  environment: Environment
  /** The PostgreSQL that was started for it; undefined when the environment names one. */
  database: EmbeddedDatabase | undefined
  /** Where the admin password is kept. */
  adminPasswordPlace: string
}

/** Brings along what the environment leaves open: secrets, a database, the sandbox provider. */
export const prepare = async (
  given: Environment,
  settings: ServeSettings,
  say: (line: string) => void,
): Promise<Prepared> => {
  const { dataDirectory } = settings
  const embeddedDatabase = !hasDatabase(given)
  await mkdir(dataDirectory, { recursive: true })
  const secrets = await completeSecrets(given, dataDirectory, { embeddedDatabase })
  if (!embeddedDatabase && secrets.made.length > 0)
    say(`made ${secrets.made.join(', ')}: keep ${secrets.file}, every virtual key depends on it`)
  const database = embeddedDatabase
    ? await startEmbeddedDatabase({ dataDirectory, password: secrets.databasePassword, say })
    : undefined
  return {
    environment: withLongAnswers(
      withUnlimitedExports(
        withBlobDirectory(
          withSandboxDefault({ ...secrets.environment, ...(database && { DATABASE_URL: database.url }) }),
          dataDirectory,
        ),
      ),
    ),
    database,
    adminPasswordPlace: given['ADMIN_PASSWORD'] ? 'the variable ADMIN_PASSWORD' : `ADMIN_PASSWORD in ${secrets.file}`,
  }
}
