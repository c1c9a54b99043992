import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'
import type { Account } from '../support/gateway.ts'
import { serveGateway, type ServedGateway } from '../support/served-gateway.ts'

const SECONDS = 20
const TICK_MS = 100

/** Ten minutes of a slow model, one tick for three seconds. */
const CHUNKS = Array.from({ length: (SECONDS * 1_000) / TICK_MS }, (_, nth) => `Sentence ${nth}. `)
const TEXT = CHUNKS.join('')

/** Everything by its own clock: a gateway process, a browser, a vendor that takes its time. */
describe.skipIf(browserIsMissing())('a long answer, from a gateway process', () => {
  let site: ClientSite
  let served: ServedGateway
  let dataDirectory: string
  let account: Account
  beforeAll(async () => {
    site = await startClientSite()
    dataDirectory = await mkdtemp(join(tmpdir(), 'kaixu-long-answer-'))
    const environment = {
      // Its database is the one whose books the test reads.
      DATABASE_URL: site.served.gateway.databaseUrl,
      OPENAI_API_KEY: 'sk-x',
      OPENAI_BASE_URL: site.served.vendor.baseUrls.openai,
      ALLOWED_ORIGINS: site.pages.url,
      // The platform's limit, on the same scale: what would be cut off as a stream is not as a job.
      SOFT_DEADLINE_MS: '2000',
    }
    served = await serveGateway(environment, dataDirectory)
  })
  beforeEach(async () => {
    account = await site.served.account()
    const usage = { input: 20, output: CHUNKS.length }
    site.served.vendor.behave({ kind: 'answer', chunks: CHUNKS, usage, intervalMs: TICK_MS })
  })
  afterEach(() => site.inOrder())
  afterAll(async () => {
    await served.stop()
    await site[Symbol.asyncDispose]()
    await rm(dataDirectory, { recursive: true, force: true })
  })

  const question = (change: Record<string, unknown> = {}) => ({
    base: served.url,
    token: account.key,
    provider: 'openai',
    model: 'gpt-4o-mini',
    expectLargeOutput: true,
    messages: [{ role: 'user', content: 'Write a book' }],
    ...change,
  })
  const charges = () => site.served.events(account)

  test('arrives whole as a job, and can be watched as it grows', { timeout: 60_000 }, async () => {
    const { ask } = await site.open()
    const startedAt = Date.now()
    const { result, statuses, progress } = await ask(question())
    expect(Date.now() - startedAt).toBeGreaterThan(SECONDS * 1_000)
    expect(result).toMatchObject({ text: TEXT, mode: 'job', usage: { input_tokens: 20, output_tokens: CHUNKS.length } })
    expect(statuses.at(-1)).toBe('succeeded')
    const grown = progress.map(({ characters }) => characters)
    expect(grown).toEqual(grown.toSorted((a, b) => a - b))
    expect(new Set(grown).size).toBeGreaterThan(SECONDS / 2)
    expect(grown.at(-1)).toBe(TEXT.length)
    expect([site.served.asked().length, (await charges()).length]).toEqual([1, 1])
  })

  test('is cut off as a stream, and says what there is and what it cost', async () => {
    const { ask } = await site.open()
    const { error } = await ask(question({ mode: 'stream' }))
    expect(error).toMatchObject({ kind: 'broken', code: 'DEADLINE', usage: { estimated: true } })
    expect(TEXT.startsWith(error?.text ?? 'x')).toBe(true)
    expect(error?.text).not.toBe('')
    expect(await charges()).toMatchObject([{ surface: 'stream', outcome: 'DEADLINE' }])
  })

  test('that nobody wants any more stops at the provider, and what was used is settled', async () => {
    const { ask, until, giveUp } = await site.open()
    const asked = ask(question({ pollIntervalMs: 200 }))
    await until('seen.progress.some(({ characters }) => characters > 0)')
    await giveUp()
    expect((await asked).error).toMatchObject({ kind: 'aborted' })
    const [request] = site.served.asked()
    expect(await request?.ended).toBe('abandoned')
    const [charge, ...others] = await vi.waitFor(async () => {
      const found = await charges()
      expect(found).toHaveLength(1)
      return found
    })
    expect([charge, others]).toMatchObject([{ surface: 'job', outcome: 'CANCELLED' }, []])
    const [, output = 0] = charge?.tokens ?? []
    expect(output).toBeGreaterThan(0)
    // As far as it came: far from all of it.
    expect(output).toBeLessThan(CHUNKS.length)
  })
})
