import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { admit, release, settle, sweepHolds, type Admission } from '../../netlify/functions/_lib/db/calls.ts'
import { driverFor } from '../../netlify/functions/_lib/db/connect.ts'
import { chargeLines } from '../../netlify/functions/_lib/db/charge-lines.ts'
import { all, one, sql, type Database, type SqlValue } from '../../netlify/functions/_lib/db/database.ts'
import { databaseFailure, isUniqueViolation, sqlState } from '../../netlify/functions/_lib/db/failure.ts'
import { connectNeon } from '../../netlify/functions/_lib/db/neon.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import type { ChargeLine } from '../../netlify/functions/_lib/domain/pricing.ts'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { createDeps } from '../../netlify/functions/_lib/live.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { readSettings } from '../../netlify/functions/_lib/services/settings.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { SECRETS } from '../support/gateway.ts'
import { SILENT_MONITOR } from '../support/monitor.ts'
import { sendNeonTo, startNeonBridge, type NeonBridge } from '../support/neon-bridge.ts'

let database: TestDatabase
let bridge: NeonBridge
beforeAll(async () => {
  database = await createTestDatabase()
  bridge = await startNeonBridge()
})
afterAll(async () => {
  await bridge[Symbol.asyncDispose]()
  await database.drop()
})

/** `reach` makes a server that is no database the one that the driver asks. */
type Driver = {
  name: 'postgres' | 'neon'
  connect(url: string, timeoutMs?: number): Database
  reach(port: number): string
}

const PASSWORD = 'hunter2-of-the-database'

const DRIVERS: readonly Driver[] = [
  {
    name: 'postgres',
    connect: (connectionString, timeoutMs = 15_000) =>
      connectPostgres({
        connectionString,
        // One, so that a connection which is not given back shows in the next query.
        maxConnections: 1,
        connectTimeoutMs: timeoutMs,
        queryTimeoutMs: timeoutMs,
      }),
    reach: (port) => `postgres://kaixu:${PASSWORD}@127.0.0.1:${port}/books`,
  },
  {
    name: 'neon',
    connect: connectNeon,
    reach: (port) => {
      sendNeonTo(`http://127.0.0.1:${port}/sql`)
      return `postgres://kaixu:${PASSWORD}@ep-test-1.eu-central-1.aws.neon.tech/books`
    },
  },
]

describe.each(DRIVERS)('$name', (driver) => {
  let db: Database
  beforeAll(() => {
    sendNeonTo(bridge.url)
    db = driver.connect(database.url)
  })
  afterAll(() => db.close())

  const value = async (expression: string, ...values: SqlValue[]): Promise<unknown> =>
    (await one(db, { text: `select ${expression} as value`, values, row: z.object({ value: z.unknown() }) })).value

  const AWKWARD = [
    'plain',
    'a,b',
    '"quoted"',
    "it's",
    'back\\slash',
    '{braces}',
    'NULL',
    '',
    ' ',
    'günaydın 🦆',
    'a\nb',
  ]

  test.each<[string, string, SqlValue, unknown]>([
    ['a bigint beyond 2^53', '$1::bigint', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['a negative bigint', '$1::bigint', -4_000_000_000_000_000_001n, '-4000000000000000001'],
    ['an integer', '$1::integer', 42, 42],
    ['a fraction', '$1::double precision', 0.1, 0.1],
    ['true', '$1::boolean', true, true],
    ['false', '$1::boolean', false, false],
    ['null', '$1::text', null, null],
    ['a text', '$1::text', AWKWARD.join('|'), AWKWARD.join('|')],
    ['a moment', '$1::timestamptz', new Date('2026-02-28T23:59:59.123Z'), new Date('2026-02-28T23:59:59.123Z')],
    ['a list of texts', '$1::text[]', AWKWARD, AWKWARD],
    ['an empty list', '$1::text[]', [], []],
    [
      'JSON text',
      '$1::jsonb',
      '{"openai":["gpt-4o-mini","ü\\"x"],"n":[1.5,null,true]}',
      { openai: ['gpt-4o-mini', 'ü"x'], n: [1.5, null, true] },
    ],
    ['a uuid', '$1::uuid', 'c0a80101-0000-4000-8000-000000000001', 'c0a80101-0000-4000-8000-000000000001'],
  ])('carries %s there and back', async (_, expression, given, expected) => {
    expect(await value(expression, given)).toStrictEqual(expected)
  })

  test.each<[string, string, unknown]>([
    ['int8 as text', '9007199254740993::bigint', '9007199254740993'],
    ['count(*) as text', 'count(*)', '1'],
    ['numeric as text', '12345678901234567890.123456789::numeric', '12345678901234567890.123456789'],
    ['int4 as number', '2147483647', 2_147_483_647],
    ['timestamptz as Date', `timestamptz '2026-11-20 12:00:00.25+02'`, new Date('2026-11-20T10:00:00.250Z')],
    ['jsonb as its value', `'{"a":{"b":[1,"x"]}}'::jsonb`, { a: { b: [1, 'x'] } }],
    ['text[] as a list, nulls included', `array['a', null, 'b,"c"']`, ['a', null, 'b,"c"']],
    ['bool as boolean', '1 = 1', true],
    ['null as null', 'null::bigint', null],
  ])('reads %s', async (_, expression, expected) => {
    expect(await value(expression)).toStrictEqual(expected)
  })

  test('gives every row, and none', async () => {
    expect(await db.query('select n from generate_series(1, 3) n', [])).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
    expect(await db.query('select 1 as n where false', [])).toEqual([])
  })

  test('recognises the unique constraint that was violated', async () => {
    const insert = () => db.query('insert into customers (email) values ($1)', [`${driver.name}@example.com`])
    await insert()
    const error = await caught(insert())
    expect(isUniqueViolation(error, 'customers_email_key')).toBe(true)
    expect(isUniqueViolation(error, 'customers_pkey')).toBe(false)
    expect(error).not.toBeInstanceOf(GatewayError)
  })

  test('a wrong statement is not the database being away', async () => {
    const syntax = await caught(db.query('selec 1', []))
    expect(syntax).not.toBeInstanceOf(GatewayError)
    expect(sqlState(syntax)).toBe('42601')
    expect(sqlState(await caught(db.query('select $1::integer', ['x'])))).toBe('22P02')
    expect(await value('1')).toBe(1)
  })

  test('503: a backend that dies under its query, and the next query finds another', async () => {
    const running = caught(db.query(`select pg_sleep(20) as ${driver.name}_victim`, []))
    const admin = connectPostgres({ connectionString: database.url })
    const victims = `select pg_terminate_backend(pid) from pg_stat_activity
                      where query like 'select pg_sleep%${driver.name}_victim' and state = 'active'`
    while ((await admin.query(victims, [])).length === 0);
    await admin.close()
    expectUnavailable(await running, '57P01')
    expect(await value('1')).toBe(1)
  })

  test('503: a query that takes too long is given up, and the connection with it', async () => {
    const impatient = driver.connect(database.url, 300)
    const startedAt = performance.now()
    expectUnavailable(await caught(impatient.query('select pg_sleep(3)', [])))
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(await impatient.query('select 1 as n', [])).toEqual([{ n: 1 }])
    await impatient.close()
  })

  test('503: a wrong password or database name', async () => {
    for (const [part, state] of [
      ['pathname', '3D000'],
      ['password', '28P01'],
    ] as const) {
      const url = new URL(database.url)
      url[part] = 'nothing_here'
      const misled = driver.connect(url.href)
      expectUnavailable(await caught(misled.query('select 1', [])), state)
      await misled.close()
    }
  })

  describe('a server that is no database', () => {
    afterAll(() => sendNeonTo(bridge.url))

    test('503: nobody listens', async () => {
      const server = await listen(() => undefined)
      await close(server)
      await expectOutOfReach(driver, portOf(server), 'refused')
    })

    test('503: it takes the query and hangs up', async () => {
      const server = await listen((socket) => socket.once('data', () => socket.destroy()))
      await expectOutOfReach(driver, portOf(server), 'cut')
      await close(server)
    })

    test('503: it never answers, and is waited for no longer than the time-out', async () => {
      const server = await listen(() => undefined)
      const startedAt = performance.now()
      await expectOutOfReach(driver, portOf(server), 'hang')
      expect(performance.now() - startedAt).toBeLessThan(2_000)
      await close(server)
    })

    test('503: it answers something else', async () => {
      const server = await listen((socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 5\r\n\r\nsorry')),
      )
      await expectOutOfReach(driver, portOf(server), 'other')
      await close(server)
    })

    test('503: a caller is told to come back, and nothing of the connection string', async () => {
      const server = await listen((socket) => socket.destroy())
      const logged: unknown[] = []
      const log = {
        warn: (...entry: unknown[]) => logged.push(entry),
        error: (...entry: unknown[]) => logged.push(entry),
      }
      const environment = { ...SECRETS, SANDBOX_PROVIDER: 'on', DATABASE_DRIVER: driver.name }
      const deps = {
        ...createDeps({ ...environment, DATABASE_URL: driver.reach(portOf(server)) }),
        log,
        monitor: SILENT_MONITOR,
      }
      const response = await dispatch(
        chat,
        new Request('http://gateway.test/.netlify/functions/gateway-chat', {
          method: 'POST',
          headers: { authorization: `Bearer ${createVirtualKey(SECRETS.KEY_PEPPER).key}` },
          body: JSON.stringify({ provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'hi' }] }),
        }),
        deps,
        // What goes on in the background cannot succeed, and nobody waits for it here.
        () => undefined,
      )
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
      const said = await response.text()
      expect(JSON.parse(said)).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
      await close(server)
      expect(logged).not.toEqual([])
      expect(`${said}${inspect(logged, { depth: 9 })}`).not.toMatch(/hunter2|127\.0\.0\.1|aws\.neon\.tech/)
    })
  })

  describe('the life of a call', () => {
    const call = (apiKeyId: string): Admission => ({
      holdId: randomUUID(),
      credential: { apiKeyId },
      surface: 'chat',
      provider: 'openai',
      model: 'gpt-4o-mini',
      requestId: 'req_1',
      price: { inputPico: 1_000n, outputPicoPerToken: 600_000n, floorPico: 900n },
      maxTokens: 100,
      minTokens: 100,
      ttlSeconds: 115,
      installId: 'laptop, "1"',
      ipHash: undefined,
      userAgent: 'Größe/1.0',
      appId: undefined,
      buildId: undefined,
      defaultRpm: 120,
      countRate: true,
      idempotency: undefined,
    })
    const HOLD = 1_000n + 100n * 600_000n
    const LINES: ChargeLine[] = [
      { class: 'input', units: 10, rate: { listPico: 100_000n, pricePico: 131_000n } },
      { class: 'output', units: 50, rate: { listPico: 438_000n, pricePico: 573_800n } },
    ]

    test('admit, settle, release and sweep come to the same books', async () => {
      const made = z.object({ id: z.string() })
      const customer = await one(
        db,
        sql(made)`insert into customers (email, monthly_cap_cents, allowed_providers, allowed_models)
                  values (${`${driver.name}-life@example.com`}, ${100}, ${['openai']}, ${'{"openai":["*"]}'}) returning id`,
      )
      const key = await one(
        db,
        sql(made)`insert into api_keys (customer_id, key_hash, key_last4)
                  values (${customer.id}, ${(driver.name === 'neon' ? 'a' : 'b').repeat(64)}, 'abcd') returning id`,
      )
      const [settledCall, releasedCall, lostCall] = [call(key.id), call(key.id), call(key.id)]
      const admitted = await admit(db, settledCall)
      expect(admitted).toMatchObject({
        verdict: 'ADMITTED',
        customer_id: customer.id,
        api_key_id: key.id,
        granted_tokens: 100,
        hold_pico: HOLD,
        customer_cap_pico: 1_000_000_000_000n,
        customer_held_pico: HOLD,
        key_cap_pico: null,
        rate_limit: 120,
        rate_remaining: 119,
      })
      expect(admitted).toHaveProperty('expires_at', expect.any(Date))
      await admit(db, releasedCall)
      expect(await admit(db, lostCall)).toMatchObject({ rate_remaining: 117, customer_held_pico: 3n * HOLD })

      const settlement = {
        holdId: settledCall.holdId,
        outcome: 'completed',
        costPico: 30_000_000n,
        listPico: 22_900_000n,
        ...{ inputTokens: 10, cachedTokens: 4, cacheWriteTokens: 0, outputTokens: 50, reasoningTokens: 7 },
        estimated: false,
        durationMs: 1_234,
        firstTokenMs: undefined,
        warnPct: 85,
        chargeLines: LINES,
      }
      expect(await settle(db, settlement)).toMatchObject({ charged_pico: 30_000_000n, booked: true, alerts: [] })
      expect(await settle(db, settlement)).toMatchObject({ charged_pico: 30_000_000n, booked: false })
      expect(
        await release(db, { holdId: releasedCall.holdId, outcome: 'UPSTREAM_BUSY', withdraw: false }),
      ).toMatchObject({ customer_spent_pico: 30_000_000n, customer_held_pico: HOLD })
      expect(await release(db, { holdId: randomUUID(), outcome: 'LOST', withdraw: true })).toBeUndefined()

      await db.query(
        `update holds set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour' where id = $1`,
        [lostCall.holdId],
      )
      expect(await sweepHolds(db, 10)).toEqual([
        { hold_id: lostCall.holdId, customer_id: customer.id, charged_pico: 900n },
      ])
      expect(await db.query('select * from check_books()', [])).toEqual([])
      expect(await db.query('select * from check_charge_lines()', [])).toEqual([])
      const kept = sql(z.object({ charge_lines: chargeLines.nullable() }))`
        select charge_lines from usage_events where customer_id = ${customer.id} order by id`
      expect(await all(db, kept)).toEqual([{ charge_lines: LINES }, { charge_lines: null }])
      expect(await admit(db, { ...call(key.id), maxTokens: 2_000_000, minTokens: 2_000_000 })).toMatchObject({
        verdict: 'CAP_REACHED',
        refused_scope: 'customer',
        refused_reason: 'too_large',
        customer_spent_pico: 30_000_900n,
      })
    })
  })
})

describe('which driver', () => {
  test.each([
    ['postgres://u:p@ep-cool-sun-123456.us-east-2.aws.neon.tech/neondb?sslmode=require', 'neon'],
    ['postgresql://u:p@ep-cool-sun-123456-pooler.c-3.us-east-1.aws.neon.tech/neondb', 'neon'],
    ['postgres://u:p@ep-cool-sun-123456.germanywestcentral.azure.neon.tech/neondb', 'neon'],
    ['postgres://u:p@ep-cool-sun-123456.us-east-2.aws.neon.build/neondb', 'neon'],
    ['postgres://u:p@EP-COOL-SUN-123456.us-east-2.aws.Neon.Tech/neondb', 'neon'],
    ['postgres://u:p@localhost:5432/kaixu', 'postgres'],
    ['postgres://localhost/postgres', 'postgres'],
    ['postgres://u:p@db.example.com/neon.tech', 'postgres'],
    ['postgres://u:p@neon.tech.example.com/db', 'postgres'],
    ['postgres://u:p@notneon.tech/db', 'postgres'],
    ['not a url', 'postgres'],
  ])('%s is reached by %s', (url, driver) => {
    expect(driverFor(url)).toBe(driver)
  })

  test('DATABASE_DRIVER overrules the host, and an unknown one is a problem', () => {
    const neon = 'postgres://u:p@ep-1.us-east-2.aws.neon.tech/db'
    expect(readSettings({ DATABASE_URL: neon }).databaseDriver).toBe('neon')
    expect(readSettings({ DATABASE_URL: neon, DATABASE_DRIVER: 'postgres' }).databaseDriver).toBe('postgres')
    expect(readSettings({ DATABASE_URL: 'postgres://localhost/x', DATABASE_DRIVER: 'neon' }).databaseDriver).toBe(
      'neon',
    )
    expect(readSettings({ DATABASE_URL: neon, DATABASE_DRIVER: 'oracle' }).problems.join()).toContain('DATABASE_DRIVER')
  })
})

test.each(['EPIPE', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', '08006', '53300', '57P03', '40001', '28P01', 'XX000'])(
  '503: %s is the database being away',
  (code) => expectUnavailable(databaseFailure(Object.assign(new Error(PASSWORD), { code })), code),
)

test.each(['23505', '42601', '22021', 'P0001', '23001'])('%s is about the statement', (code) => {
  const error = Object.assign(new Error('refused'), { code })
  expect(databaseFailure(error)).toBe(error)
})

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

const expectUnavailable = (error: unknown, cause?: string): void => {
  if (!(error instanceof GatewayError)) throw new Error('not a GatewayError', { cause: error })
  expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503, ...(cause === undefined ? {} : { cause }) })
  expect(error.retryAfterSeconds).toBeGreaterThan(0)
  expect(`${JSON.stringify(error)}${inspect(error, { depth: 9, showHidden: true })}`).not.toContain(PASSWORD)
}

const expectOutOfReach = async (driver: Driver, port: number, database: string): Promise<void> => {
  const db = driver.connect(driver.reach(port), 300)
  expectUnavailable(await caught(db.query('select 1', [])))
  // A second time: a driver must not be left in a state in which it hangs or crashes.
  expectUnavailable(await caught(db.query(`select 1 as ${database}`, [])))
  await db.close()
}

const sockets = new WeakMap<Server, Set<Socket>>()

const listen = async (onConnection: (socket: Socket) => void): Promise<Server> => {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  sockets.set(server, open)
  await once(server, 'listening')
  return Object.assign(server, { port: (server.address() as AddressInfo).port })
}

const portOf = (server: Server): number => {
  const port: unknown = Reflect.get(server, 'port')
  return typeof port === 'number' ? port : 0
}

const close = async (server: Server): Promise<void> => {
  for (const socket of sockets.get(server) ?? []) socket.destroy()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
}
