import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { costOf } from '../../netlify/functions/_lib/domain/pricing.ts'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'
import { readSeedOptions } from '../../scripts/seed/options.ts'
import { seedDatabase, type Seeded } from '../../scripts/seed/seed-database.ts'
import { createTestDatabase } from '../support/database.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { settledCall } from '../support/reports.ts'

const ROOT = join(import.meta.dirname, '../..')
const SIZE = { customers: 8, events: 3_000, months: 3, seed: 1 }
const said: string[] = []
const say = (line: string): void => void said.push(line)

type Row = Record<string, unknown>

/** For the secrets that a script makes. */
let folder: string
let gateway: TestGateway
let stranger: Account
let seeded: Seeded

const rows = async (text: string, values: (string | number)[] = []): Promise<Row[]> =>
  (await gateway.books.query(text, values)) as Row[] // Tests compare the columns that they ask for.

/** Everything that the database has of one customer. */
const everythingOf = async (customerId: string): Promise<Row[]> => {
  const tables = [
    'customer_books',
    'api_keys',
    'holds',
    'usage_events',
    'ledger_entries',
    'monthly_usage',
    'daily_usage',
  ]
  const found = tables.map((table) => rows(`select * from ${table} where customer_id = $1 order by 1, 2`, [customerId]))
  return (await Promise.all(found)).flat()
}

let strangerBefore: Row[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaixu-seed-'))
  gateway = await createTestGateway()
  stranger = await gateway.account()
  await settledCall(gateway, stranger)
  strangerBefore = await everythingOf(stranger.customerId)
  const place = { connectionString: gateway.databaseUrl, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
  seeded = await seedDatabase(place, { ...SIZE, now: new Date(), say })
}, 120_000)
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** A script in a process of its own, on the seeded database. */
const run = async (script: string, ...parameters: string[]): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', script), ...parameters], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...SECRETS, DATABASE_URL: gateway.databaseUrl, DATA_DIR: folder },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

describe('the books', () => {
  test('are in order: every sum, every hash, every day, nothing open', async () => {
    expect(await gateway.discrepancies()).toEqual([])
    expect(await rows('select * from check_daily_usage()')).toEqual([])
    expect(await gateway.openHolds()).toBe(0)
    const { code, output } = await run('verify-ledger.ts')
    expect(code, output).toBe(0)
    expect(output.match(/residue 0 USD/g)).toHaveLength(SIZE.customers + 1)
  })

  test('have as many calls as were asked for, but for those that a cap refused', async () => {
    const [found] = await rows('select count(*)::int as calls from usage_events where customer_id <> $1', [
      stranger.customerId,
    ])
    expect(found).toEqual({ calls: seeded.calls })
    expect(seeded.calls + seeded.refused).toBeGreaterThan(SIZE.events * 0.95)
    expect(seeded.calls).toBeGreaterThan(SIZE.events * 0.85)
    expect(seeded.calls).toBeLessThanOrEqual(SIZE.events * 1.02)
  })

  test('never passed a cap: not a customer with what was paid in until then, not a rotation line of keys', async () => {
    const passed = await rows(
      `select * from (
         select l.customer_id, l.month, l.seq, c.monthly_cap_cents * 10000000000::numeric
                + sum(case kind when 'topup' then amount_pico when 'refund' then -amount_pico else 0 end) over w as cap,
                sum(case when kind in ('charge', 'adjustment') then amount_pico else 0 end) over w as spent
           from ledger_entries l join customers c on c.id = l.customer_id
         window w as (partition by l.customer_id, l.month order by l.seq)
       ) moments where spent > cap`,
    )
    expect(passed).toEqual([])
    const keys = await rows(
      `select k.first_key_id, u.month from monthly_key_usage u join api_keys k on k.id = u.api_key_id
        group by 1, 2 having sum(u.spent_pico) > min(k.monthly_cap_cents) * 10000000000::numeric`,
    )
    expect(keys).toEqual([])
  })

  test('are in the order of their times, whoever made them, as a list of everybody’s has them', async () => {
    const [found] = await rows(
      `select count(*)::int as calls, count(distinct customer_id)::int as customers,
              count(*) filter (where created_at < before)::int as displaced
         from (select customer_id, created_at, lag(created_at) over (order by id) as before from usage_events
                where customer_id <> $1) e`,
      [stranger.customerId],
    )
    expect(found).toMatchObject({ displaced: 0 })
    expect(found?.['customers']).toBeGreaterThan(3)
  })

  test('charge what the price file says, to the pico-dollar', async () => {
    const events = await rows(
      `select e.*, h.overrun_pico, h.amount_pico, h.floor_pico from usage_events e join holds h on h.id = e.hold_id
        where e.customer_id <> $1`,
      [stranger.customerId],
    )
    for (const event of events) {
      const count = (name: string): number => Number(event[name])
      const price = gateway.deps.prices.find(String(event['provider']), String(event['model']))
      if (price === undefined) throw new Error(`${String(event['model'])} has no price`)
      const cost = costOf(price, {
        ...NO_USAGE,
        inputTokens: count('input_tokens'),
        cachedTokens: count('cached_tokens'),
        cacheWrite5mTokens: count('cache_write_tokens'),
        outputTokens: count('output_tokens'),
        reasoningTokens: count('reasoning_tokens'),
      })
      const [charged, overrun] = [BigInt(String(event['cost_pico'])), BigInt(String(event['overrun_pico']))]
      expect(String(event['list_pico'])).toBe(String(cost.listPico))
      if (event['outcome'] === 'lost') expect(charged).toBe(BigInt(String(event['floor_pico'])))
      // A guess that is dearer than its hold is charged the hold.
      else if (event['estimated'] === true)
        expect([cost.costPico, event['amount_pico']].map(String)).toContain(String(charged))
      else expect(charged + overrun).toBe(cost.costPico)
    }
    expect(events.length).toBe(seeded.calls)
  })

  test('tell of everything that happens to a call, to a key and to money', async () => {
    const kinds = async (column: string, table: string): Promise<unknown[]> =>
      (await rows(`select distinct ${column} as one from ${table} order by 1`)).map(({ one }) => one)
    expect(await kinds('state', 'holds')).toEqual(['expired', 'released', 'settled'])
    expect(await kinds(`(late_at is not null)`, 'holds')).toEqual([false, true])
    for (const outcome of ['completed', 'lost', 'UPSTREAM_ERROR', 'DEADLINE', 'UPSTREAM_BUSY'])
      expect(await kinds('outcome', 'holds')).toContain(outcome)
    expect(await kinds('kind', 'ledger_entries')).toEqual(['adjustment', 'charge', 'overrun', 'refund', 'topup'])
    expect(await kinds('source', 'topup_events')).toEqual(['auto', 'manual', 'stripe'])
    expect(await kinds('status', 'topup_events')).toContain('reversed')
    expect(await kinds('state', 'webhook_deliveries')).toEqual(['dead', 'delivered', 'pending'])
    expect((await kinds('alert_type', 'alerts_sent')).length).toBeGreaterThanOrEqual(2)
    expect(await kinds('is_active', 'customers')).toEqual([false, true])
    expect(await kinds('role', 'api_keys')).toEqual(['admin', 'deployer', 'owner', 'viewer'])
    for (const end of [
      'rotated_from',
      'revoked_at',
      'expires_at',
      'monthly_cap_cents',
      'max_devices',
      'allowed_models',
    ])
      expect(await kinds(`(${end} is not null)`, 'api_keys'), end).toEqual([false, true])
    expect((await kinds('surface', 'usage_events')).length).toBeGreaterThanOrEqual(4)
    const [tokens] = await rows(
      `select sum(cached_tokens) > 0 as cached, sum(cache_write_tokens) > 0 as written, sum(reasoning_tokens) > 0 as reasoning
         from usage_events`,
    )
    expect(tokens).toEqual({ cached: true, written: true, reasoning: true })
    const [hours] = await rows(
      `select count(*) filter (where extract(isodow from created_at) < 6)::float / 5
              > count(*) filter (where extract(isodow from created_at) > 5)::float / 2 as weekdays from usage_events`,
    )
    expect(hours).toEqual({ weekdays: true })
  })

  test('have the invoices of the months that have ended', async () => {
    const due = await rows(
      `select count(*)::int as missing from monthly_usage m where m.calls > 0 and m.month < to_char(now() at time zone 'UTC', 'YYYY-MM')
          and not exists (select 1 from invoices i where i.customer_id = m.customer_id and i.month = m.month)`,
    )
    expect(due).toEqual([{ missing: 0 }])
    const [issued] = await rows('select count(*)::int as invoices, count(distinct month)::int as months from invoices')
    expect(issued).toEqual({ invoices: seeded.invoices, months: SIZE.months - 1 })
  })
})

test('the key that was shown can spend, and the books are still in order', async () => {
  const body = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 8 }
  const response = await gateway.call(chat, { key: seeded.ownerKey, body })
  expect(response.status, await response.clone().text()).toBe(200)
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
})

describe('a database that is somebody else’s', () => {
  test('keeps every row that was there', async () => {
    expect(await everythingOf(stranger.customerId)).toEqual(strangerBefore)
  })

  test('is not seeded a second time: exit 1, and nothing is written', async () => {
    const counts = `select (select count(*) from customers) as customers, (select count(*) from holds) as holds`
    const before = await rows(counts)
    const { code, output } = await run('seed.ts', '--customers', '3', '--events', '100', '--seed', '7')
    expect(code).toBe(1)
    expect(output).toContain('seed: the customer ops@northwind-labs.example is in this database already')
    expect(output).toContain('set DATABASE_URL to an empty database, or DATA_DIR to a folder that does not exist yet')
    expect(output).not.toContain('kx_live_')
    expect(await rows(counts)).toEqual(before)
  })
})

describe('on databases of its own', () => {
  /** What is in a database, without what is secret or of the clock. */
  const contents = async (url: string): Promise<Row[]> => {
    const db = connectPostgres({ connectionString: url, maxConnections: 1 })
    const plain = [
      'customers',
      'customer_books',
      'key_devices',
      'holds',
      'usage_events',
      'ledger_entries',
      'daily_usage',
    ]
    const more = [
      'monthly_usage',
      'monthly_key_usage',
      'topup_events',
      'stripe_events',
      'auto_topups',
      'webhook_deliveries',
    ]
    const sums = [...plain, ...more].map((table) => ({ table, row: 't::text' }))
    const some = [
      { table: 'api_keys', row: `(to_jsonb(t) - 'key_hash' - 'key_last4')::text` },
      {
        table: 'audit_events',
        row: `(to_jsonb(t) - case t.action when 'INVOICE_ISSUE' then 'created_at' else '' end)::text`,
      },
      { table: 'invoices', row: `(t.customer_id, t.month, t.revision, t.amount_due_pico)::text` },
      { table: 'alerts_sent', row: 't::text' },
      { table: 'async_jobs', row: 't::text' },
      { table: 'gateway_events', row: 't::text' },
    ]
    const found: Row[] = []
    for (const { table, row } of [...sums, ...some]) {
      const text = `select '${table}' as name, count(*)::int as rows, md5(string_agg(${row}, '|' order by ${row})) as sum from ${table} t`
      found.push(...((await db.query(text, [])) as Row[])) // The columns just asked for.
    }
    await db.close()
    return found
  }

  const seedOne = async (seed: number, now: Date): Promise<Row[]> => {
    const database = await createTestDatabase()
    const place = { connectionString: database.url, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
    await seedDatabase(place, { customers: 9, events: 600, months: 2, seed, now, say })
    const found = await contents(database.url)
    await database.drop()
    return found
  }

  test('the same seed at the same time makes the same business, another seed another one', async () => {
    const now = new Date()
    const first = await seedOne(4, now)
    expect(first.filter(({ rows }) => rows === 0)).toEqual([])
    expect(await seedOne(4, now)).toEqual(first)
    const other = await seedOne(5, now)
    for (const name of ['customers', 'holds', 'ledger_entries'])
      expect(other.find((one) => one['name'] === name)).not.toEqual(first.find((one) => one['name'] === name))
  })

  test('on the first of a month, a few minutes after midnight, there is nothing of the future', async () => {
    const database = await createTestDatabase()
    const now = new Date('2026-03-01T00:04:00Z')
    const place = { connectionString: database.url, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
    await seedDatabase(place, { customers: 8, events: 400, months: 2, seed: 1, now, say })
    const db = connectPostgres({ connectionString: database.url, maxConnections: 1 })
    expect(await db.query('select * from check_books() union all select * from check_daily_usage()', [])).toEqual([])
    const [latest] = await db.query(
      `select greatest((select max(resolved_at) from holds), (select max(created_at) from ledger_entries),
                       (select max(created_at) from webhook_deliveries), (select max(last_seen_at) from api_keys),
                       (select max(completed_at) from async_jobs), (select max(created_at) from gateway_events)) <= $1::timestamptz as past,
              (select array_agg(distinct month order by month) from holds) as months`,
      [now],
    )
    expect(latest).toMatchObject({ past: true, months: expect.arrayContaining(['2026-02']) as string[] })
    await db.close()
    await database.drop()
  })

  test('an attempt that breaks off leaves nothing, and can be begun anew', async () => {
    const database = await createTestDatabase()
    const db = connectPostgres({ connectionString: database.url, maxConnections: 1 })
    const place = { connectionString: database.url, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
    const order = { customers: 8, events: 400, months: 2, seed: 1, now: new Date() }
    const breakOff = (line: string): void => {
      if (line.startsWith('issuing')) throw new Error('broken off')
    }
    await expect(seedDatabase(place, { ...order, say: breakOff })).rejects.toThrow('broken off')
    const text = `select (select count(*)::int from customers) + (select count(*)::int from ledger_entries)
      + (select count(*)::int from audit_events) as rows`
    expect(await db.query(text, [])).toEqual([{ rows: 0 }])
    expect(await seedDatabase(place, { ...order, say })).toMatchObject({ customers: 8 })
    expect(await db.query('select * from check_books() union all select * from check_daily_usage()', [])).toEqual([])
    await db.close()
    await database.drop()
  })
})

describe('the command line', () => {
  test('has defaults, and takes numbers', () => {
    expect(readSeedOptions([])).toEqual({ customers: 14, events: 20_000, months: 3, seed: 1 })
    expect(readSeedOptions(['--customers', '2', '--seed=9'])).toMatchObject({ customers: 2, seed: 9 })
  })

  test.each([
    [['--customers', '0'], '--customers is below 1'],
    [['--events', 'many'], '--events is not a number'],
    [['--months', '1.5'], '--months is not a whole number'],
    [['--customers', '2001'], '--customers is above 2000'],
    [['--colour', 'red'], '--colour'],
  ])('%j is refused by name', (given, message) => {
    expect(() => readSeedOptions(given)).toThrow(message)
  })
})
