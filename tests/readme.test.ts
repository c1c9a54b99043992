import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase } from './support/database.ts'

const ROOT = join(import.meta.dirname, '..')
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

const BLOCKS = [...README.matchAll(/^```bash\n(.*?)^```/gms)].map((match) => match[1] ?? '')

/** The block that contains a text; a README without it fails the test that runs it. */
const blockWith = (text: string): string => {
  const block = BLOCKS.find((candidate) => candidate.includes(text))
  if (block === undefined) throw new Error(`README.md has no command block with ${text}`)
  return block
}

type Run = { code: number | null; output: string }

const collect = async (child: ChildProcess): Promise<Run> => {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

// A machine's own settings have no part in what a newcomer sees; an empty variable keeps a .env file out as well.
const BARE = {
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  DATABASE_URL: '',
  NETLIFY_DATABASE_URL: '',
  NETLIFY_DB_URL: '',
}

const bash = (script: string, environment: Record<string, string | undefined> = {}): Promise<Run> =>
  collect(
    spawn('bash', ['--norc', '-euc', script], {
      cwd: ROOT,
      env: { ...BARE, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )

describe('the commands', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
  const commands = BLOCKS.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n')).filter((line) =>
    /^\w/.test(line),
  )

  test.each(commands)('%s', (command) => {
    // What is set for one command alone.
    const bare = command.replace(/^(?:[A-Z_]+=\S+ )+/, '')
    const [, npmScript] = /^npm (?:run )?([\w-]+)/.exec(bare) ?? []
    const [, runner, file] = /^(npx node )?((?:scripts|examples)\/\S+)/.exec(bare) ?? []
    if (npmScript !== undefined && npmScript !== 'ci') expect(scripts).toHaveProperty(npmScript)
    else if (file !== undefined) accessSync(join(ROOT, file), runner === undefined ? constants.X_OK : constants.R_OK)
    else expect(bare).toMatch(/^(npm ci|node |curl |password=|docker (build|run) )/)
  })

  test('that run a file in package.json run one that is there', () => {
    const files = Object.values(scripts).flatMap((script) =>
      [...script.matchAll(/node (\S+)/g)].map((match) => match[1] ?? ''),
    )
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([])
  })
})

test('every link leads somewhere', () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '')
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([])
})

test('the table of endpoints names every function and no other', () => {
  const listed = [...README.matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map((match) => match[1] ?? '')
  const functions = readdirSync(join(ROOT, 'netlify', 'functions')).filter((name) => name.endsWith('.ts'))
  expect(listed.sort()).toEqual(functions.map((name) => basename(name, '.ts')).sort())
})

test('the command that makes a secret makes one', async () => {
  const { code, output } = await bash(blockWith('randomBytes'))
  expect(code).toBe(0)
  expect(output.trim()).toMatch(/^[\w-]{64}$/)
})

test('npm run migrate brings an empty database up to date', async () => {
  const database = await createTestDatabase('empty')
  const { code, output } = await bash('npm run --silent migrate', { DATABASE_URL: database.url })
  await database.drop()
  expect([code, output]).toEqual([0, expect.stringContaining('applied 0001_') as string])
})

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A gateway started by a command, from an otherwise bare environment, and what it has printed. */
const startGateway = async (command: string, parameters: readonly string[], environment: Record<string, string>) => {
  const child = spawn(command, parameters, { cwd: ROOT, env: { ...BARE, ...environment } })
  const ended = collect(child)
  let printed = ''
  child.stdout.on('data', (text: string) => (printed += text))
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', () => printed.includes('Stop with Ctrl-C') && resolve())
  })
  await Promise.race([ready, ended.then(({ output }) => Promise.reject(new Error(output)))])
  return { child, ended, printed }
}

describe('the quick start', () => {
  let folder: string
  let environment: { PORT: string; DATA_DIR: string }
  let first: Awaited<ReturnType<typeof startGateway>>
  let demoKey: string

  const demoKeyIn = (printed: string): string => /Demo key\s+(kx_live_[\w-]{43})/.exec(printed)?.[1] ?? ''
  const printedCurls = () => first.printed.split('\n').filter((line) => line.trim().startsWith('curl '))
  /** A command of the README with the data of this test. */
  const here = (block: string): string => block.replaceAll('./.data/', `${environment.DATA_DIR}/`)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaixu-readme-'))
    // PostgreSQL's own account has to get in when the tests run as root.
    await chmod(folder, 0o711)
    environment = { PORT: String(await freePort()), DATA_DIR: join(folder, 'data') }
    expect(blockWith('npm ci')).toBe('npm ci\nnpm start\n')
    first = await startGateway('npm', ['start'], environment)
    demoKey = demoKeyIn(first.printed)
  }, 120_000)

  afterAll(async () => {
    first.child.kill('SIGTERM')
    await first.ended
    await rm(folder, { recursive: true, force: true })
  })

  test('says what it is doing, where it is, and where the admin password is, without showing it', async () => {
    expect(first.printed).toContain('starting PostgreSQL …')
    expect(first.printed).toContain(`http://localhost:${environment.PORT}`)
    const secrets = join(environment.DATA_DIR, 'secrets.json')
    expect(first.printed).toContain(secrets)
    const values = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(secrets, 'utf8')))
    for (const value of Object.values(values)) expect(first.printed).not.toContain(value)
    expect((await stat(secrets)).mode & 0o777).toBe(0o600)
    expect((await stat(join(environment.DATA_DIR, 'demo.json'))).mode & 0o777).toBe(0o600)
  })

  test('prints a command that streams a metered answer', async () => {
    const { output } = await bash(`${printedCurls()[0] ?? ''} --silent`)
    expect(output).toMatch(/^event: meta\ndata: \{.*\}\n\nevent: delta\n/)
    expect(output).toMatch(/\n\nevent: done\ndata: \{"usage":\{.*"cost_usd":"0\.000\d+","estimated":false\}.*\}\n\n$/)
  })

  test('prints a command that answers in one piece', async () => {
    const { output } = await bash(`${printedCurls()[1] ?? ''} --silent`)
    expect(output).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(output).toContain('"output_text":"Lorem ipsum')
  })

  test('prints a command that is refused with 402, and why', async () => {
    const { output } = await bash(`${printedCurls()[2] ?? ''} --silent`)
    expect(output).toMatch(/^HTTP\/1\.1 402 Payment Required/)
    expect(output).toContain('"scope":"key"')
    expect(output).toContain('"cap_cents":0')
  })

  /** The names that README's commands and the examples read. */
  const named = (key: string) => ({ KAIXU_KEY: key, KAIXU_BASE_URL: `http://localhost:${environment.PORT}` })

  test("the README's stream, example and health work as written", async () => {
    const stream = await bash(blockWith('curl -N'), named(demoKey))
    expect(stream.output).toContain('event: done')
    const example = await bash(blockWith('examples/curl.sh'), named(demoKey))
    expect(example.code).toBe(0)
    for (const part of ['"db":{"ok":true', '"output_text":', 'event: done', '"expires_in":300'])
      expect(example.output).toContain(part)
    const chosen = await bash(blockWith('examples/curl.sh'), { ...named(demoKey), KAIXU_MODEL: 'sandbox/echo' })
    expect(chosen.output).toContain('"output_text":"Say hello"')
  })

  test("the README's SDK and client examples run as written", async () => {
    const sdk = await bash(blockWith('examples/openai.ts'), named(demoKey))
    expect(sdk.output).toMatch(/answer: Say hello\ncost: 0\.0[^]*tool: Rain/)
    expect(sdk.code).toBe(0)
    const client = await bash(blockWith('examples/auto-client.js'), named(demoKey))
    expect(client.output).toMatch(/\nstream: 0\.0[^]*\njob: 0\.0[^]*refused: 409/)
    expect(client.code).toBe(0)
  })

  test("the README's customer and key can be made, and the key used", async () => {
    const made = await bash(here(blockWith('admin-customers')), named(''))
    const customer = /"customer":\{"id":"?(\d+)/.exec(made.output)?.[1]
    expect(customer, made.output).toBeDefined()
    const password = (/^password=.*/m.exec(blockWith('admin-customers')) ?? [''])[0]
    const issued = await bash(`${here(password)}\n${blockWith('admin-keys')}`, { ...named(''), customer })
    const key = /kx_live_[\w-]{43}/.exec(issued.output)?.[0]
    expect(key, issued.output).toBeDefined()
    const used = await bash(blockWith('curl -N'), named(key ?? ''))
    expect(used.output).toContain('event: done')
  })

  test('stops with npm, starts again with the same key, and exits 0 on SIGTERM', async () => {
    first.child.kill('SIGTERM')
    expect((await first.ended).output).toMatch(/stopping …[^]*stopped\n$/)
    const second = await startGateway(process.execPath, ['scripts/serve.ts'], environment)
    expect(demoKeyIn(second.printed)).toBe(demoKey)
    const stream = await bash(blockWith('curl -N'), named(demoKey))
    second.child.kill('SIGTERM')
    expect((await second.ended).code).toBe(0)
    expect(stream.output).toContain('event: done')
  }, 60_000)
})

describe('scripts/deploy.sh', () => {
  let folder: string
  const deploy = (environment: Record<string, string>, ...options: string[]): Promise<Run> =>
    bash(`scripts/deploy.sh ${options.join(' ')}`, {
      PATH: [folder, process.env['PATH']].join(delimiter),
      ...environment,
    })
  const account = { NETLIFY_AUTH_TOKEN: 'token', NETLIFY_SITE_ID: 'site' }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaixu-deploy-'))
    // Stands in for Netlify's command line: lists $CONFIGURED, and says what else it was asked to do.
    await writeFile(
      join(folder, 'npx'),
      '#!/bin/sh\nshift 2\nif [ "$1" = env:list ]; then printf "$CONFIGURED"; else echo "netlify $*"; fi\n',
      { mode: 0o755 },
    )
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('wants an account and a project first', async () => {
    expect(await deploy({})).toMatchObject({
      code: 1,
      output: expect.stringContaining('NETLIFY_AUTH_TOKEN is not set') as string,
    })
  })

  test('names the variables that the project lacks, and deploys nothing', async () => {
    const { code, output } = await deploy({ ...account, CONFIGURED: 'JWT_SECRET=x\\n' })
    expect(code).toBe(1)
    expect(output).toContain('lacks these variables: KEY_PEPPER ADMIN_PASSWORD.')
    expect(output).not.toContain('netlify deploy')
  })

  test('builds and deploys to production, or to a preview', async () => {
    const ready = {
      ...account,
      CONFIGURED: 'JWT_SECRET=x\\nKEY_PEPPER=x\\nADMIN_PASSWORD=x\\nNETLIFY_DATABASE_URL=x\\n',
    }
    expect(await deploy(ready)).toEqual({ code: 0, output: 'netlify deploy --build --prod\n' })
    expect(await deploy(ready, '--draft')).toEqual({ code: 0, output: 'netlify deploy --build\n' })
    expect((await deploy(ready, '--now')).code).toBe(1)
  })
})
