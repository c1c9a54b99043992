import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../netlify/functions/user-events.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { aTime, textLike } from '../support/matching.ts'
import { read, settledCall, sibling, thisMonth, today } from '../support/reports.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Row = Record<string, unknown>
type Report = {
  summary_by_provider: Row[]
  summary_by_day: Row[]
  by_day_model: Row[]
  events: Row[]
  next_cursor: string | null
}
const eventsOf = (key: string, query = '') => read<Report>(gateway, routes, key, query)

const everyPage = async (key: string, query: string): Promise<Row[]> => {
  const rows: Row[] = []
  for (let cursor = ''; ;) {
    const page = await eventsOf(key, `${query}${cursor}`)
    rows.push(...page.events)
    if (page.next_cursor === null) return rows
    cursor = `&cursor=${page.next_cursor}`
  }
}

describe('GET', () => {
  test('200: every field of the contract', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, {
      admission: { installId: 'laptop', appId: 'app' },
      settlement: { cachedTokens: 3, reasoningTokens: 4 },
    })
    const sums = {
      calls: 1,
      estimated: 0,
      unfinished: 0,
      cost_cents: 0.00000007,
      cost_usd: '0.0000000007',
      input_tokens: 10,
      cached_tokens: 3,
      cache_write_tokens: 0,
      output_tokens: 20,
      reasoning_tokens: 4,
    }
    expect(await eventsOf(account.key)).toEqual({
      month: thisMonth(),
      scope: 'key',
      key: { id: account.keyId, label: 'subkey', key_last4: account.key.slice(-4) },
      summary_by_provider: [{ provider: 'openai', ...sums }],
      summary_by_day: [{ day: today(), ...sums }],
      by_day_model: [
        {
          day: today(),
          provider: 'openai',
          model: 'gpt-4o-mini',
          calls: 1,
          cost_cents: 0.00000007,
          cost_usd: '0.0000000007',
        },
      ],
      events: [
        {
          id: textLike(/^\d+$/),
          api_key_id: account.keyId,
          request_id: 'test',
          surface: 'chat',
          provider: 'openai',
          model: 'gpt-4o-mini',
          input_tokens: 10,
          cached_tokens: 3,
          cache_write_tokens: 0,
          output_tokens: 20,
          reasoning_tokens: 4,
          cost_cents: 0.00000007,
          cost_usd: '0.0000000007',
          estimated: false,
          outcome: 'completed',
          install_id: 'laptop',
          app_id: 'app',
          duration_ms: 5,
          first_token_ms: 1,
          charge_lines: null,
          created_at: aTime,
        },
      ],
      next_cursor: null,
    })
  })

  test('200: a key without a call has an empty list, and sums of nothing', async () => {
    const { key } = await gateway.account()
    expect(await eventsOf(key)).toMatchObject({
      summary_by_provider: [],
      summary_by_day: [],
      by_day_model: [],
      events: [],
      next_cursor: null,
    })
  })

  test('200: pages meet without a gap or a repetition, also while calls go on', async () => {
    const account = await gateway.account()
    const next = await sibling(gateway, account, { rotatedFrom: account.keyId })
    for (let n = 0; n < 7; n++) await settledCall(gateway, n % 2 === 0 ? account : next)
    const whole = (await eventsOf(next.key)).events.map(({ id }) => id)
    expect(whole).toEqual(whole.toSorted((one, other) => Number(other) - Number(one)))
    expect(whole).toHaveLength(7)
    for (const limit of [1, 2, 3, 6, 7, 8]) {
      const paged = await everyPage(account.key, `?limit=${limit}`)
      expect(paged.map(({ id }) => id)).toEqual(whole)
    }
    const first = await eventsOf(account.key, '?limit=3')
    await settledCall(gateway, account)
    const second = await eventsOf(account.key, `?limit=3&cursor=${first.next_cursor ?? ''}`)
    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual(whole.slice(0, 6))
  })

  test('200: a filter narrows the list and the sums alike', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account, { admission: { provider: 'openai', model: 'gpt-4o' } })
    await settledCall(gateway, account, { admission: { provider: 'openai', model: 'gpt-4o-mini' } })
    await settledCall(gateway, account, { admission: { provider: 'gemini', model: 'gemini-2.5-flash' } })
    const cases: [string, number][] = [
      ['', 3],
      ['?provider=OpenAI', 2],
      ['?model=gpt-4o', 1],
      ['?provider=gemini&model=gpt-4o', 0],
      [`?api_key_id=${account.keyId}&provider=gemini`, 1],
    ]
    for (const [query, calls] of cases) {
      const report = await eventsOf(account.key, query)
      expect(report.events).toHaveLength(calls)
      const total = (rows: Row[]) => rows.reduce((sum, row) => sum + Number(row['calls']), 0)
      const sums = [report.summary_by_provider, report.summary_by_day, report.by_day_model]
      expect(sums.map(total)).toEqual([calls, calls, calls])
    }
  })

  test('200: by day the five dearest models of the month, dearest first, and all others together', async () => {
    const account = await gateway.account()
    // The dearest of them comes last; two are of the same name.
    const used: [string, string, bigint][] = [
      ['openai', 'a', 3n],
      ['openai', 'b', 1n],
      ['gemini', 'a', 4n],
      ['openai', 'c', 2n],
      ['openai', 'd', 5n],
      ['openai', 'e', 6n],
      ['openai', 'f', 7n],
    ]
    for (const [provider, model, costPico] of used) {
      await settledCall(gateway, account, { admission: { provider, model }, settlement: { costPico } })
    }
    const { by_day_model: rows } = await eventsOf(account.key)
    expect(rows.map(({ provider, model, calls }) => [provider, model, calls])).toEqual([
      ['openai', 'f', 1],
      ['openai', 'e', 1],
      ['openai', 'd', 1],
      ['gemini', 'a', 1],
      ['openai', 'a', 1],
      [null, null, 2],
    ])
    expect(rows.at(-1)).toMatchObject({ day: today(), cost_usd: '0.000000000003' })
  })

  test('200: another month has its own events', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    expect((await eventsOf(account.key, '?month=2025-12')).events).toEqual([])
  })

  test('200: more than the largest page is the largest page', async () => {
    const { key } = await gateway.account()
    expect((await gateway.call(routes, { method: 'GET', key, query: '?limit=99999' })).status).toBe(200)
  })
})

describe('scope', () => {
  let boss: Account, worker: Account, stranger: Account
  beforeAll(async () => {
    boss = await gateway.account({ key: { role: 'owner' } })
    worker = await sibling(gateway, boss)
    stranger = await gateway.account({ key: { role: 'owner' } })
    for (const account of [boss, worker, worker, stranger]) await settledCall(gateway, account)
  })

  test('200: a key sees its own calls, not those of the keys beside it', async () => {
    const report = await eventsOf(worker.key)
    expect(report.events.map(({ api_key_id }) => api_key_id)).toEqual([worker.keyId, worker.keyId])
    expect(report.summary_by_provider).toMatchObject([{ calls: 2 }])
    expect((await eventsOf(boss.key)).events).toHaveLength(1)
  })

  test('200: an owner sees them all, or those of one key', async () => {
    const report = await eventsOf(boss.key, '?scope=customer')
    expect(report.events.map(({ api_key_id }) => api_key_id)).toEqual([worker.keyId, worker.keyId, boss.keyId])
    expect(report.summary_by_day).toMatchObject([{ calls: 3, cost_usd: '0.0000000021' }])
    const one = await eventsOf(boss.key, `?scope=customer&api_key_id=${worker.keyId}`)
    expect([one.events.length, one.summary_by_day[0]?.['calls']]).toEqual([2, 2])
  })

  test('403: a deployer asks for them all', async () => {
    const response = await gateway.call(routes, { method: 'GET', key: worker.key, query: '?scope=customer' })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'FORBIDDEN' })
  })

  test("404: another tenant's key, a key that nobody has, and a deployer's look at its sibling", async () => {
    const asked: [Account, string][] = [
      [boss, `?scope=customer&api_key_id=${stranger.keyId}`],
      [boss, '?scope=customer&api_key_id=999999'],
      [boss, `?api_key_id=${worker.keyId}`],
      [worker, `?api_key_id=${boss.keyId}`],
      [worker, `?api_key_id=${stranger.keyId}`],
    ]
    for (const [{ key }, query] of asked) {
      const response = await gateway.call(routes, { method: 'GET', key, query })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  test('200: exactly one call by its id, of the month and of what the key may see', async () => {
    const ids = async (key: string, query = '') => (await eventsOf(key, query)).events.map(({ id }) => String(id))
    const [newest, older] = await ids(worker.key)
    const [own, foreign] = [await ids(boss.key), await ids(stranger.key)]
    const found = (key: string, id: string | undefined, narrowed = '') => ids(key, `?event_id=${id ?? ''}${narrowed}`)
    expect(await found(worker.key, older)).toEqual([older])
    expect(await found(boss.key, newest, '&scope=customer&limit=1')).toEqual([newest])
    expect(await found(worker.key, older, '&month=2025-12')).toEqual([])
    expect(await found(worker.key, own[0])).toEqual([])
    expect(await found(boss.key, newest)).toEqual([])
    expect(await found(boss.key, foreign[0], '&scope=customer')).toEqual([])
    expect((await eventsOf(worker.key, `?event_id=${older ?? ''}`)).summary_by_day).toMatchObject([{ calls: 2 }])
  })

  test("200: a cursor taken from another tenant's list shows nothing of it", async () => {
    const [foreign] = (await eventsOf(stranger.key)).events
    const report = await eventsOf(boss.key, `?scope=customer&cursor=${String(foreign?.['id'])}`)
    expect(new Set(report.events.map(({ api_key_id }) => api_key_id))).toEqual(new Set([boss.keyId, worker.keyId]))
  })
})

test.each([
  'month=2026-00',
  'limit=0',
  'limit=-1',
  'limit=1.5',
  'limit=x',
  'cursor=x',
  'cursor=-1',
  'api_key_id=x',
  'event_id=x',
  'model=',
])('400: ?%s', async (query) => {
  const { key } = await gateway.account()
  const response = await gateway.call(routes, { method: 'GET', key, query: `?${query}` })
  expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: query.split('=')[0] })
})
