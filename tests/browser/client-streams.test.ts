import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'
import type { Account } from '../support/gateway.ts'
import { createTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

describe.skipIf(browserIsMissing())('a stream in the browser', () => {
  let site: ClientSite
  let wire: TcpProxy
  let account: Account
  beforeAll(async () => {
    site = await startClientSite()
    wire = await createTcpProxy(site.served.url)
  })
  beforeEach(async () => {
    account = await site.served.account()
    site.served.vendor.behave({ kind: 'answer', chunks: ['Hel', 'lo ', 'Wörld 👋'], usage: { input: 20, output: 3 } })
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
    messages: [{ role: 'user', content: 'Hello' }],
    pollIntervalMs: 50,
    ...change,
  })
  /** By way of a connection that the test can cut. */
  const onTheWire = () => question({ base: wire.through(site.served.url) })

  const charges = () => site.served.events(account)
  const once = (surface: string) => [
    { surface, provider: 'openai', model: 'gpt-4o-mini', outcome: 'completed', tokens: [20, 3] },
  ]

  test.each(['/script.html', '/module.html'])('arrives piece by piece (%s, under a strict CSP)', async (address) => {
    const { ask } = await site.open(site.pages.url + address)
    const { result, meta, deltas, statuses, done } = await ask(question({ requestId: 'my-request', max_tokens: 50 }))
    expect(result).toMatchObject({
      ok: true,
      text: 'Hello Wörld 👋',
      mode: 'stream',
      fellBack: false,
      requestId: 'my-request',
      finishReason: 'stop',
      usage: { input_tokens: 20, output_tokens: 3 },
      month: { cap_cents: 10_000, month: expect.stringMatching(/^\d{4}-\d\d$/) as string },
    })
    expect([deltas, statuses]).toEqual([['Hel', 'lo ', 'Wörld 👋'], ['streaming']])
    expect(meta).toMatchObject([{ provider: 'openai', model: 'gpt-4o-mini' }])
    expect(done).toEqual([result])
    expect(await charges()).toEqual(once('stream'))
  })

  test('without a first piece in time it becomes a job, which waits for the call that runs: one call, one charge', async () => {
    site.served.vendor.hold()
    const { ask, until } = await site.open()
    const asked = ask(question({ firstDeltaTimeoutMs: 300 }))
    await until(`seen.statuses.includes('waiting')`)
    site.served.vendor.release()
    const { result, statuses, deltas } = await asked
    expect(statuses).toEqual(['streaming', 'falling_back: timeout', 'waiting'])
    expect(result).toMatchObject({ text: 'Hello Wörld 👋', mode: 'stream', fellBack: true })
    expect(deltas.join('')).toBe('Hello Wörld 👋')
    expect([site.served.asked().length, await charges()]).toEqual([1, once('stream')])
  })

  test('only a piece of the answer is one: meta does not count as the first', async () => {
    site.served.vendor.behave({ kind: 'answer', chunks: ['late'], usage: { input: 20, output: 3 }, intervalMs: 1_500 })
    const { ask } = await site.open()
    const { meta, statuses, result } = await ask(question({ firstDeltaTimeoutMs: 700 }))
    expect(meta.length).toBeGreaterThan(0)
    expect(statuses).toContain('falling_back: timeout')
    expect(result).toMatchObject({ text: 'late', fellBack: true })
    expect([site.served.asked().length, await charges()]).toEqual([1, once('stream')])
  })

  test('a connection that breaks before the first piece: one call, one charge', async () => {
    site.served.vendor.hold()
    const { ask, until } = await site.open()
    const asked = ask(onTheWire())
    await until('seen.meta.length === 1')
    wire.cut()
    wire.restore()
    await until(`seen.statuses.includes('waiting')`)
    site.served.vendor.release()
    const { result, statuses } = await asked
    expect(statuses).toEqual(['streaming', 'falling_back: network', 'waiting'])
    expect(result).toMatchObject({ text: 'Hello Wörld 👋', fellBack: true })
    expect([site.served.asked().length, await charges()]).toEqual([1, once('stream')])
  })

  test('a provider that fails before the first piece cost nothing, so the job asks it: one charge', async () => {
    // Asked twice by the stream, as nothing was billed.
    site.served.vendor.behaveOnce({ kind: 'respond', status: 503 }, { kind: 'respond', status: 503 })
    const { ask } = await site.open()
    const { result, statuses } = await ask(question())
    expect(statuses.slice(0, 2)).toEqual(['streaming', 'falling_back: broken'])
    expect(statuses.at(-1)).toBe('succeeded')
    expect(result).toMatchObject({ text: 'Hello Wörld 👋', mode: 'job', fellBack: true, month: null })
    expect((await charges()).filter(({ outcome }) => outcome === 'completed')).toEqual(once('job'))
  })

  test('stream and job are the same bytes under the same key, each with its mode', async () => {
    site.served.vendor.behaveOnce({ kind: 'respond', status: 503 }, { kind: 'respond', status: 503 })
    const { ask, page } = await site.open()
    const sent: [string, string | undefined, string | undefined, string | null][] = []
    page.on('request', (request) => {
      const headers = request.headers()
      if (request.method() === 'POST')
        sent.push([
          new URL(request.url()).pathname.replace('/.netlify/functions/', ''),
          headers['x-kaixu-mode'],
          headers['idempotency-key'],
          request.postData(),
        ])
    })
    await ask(question({ temperature: 0.5, app: 'notes' }))
    const [, , key, body] = sent[0] ?? []
    expect(key).toMatch(/^[0-9a-f-]{36}$/)
    // No max_tokens: each surface has its own default.
    expect(JSON.parse(body ?? '')).toEqual({
      provider: 'openai',
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Hello' }],
      temperature: 0.5,
    })
    const submissions = sent.filter(([name]) => name === 'gateway-job-submit')
    expect(submissions.length).toBeGreaterThan(0)
    for (const submission of submissions) expect(submission).toEqual(['gateway-job-submit', 'job', key, body])
    expect(sent[0]?.[1]).toBe('stream')
    await charges()
  })

  test('an answer that breaks off after its first piece is an error with what there is, and never a second call', async () => {
    const usage = { input: 20, output: 3 }
    site.served.vendor.behave({
      kind: 'answer',
      chunks: ['Once ', 'upon'],
      usage,
      interruption: { afterChunks: 1, by: 'cut' },
    })
    const { ask } = await site.open()
    const { error, statuses, deltas } = await ask(question())
    expect(error).toMatchObject({ isOurs: true, kind: 'broken', code: 'UPSTREAM_ERROR', text: 'Once ' })
    expect(error?.usage).toMatchObject({ estimated: true })
    expect([statuses, deltas]).toEqual([['streaming'], ['Once ']])
    expect([site.served.asked().length, (await charges()).length]).toEqual([1, 1])
  })

  test('so is a connection that breaks there', async () => {
    site.served.vendor.behave({
      kind: 'answer',
      chunks: ['Once ', 'upon'],
      interruption: { afterChunks: 1, by: 'hold' },
    })
    const { ask, until } = await site.open()
    const asked = ask(onTheWire())
    await until('seen.deltas.length === 1')
    wire.cut()
    wire.restore()
    const { error, statuses } = await asked
    expect(error).toMatchObject({ kind: 'network', text: 'Once ' })
    expect(statuses).toEqual(['streaming'])
    site.served.vendor.release()
    expect([site.served.asked().length, (await charges()).length]).toEqual([1, 1])
  })

  test('whoever gives up waits no longer, and no job follows', async () => {
    site.served.vendor.behave({
      kind: 'answer',
      chunks: ['Once ', 'upon'],
      interruption: { afterChunks: 1, by: 'hold' },
    })
    const { ask, until, giveUp } = await site.open()
    const asked = ask(question())
    await until('seen.deltas.length === 1')
    await giveUp()
    const { error, statuses } = await asked
    expect(error).toMatchObject({ kind: 'aborted', text: 'Once ' })
    expect(statuses).toEqual(['streaming'])
    site.served.vendor.release()
    expect([site.served.asked().length, (await charges()).length]).toEqual([1, 1])
  })
})
