import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { openDatabaseAtHand } from '../../scripts/serve/database-at-hand.ts'
import { serveGateway, type ServedGateway } from '../support/served-gateway.ts'

const SCRIPTS = join(import.meta.dirname, '../../scripts')
/** An empty variable keeps one of a .env file out. */
const NO_DATABASE = { DATABASE_URL: '', NETLIFY_DATABASE_URL: '', NETLIFY_DB_URL: '' }
const say = (): void => undefined

let folder: string
let data: string
let gateway: ServedGateway

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaixu-at-hand-'))
  // PostgreSQL's own account has to get in when the tests run as root.
  await chmod(folder, 0o711)
  data = join(folder, 'data')
  gateway = await serveGateway({ ...NO_DATABASE, DEMO: 'on' }, data)
}, 120_000)
afterAll(async () => {
  await gateway.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A script as an operator runs it who has named no database. */
const run = async (script: string): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [join(SCRIPTS, script)], {
    env: { PATH: process.env['PATH'], ...NO_DATABASE, DATA_DIR: data },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

const inOrder = expect.stringMatching(
  /taking the one in [^]*customer 1: \d+ entries, residue 0 USD[^]*the books are in order/,
) as string
const upToDate = expect.stringMatching(/taking the one in [^]*nothing to do/) as string

const lockFile = (): Promise<string> => readFile(join(data, 'database', 'cluster', 'postmaster.pid'), 'utf8')

describe('while the gateway runs', () => {
  test('verify-ledger and migrate take its database, and leave it running', async () => {
    const before = await lockFile()
    expect(await run('verify-ledger.ts')).toEqual({ code: 0, output: inOrder })
    expect(await run('migrate.ts')).toEqual({ code: 0, output: upToDate })
    expect(await lockFile()).toBe(before)
    const health = await fetch(gateway.function('health'))
    expect(await health.json()).toMatchObject({ db: { ok: true } })
  })

  test('whoever only reads cannot write', async () => {
    for (const [name, value] of Object.entries({ ...NO_DATABASE, DATA_DIR: data })) vi.stubEnv(name, value)
    const write = async (readOnly: boolean): Promise<unknown> => {
      const { url, close } = await openDatabaseAtHand({ say, readOnly })
      const db = connectPostgres({ connectionString: url, maxConnections: 1 })
      try {
        return await db.query('update customers set plan_name = plan_name returning id', [])
      } finally {
        await db.close()
        await close()
      }
    }
    await expect(write(true)).rejects.toMatchObject({ code: '25006' })
    expect(await write(false)).toHaveLength(1)
    vi.unstubAllEnvs()
  })
})

describe('when it has been stopped', () => {
  test('they start its database for as long as they need it', async () => {
    await gateway.stop()
    expect(await run('verify-ledger.ts')).toEqual({ code: 0, output: inOrder })
    expect(await run('migrate.ts')).toEqual({ code: 0, output: upToDate })
    await expect(lockFile()).rejects.toThrow('ENOENT')
  }, 60_000)
})
