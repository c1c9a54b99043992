import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NetlifyDev } from '@netlify/dev'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const PARTS = ['netlify.toml', 'package.json', 'pricing', 'sql', 'netlify/functions/_lib']

/**
 * A copy of the project with one function, as the development server starts by bundling all there are; that each of them can be bundled
 * is for bundle.test.ts to see. It lies within the project, where its packages are found.
 */
const projectOf = async (name: string): Promise<string> => {
  await mkdir(join(ROOT, '.netlify'), { recursive: true })
  const project = await mkdtemp(join(ROOT, '.netlify', 'dev-smoke-'))
  for (const path of [...PARTS, `netlify/functions/${name}.ts`])
    await cp(join(ROOT, path), join(project, path), { recursive: true })
  return project
}

test("health answers in Netlify's own development server, offline", async () => {
  const database = await createTestDatabase()
  const projectRoot = await projectOf('health')
  const quiet = () => undefined
  const off = { enabled: false }
  const environment = {
    DATABASE_URL: database.url,
    JWT_SECRET: 'x'.repeat(40),
    KEY_PEPPER: 'y'.repeat(40),
    ADMIN_PASSWORD: 'correct horse',
  }
  Object.assign(process.env, environment)
  const dev = new NetlifyDev({
    projectRoot,
    serverAddress: null,
    skipGitignore: true,
    logger: { log: quiet, warn: quiet, error: quiet },
    aiGateway: off,
    blobs: off,
    database: off,
    edgeFunctions: off,
    environmentVariables: off,
    geolocation: off,
    images: off,
  })
  try {
    await dev.start()
    const response = await dev.handle(new Request('http://localhost/.netlify/functions/health'), {
      serverAddress: 'http://localhost',
    })
    expect(response?.status).toBe(200)
    expect(await response?.json()).toMatchObject({ ok: true, db: { ok: true } })
  } finally {
    await dev.stop()
    for (const name of Object.keys(environment)) Reflect.deleteProperty(process.env, name)
    await database.drop()
    await rm(projectRoot, { recursive: true, force: true })
  }
}, 300_000)
