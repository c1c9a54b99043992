/** `npm run migrate`: brings the database up to date with sql/*.sql, before a deploy or instead of waiting for the first call. */
import { parseArgs } from 'node:util'
import { migrate, migrationsDirectory, readMigrations } from '../netlify/functions/_lib/db/migrate.ts'
import { readCommandLine } from './command-line.ts'
import { openDatabaseAtHand } from './serve/database-at-hand.ts'

const USAGE = `npm run migrate

Applies the migrations of sql/ that a database lacks: the one that DATABASE_URL (or NETLIFY_DATABASE_URL, NETLIFY_DB_URL) names, else
the one that \`npm start\` keeps in DATA_DIR (.data), also while the gateway runs. There are no options.`

const say = (line: string): void => console.log(`  ${line}`)

const main = async (): Promise<void> => {
  readCommandLine(USAGE, (args) => parseArgs({ args }))
  const { url, close } = await openDatabaseAtHand({ say })
  try {
    const applied = await migrate(url, await readMigrations(migrationsDirectory()))
    console.log(applied.length === 0 ? 'nothing to do' : applied.map((name) => `applied ${name}`).join('\n'))
  } finally {
    await close()
  }
}

main().catch((error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  console.error(`migrate: ${message}${typeof cause === 'string' ? ` (${cause})` : ''}`)
  process.exitCode = 1
})
