import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { PROVIDERS } from '../../netlify/functions/_lib/providers/registry.ts'

export type Environment = Readonly<Record<string, string | undefined>>

// Each of these configures a provider: its key, or its address where it has none that fits everybody.
const PROVIDER_VARIABLES = PROVIDERS.map((provider) =>
  provider.defaultBaseUrl === undefined ? provider.baseUrlVariable : (provider.keyVariable ?? provider.baseUrlVariable),
)

/** The process's environment, completed from a `.env` file in the current folder; what is already set wins. */
export const loadEnvironment = (): Environment => {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return { ...process.env }
}

/** Turns the sandbox on where nothing else could answer, unless SANDBOX_PROVIDER says otherwise. */
export const withSandboxDefault = (environment: Environment): Environment => {
  if (environment['SANDBOX_PROVIDER']) return environment
  const hasProvider = PROVIDER_VARIABLES.some((name) => Boolean(environment[name]))
  return hasProvider ? environment : { ...environment, SANDBOX_PROVIDER: 'on' }
}

/** What is too large or too old for the database goes beside it. */
export const withBlobDirectory = (environment: Environment, dataDirectory: string): Environment =>
  environment['BLOB_DIRECTORY'] ? environment : { ...environment, BLOB_DIRECTORY: join(dataDirectory, 'blobs') }

/** Nothing here ends a stream after a minute, as Netlify does; a call that hangs is still settled before long. */
export const withLongAnswers = (environment: Environment): Environment =>
  environment['SOFT_DEADLINE_MS'] ? environment : { ...environment, SOFT_DEADLINE_MS: '600000' }

/** An answer of this server may be as long as it likes, so an export is one file unless EXPORT_MAX_ROWS says otherwise. */
export const withUnlimitedExports = (environment: Environment): Environment =>
  environment['EXPORT_MAX_ROWS'] ? environment : { ...environment, EXPORT_MAX_ROWS: '0' }
