import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { routes as worker } from '../../netlify/functions/gateway-job-run-background.ts'
import { framesOf } from '../support/frames.ts'
import { SECRETS, type Account } from '../support/gateway.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'

/**
 * A client that gives up on a stream asks for the same answer as a job, under the stream's Idempotency-Key. Whatever became of the
 * stream's call, the provider is paid once.
 */

let served: SdkGateway
let account: Account
beforeAll(async () => {
  served = await startSdkGateway()
})
beforeEach(async () => {
  account = await served.account()
  served.vendor.behave({ kind: 'answer', chunks: ['one ', 'two'], usage: { input: 20, output: 2 } })
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const BODY = JSON.stringify({
  provider: 'openai',
  model: 'gpt-4o-mini',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Hello' }],
})

const post = (name: string, key: string, body = BODY): Promise<Response> =>
  fetch(`${served.url}/.netlify/functions/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.key}`, 'idempotency-key': key },
    body,
  })
const submit = (key: string): Promise<Response> => post('gateway-job-submit', key)

const submitUntilAnswered = async (key: string): Promise<Response> => {
  for (;;) {
    const response = await submit(key)
    if (response.status !== 409) return response
    await response.text()
    await sleep(30)
  }
}

/** Opens a stream and leaves it at its first frame, as a client does whose patience has run out. */
const leaveStream = async (key: string): Promise<void> => {
  const response = await post('gateway-stream', key)
  expect(response.status).toBe(200)
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.cancel()
}

const charges = async (): Promise<number> => {
  const rows = await served.gateway.books.query(
    `select 1 from ledger_entries where kind = 'charge' and customer_id = $1`,
    [account.customerId],
  )
  return rows.length
}

test('409: while the stream’s call runs, the job waits for it', async () => {
  served.vendor.hold()
  await leaveStream('running')
  const early = await submit('running')
  expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1'])
  expect(await early.json()).toMatchObject({ code: 'IDEMPOTENCY_RUNNING' })
  served.vendor.release()
  await (await submitUntilAnswered('running')).text()
  expect([served.asked().length, await charges()]).toEqual([1, 1])
})

test('200: the stream was charged, so its frames are the answer: one provider call, one charge, no job', async () => {
  await leaveStream('charged')
  const response = await submitUntilAnswered('charged')
  expect([
    response.status,
    response.headers.get('content-type'),
    response.headers.get('x-kaixu-replayed'),
    response.headers.get('access-control-expose-headers')?.split(',').includes('x-kaixu-replayed'),
  ]).toEqual([200, 'text/event-stream; charset=utf-8', 'true', true])
  const frames = framesOf(await response.text())
  expect(frames.map(({ event }) => event)).toEqual(['meta', 'delta', 'delta', 'done'])
  expect([served.asked().length, await charges()]).toEqual([1, 1])
  const jobs = await served.gateway.books.query('select 1 from async_jobs where customer_id = $1', [account.customerId])
  expect(jobs).toEqual([])
})

test('202: the stream cost nothing, so the job runs', async () => {
  // Asked twice, as nothing was billed.
  served.vendor.behaveOnce({ kind: 'respond', status: 503, body: {} }, { kind: 'respond', status: 503, body: {} })
  await (await post('gateway-stream', 'released')).text()
  const response = await submitUntilAnswered('released')
  expect([response.status, response.headers.get('x-kaixu-replayed')]).toEqual([202, null])
  const { job_id: id } = z.object({ job_id: z.string() }).parse(await response.json())
  const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
  await served.gateway.call(worker, { body: { id }, headers })
  expect(await charges()).toBe(1)
})

test('200: gateway-chat repeats it too, and a stream repeats where a job is', async () => {
  await leaveStream('chat')
  await submitUntilAnswered('chat').then((response) => response.text())
  const chat = await post('gateway-chat', 'chat')
  expect([chat.status, chat.headers.get('x-kaixu-replayed')]).toEqual([200, 'true'])
  expect([served.asked().length, await charges()]).toEqual([1, 1])

  const { job_id: id } = z.object({ job_id: z.string() }).parse(await (await submit('job')).json())
  const stream = await post('gateway-stream', 'job')
  expect([stream.status, await stream.json()]).toMatchObject([202, { job_id: id }])
  const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
  await served.gateway.call(worker, { body: { id }, headers })
  expect(await charges()).toBe(2)
})

test('422: another body under the stream’s key is refused, and the same body at another address', async () => {
  await leaveStream('other')
  await submitUntilAnswered('other').then((response) => response.text())
  for (const [name, body] of [
    ['gateway-job-submit', BODY.replace('50', '51')],
    ['gateway-job-submit', `${BODY} `],
    ['gateway-embed', JSON.stringify({ provider: 'openai', model: 'text-embedding-3-small', input: 'Hello' })],
  ] as const) {
    expect((await post(name, 'other', body)).status, name).toBe(422)
  }
})

test('a client that gives up at a random moment pays once', { timeout: 60_000 }, async () => {
  const rounds = 30
  served.vendor.behave({ kind: 'answer', chunks: ['a ', 'b ', 'c'], usage: { input: 20, output: 3 }, intervalMs: 15 })
  const give = async (nth: number): Promise<string> => {
    const key = `random ${nth}`
    const giveUp = new AbortController()
    const streamed = fetch(`${served.url}/.netlify/functions/gateway-stream`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'idempotency-key': key },
      body: BODY,
      signal: giveUp.signal,
    })
      .then((response) => response.text())
      .catch(() => '')
    await sleep(Math.random() * 90)
    giveUp.abort()
    await streamed
    const response = await submitUntilAnswered(key)
    if (response.status === 200) return 'repeated'
    const { job_id: id } = z.object({ job_id: z.string() }).parse(await response.json())
    const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
    await served.gateway.call(worker, { body: { id }, headers })
    return 'job'
  }
  const outcomes = await Promise.all(Array.from({ length: rounds }, (_, nth) => give(nth)))
  await served.events(account)
  expect([served.asked().length, await charges()]).toEqual([rounds, rounds])
  // Otherwise the moments were all of one kind, and the test says little.
  expect(outcomes).toContain('repeated')
})
