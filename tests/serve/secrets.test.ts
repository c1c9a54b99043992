import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { completeSecrets } from '../../scripts/serve/secrets.ts'
import { temporaryFolder } from './stand-in.ts'

test('makes every secret once, in a file that only its owner can read', async () => {
  await using folder = await temporaryFolder()
  const first = await completeSecrets({ PATH: '/bin' }, folder.path, { embeddedDatabase: true })
  expect(first.environment).toMatchObject({ PATH: '/bin' })
  expect(first.made).toEqual([
    'JWT_SECRET',
    'KEY_PEPPER',
    'ADMIN_PASSWORD',
    'DB_ENCRYPTION_KEY',
    'JOB_WORKER_SECRET',
    'EMBEDDED_DATABASE_PASSWORD',
  ])
  const values = first.made.map((name) => first.environment[name] ?? first.databasePassword)
  expect(new Set(values).size).toBe(values.length)
  expect(Math.min(...values.map((value) => value.length))).toBeGreaterThanOrEqual(24)
  expect((await stat(first.file)).mode & 0o777).toBe(0o600)

  const second = await completeSecrets({ PATH: '/bin' }, folder.path, { embeddedDatabase: true })
  expect(second).toEqual({ ...first, made: [] })
})

test('what the environment sets wins, and nothing is written when it sets everything', async () => {
  await using folder = await temporaryFolder()
  const environment = {
    JWT_SECRET: 'a',
    KEY_PEPPER: 'b',
    ADMIN_PASSWORD: 'c',
    DB_ENCRYPTION_KEY: 'd',
    JOB_WORKER_SECRET: 'e',
  }
  const secrets = await completeSecrets(environment, folder.path, { embeddedDatabase: false })
  expect(secrets.environment).toEqual(environment)
  await expect(stat(secrets.file)).rejects.toThrow('ENOENT')
})

test('an empty variable is a variable that is not set', async () => {
  await using folder = await temporaryFolder()
  const { made } = await completeSecrets({ JWT_SECRET: '' }, folder.path, { embeddedDatabase: false })
  expect(made).toContain('JWT_SECRET')
})

test('a damaged file stops the start instead of being replaced', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'secrets.json')
  await writeFile(file, '{"JWT_SECRET": "half')
  await expect(completeSecrets({}, folder.path, { embeddedDatabase: false })).rejects.toThrow(
    /secrets\.json is not valid JSON/,
  )
  expect(await readFile(file, 'utf8')).toBe('{"JWT_SECRET": "half')
})
