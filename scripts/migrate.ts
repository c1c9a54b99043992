/** `npm run migrate`: brings the database up to date with sql/*.sql, before a deploy or instead of waiting for the first call. */
import { migrate, migrationsDirectory, readMigrations } from '../netlify/functions/_lib/db/migrate.ts'
import { readSettings } from '../netlify/functions/_lib/services/settings.ts'

const main = async (): Promise<void> => {
  const { migrationUrl } = readSettings(process.env)
  if (migrationUrl === '') throw new Error('DATABASE_URL (or NETLIFY_DATABASE_URL, NETLIFY_DB_URL) is not set')
  if (!URL.canParse(migrationUrl)) throw new Error('the database URL is not a URL')
  const applied = await migrate(migrationUrl, await readMigrations(migrationsDirectory()))
  console.log(applied.length === 0 ? 'nothing to do' : applied.map((name) => `applied ${name}`).join('\n'))
}

main().catch((error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  console.error(`migrate: ${message}${typeof cause === 'string' ? ` (${cause})` : ''}`)
  process.exitCode = 1
})
