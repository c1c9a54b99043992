import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { databaseNow } from '../../netlify/functions/_lib/db/clock.ts'
import { all, sql, type Database } from '../../netlify/functions/_lib/db/database.ts'
import { sqlState } from '../../netlify/functions/_lib/db/failure.ts'
import {
  migrate,
  migratedOnFirstUse,
  MigrationError,
  migrationsDirectory,
  readMigrations,
} from '../../netlify/functions/_lib/db/migrate.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { createTestGateway } from '../support/gateway.ts'

const ours = await readMigrations(migrationsDirectory())
const ourNames = ours.map(({ name }) => name)

describe('an empty database', () => {
  let database: TestDatabase
  let db: Database
  let directory: string
  beforeEach(async () => {
    database = await createTestDatabase('empty')
    db = connectPostgres({ connectionString: database.url })
    directory = await mkdtemp(join(tmpdir(), 'kaixu-test-sql-'))
  })
  afterEach(async () => {
    await db.close()
    await database.drop()
    await rm(directory, { recursive: true, force: true })
  })

  /** Migrations from files of the given names and texts. */
  const written = async (files: Record<string, string>) => {
    for (const [name, sql] of Object.entries(files)) await writeFile(join(directory, name), sql)
    return readMigrations(directory)
  }

  const appliedNames = async (): Promise<string[]> => {
    const statement = sql(z.object({ name: z.string() }))`select name from schema_migrations order by name`
    return (await all(db, statement)).map(({ name }) => name)
  }

  const exists = async (table: string): Promise<unknown> =>
    (await db.query('select to_regclass($1) is not null as found', [table]))[0]

  describe('migrate', () => {
    test('applies all in the order of their numbers, and then nothing', async () => {
      expect(ourNames).toEqual(ourNames.toSorted())
      expect(await migrate(database.url, ours)).toEqual(ourNames)
      expect(await migrate(database.url, ours)).toEqual([])
      expect(await appliedNames()).toEqual(ourNames)
      expect(await db.query('select * from check_books()', [])).toEqual([])
    })

    test('applies what is new, in whatever order the files were written', async () => {
      const first = await written({ '0002_b.sql': 'create table b ()', '0001_a.sql': 'create table a ()' })
      expect(await migrate(database.url, first)).toEqual(['0001_a.sql', '0002_b.sql'])
      const more = await written({ '0010_d.sql': 'create table d ()', '0003_c.sql': 'create table c ()' })
      expect(await migrate(database.url, more)).toEqual(['0003_c.sql', '0010_d.sql'])
    })

    test('refuses an edited migration by its name and applies nothing', async () => {
      await migrate(database.url, await written({ '0001_a.sql': 'create table a ()' }))
      const edited = await written({ '0001_a.sql': 'create table a (n int)', '0002_b.sql': 'create table b ()' })
      await expect(migrate(database.url, edited)).rejects.toThrow(/0001_a\.sql was edited/)
      expect(await exists('b')).toEqual({ found: false })
    })

    test('refuses two migrations with one number', async () => {
      await expect(written({ '0001_a.sql': '', '0001_b.sql': '' })).rejects.toThrow(/the number 0001/)
    })

    test('refuses a new migration with a number below an applied one', async () => {
      await migrate(
        database.url,
        await written({ '0001_a.sql': 'create table a ()', '0003_c.sql': 'create table c ()' }),
      )
      const late = await written({ '0002_b.sql': 'create table b ()' })
      await expect(migrate(database.url, late)).rejects.toThrow(/0002_b\.sql is older than 0003_c\.sql/)
      expect(await exists('b')).toEqual({ found: false })
    })

    test('leaves a database alone that is ahead of this deployment', async () => {
      const both = await written({ '0001_a.sql': 'create table a ()', '0002_b.sql': 'create table b ()' })
      await migrate(database.url, both)
      expect(await migrate(database.url, both.slice(0, 1))).toEqual([])
    })

    test('rolls a failed migration back wholly, keeps those before it, and goes on when it is mended', async () => {
      const broken = await written({
        '0001_a.sql': 'create table a ()',
        '0002_b.sql': 'create table half (); insert into half select 1/0;',
        '0003_c.sql': 'create table c ()',
      })
      const error: unknown = await migrate(database.url, broken).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(MigrationError)
      expect(String(error)).toMatch(/0002_b\.sql failed/)
      expect(await exists('half')).toEqual({ found: false })
      expect(await appliedNames()).toEqual(['0001_a.sql'])
      const mended = await written({ '0002_b.sql': 'create table half (n int); insert into half values (1);' })
      expect(await migrate(database.url, mended)).toEqual(['0002_b.sql', '0003_c.sql'])
    })

    test('rolls back a migration that worked but could not be recorded', async () => {
      const unrecorded = await written({ '0001_a.sql': 'create table a (); drop table schema_migrations;' })
      await expect(migrate(database.url, unrecorded)).rejects.toThrow(/0001_a\.sql failed/)
      expect(await exists('a')).toEqual({ found: false })
    })

    test('several runs at once apply everything once', async () => {
      const slow = await written({
        '0001_a.sql': 'create table a (); select pg_sleep(0.2)',
        '0002_b.sql': 'create table b (); select pg_sleep(0.2)',
      })
      const runs = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url, slow)))
      expect(runs.flat().sort()).toEqual(['0001_a.sql', '0002_b.sql'])
    })

    test('503: a server that is away is not a broken migration', async () => {
      await expect(migrate('postgres://kaixu:secret@127.0.0.1:1/books', ours)).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        cause: 'ECONNREFUSED',
      })
    })
  })

  describe('npm run migrate', () => {
    const run = async (environment: Record<string, string>) => {
      const child = spawn(process.execPath, ['scripts/migrate.ts'], { env: environment })
      const [exit, out, error] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
      // The first of the event's arguments is the exit code.
      return { code: exit[0] as number, lines: out.trim().split('\n'), error }
    }

    test('two processes at once apply everything once; a third has nothing to do', async () => {
      const runs = await Promise.all([run({ DATABASE_URL: database.url }), run({ DATABASE_URL: database.url })])
      expect(runs.map(({ code }) => code)).toEqual([0, 0])
      const lines = runs.flatMap((each) => each.lines).filter((line) => line !== 'nothing to do')
      expect(lines.sort()).toEqual(ourNames.map((name) => `applied ${name}`))
      expect(await appliedNames()).toEqual(ourNames)
      expect(await run({ NETLIFY_DB_URL: database.url })).toMatchObject({ code: 0, lines: ['nothing to do'] })
    })

    const ELSEWHERE = 'postgres://kaixu@127.0.0.1:1/elsewhere'

    test.each([
      { reads: 'NETLIFY_DATABASE_URL', instead: undefined },
      { reads: 'DATABASE_URL_UNPOOLED', instead: 'DATABASE_URL' },
      { reads: 'NETLIFY_DATABASE_URL_UNPOOLED', instead: 'NETLIFY_DATABASE_URL' },
      // Netlify sets this one by itself; it is not about a database that was named on purpose.
      { reads: 'DATABASE_URL', instead: 'NETLIFY_DATABASE_URL_UNPOOLED' },
    ])('reads $reads instead of $instead', async ({ reads, instead }) => {
      await migrate(database.url, ours)
      const environment = { [reads]: database.url, ...(instead === undefined ? {} : { [instead]: ELSEWHERE }) }
      expect(await run(environment)).toMatchObject({ code: 0, lines: ['nothing to do'] })
    })

    test('says what is wrong without the connection string, and exits with 1', async () => {
      const nowhere = join(tmpdir(), 'kaixu-no-such-folder')
      const unset = await run({ DATA_DIR: nowhere, DATABASE_URL: '' })
      expect([unset.code, unset.error]).toEqual([
        1,
        `migrate: DATABASE_URL (or NETLIFY_DATABASE_URL, NETLIFY_DB_URL) is not set, and ${nowhere} holds no database of \`npm start\`\n`,
      ])
      expect(existsSync(nowhere)).toBe(false)
      const away = await run({ DATABASE_URL: 'postgres://kaixu:hunter2@127.0.0.1:1/books' })
      expect([away.code, away.error]).toEqual([1, 'migrate: The gateway cannot reach its database (ECONNREFUSED)\n'])
      await db.query('create table customers ()', [])
      const broken = await run({ DATABASE_URL: database.url })
      expect([broken.code, broken.error]).toEqual([
        1,
        'migrate: migration 0001_accounts.sql failed: relation "customers" already exists\n',
      ])
    })
  })

  describe('on first use', () => {
    const counted = (to: Database): Database & { queries: number } => {
      const counting = {
        queries: 0,
        query: (statement: string, values: Parameters<Database['query']>[1]) => {
          counting.queries += 1
          return to.query(statement, values)
        },
        close: () => Promise.resolve(),
      }
      return counting
    }

    test('the first call to an empty database finds it migrated', async () => {
      await using gateway = await createTestGateway({ DATABASE_URL: database.url })
      const body = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'hi' }] }
      const response = await gateway.call(chat, { key: `kx_live_${'0'.repeat(64)}`, body })
      expect(response.status).toBe(401)
      await databaseNow(gateway.deps.db)
      expect(await appliedNames()).toEqual(ourNames)
    })

    test('costs one query on a cold start, and none after that', async () => {
      await migrate(database.url, ours)
      const counting = counted(db)
      const prepared = migratedOnFirstUse(counting, database.url)
      await databaseNow(prepared)
      expect(counting.queries).toBe(2)
      await databaseNow(prepared)
      await databaseNow(prepared)
      expect(counting.queries).toBe(4)
    })

    test('20 first calls at once apply everything once, and all succeed', async () => {
      const counting = counted(db)
      const prepared = migratedOnFirstUse(counting, database.url)
      const answers = await Promise.all(Array.from({ length: 20 }, () => databaseNow(prepared)))
      expect(answers).toHaveLength(20)
      expect(counting.queries).toBe(21)
      expect(await appliedNames()).toEqual(ourNames)
    })

    test('four processes at once, as their first calls come, apply everything once', async () => {
      const prepared = Array.from({ length: 4 }, () => migratedOnFirstUse(db, database.url))
      await Promise.all(prepared.flatMap((each) => [databaseNow(each), databaseNow(each), databaseNow(each)]))
      expect(await appliedNames()).toEqual(ourNames)
    })

    test('a first attempt that failed fails every call that waited, and the next call tries again', async () => {
      await db.query('create table customers ()', [])
      const prepared = migratedOnFirstUse(db, database.url)
      const failed = await Promise.allSettled([databaseNow(prepared), databaseNow(prepared), databaseNow(prepared)])
      expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
      await db.query('drop table customers', [])
      expect(await databaseNow(prepared)).toBeInstanceOf(Date)
      expect(await appliedNames()).toEqual(ourNames)
    })

    test('503: the address for migrations cannot be reached', async () => {
      const prepared = migratedOnFirstUse(db, 'postgres://kaixu:secret@127.0.0.1:1/books')
      await expect(databaseNow(prepared)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 })
    })
  })
})

describe('the tables', () => {
  const RESTRICT_VIOLATION = '23001'
  const CHECK_VIOLATION = '23514'
  const FOREIGN_KEY_VIOLATION = '23503'
  const UNIQUE_VIOLATION = '23505'

  let database: TestDatabase
  let db: Database
  beforeAll(async () => {
    database = await createTestDatabase()
    db = connectPostgres({ connectionString: database.url })
    await db.query(`insert into customers (id, email) values (1, 'a@example.com'), (2, 'b@example.com')`, [])
    await db.query(
      `insert into api_keys (id, customer_id, key_hash, key_last4) values (1, 1, $1, 'aaaa'), (2, 2, $2, 'bbbb')`,
      ['a'.repeat(64), 'b'.repeat(64)],
    )
    await db.query(`select post_ledger_entry(1, null, 'topup', 5000, '2026-11', 'manual', 'first')`, [])
  })
  afterAll(async () => {
    await db.close()
    await database.drop()
  })

  const stateOf = async (statement: string): Promise<string | undefined> =>
    db.query(statement, []).then(
      () => 'accepted',
      (error: unknown) => sqlState(error),
    )

  test.each([
    'update ledger_entries set amount_pico = 1',
    `update ledger_entries set source_id = 'second'`,
    'update ledger_entries set amount_pico = amount_pico',
    'delete from ledger_entries',
    'truncate ledger_entries',
    'truncate customer_books cascade',
    'truncate customers, api_keys cascade',
  ])('the ledger refuses: %s', async (statement) => {
    expect(await stateOf(statement)).toBe(RESTRICT_VIOLATION)
    expect(await db.query('select amount_pico, source_id from ledger_entries', [])).toEqual([
      { amount_pico: '5000', source_id: 'first' },
    ])
  })

  const hold = (columns: string, values: string) =>
    `insert into holds (id, customer_id, api_key_id, month, amount_pico, floor_pico, surface, provider, model, max_tokens,
                        request_id, created_at, expires_at${columns})
     values (gen_random_uuid(), 1, 1, '2026-11', 10, 5, 'chat', 'openai', 'm', 1, 'r', now(), now() + interval '1 minute'${values})`

  test.each([
    ['a cap below zero', CHECK_VIOLATION, 'update customers set monthly_cap_cents = -1'],
    ['a cap beyond the arithmetic', CHECK_VIOLATION, 'update customers set monthly_cap_cents = 500000001'],
    ['a second spelling of an address', UNIQUE_VIOLATION, `insert into customers (email) values ('A@Example.com')`],
    ['a role that is none', CHECK_VIOLATION, `update api_keys set role = 'root'`],
    ['a key that is not hashed', CHECK_VIOLATION, `update api_keys set key_hash = 'sk-plain' where id = 1`],
    ['a list of models that is none', CHECK_VIOLATION, `update customers set allowed_models = '["gpt-4o"]'`],
    [
      'more given back than held',
      CHECK_VIOLATION,
      `insert into monthly_usage (customer_id, month, held_pico) values (1, '2026-11', -1)`,
    ],
    ['a month that is none', CHECK_VIOLATION, `insert into monthly_usage (customer_id, month) values (1, '2026-13')`],
    ['a negative charge', CHECK_VIOLATION, `select post_ledger_entry(1, 1, 'charge', -1, '2026-11', 'hold', 'x')`],
    ['a top-up of nothing', CHECK_VIOLATION, `select post_ledger_entry(1, null, 'topup', 0, '2026-11', 'manual', 'x')`],
    [
      'one payment booked twice',
      UNIQUE_VIOLATION,
      `select post_ledger_entry(2, null, 'topup', 5, '2026-11', 'manual', 'first')`,
    ],
    [
      "a charge to somebody else's key",
      FOREIGN_KEY_VIOLATION,
      `select post_ledger_entry(1, 2, 'charge', 1, '2026-11', 'hold', 'x')`,
    ],
    ['a hold of nothing', CHECK_VIOLATION, hold('', '').replace(' 10, 5,', ' 0, 0,')],
    ['a floor above the hold', CHECK_VIOLATION, hold('', '').replace(' 10, 5,', ' 10, 11,')],
    ['more charged than held', CHECK_VIOLATION, hold(', state, resolved_at, charged_pico', `, 'settled', now(), 11`)],
    [
      'a charge on a released hold',
      CHECK_VIOLATION,
      hold(', state, resolved_at, charged_pico', `, 'released', now(), 1`),
    ],
    ['a hold settled at no time', CHECK_VIOLATION, hold(', state', `, 'settled'`)],
    ['a hold that is over before it began', CHECK_VIOLATION, hold('', '').replace(`+ interval`, `- interval`)],
    ['a customer with books deleted', RESTRICT_VIOLATION, 'delete from customers where id = 1'],
  ])('refuse %s', async (_, state, statement) => {
    expect(await stateOf(statement)).toBe(state)
  })

  test('accept the hold that the refusals above are made from', async () => {
    expect(await stateOf(hold('', ''))).toBe('accepted')
  })
})
