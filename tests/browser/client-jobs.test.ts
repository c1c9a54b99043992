import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'
import type { Account } from '../support/gateway.ts'
import { createTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const CHUNKS = Array.from({ length: 12 }, (_, nth) => `word${nth} `)
const TEXT = CHUNKS.join('')

describe.skipIf(browserIsMissing())('a job in the browser', () => {
  let site: ClientSite
  let wire: TcpProxy
  let account: Account
  beforeAll(async () => {
    site = await startClientSite()
    wire = await createTcpProxy(site.served.url)
  })
  beforeEach(async () => {
    account = await site.served.account()
    site.served.vendor.behave({ kind: 'answer', chunks: CHUNKS, usage: { input: 20, output: 12 }, intervalMs: 100 })
  })
  afterEach(() => {
    // Whatever a test that failed still held back.
    site.served.vendor.release()
    return site.inOrder()
  })
  afterAll(async () => {
    await wire[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  const question = (change: Record<string, unknown> = {}) => ({
    base: site.served.url,
    token: account.key,
    provider: 'openai',
    model: 'gpt-4o-mini',
    max_tokens: 4_096,
    messages: [{ role: 'user', content: 'Write a book' }],
    pollIntervalMs: 100,
    ...change,
  })

  type JobRow = { status: string; error_code: string | null }
  const jobs = async (): Promise<JobRow[]> => {
    const rows = await site.served.gateway.books.query(
      'select status, error_code from async_jobs where customer_id = $1',
      [account.customerId],
    )
    // The columns just asked for.
    return [...rows] as JobRow[]
  }

  test('a long answer: submitted, looked at while it grows, fetched', async () => {
    const { ask } = await site.open()
    const { result, statuses, progress, deltas, done } = await ask(question())
    expect(result).toMatchObject({
      text: TEXT,
      mode: 'job',
      fellBack: false,
      month: null,
      usage: { input_tokens: 20, output_tokens: 12 },
      finishReason: 'stop',
      requestId: expect.any(String) as string,
      jobId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(statuses.slice(-2)).toEqual(['running', 'succeeded'])
    const grown = progress.map(({ characters }) => characters)
    expect(grown).toEqual(grown.toSorted((a, b) => a - b))
    expect(new Set(grown).size).toBeGreaterThan(3)
    expect([grown.at(-1), progress.at(-1)?.tokens]).toEqual([TEXT.length, 12])
    expect([deltas, done]).toEqual([[TEXT], [result]])
    expect([site.served.asked().length, (await site.served.events(account)).length]).toEqual([1, 1])
  })

  test('whoever gives up cancels the job: the provider is not read on, and what was used is settled', async () => {
    site.served.vendor.behave({
      kind: 'answer',
      chunks: Array.from({ length: 200 }, () => 'word '),
      intervalMs: 50,
    })
    const { ask, until, giveUp } = await site.open()
    const asked = ask(question())
    await until('seen.progress.some(({ characters }) => characters > 0)')
    await giveUp()
    expect((await asked).error).toMatchObject({ kind: 'aborted' })
    const [request] = site.served.asked()
    expect(await request?.ended).toBe('abandoned')
    expect(await site.served.events(account)).toMatchObject([{ surface: 'job', outcome: 'CANCELLED' }])
    expect(await jobs()).toEqual([{ status: 'failed', error_code: 'CANCELLED' }])
  })

  test('whoever gives up before the job has a number cancels it as soon as it has one', async () => {
    site.served.vendor.hold()
    const open = Promise.withResolvers<undefined>()
    const { ask, giveUp, page } = await site.open(undefined, (page) =>
      page.route('**/gateway-job-submit', async (route) => {
        const response = await route.fetch()
        await open.promise
        await route.fulfill({ response })
      }),
    )
    const asked = ask(question())
    await vi.waitFor(async () => expect(await jobs()).toHaveLength(1), 5_000)
    await giveUp()
    expect((await asked).error).toMatchObject({ kind: 'aborted' })
    const cancelled = page.waitForRequest(/gateway-job-cancel/)
    open.resolve(undefined)
    await cancelled
    await vi.waitFor(async () => expect(await jobs()).toEqual([{ status: 'failed', error_code: 'CANCELLED' }]), 5_000)
    site.served.vendor.release()
  })

  test('a submission whose answer is lost is made again, and is the same job', async () => {
    let lost = 0
    const { ask } = await site.open(undefined, (page) =>
      page.route('**/gateway-job-submit', async (route) => {
        if (lost > 0) return route.continue()
        lost += 1
        await route.fetch()
        await route.abort()
      }),
    )
    const { result, statuses } = await ask(question())
    expect([result?.text, statuses.includes('waiting'), lost]).toEqual([TEXT, true, 1])
    expect([(await jobs()).length, site.served.asked().length]).toEqual([1, 1])
  })

  test('a gateway that is out of reach for a while is asked again', async () => {
    const { ask, until } = await site.open()
    const asked = ask(question({ base: wire.through(site.served.url) }))
    await until('seen.progress.length > 1')
    wire.cut()
    await new Promise((resolve) => setTimeout(resolve, 700))
    wire.restore()
    expect((await asked).result).toMatchObject({ text: TEXT })
    expect([(await jobs()).length, site.served.asked().length]).toEqual([1, 1])
  })

  test('a job that fails is an error with what there is, and what it cost', async () => {
    site.served.vendor.behave({ kind: 'answer', chunks: CHUNKS, interruption: { afterChunks: 2, by: 'cut' } })
    const { ask } = await site.open()
    const { error } = await ask(question())
    expect(error).toMatchObject({
      isOurs: true,
      kind: 'job_failed',
      status: 500,
      code: 'JOB_FAILED',
      text: 'word0 word1 ',
      usage: { estimated: true },
      jobId: expect.any(String) as string,
    })
    expect((await site.served.events(account)).length).toBe(1)
  })

  test('a job is not waited for longer than was said, and goes on', async () => {
    const { ask } = await site.open()
    const { error } = await ask(question({ maxPollMs: 300 }))
    expect(error).toMatchObject({ kind: 'timeout', jobId: expect.any(String) as string })
    await vi.waitFor(async () => expect(await jobs()).toEqual([{ status: 'succeeded', error_code: null }]), 5_000)
  })

  test('one look in ten wakes the worker again', async () => {
    site.served.vendor.hold()
    const { ask, page, until } = await site.open()
    const kicks: boolean[] = []
    page.on('request', (request) => {
      if (request.url().includes('gateway-job-status') && request.method() === 'GET')
        kicks.push(request.url().endsWith('&kick=1'))
    })
    const asked = ask(question({ pollIntervalMs: 20 }))
    await until('seen.progress.length > 20')
    site.served.vendor.release()
    await asked
    expect(kicks.flatMap((isKick, nth) => (isKick ? [nth + 1] : [])).slice(0, 2)).toEqual([10, 20])
  })
})
