/** `npm run openapi`: writes public/openapi.json, the API reference; `--check` says whether it is current instead. */
import { readFile, writeFile } from 'node:fs/promises'
import { createDatabaseOn } from '../tests/support/database.ts'
import { startTestPostgres } from '../tests/support/test-postgres.ts'
import { OPENAPI_FILE, renderOpenapi } from './openapi/render.ts'

const main = async (): Promise<void> => {
  const postgres = await startTestPostgres()
  const text = await renderOpenapi(() => createDatabaseOn(postgres.url)).finally(() => postgres.stop())
  if (!process.argv.includes('--check')) return writeFile(OPENAPI_FILE, text)
  if (text !== (await readFile(OPENAPI_FILE, 'utf8').catch(() => ''))) {
    throw new Error('public/openapi.json is not current; `npm run openapi` writes it anew')
  }
}

main().catch((error: unknown) => {
  console.error(`openapi: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
})
