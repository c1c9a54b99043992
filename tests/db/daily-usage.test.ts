import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, migrationsDirectory, readMigrations } from '../../netlify/functions/_lib/db/migrate.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { admit, settle, sweepHolds } from '../../netlify/functions/_lib/db/calls.ts'
import { addHistory } from '../../scripts/bench/history.ts'
import { createPayer } from '../../scripts/bench/books.ts'
import { openSession } from '../../scripts/bench/session.ts'
import { admission, settlement } from '../support/calls.ts'
import { createTestDatabase } from '../support/database.ts'
import { createTestGateway, type TestGateway } from '../support/gateway.ts'
import { settledCall, sibling, thisMonth, today } from '../support/reports.ts'

/** The sums per day: kept by whatever writes a usage event, and made for those that were there before. */

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

const daysOf = (customerId: string) =>
  gateway.books.query(
    `select day::text as day, provider, model, calls, estimated, unfinished, cost_pico, list_pico, input_tokens, output_tokens,
            duration_ms, timed_calls, first_token_ms, first_token_calls
       from daily_usage where customer_id = $1 order by model`,
    [customerId],
  )
const inOrder = async () => expect(await gateway.books.query('select * from check_daily_usage()', [])).toEqual([])

const NOT_TIMED = { duration_ms: '0', timed_calls: '0', first_token_ms: '0', first_token_calls: '0' }
const KNOWN = { day: today(), provider: 'openai', model: 'gpt-4o-mini' }

test('a late settlement replaces what the sweep had guessed', async () => {
  const account = await gateway.account()
  const order = admission(account)
  await admit(gateway.deps.db, order)
  await gateway.books.query(`update holds set expires_at = created_at + interval '1 microsecond' where id = $1`, [
    order.holdId,
  ])
  await sweepHolds(gateway.deps.db, 10)
  expect(await daysOf(account.customerId)).toMatchObject([
    {
      ...KNOWN,
      calls: '1',
      estimated: '1',
      unfinished: '1',
      cost_pico: '250',
      list_pico: '0',
      output_tokens: '0',
      ...NOT_TIMED,
    },
  ])
  await settle(gateway.deps.db, settlement(order.holdId, { costPico: 200n, durationMs: 40, firstTokenMs: 10 }))
  expect(await daysOf(account.customerId)).toMatchObject([
    { ...KNOWN, calls: '1', estimated: '0', unfinished: '0', cost_pico: '200', list_pico: '500', output_tokens: '20' },
  ])
  const timed = { duration_ms: '40', timed_calls: '1', first_token_ms: '10', first_token_calls: '1' }
  expect(await daysOf(account.customerId)).toMatchObject([timed])
  await inOrder()
})

test('calls settled at once by several keys all count', async () => {
  const account = await gateway.account()
  const other = await sibling(gateway, account)
  await Promise.all(Array.from({ length: 40 }, (_, n) => settledCall(gateway, n % 2 === 0 ? account : other)))
  const rows = await daysOf(account.customerId)
  expect(rows).toMatchObject([
    { calls: '20', cost_pico: '14000', duration_ms: '100', timed_calls: '20', first_token_ms: '20' },
    { calls: '20', cost_pico: '14000', duration_ms: '100', timed_calls: '20', first_token_ms: '20' },
  ])
  await inOrder()
})

describe('an event', () => {
  test.each([
    ['api_key_id', '(select min(id) from api_keys)'],
    ['month', `'2020-01'`],
    ['model', `'another'`],
    ['created_at', `created_at - interval '1 day'`],
  ])('keeps its %s', async (column, value) => {
    const first = await gateway.account()
    await sibling(gateway, first)
    const account = await gateway.account()
    const holdId = await settledCall(gateway, account)
    await expect(
      gateway.books.query(`update usage_events set ${column} = ${value} where hold_id = $1`, [holdId]),
    ).rejects.toThrow(/keeps its owner|foreign key/)
    await inOrder()
  })
})

test('only calls that were timed count as timed, and a correction that takes the timing away is followed', async () => {
  const account = await gateway.account()
  const timed = await settledCall(gateway, account, { settlement: { durationMs: 30, firstTokenMs: 7 } })
  await settledCall(gateway, account, { settlement: { durationMs: 12, firstTokenMs: undefined } })
  const both = { duration_ms: '42', timed_calls: '2', first_token_ms: '7', first_token_calls: '1' }
  expect(await daysOf(account.customerId)).toMatchObject([both])
  await gateway.books.query('update usage_events set first_token_ms = null, duration_ms = 20 where hold_id = $1', [
    timed,
  ])
  const corrected = { duration_ms: '32', timed_calls: '2', first_token_ms: '0', first_token_calls: '0' }
  expect(await daysOf(account.customerId)).toMatchObject([corrected])
  await inOrder()
})

test.each(['duration_ms', 'timed_calls', 'first_token_ms', 'first_token_calls'])(
  'a %s that is not the sum of the events is found',
  async (column) => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    const found = () => gateway.books.query('select problem from check_daily_usage($1)', [account.customerId])
    const change = (sign: '+' | '-') =>
      gateway.books.query(`update daily_usage set ${column} = ${column} ${sign} 1 where customer_id = $1`, [
        account.customerId,
      ])
    await change('+')
    expect(await found()).toEqual([{ problem: `daily_usage.${column}` }])
    await change('-')
    expect(await found()).toEqual([])
  },
)

test('calls that were settled before their time was summed are summed when that begins', async () => {
  const database = await createTestDatabase('empty')
  const session = await openSession(database.url)
  const migrations = await readMigrations(migrationsDirectory())
  await migrate(
    database.url,
    migrations.filter(({ name }) => name < '0016'),
  )
  const payer = await createPayer(session, 'early')
  const db = connectPostgres({ connectionString: database.url, maxConnections: 1 })
  const events = [
    ['completed', 30, 7],
    ['completed', 12, null],
    ['lost', 60_000, null],
  ] as const
  for (const [outcome, durationMs, firstTokenMs] of events) {
    const hold = randomUUID()
    await db.query(
      `insert into holds (id, customer_id, api_key_id, month, state, amount_pico, floor_pico, surface, provider, model, max_tokens,
                          request_id, created_at, expires_at, resolved_at)
       values ($1, $2, $3, $4, 'settled', 1, 0, 'chat', 'openai', 'gpt-4o-mini', 1, 'early', now(), now() + interval '1 minute', now())`,
      [hold, payer.customerId, payer.keyId, thisMonth()],
    )
    await db.query(
      `insert into usage_events (hold_id, customer_id, api_key_id, month, surface, provider, model, input_tokens, output_tokens,
                                 cost_pico, list_pico, estimated, outcome, request_id, duration_ms, first_token_ms, created_at)
       values ($1, $2, $3, $4, 'chat', 'openai', 'gpt-4o-mini', 1, 1, 0, 0, false, $5, 'early', $6, $7, now())`,
      [hold, payer.customerId, payer.keyId, thisMonth(), outcome, durationMs, firstTokenMs],
    )
  }
  await migrate(database.url, migrations)
  const sums = { calls: '3', duration_ms: '42', timed_calls: '2', first_token_ms: '7', first_token_calls: '1' }
  expect(
    await db.query('select calls, duration_ms, timed_calls, first_token_ms, first_token_calls from daily_usage', []),
  ).toEqual([sums])
  expect(await db.query('select * from check_daily_usage()', [])).toEqual([])
  await Promise.all([db.close(), session.close()])
  await database.drop()
})

test('what was settled before the sums were kept is added up when they begin', async () => {
  const database = await createTestDatabase('empty')
  const session = await openSession(database.url)
  const migrations = await readMigrations(migrationsDirectory())
  const before = migrations.filter(({ name }) => name < '0008')
  await migrate(database.url, before)
  const payer = await createPayer(session, 'early')
  const { customerId, keyId } = payer
  await session.query('insert into monthly_usage (customer_id, month) values ($1, $2)', [customerId, thisMonth()])
  await session.query('insert into monthly_key_usage (api_key_id, customer_id, month) values ($1, $2, $3)', [
    keyId,
    customerId,
    thisMonth(),
  ])
  await addHistory(session, payer, 50)
  await migrate(database.url, migrations)
  const db = connectPostgres({ connectionString: database.url, maxConnections: 1 })
  expect(await db.query('select calls, cost_pico from daily_usage', [])).toEqual([
    { calls: '50', cost_pico: '100000000' },
  ])
  expect(await db.query('select * from check_daily_usage()', [])).toEqual([])
  await Promise.all([db.close(), session.close()])
  await database.drop()
})
