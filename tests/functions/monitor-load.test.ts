import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { createMonitor } from '../../netlify/functions/_lib/services/monitor.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { withMonitor } from '../support/monitor.ts'
import { createTcpProxy } from '../support/tcp-proxy.ts'

/** The monitor under load, and without its database: calls go on as if there were none. */

let gateway: TestGateway
let account: Account
let warnings: { event: string; fields: unknown }[]

const noting = (deps: Deps): Deps => ({
  ...deps,
  log: { warn: (event, fields) => void warnings.push({ event, fields }), error: () => undefined },
})

beforeEach(async () => {
  warnings = []
  gateway = await createTestGateway({}, (deps) => withMonitor(noting(deps)))
  account = await gateway.account({ capCents: 500_000 })
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
  expect(await gateway.openHolds()).toBe(0)
  await gateway[Symbol.asyncDispose]()
})

const BODY = { provider: 'sandbox', model: 'echo', max_tokens: 16, messages: [{ role: 'user', content: 'Hello' }] }
const call = async (): Promise<number> => {
  const response = await gateway.call(chat, { key: account.key, body: BODY })
  expect(response.status, await response.clone().text()).toBe(200)
  return response.status
}
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

const timed = async (calls: number): Promise<number> => {
  const times: number[] = []
  for (let nth = 0; nth < calls; nth += 1) {
    const startedAt = performance.now()
    await call()
    times.push(performance.now() - startedAt)
  }
  return median(times)
}

const PER_SECOND = 10_000

/** Notes errors as fast as that, in small portions, until `stop`; says how many it were. */
const flood = (): { stop: () => Promise<number> } => {
  const state = { isOver: false }
  const run = async () => {
    const startedAt = performance.now()
    let noted = 0
    while (!state.isOver) {
      const due = ((performance.now() - startedAt) / 1_000) * PER_SECOND
      for (; noted < due; noted += 1) {
        gateway.deps.monitor.note({
          level: 'warn',
          kind: 'http_error_response',
          requestId: `flood-${noted}`,
          functionName: 'gateway-chat',
          method: 'POST',
          path: '/.netlify/functions/gateway-chat',
          userAgent: 'flood/1',
          httpStatus: 400,
          errorCode: 'BAD_REQUEST',
          message: 'messages: is missing',
        })
      }
      gateway.deps.monitor.flush().then(
        () => undefined,
        () => undefined,
      )
      await sleep(5)
    }
    await gateway.deps.monitor.flush()
    return noted
  }
  const running = run()
  return {
    stop: () => {
      state.isOver = true
      return running
    },
  }
}

test(
  '10,000 errors a second beside them: calls take hardly longer, and no event disappears uncounted',
  { timeout: 60_000 },
  async () => {
    await timed(50)
    const ratios: number[] = []
    let noted = 0
    for (let round = 0; round < 3; round += 1) {
      const quiet = await timed(100)
      const flooding = flood()
      const busy = await timed(100)
      noted += await flooding.stop()
      ratios.push(busy / quiet)
    }
    await sleep(300)
    // So that the last loss is reported too.
    gateway.deps.monitor.note({ level: 'info', kind: 'audit', requestId: 'last' })
    await gateway.deps.monitor.flush()
    const [row] = (await gateway.books.query(
      `select count(*) filter (where request_id ^@ 'flood-')::int as stored, coalesce(sum((extra ->> 'dropped')::int), 0)::int as dropped from gateway_events`,
      [],
    )) as { stored: number; dropped: number }[]
    console.log(
      `latency with ${PER_SECOND} events a second: × ${ratios.map((ratio) => ratio.toFixed(2)).join(', × ')}; ${noted} events, ${row?.dropped} dropped`,
    )
    expect((row?.stored ?? 0) + (row?.dropped ?? 0)).toBe(noted)
    // One process writes the events and answers the calls, on a machine that others use as well.
    expect(Math.min(...ratios)).toBeLessThan(3)
  },
)

test('a database that takes no events: no call is lost or late, and the log hears of it once', async () => {
  const quiet = await timed(20)
  await gateway.books.query('alter table gateway_events rename to gone', [])
  const flooding = flood()
  const busy = await timed(60)
  await flooding.stop()
  expect(busy).toBeLessThan(quiet * 3 + 20)
  expect(warnings.filter(({ event }) => event === 'events_lost')).toHaveLength(1)
  const answered = await gateway.books.query(`select 1 from usage_events`, [])
  expect(answered).toHaveLength(80)
  await gateway.books.query('alter table gone rename to gateway_events', [])
  await sleep(1_200)
  gateway.deps.monitor.note({ level: 'info', kind: 'audit', requestId: 'after' })
  await gateway.deps.monitor.flush()
  const [row] = (await gateway.books.query(
    `select extra ->> 'dropped' as dropped from gateway_events where error_code = 'EVENTS_LOST'`,
    [],
  )) as { dropped: string }[]
  expect(Number(row?.dropped)).toBeGreaterThan(100)
})

test('a database that does not answer for events: calls have connections of their own choice all the same', async () => {
  const proxy = await createTcpProxy(gateway.databaseUrl)
  const db = connectPostgres({ connectionString: proxy.through(gateway.databaseUrl), connectTimeoutMs: 500 })
  const monitor = createMonitor(gateway.deps.settings.monitor, { ...gateway.deps, db })
  Object.assign(gateway.deps, { monitor })
  await monitor.flush()
  proxy.cut()
  const flooding = flood()
  expect(await timed(30)).toBeLessThan(500)
  await flooding.stop()
  proxy.restore()
  await db.close()
  await proxy[Symbol.asyncDispose]()
})

test('a writer that is stuck stops the others for a second, not longer, and no call', async () => {
  const stuck = connectPostgres({ connectionString: gateway.databaseUrl, maxConnections: 1 })
  await stuck.query('begin', [])
  await stuck.query('select pg_advisory_xact_lock(715140226)', [])
  gateway.deps.monitor.note({ level: 'info', kind: 'audit', requestId: 'waits' })
  const startedAt = performance.now()
  const flush = gateway.deps.monitor.flush()
  await timed(10)
  await flush
  expect(performance.now() - startedAt).toBeLessThan(3_000)
  expect(warnings).toMatchObject([{ event: 'events_lost', fields: { count: 1 } }])
  await stuck.query('rollback', [])
  await stuck.close()
})
