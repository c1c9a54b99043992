import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes as cancel } from '../../netlify/functions/gateway-job-cancel.ts'
import { routes as worker } from '../../netlify/functions/gateway-job-run-background.ts'
import { routes as submit } from '../../netlify/functions/gateway-job-submit.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import { deadlocks } from './race.ts'

let vendor: StubVendor
let gateway: TestGateway
beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway(environment())
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})

const environment = () => ({
  OPENAI_API_KEY: 'sk-x',
  OPENAI_BASE_URL: vendor.baseUrls.openai,
  JOB_FLUSH_MS: '10',
  JOB_LEASE_SECONDS: '5',
})

const BODY = {
  provider: 'openai',
  model: 'gpt-4o-mini',
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Hello' }],
}
const ANSWER = {
  kind: 'answer',
  chunks: Array.from({ length: 10 }, (_, nth) => `piece ${nth} `),
  usage: { input: 40, output: 30 },
  intervalMs: 10,
} as const

const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth))

const submitted = async (at: TestGateway, { key }: Account): Promise<string> => {
  const response = await at.call(submit, { key, body: BODY })
  expect(response.status).toBe(202)
  return ((await response.json()) as { job_id: string }).job_id // Of the wire contract.
}

const kick = (at: TestGateway, id: string): Promise<Response> =>
  at.call(worker, { body: { id }, headers: { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET } })

const work = async (at: TestGateway, id: string): Promise<string> => {
  const response = await kick(at, id)
  expect(response.status, await response.clone().text()).toBe(200)
  return ((await response.json()) as { run: string }).run // What runJob says.
}

const chargesOf = (at: TestGateway, { customerId }: Account) =>
  at.books.query(`select amount_pico from ledger_entries where customer_id = $1 and kind = 'charge'`, [customerId])

/** How often the provider was asked when 20 workers are woken for one job at once. */
const kickTwenty = async (at: TestGateway, account: Account): Promise<{ calls: number; statuses: Set<number> }> => {
  vendor.behave(ANSWER)
  const id = await submitted(at, account)
  const before = vendor.requests.length
  const answers = await Promise.all(times(20, () => kick(at, id)))
  return { calls: vendor.requests.length - before, statuses: new Set(answers.map(({ status }) => status)) }
}

test(
  '20 concurrent kicks of one job, five times over: one provider call and one charge each',
  { timeout: 60_000 },
  async () => {
    const before = await deadlocks(gateway.books)
    for (let round = 0; round < 5; round += 1) {
      const account = await gateway.account()
      expect(await kickTwenty(gateway, account)).toEqual({ calls: 1, statuses: new Set([200]) })
      expect(await chargesOf(gateway, account)).toHaveLength(1)
    }
    expect(await gateway.discrepancies()).toEqual([])
    expect(await gateway.openHolds()).toBe(0)
    expect(await deadlocks(gateway.books)).toBe(before)
  },
)

test(
  'workers, cancellations and sweeps at once over 40 jobs: each ends once, nobody deadlocks',
  { timeout: 60_000 },
  async () => {
    const before = await deadlocks(gateway.books)
    vendor.behave(ANSWER)
    const account = await gateway.account({ capCents: 1_000_000 })
    const ids = await Promise.all(times(40, () => submitted(gateway, account)))
    const asked = vendor.requests.length
    await Promise.all([
      ...ids.flatMap((id, nth) => [
        work(gateway, id),
        work(gateway, id),
        ...(nth % 2 === 0 ? [gateway.call(cancel, { key: account.key, body: { id } })] : []),
      ]),
      ...times(10, () => gateway.books.query('select * from sweep_holds(100)', [])),
    ])
    for (const id of ids) expect(await work(gateway, id)).toBe('done')
    expect(vendor.requests.length - asked).toBeLessThanOrEqual(40)
    expect(await gateway.openHolds()).toBe(0)
    expect(await gateway.discrepancies()).toEqual([])
    expect(await deadlocks(gateway.books)).toBe(before)
  },
)

test('a twin whose claim neither locks nor looks at the lease asks the provider again and again, and is caught', async () => {
  const twin = await createTestGateway(environment())
  try {
    for (const [name, from, to] of [
      ['claim_job', 'for update skip locked', ''],
      ['claim_job', 'elsif v_job.lease_until > v_now then', 'elsif false then'],
      ['claim_job', `case when v_job.called_at is null then 'CLAIMED' else 'ABANDONED' end`, `'CLAIMED'`],
      ['begin_job_call', 'and j.lease_id = p_lease_id and j.called_at is null', ''],
    ] as const) {
      const [{ text } = { text: '' }] = (await twin.books.query(`select pg_get_functiondef($1::regproc) as text`, [
        name,
      ])) as { text: string }[] // The column just asked for.
      expect(text.toLowerCase()).toContain(from.toLowerCase())
      await twin.books.query(text.replace(from, to), [])
    }
    expect((await kickTwenty(twin, await twin.account())).calls).toBeGreaterThan(1)
  } finally {
    await twin[Symbol.asyncDispose]()
  }
})
