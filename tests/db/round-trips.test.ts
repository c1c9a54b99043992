/** One round trip before the provider is called, one after: counted on the wire, with the vendor as the witness. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { createDeps } from '../../netlify/functions/_lib/live.ts'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as stream } from '../../netlify/functions/gateway-stream.ts'
import { earlyInTheMinute } from '../support/early-in-the-minute.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

type Counter = AsyncDisposable & {
  roundTrips(): number
  /** The address to use instead of the database's own. */
  through(databaseUrl: string): string
}

/** Over TCP a round trip is the client speaking after the server has; the handshake of a connection is not counted. */
const countOverTcp = async (): Promise<Counter> => {
  let roundTrips = 0
  let target = new URL('postgres://localhost')
  const relay = createServer((client) => {
    const server = connect(Number(target.port), target.hostname)
    let isReady = false
    let lastToSpeak: 'client' | 'server' = 'client'
    client.on('data', (bytes) => {
      if (isReady && lastToSpeak === 'server') roundTrips += 1
      // Terminate: the client hangs up.
      if (isReady && bytes[0] === 0x58) roundTrips -= 1
      lastToSpeak = 'client'
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      lastToSpeak = 'server'
      // ReadyForQuery ends the handshake.
      isReady ||= bytes.subarray(-6, -1).equals(Buffer.from([0x5a, 0, 0, 0, 5]))
      client.write(bytes)
    })
    client.on('close', () => server.destroy()).on('error', () => undefined)
    server.on('close', () => client.destroy()).on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  return {
    roundTrips: () => roundTrips,
    through: (databaseUrl) => {
      target = new URL(databaseUrl)
      const url = new URL(databaseUrl)
      // A server that listens on a TCP port has no other kind of address.
      url.port = String((relay.address() as AddressInfo).port)
      return url.href
    },
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => relay.close(resolve))
    },
  }
}

const countOverHttp = async (): Promise<Counter> => {
  const bridge = await startNeonBridge()
  return {
    roundTrips: () => bridge.requests(),
    through: (databaseUrl) => databaseUrl,
    [Symbol.asyncDispose]: () => bridge[Symbol.asyncDispose](),
  }
}

const BODY = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 50,
}

describe.each([
  { driver: 'postgres', count: countOverTcp },
  { driver: 'neon', count: countOverHttp },
])('$driver', ({ driver, count }) => {
  let vendor: StubVendor
  let counter: Counter
  let gateway: TestGateway
  /** The dependencies of a new process on the same database. */
  let start: () => Deps

  beforeAll(async () => {
    vendor = await startStubVendor()
    counter = await count()
    gateway = await createTestGateway({}, (deps) => {
      const environment = {
        ...SECRETS,
        DATABASE_URL: counter.through(deps.settings.databaseUrl),
        DATABASE_DRIVER: driver,
        OPENAI_API_KEY: 'sk-stub',
        OPENAI_BASE_URL: vendor.baseUrls.openai,
      }
      start = () => ({ ...createDeps(environment), log: deps.log, monitor: deps.monitor })
      return start()
    })
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await counter[Symbol.asyncDispose]()
    await vendor.close()
  })

  /** One call; the vendor keeps it waiting until the round trips before it have been counted. */
  const countCall = async (routes: Routes, key: string, deps = gateway.deps) => {
    const before = counter.roundTrips()
    const seen = vendor.requests.length
    vendor.hold()
    const answer = dispatch(routes, requestOf(key, BODY), deps, () => undefined).then(async (response) => ({
      status: response.status,
      text: await response.text(),
    }))
    await Promise.race([vendor.request(seen + 1), answer])
    const atTheVendor = counter.roundTrips() - before
    vendor.release()
    const { status, text } = await answer
    expect(text).toContain('world')
    return { status, calls: vendor.requests.length - seen, atTheVendor, inAll: counter.roundTrips() - before }
  }

  test.each([
    ['gateway-chat', chat],
    ['gateway-stream', stream],
  ] as const)('%s: one before the provider, one after', async (_, routes) => {
    const { key } = await gateway.account({ key: { rpm_limit: 100, rpd_limit: 100, max_devices: null } })
    await countCall(routes, key)
    for (let again = 0; again < 3; again += 1) {
      expect(await countCall(routes, key)).toEqual({ status: 200, calls: 1, atTheVendor: 1, inAll: 2 })
    }
    expect(await gateway.discrepancies()).toEqual([])
  })

  test.each([
    ['gateway-chat', chat],
    ['gateway-stream', stream],
  ] as const)('%s: a cold start takes at most one more', async (_, routes) => {
    const { key } = await gateway.account()
    const deps = start()
    expect(await countCall(routes, key, deps)).toEqual({ status: 200, calls: 1, atTheVendor: 2, inAll: 3 })
    expect(await countCall(routes, key, deps)).toEqual({ status: 200, calls: 1, atTheVendor: 1, inAll: 2 })
    await deps.db.close()
  })

  test.each([
    ['gateway-chat', chat],
    ['gateway-stream', stream],
  ] as const)('%s: a refusal takes one', async (_, routes) => {
    const { key } = await gateway.account()
    const { key: poor } = await gateway.account({ capCents: 0 })
    await earlyInTheMinute(5)
    const { key: busy } = await gateway.account({ key: { rpm_limit: 1 } })
    await countCall(routes, busy)
    const refusals: readonly [number, string, unknown][] = [
      [401, createVirtualKey(SECRETS.KEY_PEPPER).key, BODY],
      [402, poor, BODY],
      [409, key, { ...BODY, model: 'gpt-nobody-knows' }],
      [429, busy, BODY],
      [400, key, { ...BODY, messages: 'none' }],
    ]
    for (const [expected, credential, body] of refusals) {
      const before = counter.roundTrips()
      const seen = vendor.requests.length
      const response = await gateway.call(routes, { key: credential, body })
      await gateway.settled()
      expect([response.status, counter.roundTrips() - before, vendor.requests.length - seen]).toEqual([expected, 1, 0])
    }
  })

  test('a call that is refused by the provider takes two', async () => {
    const { key } = await gateway.account()
    vendor.behaveOnce({ kind: 'respond', status: 400, body: { error: { message: 'no' } } })
    const before = counter.roundTrips()
    const response = await gateway.call(chat, { key, body: BODY })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(counter.roundTrips() - before).toBe(2)
    expect(await gateway.openHolds()).toBe(0)
  })
})

const requestOf = (key: string, body: unknown): Request =>
  new Request('http://gateway.test/.netlify/functions/under-test', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })
