import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createUpstashLimiter } from '../../netlify/functions/_lib/integrations/upstash.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { redisIsInstalled, startRedis, type TestRedis } from '../support/redis.ts'
import { startUpstashBridge, type UpstashBridge } from '../support/upstash-bridge.ts'

const installed = redisIsInstalled()
if (!installed) console.warn('redis-server is not installed: the tests of the Upstash limiter are skipped')

const BODY = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'hi' }], max_tokens: 20 }

describe.skipIf(!installed)('with UPSTASH_REDIS_REST_URL and _TOKEN', () => {
  let redis: TestRedis
  let bridge: UpstashBridge
  let gateway: TestGateway
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)

  beforeAll(async () => {
    process.on('unhandledRejection', note)
    redis = await startRedis()
    bridge = await startUpstashBridge(redis.port)
    gateway = await createTestGateway(upstash())
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await bridge[Symbol.asyncDispose]()
    await redis[Symbol.asyncDispose]()
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
  })
  beforeEach(async () => {
    bridge.behave('work')
    await bridge.redis('FLUSHALL')
    await earlyInTheMinute(8)
  })

  /** Patient, because the machine that runs the tests may be busy. */
  const upstash = (timeoutMs = 5_000) => ({
    UPSTASH_REDIS_REST_URL: bridge.url,
    UPSTASH_REDIS_REST_TOKEN: bridge.token,
    UPSTASH_TIMEOUT_MS: String(timeoutMs),
  })

  const call = (account: Account, from = gateway, headers: Record<string, string> = {}) =>
    from.call(chat, { key: account.key, body: BODY, headers })

  const burst = async (account: Account, calls: number, from = gateway) => {
    const responses = await Promise.all(
      Array.from({ length: calls }, (_, index) => call(account, from, { 'x-kaixu-install-id': `device-${index}` })),
    )
    return {
      responses,
      admitted: responses.filter(({ status }) => status === 200).length,
      refused: responses.filter(({ status }) => status === 429),
    }
  }

  const countedInPostgres = async (account: Account, from = gateway): Promise<unknown> =>
    from.books.query(
      'select window_kind as kind, count from rate_limit_windows where api_key_id = $1 order by window_kind desc',
      [account.keyId],
    )

  const left = async ({ customerId, keyId }: Account, from = gateway): Promise<unknown> =>
    (
      await from.books.query(
        `select (select held_pico from monthly_usage where customer_id = $1) as held,
                (select held_pico from monthly_key_usage where api_key_id = $2) as key_held,
                (select count(*)::int from holds where api_key_id = $2 and state = 'held') as open,
                (select count(*)::int from holds where api_key_id = $2 and state = 'released' and outcome = 'RATE_LIMITED') as withdrawn,
                (select count(*)::int from key_devices where api_key_id = $2) as devices,
                (select count(*)::int from usage_events where api_key_id = $2) as events,
                (select count(*)::int from ledger_entries where api_key_id = $2) as entries`,
        [customerId, keyId],
      )
    )[0]

  test('429: of 200 calls at once exactly 20 pass a limit of 20, and the others leave nothing', async () => {
    const account = await gateway.account({ key: { rpm_limit: 20, max_devices: 1_000 } })
    const { responses, admitted, refused } = await burst(account, 200)
    expect([admitted, refused.length, responses.length]).toEqual([20, 180, 200])
    expect(await left(account)).toEqual({
      held: '0',
      key_held: '0',
      open: 0,
      withdrawn: 180,
      devices: 20,
      events: 20,
      entries: 20,
    })
    expect(await countedInPostgres(account)).toEqual([])
    expect(await gateway.discrepancies()).toEqual([])
    expect(await bridge.redis('KEYS', '*')).toEqual([
      expect.stringMatching(`^kaixu:rl:c${account.customerId}:k${account.keyId}:`),
    ])
  })

  test('429: says the limit, what remains and when to come back', async () => {
    const account = await gateway.account({ key: { rpm_limit: 1 } })
    expect((await call(account)).status).toBe(200)
    const refusal = await call(account)
    expect(refusal.status).toBe(429)
    const body: unknown = await refusal.json()
    expect(body).toMatchObject({
      code: 'RATE_LIMITED',
      ratelimit: { limit: 1, remaining: 0, reset: new Date(Math.ceil(Date.now() / 60_000) * 60_000).toISOString() },
    })
    const seconds = Number(refusal.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(60)
    expect(refusal.headers.get('ratelimit-limit')).toBe('1')
    expect(refusal.headers.get('ratelimit-remaining')).toBe('0')
    expect(refusal.headers.get('ratelimit-reset')).toBe(String(seconds))
  })

  test('429: the limit per day is counted too', async () => {
    const account = await gateway.account({ key: { rpm_limit: 100, rpd_limit: 7, max_devices: 100 } })
    const { admitted, refused } = await burst(account, 30)
    expect([admitted, refused.length]).toEqual([7, 23])
    expect(await refused[0]?.json()).toMatchObject({ ratelimit: { limit: 7, remaining: 0 } })
    expect(await countedInPostgres(account)).toEqual([])
  })

  test('429: a limit per day alone', async () => {
    const account = await gateway.account({ key: { rpm_limit: -1, rpd_limit: 3, max_devices: 100 } })
    expect((await burst(account, 9)).admitted).toBe(3)
  })

  test('a call that the minute refuses does not use up the day', async () => {
    const account = await gateway.account({ key: { rpm_limit: 2, rpd_limit: 5, max_devices: 100 } })
    expect((await burst(account, 10)).admitted).toBe(2)
    const dayKeys = await bridge.redis('KEYS', 'kaixu:rl:day:*')
    expect(dayKeys).toHaveLength(1)
    expect(await bridge.redis('GET', String(Array.isArray(dayKeys) ? dayKeys[0] : ''))).toBe('2')
  })

  test('a key without limits is not counted', async () => {
    const account = await gateway.account({ key: { rpm_limit: -1 } })
    const before = bridge.requests()
    expect((await call(account)).status).toBe(200)
    expect(bridge.requests()).toBe(before)
  })

  test('a limit that was raised holds from the next call', async () => {
    const account = await gateway.account({ key: { rpm_limit: 1 } })
    await call(account)
    expect((await call(account)).status).toBe(429)
    await gateway.books.query('update api_keys set rpm_limit = 2 where id = $1', [account.keyId])
    expect((await call(account)).status).toBe(200)
    expect((await call(account)).status).toBe(429)
  })

  test('a limit is that of all processes together', async () => {
    const limiters = Array.from({ length: 4 }, () => createUpstashLimiter({ ...bridge, timeoutMs: 5_000 }))
    const verdicts = await Promise.all(
      Array.from({ length: 10 }, () =>
        limiters.map((each) => each.count('shared', { perMinute: 10, perDay: null })),
      ).flat(),
    )
    expect(verdicts.filter((verdict) => typeof verdict === 'object' && verdict.allowed)).toHaveLength(10)
  })

  describe.each<[string, (bridge: UpstashBridge) => unknown]>([
    ['hangs', () => bridge.behave('hang')],
    ['refuses connections', () => bridge.close()],
    ['hangs up', () => bridge.behave('cut')],
    ['answers 500', () => bridge.behave('error')],
    ['answers no JSON', () => bridge.behave({ body: '<html>' })],
    ['answers an empty list', () => bridge.behave({ body: '[]' })],
    ['answers with nulls', () => bridge.behave({ body: nonsense([null, null]) })],
    ['answers with words', () => bridge.behave({ body: nonsense('OK') })],
    ['answers with another limit', () => bridge.behave({ body: nonsense([5, 1_000_000]) })],
  ])('Redis %s', (_, fail) => {
    const TIMEOUT_MS = 400

    test('429: calls are counted in PostgreSQL, Redis is left alone for a while and then used again', async () => {
      await using own = await createTestGateway(upstash(TIMEOUT_MS))
      onTestFinished(() => bridge.open())
      const account = await own.account({ key: { rpm_limit: 5, rpd_limit: 50, max_devices: 100 } })
      const other = await own.account({ key: { rpm_limit: 100 } })
      // The process is warm: what is measured is the waiting for Redis.
      expect((await call(other, own)).status).toBe(200)

      await fail(bridge)
      const asked = bridge.requests()
      const startedAt = performance.now()
      expect((await call(account, own, { 'x-kaixu-install-id': 'device-0' })).status).toBe(200)
      expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 400)
      expect(await countedInPostgres(account, own)).toEqual([
        { kind: 'minute', count: 1 },
        { kind: 'day', count: 1 },
      ])
      const askedOnce = bridge.requests()
      expect(askedOnce - asked).toBeLessThanOrEqual(1)

      const { admitted, refused } = await burst(account, 20, own)
      expect([admitted, refused.length]).toEqual([4, 16])
      expect(bridge.requests()).toBe(askedOnce)
      expect(await left(account, own)).toMatchObject({ held: '0', open: 0, events: 5 })

      await bridge.open()
      bridge.behave('work')
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 })
      onTestFinished(() => void vi.useRealTimers())
      const fresh = await own.account({ key: { rpm_limit: 2 } })
      expect([
        (await call(fresh, own)).status,
        (await call(fresh, own)).status,
        (await call(fresh, own)).status,
      ]).toEqual([200, 200, 429])
      expect(await countedInPostgres(fresh, own)).toEqual([])
      expect(await own.discrepancies()).toEqual([])
    })

    test('429: calls that are under way when it happens are still limited', async () => {
      await using own = await createTestGateway(upstash(TIMEOUT_MS))
      onTestFinished(() => bridge.open())
      const account = await own.account({ key: { rpm_limit: 5, max_devices: 100 } })
      await fail(bridge)
      const { admitted, refused } = await burst(account, 30, own)
      expect([admitted, refused.length]).toEqual([5, 25])
      expect(await left(account, own)).toMatchObject({ held: '0', open: 0, devices: 5, events: 5 })
    })
  })

  test('a Redis that hangs is given up with its connection, and is trusted again after 30 seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const limiter = createUpstashLimiter({ ...bridge, timeoutMs: 50 })
    expect(limiter.isTrusted()).toBe(true)
    bridge.behave('hang')
    const abandoned = bridge.abandoned()
    expect(await limiter.count('x', { perMinute: 5, perDay: 5 })).toBe('unavailable')
    expect(limiter.isTrusted()).toBe(false)
    vi.setSystemTime(Date.now() + 29_000)
    expect(limiter.isTrusted()).toBe(false)
    vi.setSystemTime(Date.now() + 1_000)
    expect(limiter.isTrusted()).toBe(true)
    await vi.waitFor(() => expect(bridge.abandoned()).toBe(abandoned + 1))
  })

  test('a Redis that answers after the time-out changes nothing any more', async () => {
    const limiter = createUpstashLimiter({ ...bridge, timeoutMs: 1 })
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () => limiter.count('late', { perMinute: 5, perDay: 5 })),
    )
    expect(new Set(verdicts)).toEqual(new Set(['unavailable']))
    await sleep(50)
    expect(unhandled).toEqual([])
  })
})

/** What a Redis script is said to have returned, as Upstash wraps it; pipelined or not, the limiter sends one command. */
const nonsense = (result: unknown): string => JSON.stringify([{ result }])
