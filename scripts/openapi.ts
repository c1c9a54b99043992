/** `npm run openapi`: writes public/openapi.json, the API reference; `--check` says whether it is current instead. */
import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createDatabaseOn } from '../tests/support/database.ts'
import { startTestPostgres } from '../tests/support/test-postgres.ts'
import { readCommandLine } from './command-line.ts'
import { OPENAPI_FILE, renderOpenapi } from './openapi/render.ts'

const USAGE = `npm run openapi -- [options]

Writes public/openapi.json, the API reference, from the routes and from answers that it records on a PostgreSQL of its own.

  --check   writes nothing: exits 1 when the file is not current`

const main = async (): Promise<void> => {
  const { check } = readCommandLine(
    USAGE,
    (args) => parseArgs({ args, options: { check: { type: 'boolean', default: false } } }).values,
  )
  const postgres = await startTestPostgres()
  const text = await renderOpenapi(() => createDatabaseOn(postgres.url)).finally(() => postgres.stop())
  if (!check) return writeFile(OPENAPI_FILE, text)
  if (text !== (await readFile(OPENAPI_FILE, 'utf8').catch(() => ''))) {
    throw new Error('public/openapi.json is not current; `npm run openapi` writes it anew')
  }
}

main().catch((error: unknown) => {
  console.error(`openapi: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
