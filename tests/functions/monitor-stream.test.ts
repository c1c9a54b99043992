import { setTimeout as sleep } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { readEvents, writeEvents, type NewEventRow } from '../../netlify/functions/_lib/db/monitor-events.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { routes as stream } from '../../netlify/functions/admin-monitor-stream.ts'
import { bearer } from '../support/credentials.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { createTcpProxy } from '../support/tcp-proxy.ts'

let gateway: TestGateway
let headers: Record<string, string>
const work = new Set<Promise<unknown>>()

beforeAll(async () => {
  headers = bearer(await signAdminToken(SECRETS.JWT_SECRET))
})
beforeEach(async () => {
  gateway = await createTestGateway()
})
afterEach(async () => {
  await Promise.allSettled(work)
  await gateway[Symbol.asyncDispose]()
})
afterAll(() => expect(work.size).toBe(0))

const event = (name: string, change: Partial<NewEventRow> = {}): NewEventRow => ({
  created_at: new Date().toISOString(),
  level: 'warn',
  kind: 'slow',
  request_id: name,
  ...change,
})
const write = (...names: string[]) =>
  writeEvents(
    gateway.deps.db,
    names.map((name) => event(name)),
  )

type Frame = { event: string; id: string | undefined; data: Record<string, unknown> }

/** A client of the stream: reads frames as they come, and can hang up. */
type Client = AsyncDisposable & {
  frames: Frame[]
  hello(): Frame | undefined
  names(): string[]
  lastId(): string | undefined
  ended: Promise<void>
}

const connect = async (query = '', more: Record<string, string> = {}, deps: Deps = gateway.deps): Promise<Client> => {
  const request = new Request(`http://gateway.test/.netlify/functions/admin-monitor-stream${query}`, {
    headers: { ...headers, ...more },
  })
  const response = await dispatch(stream, request, deps, (promise) => {
    const kept = promise.finally(() => work.delete(kept))
    work.add(kept)
  })
  expect(response.status, response.status === 200 ? '' : await response.clone().text()).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const frames: Frame[] = []
  const parser = createParser({
    onEvent: ({ event: name = '', id, data }) =>
      frames.push({ event: name, id, data: JSON.parse(data) as Frame['data'] }), // Ours.
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const read = async () => {
    for (;;) {
      const next = await reader?.read()
      if (next === undefined || next.done) return
      parser.feed(next.value)
    }
  }
  const ended = read()
  const events = () => frames.filter((frame) => frame.event === 'event')
  return {
    frames,
    hello: () => frames.find((frame) => frame.event === 'hello'),
    names: () => events().map((frame) => String(frame.data['request_id'])),
    lastId: () => events().at(-1)?.id,
    ended,
    [Symbol.asyncDispose]: async () => {
      await reader?.cancel()
      await ended
    },
  }
}

const until = async (isSo: () => boolean, ms = 8_000): Promise<void> => {
  for (const end = Date.now() + ms; !isSo() && Date.now() < end;) await sleep(20)
  expect(isSo()).toBe(true)
}

describe('200: the stream', () => {
  test('says hello, and shows what happens from then on with its id', async () => {
    await write('before')
    await using client = await connect()
    await until(() => client.hello() !== undefined)
    expect(client.hello()?.data).toEqual({
      ok: true,
      after_id: '1',
      now: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    })
    await write('one', 'two')
    await until(() => client.names().length === 2)
    expect(client.names()).toEqual(['one', 'two'])
    expect(client.frames.at(-1)).toMatchObject({ id: '3', data: { id: '3', level: 'warn', kind: 'slow', extra: {} } })
  })

  test('names the customer and the key of what happens', async () => {
    const { customerId, keyId } = await gateway.account({
      customer: { email: 'named@stream.example' },
      key: { label: 'ci' },
    })
    await using client = await connect()
    await until(() => client.hello() !== undefined)
    await writeEvents(gateway.deps.db, [event('one', { customer_id: customerId, api_key_id: keyId })])
    await until(() => client.names().length === 1)
    expect(client.frames.at(-1)?.data).toMatchObject({ customer_email: 'named@stream.example', key_label: 'ci' })
  })

  test.each([
    ['?after_id=1', {}],
    ['', { 'last-event-id': '1' }],
    // A client that comes back by itself asks the same address again.
    ['?after_id=0', { 'last-event-id': '1' }],
  ])('goes on from where the client was: %s %j', async (query, more) => {
    await write('one', 'two', 'three')
    await using client = await connect(query, more)
    await until(() => client.names().length === 2)
    await write('four')
    await until(() => client.names().length === 3)
    expect(client.names()).toEqual(['two', 'three', 'four'])
  })

  test('narrows what is past and what is new in the same way', async () => {
    const rows = (prefix: string) => [
      event(`${prefix}-1`, {
        level: 'error',
        kind: 'upstream_error',
        function_name: 'f',
        app_id: 'a',
        error_code: 'UPSTREAM_BUSY',
        customer_id: '7',
      }),
      event(`${prefix}-2`, { kind: 'audit' }),
    ]
    const first = ['level=error', 'kind=error', 'fn=f', 'app=a', 'customer_id=7', 'error_code=UPSTREAM_BUSY']
    const queries = [...first, 'kind=audit', 'request_id=new-2']
    const clients = await Promise.all(
      [...queries, 'q=old', 'since=2999-01-01'].map((query) => connect(`?after_id=0&${query}`)),
    )
    await writeEvents(gateway.deps.db, rows('old'))
    await sleep(1_500)
    const late = await Promise.all(queries.map((query) => connect(`?after_id=0&${query}`)))
    await writeEvents(gateway.deps.db, rows('new'))
    await until(() => clients[0]?.names().length === 2 && late[0]?.names().length === 2)
    expect(clients.map((client) => client.names())).toEqual([
      ...first.map(() => ['old-1', 'new-1']),
      ['old-2', 'new-2'],
      ['new-2'],
      ['old-1', 'old-2'],
      [],
    ])
    expect(late.map((client) => client.names())).toEqual(
      clients.slice(0, queries.length).map((client) => client.names()),
    )
    for (const client of [...clients, ...late]) await client[Symbol.asyncDispose]()
  })

  test('leaves nothing out that happens while a client is still being shown what is past', async () => {
    await write('past')
    let pages = 0
    const db: Deps['db'] = {
      ...gateway.deps.db,
      query: async (text, values) => {
        const rows = await gateway.deps.db.query(text, values)
        // A page of the past, which takes so long that the hub asks meanwhile.
        if (text.includes('id <=') && pages++ < 2) await sleep(1_300)
        return rows
      },
    }
    await using client = await connect('?after_id=0', {}, { ...gateway.deps, db })
    await sleep(100)
    await write('one')
    await sleep(1_300)
    await write('two')
    await until(() => client.names().length === 3)
    expect(client.names()).toEqual(['past', 'one', 'two'])
    expect(pages).toBeGreaterThanOrEqual(2)
  })

  test('ends by itself: at once with seconds=0, and before the platform would', async () => {
    await write('one', 'two')
    const past = await connect('?seconds=0&after_id=0')
    await past.ended
    expect(past.names()).toEqual(['one', 'two'])
    const startedAt = Date.now()
    const settings = { ...gateway.deps.settings, softDeadlineMs: 5_000 }
    await (
      await connect('', {}, { ...gateway.deps, settings })
    ).ended
    expect(Date.now() - startedAt).toBeLessThan(4_000)
    await (
      await connect('?seconds=1')
    ).ended
  })

  test('ends when the process is about to', async () => {
    const shutdown = new AbortController()
    const client = await connect('', {}, { ...gateway.deps, shutdown: shutdown.signal })
    await until(() => client.hello() !== undefined)
    shutdown.abort()
    await client.ended
  })
})

describe('a client that does not read', () => {
  /** A stream that nobody reads yet, and what keeps the process for it. */
  const open = async (query: string) => {
    const kept: Promise<unknown>[] = []
    const request = new Request(`http://gateway.test/${query}`, { headers })
    const response = await dispatch(stream, request, gateway.deps, (promise) => void kept.push(promise))
    return { response, ended: Promise.all(kept) }
  }
  const writeMany = async (count: number): Promise<void> => {
    for (let nth = 0; nth < count; nth += 500) {
      await write(...Array.from({ length: Math.min(500, count - nth) }, (_, at) => `n-${nth + at}`))
    }
  }

  test('is sent what is past no faster than it takes it', async () => {
    await writeMany(4_000)
    let pages = 0
    const db = gateway.deps.db
    Object.assign(gateway.deps, {
      db: {
        ...db,
        query: (text: string, values: never[]) => {
          if (text.includes('id <=')) pages += 1
          return db.query(text, values)
        },
      },
    })
    const { response, ended } = await open('?after_id=0&seconds=0')
    await sleep(700)
    // Of eight; the rest when there is room.
    expect(pages).toBeLessThanOrEqual(3)
    const text = await response.text()
    expect(text.match(/^event: event$/gm)).toHaveLength(4_000)
    await ended
  })

  test('is let go when too much has happened without it', async () => {
    const { response, ended } = await open('')
    await writeMany(6_500)
    await ended
    const text = await response.text()
    const shown = text.match(/^event: event$/gm)?.length
    expect(shown).toBeGreaterThanOrEqual(5_000)
    expect(shown).toBeLessThan(6_500)
  })
})

describe('the database', () => {
  test('is asked once a second for fifty who look on, and not at all when they have gone', async () => {
    const clients = await Promise.all(Array.from({ length: 50 }, () => connect()))
    await until(() => clients.every((client) => client.hello() !== undefined))
    const before = gateway.roundTrips()
    await sleep(4_200)
    const asked = gateway.roundTrips() - before
    expect(asked).toBeGreaterThanOrEqual(2)
    expect(asked).toBeLessThanOrEqual(5)
    await write('seen by all')
    await until(() => clients.every((client) => client.names().length === 1))
    for (const client of clients) await client[Symbol.asyncDispose]()
    await Promise.allSettled(work)
    await sleep(1_500)
    const after = gateway.roundTrips()
    await sleep(2_200)
    expect(gateway.roundTrips()).toBe(after)
  })

  test('out of reach: viewers are warned, and see what they missed when it is back', async () => {
    const proxy = await createTcpProxy(gateway.databaseUrl)
    const db = connectPostgres({ connectionString: proxy.through(gateway.databaseUrl) })
    const client = await connect('', {}, { ...gateway.deps, db })
    await until(() => client.hello() !== undefined)
    proxy.cut()
    await until(() => client.frames.some((frame) => frame.event === 'warn'))
    expect(client.frames.find((frame) => frame.event === 'warn')?.data).toEqual({
      error: 'The gateway cannot reach its database',
    })
    await write('meanwhile')
    proxy.restore()
    await until(() => client.names().length === 1)
    await client[Symbol.asyncDispose]()
    await db.close()
    await proxy[Symbol.asyncDispose]()
  })
})

test('503: a stream that cannot begin says so', async () => {
  const db = connectPostgres({ connectionString: 'postgres://127.0.0.1:1/none' })
  const request = new Request('http://gateway.test/', { headers })
  const response = await dispatch(stream, request, { ...gateway.deps, db }, () => undefined)
  expect(response.status).toBe(503)
  await db.close()
})

test.each(['x', '-1', '1'.repeat(19)])('400: Last-Event-ID %s', async (id) => {
  const response = await gateway.call(stream, { method: 'GET', headers: { ...headers, 'last-event-id': id } })
  expect(response.status).toBe(400)
})

describe('events that are written at the same time', () => {
  const withoutLock = async (): Promise<void> => {
    const [row] = (await gateway.books.query(
      `select pg_get_functiondef('write_gateway_events'::regproc) as text`,
      [],
    )) as { text: string }[]
    const twin = row?.text.replace(/perform pg_advisory_xact_lock\(\d+\);/, '') ?? ''
    expect(twin).not.toBe(row?.text)
    await gateway.books.query(twin, [])
  }
  /** Two transactions: the one that writes first commits last. What a reader who looks in between sees, and after that. */
  const interleave = async (): Promise<string[]> => {
    const slow = new pg.Client({ connectionString: gateway.databaseUrl })
    await slow.connect()
    const seen: string[] = []
    let after = '0'
    const look = async () => {
      const rows = await readEvents(gateway.books, { filter: {}, after, limit: 100 })
      seen.push(...rows.map((row) => row.request_id ?? ''))
      after = rows.at(-1)?.id ?? after
    }
    await slow.query('begin')
    await slow.query('select write_gateway_events($1::jsonb)', [JSON.stringify([event('first')])])
    const quick = write('second')
    await Promise.race([quick, sleep(300)])
    await look()
    await slow.query('commit')
    await quick
    await look()
    await slow.end()
    return seen
  }

  test('are seen in the order of their ids, so that nobody reads past one', async () => {
    expect(await interleave()).toEqual(['first', 'second'])
  })

  test('would be missed if two could be at it at once', async () => {
    await withoutLock()
    expect(await interleave()).toEqual(['second'])
  })

  const NAMES = Array.from({ length: 4 }, (_, writer) => Array.from({ length: 150 }, (__, nth) => `${writer}-${nth}`))

  test('reach a client that is cut off again and again once each, in the order of their ids', async () => {
    const writers = NAMES.map(() => connectPostgres({ connectionString: gateway.databaseUrl, maxConnections: 1 }))
    const seen: Frame[] = []
    let isDone = false
    const look = async () => {
      let last = '0'
      for (let cut = 0; cut < 200; cut += 1) {
        await using client = await connect('', { 'last-event-id': last })
        // Now in the past, now between two polls, now in the middle of one.
        await sleep(50 + ((cut * 137) % 900))
        const isLast = isDone && seen.length + client.names().length >= 600
        seen.push(...client.frames.filter((frame) => frame.event === 'event'))
        last = client.lastId() ?? last
        if (isLast) return
      }
    }
    const looking = look()
    await Promise.all(
      NAMES.map(async (names, writer) => {
        for (const name of names) {
          await writeEvents(writers[writer] ?? gateway.deps.db, [event(name)])
          await sleep(Math.random() * 30)
        }
      }),
    )
    isDone = true
    await looking
    const names = seen.map((frame) => String(frame.data['request_id']))
    expect(names.toSorted()).toEqual(NAMES.flat().toSorted())
    const ids = seen.map((frame) => Number(frame.id))
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
    await Promise.all(writers.map((writer) => writer.close()))
  })
})
