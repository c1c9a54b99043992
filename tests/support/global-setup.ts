import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startTestPostgres } from './test-postgres.ts'

declare module 'vitest' {
  // Vitest's provided context is declared by merging into its interface.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  export interface ProvidedContext {
    /** A superuser's connection string, with the database name to be replaced. */
    postgresUrl: string
    /** An empty folder of this run, for what several test files share (console-build.ts). */
    sharedDirectory: string
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that every test database is copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres()
  project.provide('postgresUrl', postgres.url)
  const directory = await mkdtemp(join(tmpdir(), 'kaixu-test-shared-'))
  project.provide('sharedDirectory', directory)
  return async () => {
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
