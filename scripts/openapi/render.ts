import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { TestDatabase } from '../../tests/support/database.ts'
import { loadCatalogue } from '../serve/function-catalogue.ts'
import { openapiDocument } from './document.ts'
import { recordAnswers } from './record-answers.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export const OPENAPI_FILE = join(ROOT, 'public', 'openapi.json')

/** The text of public/openapi.json, made from the routes; `newDatabase` gives the recordings a migrated database each. */
export const renderOpenapi = async (newDatabase: () => Promise<TestDatabase>): Promise<string> => {
  const catalogue = await loadCatalogue(join(ROOT, 'netlify', 'functions'))
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))
  return `${JSON.stringify(openapiDocument(catalogue, await recordAnswers(newDatabase), version), null, 2)}\n`
}
