import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WebhookMessage } from '../../netlify/functions/_lib/domain/webhooks.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { routes as adminJobs } from '../../netlify/functions/admin-jobs.ts'
import { routes as cancel } from '../../netlify/functions/gateway-job-cancel.ts'
import { routes as result } from '../../netlify/functions/gateway-job-result.ts'
import { routes as worker } from '../../netlify/functions/gateway-job-run-background.ts'
import { routes as status } from '../../netlify/functions/gateway-job-status.ts'
import { routes as submit } from '../../netlify/functions/gateway-job-submit.ts'
import { routes as kick } from '../../netlify/functions/asyncjobs-kick.ts'
import { routes as secretRoutes } from '../../netlify/functions/user-webhook-secret.ts'
import { routes as userJobs } from '../../netlify/functions/user-jobs.ts'
import { clearOldJobs } from '../../netlify/functions/_lib/services/jobs.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { sibling } from '../support/reports.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

let vendor: StubVendor
let gateway: TestGateway
let token: string
let blobDirectory: string
const sent: WebhookMessage[] = []

beforeAll(async () => {
  vendor = await startStubVendor()
  blobDirectory = await mkdtemp(join(tmpdir(), 'kaixu-blobs-'))
  const environment = {
    OPENAI_API_KEY: 'sk-x',
    OPENAI_BASE_URL: vendor.baseUrls.openai,
    PUBLIC_APP_ORIGIN: 'https://kaixu.example',
    BLOB_DIRECTORY: blobDirectory,
    JOB_FLUSH_MS: '20',
    JOB_LEASE_SECONDS: '1',
  }
  gateway = await createTestGateway(environment, (deps) => ({
    ...deps,
    webhooks: (message) => {
      sent.push(message)
      return Promise.resolve({ answered: true, status: 202 })
    },
  }))
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
beforeEach(() => {
  sent.length = 0
  vendor.behave({ kind: 'answer', chunks: ['Hello ', 'world'], usage: { input: 40, output: 2 } })
})
afterEach(async () => {
  await gateway.settled()
  expect(await gateway.discrepancies()).toEqual([])
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
  await rm(blobDirectory, { recursive: true, force: true })
})

const BODY = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Hello' }],
}

type JobBody = {
  id: string
  status: string
  output_len: number
  output_text?: string
  error_code: string | null
  cost_usd: string | null
  estimated: boolean
  progress: { characters: number; tokens: number; elapsed_ms: number }
}

const submitted = async ({ key }: Account, change: Record<string, unknown> = {}): Promise<string> => {
  const response = await gateway.call(submit, { key, body: { ...BODY, ...change } })
  expect(response.status, await response.clone().text()).toBe(202)
  return ((await response.json()) as { job_id: string }).job_id // Of the wire contract.
}
const work = (id: string, headers: Record<string, string> = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }) =>
  gateway.call(worker, { body: { id }, headers })
const worked = async (id: string): Promise<string> => {
  const response = await work(id)
  expect(response.status, await response.clone().text()).toBe(200)
  return ((await response.json()) as { run: string }).run // What runJob says.
}
const statusOf = async ({ key }: Account, id: string, query = ''): Promise<JobBody> => {
  const response = await gateway.call(status, { method: 'GET', key, query: `?id=${id}${query}` })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as JobBody // Compared field by field.
}
const resultOf = ({ key }: Account, id: string) => gateway.call(result, { method: 'GET', key, query: `?id=${id}` })
const openHolds = async ({ customerId }: Account): Promise<number> =>
  (await gateway.books.query(`select 1 from holds where state = 'held' and customer_id = $1`, [customerId])).length
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let nth = 0; nth < 500 && !(await isSo()); nth += 1) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await isSo()).toBe(true)
}

describe('202: submit', () => {
  test('answers with where to ask, holds the money, wakes a worker by id alone', async () => {
    const account = await gateway.account()
    const response = await gateway.call(submit, { key: account.key, body: BODY })
    expect(response.status).toBe(202)
    const body = (await response.json()) as { job_id: string } // Read below; compared whole.
    const id = body.job_id
    expect(body).toEqual({
      job_id: id,
      id,
      status: 'queued',
      status_url: `https://kaixu.example/.netlify/functions/gateway-job-status?id=${id}`,
      result_url: `https://kaixu.example/.netlify/functions/gateway-job-result?id=${id}`,
      build: {
        id: expect.any(String) as string,
        schema: expect.any(String) as string,
        kaixu_system_hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      note: expect.any(String) as string,
    })
    await gateway.settled()
    expect(sent).toEqual([
      {
        url: 'http://127.0.0.1:9/.netlify/functions/gateway-job-run-background',
        headers: { 'content-type': 'application/json', 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET },
        body: JSON.stringify({ id }),
        reach: 'anywhere',
      },
    ])
    expect(JSON.stringify(sent)).not.toContain(account.key)
    const held = await gateway.books.query(
      `select h.state, extract(epoch from h.expires_at - h.created_at)::int as seconds, h.surface from holds h
         join async_jobs j on j.hold_id = h.id where j.id = $1`,
      [id],
    )
    expect(held).toEqual([{ state: 'held', seconds: 960, surface: 'job' }])
    expect(vendor.requests).toHaveLength(0)
  })

  test('without max_tokens 4,096 tokens are held, or what the money buys', async () => {
    const account = await gateway.account()
    const body = { ...BODY, max_tokens: undefined }
    const response = await gateway.call(submit, { key: account.key, body })
    const { job_id: id } = (await response.json()) as { job_id: string } // Of the wire contract.
    const rows = await gateway.books.query(
      'select h.max_tokens from holds h join async_jobs j on j.hold_id = h.id where j.id = $1',
      [id],
    )
    expect(rows).toEqual([{ max_tokens: 4_096 }])
  })

  test('costs one round trip', async () => {
    const account = await gateway.account()
    const before = gateway.roundTrips()
    await gateway.call(submit, { key: account.key, body: BODY })
    expect(gateway.roundTrips() - before).toBe(1)
  })

  test('what is kept is the chat and nothing else that a client put into its body', async () => {
    const account = await gateway.account()
    const id = await submitted(account, { _kaixu_meta: { secret: 'x' }, callback_url: 'https://hooks.example.com/a' })
    const rows = await gateway.books.query('select request from async_jobs where id = $1', [id])
    expect(rows).toEqual([{ request: BODY }])
  })

  test('a body that is JSON in a JSON string is kept as what it says', async () => {
    const { key } = await gateway.account()
    const response = await gateway.call(submit, { key, body: JSON.stringify(JSON.stringify(BODY)) })
    const { job_id: id } = (await response.json()) as { job_id: string } // Of the wire contract.
    expect(await gateway.books.query('select request from async_jobs where id = $1', [id])).toEqual([{ request: BODY }])
  })

  test('the same Idempotency-Key is the same job', async () => {
    const account = await gateway.account()
    const send = () => gateway.call(submit, { key: account.key, body: BODY, headers: { 'idempotency-key': 'once' } })
    const answers = await Promise.all([send(), send(), send()])
    const again = await send()
    const ids = new Set<string>()
    for (const answer of [...answers, again]) {
      if (answer.status === 202)
        ids.add(((await answer.json()) as { job_id: string }).job_id) // Of the wire contract.
      else expect(answer.status).toBe(409)
    }
    expect(ids.size).toBe(1)
    const rows = await gateway.books.query('select 1 from async_jobs where customer_id = $1', [account.customerId])
    expect(rows).toHaveLength(1)
  })
})

describe('4xx: submit refuses as gateway-chat does, and leaves no job behind', () => {
  test.each([
    [400, { messages: [] }],
    [400, { callback_url: 'http://hooks.example.com/' }],
    [400, { callback_url: 'https://127.0.0.1/' }],
    [409, { model: 'no-such-model' }],
    [402, { max_tokens: 16_000, messages: [{ role: 'user', content: 'x'.repeat(100_000) }] }],
  ])('%s: %j', async (expected, change) => {
    const account = await gateway.account({ capCents: 1 })
    const response = await gateway.call(submit, { key: account.key, body: { ...BODY, ...change } })
    expect(response.status, await response.clone().text()).toBe(expected)
    const rows = await gateway.books.query('select 1 from async_jobs where customer_id = $1', [account.customerId])
    expect(rows).toEqual([])
  })

  test('402 has the one shape of every endpoint', async () => {
    const account = await gateway.account({ capCents: 0 })
    const response = await gateway.call(submit, { key: account.key, body: BODY })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'CAP_REACHED', reason: 'cap_reached', scope: 'customer' })
  })

  test('500: nobody could be woken', async () => {
    const other = await createTestGateway({ JOB_WORKER_ORIGIN: '' })
    try {
      const { key } = await other.account()
      const response = await other.call(submit, { key, body: { ...BODY, provider: 'sandbox', model: 'echo' } })
      expect(response.status).toBe(500)
      expect(await errorBodyOf(response)).toMatchObject({ code: 'CONFIG' })
    } finally {
      await other[Symbol.asyncDispose]()
    }
  })
})

describe('200: a job from end to end', () => {
  test('queued, worked on, done: the fields at the top and under `job`, the text, what it cost', async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    expect(await statusOf(account, id)).toMatchObject({ job_id: id, status: 'queued', job: { id, status: 'queued' } })
    const early = await resultOf(account, id)
    expect(early.status).toBe(202)
    expect(await early.json()).toMatchObject({ status: 'queued', job: { id } })

    expect(await worked(id)).toBe('run')
    const done = await statusOf(account, id)
    expect(done).toMatchObject({ status: 'succeeded', output_len: 11, job: { status: 'succeeded', input_tokens: 40 } })
    const response = await resultOf(account, id)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      provider: 'openai',
      model: 'gpt-4o-mini',
      output_text: 'Hello world',
      finish_reason: 'stop',
      usage: { input_tokens: 40, output_tokens: 2, cost_usd: done.cost_usd, estimated: false },
      job: { id, status: 'succeeded' },
    })
    expect(await worked(id)).toBe('done')
    expect(vendor.requests.at(-1)?.body).toMatchObject({ model: 'gpt-4o-mini' })
    expect(await openHolds(account)).toBe(0)
  })

  test('progress grows between polls, and partial=1 shows the text so far', async () => {
    vendor.behave({
      kind: 'answer',
      chunks: Array.from({ length: 30 }, (_, nth) => `piece ${nth} `),
      usage: { input: 40, output: 60 },
      intervalMs: 15,
    })
    const account = await gateway.account()
    const id = await submitted(account)
    const running = worked(id)
    const seen: number[] = []
    let partial = ''
    await until(async () => {
      const now = await statusOf(account, id, '&partial=1')
      if (now.status === 'running' && now.output_len > (seen.at(-1) ?? 0)) {
        seen.push(now.output_len)
        partial = now.output_text ?? ''
      }
      return now.status === 'succeeded'
    })
    expect(await running).toBe('run')
    expect(seen.length).toBeGreaterThan(3)
    expect(partial).toMatch(/^piece 0 piece 1 /)
    const pieces = await gateway.books.query('select 1 from async_job_pieces where job_id = $1', [id])
    expect(pieces).toEqual([])
  })

  test('a long text goes to the blob store, comes back whole, and goes away with its job', async () => {
    vendor.behave({
      kind: 'answer',
      chunks: Array.from({ length: 40 }, () => 'ü'.repeat(10_000)),
      usage: { input: 40, output: 50 },
    })
    const account = await gateway.account()
    const id = await submitted(account)
    await worked(id)
    const rows = await gateway.books.query('select output_text, blob_key, output_len from async_jobs where id = $1', [
      id,
    ])
    expect(rows).toEqual([{ output_text: null, blob_key: `jobs/${id}`, output_len: 400_000 }])
    const body = (await (await resultOf(account, id)).json()) as { output_text: string } // Of the wire contract.
    expect(body.output_text).toBe('ü'.repeat(400_000))
    await clearOldJobs(gateway.deps, new Date(Date.now() + 8 * 86_400_000))
    expect((await resultOf(account, id)).status).toBe(404)
  })

  test('tool calls are part of the result', async () => {
    vendor.behave({
      kind: 'answer',
      chunks: [],
      toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Zürich"}' }],
      usage: { input: 40, output: 9 },
    })
    const account = await gateway.account()
    const id = await submitted(account)
    await worked(id)
    expect(await (await resultOf(account, id)).json()).toMatchObject({
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Zürich"}' } }],
    })
  })

  test("whoever asked to be told hears it at once, signed with the customer's secret", async () => {
    const account = await gateway.account({ key: { role: 'owner' } })
    const id = await submitted(account, { callback_url: 'https://hooks.example.com/done' })
    await worked(id)
    const message = sent.find(({ url }) => url === 'https://hooks.example.com/done')
    expect(message?.reach).toBe('public')
    const { secret } = (await (await gateway.call(secretRoutes, { method: 'GET', key: account.key })).json()) as {
      secret: string
    } // Its only field.
    expect(new Webhook(secret).verify(message?.body ?? '', { ...message?.headers })).toMatchObject({
      type: 'JOB_SUCCEEDED',
      job_id: id,
      status: 'succeeded',
      output_len: 11,
    })
    expect(message?.body).not.toContain('Hello')
  })
})

describe('failures', () => {
  test.each([
    [{ kind: 'respond', status: 400, body: { error: { message: 'no' } } }, 'UPSTREAM_ERROR'],
    [{ kind: 'respond', status: 429 }, 'UPSTREAM_BUSY'],
    [{ kind: 'hangUp' }, 'UPSTREAM_ERROR'],
  ] as const)('the provider refuses (%j): failed, nothing is charged', async (behaviour, code) => {
    vendor.behave(behaviour)
    const account = await gateway.account()
    const id = await submitted(account)
    await worked(id)
    expect(await statusOf(account, id)).toMatchObject({ status: 'failed', error_code: code, cost_usd: null })
    const response = await resultOf(account, id)
    expect(response.status).toBe(500)
    expect(await errorBodyOf(response)).toMatchObject({
      code: 'JOB_FAILED',
      job: { id, status: 'failed', error_code: code },
      output_text: '',
    })
  })

  test('the answer breaks off: failed with what there is, and that is charged', async () => {
    vendor.behave({
      kind: 'answer',
      chunks: ['Hello ', 'world ', 'and'],
      interruption: { afterChunks: 2, by: 'cut' },
    })
    const account = await gateway.account()
    const id = await submitted(account)
    await worked(id)
    expect(await statusOf(account, id, '&partial=1')).toMatchObject({
      status: 'failed',
      error_code: 'UPSTREAM_ERROR',
      output_text: 'Hello world ',
      estimated: true,
    })
    expect((await statusOf(account, id)).cost_usd).toMatch(/^0\.0+[1-9]/)
  })

  test('the key is revoked, or the customer disabled, before the worker comes: nobody is called', async () => {
    for (const change of [
      'update api_keys set revoked_at = now() where customer_id = $1',
      'update customers set is_active = false where id = $1',
    ]) {
      const account = await gateway.account()
      const id = await submitted(account)
      await gateway.books.query(change, [account.customerId])
      const before = vendor.requests.length
      expect(await worked(id)).toBe('done')
      expect(vendor.requests.length).toBe(before)
      const rows = await gateway.books.query('select status, error_code from async_jobs where id = $1', [id])
      expect(rows).toEqual([{ status: 'failed', error_code: 'FORBIDDEN' }])
      expect(await openHolds(account)).toBe(0)
    }
  })

  test("the sweep came first: the job ends as too late, and the charge is the sweep's", async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    await gateway.books.query(
      `update holds set created_at = now() - interval '1 hour', expires_at = now() - interval '1 minute'
        where id = (select hold_id from async_jobs where id = $1)`,
      [id],
    )
    await gateway.books.query('select * from sweep_holds(100)', [])
    expect(await worked(id)).toBe('done')
    expect(await statusOf(account, id)).toMatchObject({ status: 'failed', error_code: 'DEADLINE' })
  })
})

describe('cancel', () => {
  test('200: a queued job ends at once, and its money comes back', async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    const response = await gateway.call(cancel, { key: account.key, body: { id } })
    expect(await response.json()).toMatchObject({ ok: true, status: 'failed', error_code: 'CANCELLED', cost_usd: null })
    const before = vendor.requests.length
    expect(await worked(id)).toBe('done')
    expect(vendor.requests.length).toBe(before)
    expect(await openHolds(account)).toBe(0)
  })

  test("200: a running job's provider is hung up on, and what was used is charged", async () => {
    vendor.behave({
      kind: 'answer',
      chunks: Array.from({ length: 400 }, (_, nth) => `piece ${nth} `),
      usage: { input: 40, output: 400 },
      intervalMs: 20,
    })
    const account = await gateway.account()
    const id = await submitted(account)
    const asked = vendor.requests.length
    const running = worked(id)
    await until(async () => (await statusOf(account, id)).output_len > 0)
    const response = await gateway.call(cancel, { key: account.key, query: `?id=${id}`, body: {} })
    expect(response.status).toBe(200)
    expect(await running).toBe('run')
    const job = await statusOf(account, id, '&partial=1')
    expect(job).toMatchObject({ status: 'failed', error_code: 'CANCELLED', estimated: true })
    expect(job.output_text).toMatch(/^piece 0 /)
    expect(await vendor.requests[asked]?.ended).toBe('abandoned')
    expect(await openHolds(account)).toBe(0)
  })

  test("404: another customer's job, a sibling's job, no job; 409: a job that is done; 400: none named", async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    const stranger = await gateway.account({ key: { role: 'owner' } })
    const other = await sibling(gateway, account)
    for (const { key } of [stranger, other]) {
      expect((await gateway.call(cancel, { key, body: { id } })).status).toBe(404)
      expect((await gateway.call(status, { method: 'GET', key, query: `?id=${id}` })).status).toBe(404)
      expect((await gateway.call(result, { method: 'GET', key, query: `?id=${id}` })).status).toBe(404)
    }
    for (const wrong of ['00000000-0000-4000-8000-000000000000', 'x', "'; drop table", '7']) {
      expect((await gateway.call(cancel, { key: account.key, body: { id: wrong } })).status).toBe(404)
    }
    await worked(id)
    expect((await gateway.call(cancel, { key: account.key, body: { id } })).status).toBe(409)
    expect((await gateway.call(cancel, { key: account.key, body: {} })).status).toBe(400)
    // An admin key sees the jobs of the whole customer.
    const boss = await sibling(gateway, account, { role: 'admin' })
    expect((await statusOf(boss, id)).status).toBe('succeeded')
  })
})

describe('the worker', () => {
  test("401: without the secret, or with a caller's key", async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    for (const headers of [{}, { 'x-kaixu-job-secret': 'wrong' }, { authorization: `Bearer ${account.key}` }]) {
      expect((await work(id, headers as Record<string, string>)).status).toBe(401)
    }
    expect((await work(id, { 'x-job-worker-secret': SECRETS.JOB_WORKER_SECRET })).status).toBe(200)
  })

  test('a job that nobody heard of is found by the clock, one that is being worked on is not', async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    await gateway.settled()
    sent.length = 0
    await gateway.call(kick)
    expect(sent).toEqual([])
    await gateway.books.query(`update async_jobs set created_at = now() - interval '11 seconds' where id = $1`, [id])
    await gateway.call(kick)
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ id }])
    await worked(id)
  })

  test('kick=1 wakes it again; not for a job that is done', async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    await gateway.settled()
    sent.length = 0
    await statusOf(account, id, '&kick=1')
    await gateway.settled()
    expect(sent).toHaveLength(1)
    await worked(id)
    await statusOf(account, id, '&kick=1')
    await gateway.settled()
    expect(sent).toHaveLength(1)
  })
})

describe('lists and retention', () => {
  test('user-jobs and admin-jobs: newest first, by cursor without a gap, each within its scope', async () => {
    const account = await gateway.account({ key: { role: 'admin' } })
    const other = await sibling(gateway, account)
    const ids: string[] = []
    for (let nth = 0; nth < 5; nth += 1) ids.push(await submitted(nth === 2 ? other : account))
    const list = async (query: string, key = account.key, routes = userJobs) => {
      const response = await gateway.call(routes, { method: 'GET', key, query })
      expect(response.status, await response.clone().text()).toBe(200)
      const body = (await response.json()) as { jobs: { id: string }[]; next_cursor: string | null } // Compared.
      return { ids: body.jobs.map(({ id }) => id), cursor: body.next_cursor }
    }
    const newestFirst = [...ids].reverse()
    expect((await list('')).ids).toEqual(newestFirst.filter((id) => id !== ids[2]))
    expect((await list('', other.key)).ids).toEqual([ids[2]])
    const first = await list('?scope=customer&limit=2')
    const second = await list(`?scope=customer&limit=2&cursor=${first.cursor ?? ''}`)
    const third = await list(`?scope=customer&limit=2&cursor=${second.cursor ?? ''}`)
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(newestFirst)
    expect(third.cursor).toBeNull()
    expect((await list(`?customer_id=${account.customerId}`, token, adminJobs)).ids).toEqual(newestFirst)
    expect((await list('?status=succeeded&scope=customer')).ids).toEqual([])
    const refused = await gateway.call(userJobs, { method: 'GET', key: other.key, query: '?scope=customer' })
    expect(refused.status).toBe(403)
    for (const id of ids) {
      const stopped = await gateway.call(adminJobs, { method: 'DELETE', key: token, query: `?id=${id}` })
      expect(stopped.status).toBe(200)
    }
  })

  test('status=cancelled: those that somebody stopped, which have failed as well', async () => {
    const account = await gateway.account({ key: { role: 'admin' } })
    const [open, stopped, broken] = [await submitted(account), await submitted(account), await submitted(account)]
    await gateway.call(cancel, { key: account.key, body: { id: stopped } })
    vendor.behave({ kind: 'respond', status: 400 })
    await worked(broken)
    const listed = async (status: string, key: string, routes = userJobs, query = '') => {
      const response = await gateway.call(routes, { method: 'GET', key, query: `?status=${status}${query}` })
      expect(response.status, await response.clone().text()).toBe(200)
      return ((await response.json()) as { jobs: { id: string }[] }).jobs.map(({ id }) => id) // Of the wire contract.
    }
    for (const list of [
      (status: string) => listed(status, account.key),
      (status: string) => listed(status, account.key, userJobs, '&scope=customer&q=gpt'),
      (status: string) => listed(status, token, adminJobs, `&customer_id=${account.customerId}`),
    ]) {
      expect([await list('cancelled'), await list('failed'), await list('queued')]).toEqual([
        [stopped],
        [broken, stopped],
        [open],
      ])
    }
    expect(await statusOf(account, stopped)).toMatchObject({ status: 'failed', error_code: 'CANCELLED' })
    const refused = await gateway.call(userJobs, { method: 'GET', key: account.key, query: '?status=canceled' })
    expect(await errorBodyOf(refused)).toMatchObject({ field: 'status' })
    await gateway.call(cancel, { key: account.key, body: { id: open } })
  })

  test.each(['x', '2026-01-01T00:00:00Z', '2026-99-99T99:99:99Z_00000000-0000-4000-8000-000000000000', '7_8'])(
    '400: %s is no cursor',
    async (cursor) => {
      const { key } = await gateway.account()
      expect((await gateway.call(userJobs, { method: 'GET', key, query: `?cursor=${cursor}` })).status).toBe(400)
    },
  )

  test('jobs go after a week, and what they cost stays', async () => {
    const account = await gateway.account()
    const id = await submitted(account)
    await worked(id)
    const open = await submitted(account)
    expect(await clearOldJobs(gateway.deps, new Date(Date.now() + 6 * 86_400_000))).toEqual({ deleted: 0 })
    const { deleted } = await clearOldJobs(gateway.deps, new Date(Date.now() + 8 * 86_400_000))
    expect(deleted).toBeGreaterThan(0)
    expect((await resultOf(account, id)).status).toBe(404)
    expect(await statusOf(account, open)).toMatchObject({ status: 'queued' })
    const events = await gateway.books.query('select 1 from usage_events where customer_id = $1', [account.customerId])
    expect(events).toHaveLength(1)
    await gateway.call(cancel, { key: account.key, body: { id: open } })
  })
})

test('the governance text of health is the one that a job was run under', async () => {
  const account = await gateway.account()
  const id = await submitted(account)
  await worked(id)
  const body = vendor.requests.at(-1)?.body as { messages?: { content: unknown }[]; input?: { content: unknown }[] } // The stub's.
  expect(JSON.stringify(body)).toContain(gateway.deps.settings.canon.slice(0, 20))
  const hash = createHash('sha256').update(gateway.deps.settings.canon).digest('hex')
  const response = await gateway.call(submit, { key: account.key, body: BODY })
  expect(await response.json()).toMatchObject({ build: { kaixu_system_hash: hash } })
})
