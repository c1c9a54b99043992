import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { usdToPico } from '../../netlify/functions/_lib/domain/money.ts'
import { routes as adminCalls } from '../../netlify/functions/admin-calls.ts'
import { routes as adminExport } from '../../netlify/functions/admin-export.ts'
import { routes as adminOverview } from '../../netlify/functions/admin-overview.ts'
import { routes as adminUsage } from '../../netlify/functions/admin-usage.ts'
import { routes as userEvents } from '../../netlify/functions/user-events.ts'
import { routes as userExport } from '../../netlify/functions/user-export.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { processorMs } from '../../scripts/bench/process-figures.ts'
import { openSession, type Session } from '../../scripts/bench/session.ts'
import { assertCheap, listening, planOf, rowsRead, touching, type Asked } from '../support/explained.ts'
import { createTestGateway, SECRETS, type Account, type Call, type TestGateway } from '../support/gateway.ts'
import { addEvents, whatIsWrong } from '../support/million-events.ts'
import { sibling } from '../support/reports.ts'
import { serveGateway } from '../support/served-gateway.ts'
import { createTcpProxy } from '../support/tcp-proxy.ts'

/** One customer with a million calls in one month: reports answer at once, and an export is whole, exact and small in memory. */

const ROWS = 1_000_000
const BIG = ['usage_events', 'ledger_entries', 'holds']
/** How many events a report shows, and one more. */
const SHOWN = 201
/** Keys that share a rotation line are read by an index of their own each. */
const KEYS_IN_LINE = 2
/** How many events an export reads at a time. */
const PAGE = 250

let gateway: TestGateway
let session: Session
let owner: Account
let rotated: Account
let asked: Asked[]

beforeAll(async () => {
  gateway = await createTestGateway({}, (deps) => {
    const heard = listening(deps.db)
    asked = heard.asked
    return { ...deps, db: heard.db }
  })
  session = await openSession(gateway.databaseUrl)
  owner = await gateway.account({ capCents: 500_000_000, key: { role: 'owner' } })
  const keys = await Promise.all(Array.from({ length: 6 }, () => sibling(gateway, owner)))
  rotated = await sibling(gateway, owner, { rotatedFrom: keys[0]?.keyId ?? null })
  const keyIds = [owner, ...keys, rotated].map(({ keyId }) => keyId)
  await addEvents(session, { customerId: owner.customerId, keyIds, rows: ROWS })
}, 180_000)

afterAll(async () => {
  await session.close()
  await gateway[Symbol.asyncDispose]()
})

test('the million is what a million settlements leave behind', async () => {
  expect(await whatIsWrong(session, owner.customerId)).toEqual([])
})

/** Asks, and gives what was answered and how long it took, and the plan of every statement that it took. */
const ask = async (name: string, routes: Routes, call: Call) => {
  asked.length = 0
  const started = performance.now()
  const response = await gateway.call(routes, { method: 'GET', ...call })
  const body = await response.text()
  const ms = performance.now() - started
  expect(response.status, body).toBe(200)
  const statements = [...asked]
  const plans = []
  for (const statement of statements) plans.push({ ...statement, nodes: await planOf(session, statement) })
  console.info(`${name}: ${ms.toFixed(0)} ms, ${statements.length} statements`)
  return { response, body, ms, plans }
}

const admin = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
const customer = () => `?customer_id=${owner.customerId}`

test.each<[string, Routes, () => Call, number]>([
  ['user-summary of a key', userSummary, () => ({ key: rotated.key }), 0],
  ['user-summary of a customer', userSummary, () => ({ key: owner.key, query: '?scope=customer' }), 0],
  ['admin-overview', adminOverview, () => ({ headers: admin }), 0],
  ['user-events of a key', userEvents, () => ({ key: rotated.key }), SHOWN * KEYS_IN_LINE],
  ['user-events of a customer', userEvents, () => ({ key: owner.key, query: '?scope=customer' }), SHOWN],
  [
    'user-events from the middle',
    userEvents,
    () => ({ key: owner.key, query: `?scope=customer&cursor=${ROWS / 2}` }),
    SHOWN,
  ],
  ['admin-usage', adminUsage, () => ({ headers: admin, query: customer() }), SHOWN],
  [
    'admin-usage from the middle',
    adminUsage,
    () => ({ headers: admin, query: `${customer()}&cursor=${ROWS / 2}` }),
    SHOWN,
  ],
  ['admin-calls', adminCalls, () => ({ headers: admin, query: '?limit=200' }), SHOWN],
  [
    'admin-calls from the middle',
    adminCalls,
    () => ({ headers: admin, query: `?limit=200&cursor=${ROWS / 2}` }),
    SHOWN,
  ],
  ['admin-calls of a model', adminCalls, () => ({ headers: admin, query: '?model=seldom-model' }), 1],
  ['admin-calls of an outcome', adminCalls, () => ({ headers: admin, query: '?outcome=DEADLINE&limit=200' }), SHOWN],
])('%s is answered from sums and by index', async (name, routes, call, mostRows) => {
  const { ms, plans } = await ask(name, routes, call())
  for (const { nodes } of plans) assertCheap(nodes, BIG, mostRows)
  // Generous: an answer takes some tens of milliseconds, and reading the million takes seconds.
  expect(ms).toBeLessThan(2_000)
})

const DEVICE = createHash('md5').update('7').digest('hex')

test.each<[string, string, number]>([
  ['the only call with a request id', 'request-777777', 1],
  ['calls whose request ids begin so', 'request-7777', 51],
  ['calls of a device', `${DEVICE.slice(0, 8)}-${DEVICE.slice(8, 12)}`, 51],
  ['calls of an app', 'app-3', 51],
  ['calls of some models', 'MINI', 51],
  ['calls of a model that was called once', 'seldom', 1],
  ['calls of all models', '/', 51],
  ['nothing', 'no such thing', 0],
])('calls are searched by indexes alone: %s', async (name, q, found) => {
  const query = `&q=${encodeURIComponent(q)}&limit=50`
  for (const [routes, call] of [
    [adminUsage, { headers: admin, query: `${customer()}${query}` }],
    [userEvents, { key: owner.key, query: `?scope=customer${query}` }],
  ] as const) {
    const { body, ms, plans } = await ask(`search: ${name}`, routes, call)
    const { events, next_cursor: next } = JSON.parse(body) as { events: unknown[]; next_cursor: string | null } // Compared.
    expect([events.length, next === null]).toEqual([Math.min(50, found), found < 51])
    const read = plans.flatMap(({ nodes }) => touching(nodes, BIG)).reduce((sum, node) => sum + rowsRead(node), 0)
    // Of the million: a page from each of the indexes, and from that of models a page for each of them. A device has 3,333 calls, one of
    // 300: PostgreSQL reads either all of these, or the newest calls of all devices until 51 of them are this one's, about 15,300.
    expect(read).toBeLessThan(20_000)
    expect(ms).toBeLessThan(2_000)
  }
})

test.each<[string, string, number, number?]>([
  ['that completed', 'outcome=completed', 51],
  ['that did not complete', 'outcome=unfinished', 51],
  ['that broke off', 'outcome=UPSTREAM_ERROR', 51],
  ['that were cut off', 'outcome=DEADLINE', 50],
  ['that were lost', 'outcome=lost', 0],
  ['of one key that did not complete', 'outcome=unfinished&api_key_id=KEY', 51],
  ['of a model that were cut off', 'outcome=DEADLINE&provider=groq&model=llama-3.3-70b-versatile', 7],
  ['of an app that were cut off', 'outcome=DEADLINE&q=app-0', 50],
  // Two models, each looked for among all 5,000 that did not complete.
  ['of some models that did not complete', 'outcome=unfinished&q=MINI', 51, 12_000],
])('calls are narrowed to an outcome by an index: those %s', async (name, narrowed, found, mostRead = 300) => {
  const query = `&limit=50&${narrowed.replace('KEY', owner.keyId)}`
  for (const [routes, call] of [
    [adminUsage, { headers: admin, query: `${customer()}${query}` }],
    [userEvents, { key: owner.key, query: `?scope=customer${query}` }],
  ] as const) {
    const { body, ms, plans } = await ask(`calls ${name}`, routes, call)
    const { events, next_cursor: next } = JSON.parse(body) as { events: unknown[]; next_cursor: string | null } // Compared.
    expect([events.length, next === null]).toEqual([Math.min(50, found), found < 51])
    const read = plans.flatMap(({ nodes }) => touching(nodes, BIG)).reduce((sum, node) => sum + rowsRead(node), 0)
    expect(read).toBeLessThanOrEqual(mostRead)
    expect(ms).toBeLessThan(2_000)
  }
})

test('a key’s calls that did not complete are not looked for among those that did', async () => {
  const { plans } = await ask('unfinished calls of a key', userEvents, {
    key: rotated.key,
    query: '?outcome=unfinished',
  })
  const read = plans.flatMap(({ nodes }) => touching(nodes, BIG)).reduce((sum, node) => sum + rowsRead(node), 0)
  expect(read).toBeLessThan(6_000)
})

test.each<[string, Routes, () => Call, number?]>([
  ['admin-export', adminExport, () => ({ headers: admin, query: `${customer()}&limit=1000` })],
  [
    'admin-export from the middle',
    adminExport,
    () => ({ headers: admin, query: `${customer()}&limit=1000&cursor=${ROWS / 2}` }),
  ],
  [
    'admin-export of a key',
    adminExport,
    () => ({ headers: admin, query: `${customer()}&api_key_id=${owner.keyId}&limit=1000` }),
  ],
  ['user-export of a key', userExport, () => ({ key: rotated.key, query: '?limit=1000' }), KEYS_IN_LINE],
  ['user-export of a customer', userExport, () => ({ key: owner.key, query: '?scope=customer&limit=1000' })],
  [
    'admin-export of what did not complete',
    adminExport,
    () => ({ headers: admin, query: `${customer()}&outcome=unfinished&limit=1000` }),
    // A page of each outcome.
    2,
  ],
  [
    'admin-export of what broke off, from the middle',
    adminExport,
    () => ({ headers: admin, query: `${customer()}&outcome=UPSTREAM_ERROR&limit=1000&cursor=${ROWS / 2}` }),
  ],
])('%s counts by an index alone and reads a page at a time', async (name, routes, call, keys = 1) => {
  const { response, plans } = await ask(name, routes, call())
  expect(response.headers.get('x-kaixu-row-count')).toBe('1000')
  expect(response.headers.get('x-kaixu-next-cursor')).not.toBeNull()
  const reading = plans.filter(({ nodes }) => touching(nodes, BIG).length > 0)
  expect(reading).toHaveLength(1 + 1_000 / PAGE)
  const [cut, ...pages] = reading
  const kinds = new Set(touching(cut?.nodes ?? [], BIG).map((node) => node['Node Type']))
  expect([...kinds]).toEqual(['Index Only Scan'])
  assertCheap(cut?.nodes ?? [], BIG, 1_000 * keys)
  for (const { nodes } of pages) assertCheap(nodes, BIG, PAGE * keys)
})

test.each<[string, Routes, () => Call, number]>([
  ['a customer', adminExport, () => ({ headers: admin, query: `${customer()}&outcome=completed&limit=1000` }), 1],
  [
    'a customer, from the middle',
    userExport,
    () => ({ key: owner.key, query: `?scope=customer&outcome=completed&limit=1000&cursor=${ROWS / 2}` }),
    1,
  ],
  // Of eight keys that call in turn: PostgreSQL reads all of theirs in order rather than jump to those of one.
  ['a key', userExport, () => ({ key: rotated.key, query: '?outcome=completed&limit=1000' }), KEYS_IN_LINE * 8],
])('an export of the completed calls of %s looks at few others', async (name, routes, call, keys) => {
  const { response, plans } = await ask(`completed calls of ${name}`, routes, call())
  expect(response.headers.get('x-kaixu-row-count')).toBe('1000')
  const reading = plans.map(({ nodes }) => touching(nodes, BIG)).filter((nodes) => nodes.length > 0)
  expect(reading).toHaveLength(1 + 1_000 / PAGE)
  for (const [nth, nodes] of reading.entries()) {
    // A call of two hundred did not complete.
    const most = (nth === 0 ? 1_000 : PAGE) * keys * 1.05
    for (const node of nodes) {
      expect(node['Node Type']).not.toMatch(/Seq Scan|Bitmap/)
      expect(rowsRead(node)).toBeLessThanOrEqual(most)
    }
  }
})

test('a part of the completed calls as large as the gateway gives is counted and read in one go', async () => {
  const { response, ms } = await ask('40,000 completed calls', adminExport, {
    headers: admin,
    query: `${customer()}&outcome=completed`,
  })
  expect(response.headers.get('x-kaixu-row-count')).toBe('40000')
  expect(ms).toBeLessThan(8_000)
})

/** The figures that a process has of its memory, in MB: now, and the most there ever was. */
const memoryOf = async (pid: number): Promise<{ now: number; peak: number }> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') }
}

/** The lines of a body as they come, none of them kept. */
async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (body === null) return
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') throw new Error('the last line does not end')
}

/** The dedicated gateway on these books, and how to end it. */
const serve = async (environment: Record<string, string>) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kaixu-million-'))
  const served = await serveGateway({ DATABASE_URL: gateway.databaseUrl, ...environment }, dataDirectory)
  const { pid } = served.process
  if (pid === undefined) throw new Error('the gateway has no process')
  return {
    pid,
    exportAll: () => fetch(`${served.function('admin-export')}${customer()}`, { headers: admin }),
    [Symbol.asyncDispose]: async () => {
      await served.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}

/** The export alone in a process, as Netlify has it, and how to end it. */
const serveAlone = async () => {
  const script = join(import.meta.dirname, '../support/one-function.ts')
  const process_ = spawn(process.execPath, [...SMALL_HEAP, script, 'admin-export'], {
    env: { PATH: process.env['PATH'], ...SECRETS, DATABASE_URL: gateway.databaseUrl, EXPORT_MAX_ROWS: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { value: url } = await createInterface({ input: process_.stdout })[Symbol.asyncIterator]().next()
  const { pid } = process_
  if (pid === undefined) throw new Error('the function has no process')
  return {
    pid,
    exportAll: () => fetch(`${String(url)}/.netlify/functions/admin-export${customer()}`, { headers: admin }),
    [Symbol.asyncDispose]: async () => {
      process_.kill('SIGTERM')
      await once(process_, 'exit')
    },
  }
}

// What Node lets lie about as garbage depends on what the machine has to spare (hundreds of MB here), and says nothing about what
// the export needs. With these bounds, what it held on to would end the process.
const SMALL_HEAP = ['--max-old-space-size=48', '--max-semi-space-size=1']

test('200: the whole month is one file, exact to the last pico-dollar, from a process that stays small', async () => {
  await using served = await serveAlone()
  const idle = await memoryOf(served.pid)
  const started = performance.now()
  const response = await served.exportAll()
  expect(response.headers.get('x-kaixu-row-count')).toBe(String(ROWS))
  expect(response.headers.get('link')).toBeNull()

  const lines = linesOf(response.body)
  const header = String((await lines.next()).value).split(',')
  const [costColumn, requestColumn] = [header.indexOf('cost_usd'), header.indexOf('request_id')]
  let [rows, spentPico] = [0, 0n]
  for await (const line of lines) {
    rows += 1
    const cells = line.split(',')
    spentPico += usdToPico(cells[costColumn] ?? '') ?? 0n
    if (cells[requestColumn] !== `request-${rows}`) throw new Error(`row ${rows} is ${line}`)
  }
  const seconds = (performance.now() - started) / 1000
  const { peak } = await memoryOf(served.pid)
  console.info(
    `export: ${rows} rows in ${seconds.toFixed(1)} s; ${idle.now.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`,
  )

  expect(rows).toBe(ROWS)
  const books = await session.query('select spent_pico from monthly_usage where customer_id = $1', [owner.customerId])
  expect(books).toEqual([{ spent_pico: String(spentPico) }])
  expect(peak).toBeLessThanOrEqual(150)
}, 240_000)

test('200: a client that hangs up is served no further', async () => {
  await using served = await serve({})
  const response = await served.exportAll()
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await sleep(500)
  const used = await processorMs(served.pid)
  await sleep(1_000)
  expect((await processorMs(served.pid)) - used).toBeLessThan(200)
}, 60_000)

test('200: a database that goes away breaks the transfer off; nothing that looks whole is left', async () => {
  await using proxy = await createTcpProxy(gateway.databaseUrl)
  await using served = await serve({ DATABASE_URL: proxy.through(gateway.databaseUrl) })
  const response = await served.exportAll()
  expect(response.status).toBe(200)
  const lines = linesOf(response.body)
  await lines.next()
  proxy.cut()
  await expect(
    (async () => {
      for await (const line of lines) expect(line).not.toBe('')
    })(),
  ).rejects.toThrow('terminated')
}, 60_000)
