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
    `select day::text as day, provider, model, calls, estimated, unfinished, cost_pico, list_pico, input_tokens, output_tokens
       from daily_usage where customer_id = $1 order by model`,
    [customerId],
  )
const inOrder = async () => expect(await gateway.books.query('select * from check_daily_usage()', [])).toEqual([])

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
    { ...KNOWN, calls: '1', estimated: '1', unfinished: '1', cost_pico: '250', list_pico: '0', output_tokens: '0' },
  ])
  await settle(gateway.deps.db, settlement(order.holdId, { costPico: 200n }))
  expect(await daysOf(account.customerId)).toMatchObject([
    { ...KNOWN, calls: '1', estimated: '0', unfinished: '0', cost_pico: '200', list_pico: '500', output_tokens: '20' },
  ])
  await inOrder()
})

test('calls settled at once by several keys all count', async () => {
  const account = await gateway.account()
  const other = await sibling(gateway, account)
  await Promise.all(Array.from({ length: 40 }, (_, n) => settledCall(gateway, n % 2 === 0 ? account : other)))
  const rows = await daysOf(account.customerId)
  expect(rows).toMatchObject([
    { calls: '20', cost_pico: '14000' },
    { calls: '20', cost_pico: '14000' },
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
