import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes as sweepRoutes } from '../../netlify/functions/spend-sweep.ts'
import { framesOf } from '../support/frames.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { serveGateway } from '../support/served-gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

const KILLS = 50
const STREAMS_EACH = 4
/** Rounds at the same time: starting a process is most of the work. */
const SIDE_BY_SIDE = 3

let vendor: StubVendor
let gateway: TestGateway
let account: Account
let dataDirectory: string

beforeAll(async () => {
  vendor = await startStubVendor()
  vendor.behave({
    kind: 'answer',
    chunks: Array.from({ length: 12 }, (_, index) => `word${index} `),
    usage: { input: 40, output: 12 },
    intervalMs: 20,
  })
  gateway = await createTestGateway()
  account = await gateway.account({ capCents: 100_000 })
  dataDirectory = await mkdtemp(join(tmpdir(), 'kaixu-kill-'))
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
  await rm(dataDirectory, { recursive: true, force: true })
})

/** What a client got before the line went dead. */
const readUntilDead = async (response: Response): Promise<string> => {
  let text = ''
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const chunk = await reader?.read()
      if (chunk === undefined || chunk.done) break
      text += decoder.decode(chunk.value, { stream: true })
    }
  } catch {
    // Killed in the middle: that is what this is about.
  }
  return text
}

const streamOnce = async (url: string, requestId: string): Promise<{ requestId: string; text: string }> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'x-kaixu-request-id': requestId },
      body: JSON.stringify({
        provider: 'openai',
        model: 'gpt-4o-mini',
        max_tokens: 40,
        messages: [{ role: 'user', content: 'Count to twelve' }],
      }),
    })
    return { requestId, text: await readUntilDead(response) }
  } catch {
    return { requestId, text: '' }
  }
}

const killOnce = async (round: number): Promise<{ requestId: string; text: string }[]> => {
  const served = await serveGateway(
    { DATABASE_URL: gateway.databaseUrl, OPENAI_API_KEY: 'sk-x', OPENAI_BASE_URL: vendor.baseUrls.openai },
    dataDirectory,
  )
  const streams = Array.from({ length: STREAMS_EACH }, (_, index) =>
    streamOnce(served.function('gateway-stream'), `kill-${round}-${index}`),
  )
  // At random, and some of them early, some late.
  await sleep(((round + Math.random()) / KILLS) * 1_200)
  const exited = once(served.process, 'exit')
  served.process.kill('SIGKILL')
  await exited
  return Promise.all(streams)
}

test(
  `kill -9 at ${KILLS} random points of a stream, then the sweep: every hold resolved, books in order`,
  { timeout: 300_000 },
  async () => {
    const results: { requestId: string; text: string }[] = []
    const rounds = Array.from({ length: KILLS }, (_, round) => round)
    await Promise.all(
      Array.from({ length: SIDE_BY_SIDE }, async () => {
        for (let round = rounds.shift(); round !== undefined; round = rounds.shift())
          results.push(...(await killOnce(round)))
      }),
    )
    const orphaned = await gateway.openHolds()
    await gateway.books.query(
      `update holds set expires_at = created_at + interval '1 microsecond' where state = 'held'`,
      [],
    )
    const swept = await gateway.call(sweepRoutes)
    expect(await swept.json()).toEqual({ ok: true, expired: orphaned })

    expect(await gateway.openHolds()).toBe(0)
    expect(await gateway.discrepancies()).toEqual([])
    const rows = (await gateway.books.query('select request_id, state from holds', [])) as {
      request_id: string
      state: string
    }[]
    const stateOf = new Map(rows.map(({ request_id, state }) => [request_id, state]))
    // No provider was called without a hold, and whoever saw the end of a stream finds it settled.
    expect(rows.length).toBeGreaterThanOrEqual(vendor.requests.length)
    const ended = results.filter(({ text }) =>
      framesOf(text.slice(0, text.lastIndexOf('\n\n') + 2)).some(({ event }) => event === 'done'),
    )
    for (const { requestId } of ended) expect(stateOf.get(requestId)).toBe('settled')
    console.log(
      `killed ${KILLS} times: ${rows.length} holds, ${orphaned} orphaned and swept, ${ended.length} streams seen to their end`,
    )
    expect(orphaned).toBeGreaterThan(0)
  },
)
