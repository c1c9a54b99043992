import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from './environment.ts'
import { readJsonFile, writePrivateJsonFile } from './private-file.ts'

/** The secrets that the gateway needs, and how many random bytes make one when nobody chose it. */
const GATEWAY_SECRETS = {
  JWT_SECRET: 48,
  KEY_PEPPER: 48,
  ADMIN_PASSWORD: 18,
  DB_ENCRYPTION_KEY: 48,
  JOB_WORKER_SECRET: 48,
} as const

const EMBEDDED_DATABASE_PASSWORD = 'EMBEDDED_DATABASE_PASSWORD'

export type Secrets = {
  /** The environment with every secret in it. */
  environment: Environment
  /** Opens the embedded database. */
  databasePassword: string
  /** The file with the secrets that were not set in the environment. */
  file: string
  /** Those of them that were made just now. */
  made: readonly string[]
}

/**
 * Completes the environment with secrets of its own: each one that is not set is made once, at random, and kept in
 * `secrets.json` (mode 600). The file is not touched when everything is set.
 */
export const completeSecrets = async (
  environment: Environment,
  dataDirectory: string,
  options: { embeddedDatabase: boolean },
): Promise<Secrets> => {
  const file = join(dataDirectory, 'secrets.json')
  const kept = z.record(z.string(), z.string()).parse((await readJsonFile(file)) ?? {})
  const made: Record<string, string> = {}
  const secret = (name: string, bytes: number): string => {
    const chosen = environment[name] === '' ? undefined : environment[name]
    return chosen ?? kept[name] ?? (made[name] = randomBytes(bytes).toString('base64url'))
  }

  const gatewaySecrets = Object.fromEntries(
    Object.entries(GATEWAY_SECRETS).map(([name, bytes]) => [name, secret(name, bytes)]),
  )
  const databasePassword = options.embeddedDatabase ? secret(EMBEDDED_DATABASE_PASSWORD, 24) : ''
  if (Object.keys(made).length > 0) await writePrivateJsonFile(file, { ...kept, ...made })
  return { environment: { ...environment, ...gatewaySecrets }, databasePassword, file, made: Object.keys(made) }
}
