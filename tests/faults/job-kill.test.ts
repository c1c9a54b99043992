import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { routes as worker } from '../../netlify/functions/gateway-job-run-background.ts'
import { serveGateway } from '../support/served-gateway.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

const KILLS = 20
const SIDE_BY_SIDE = 3

let vendor: StubVendor
let gateway: TestGateway
let account: Account
let dataDirectory: string

beforeAll(async () => {
  vendor = await startStubVendor()
  vendor.behave({
    kind: 'answer',
    chunks: Array.from({ length: 20 }, (_, nth) => `word${nth} `),
    usage: { input: 40, output: 20 },
    intervalMs: 25,
  })
  gateway = await createTestGateway(environment())
  account = await gateway.account({ capCents: 100_000 })
  dataDirectory = await mkdtemp(join(tmpdir(), 'kaixu-job-kill-'))
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
  await rm(dataDirectory, { recursive: true, force: true })
})

const environment = () => ({
  OPENAI_API_KEY: 'sk-x',
  OPENAI_BASE_URL: vendor.baseUrls.openai,
  JOB_FLUSH_MS: '20',
  JOB_LEASE_SECONDS: '1',
})

/** Submits a job to a gateway of its own, whose process is killed at some moment of the job's life. */
const killOnce = async (round: number): Promise<string> => {
  const served = await serveGateway({ DATABASE_URL: gateway.databaseUrl, ...environment() }, dataDirectory)
  const response = await fetch(served.function('gateway-job-submit'), {
    method: 'POST',
    headers: { authorization: `Bearer ${account.key}`, 'x-kaixu-request-id': `job-kill-${round}` },
    body: JSON.stringify({
      provider: 'openai',
      model: 'gpt-4o-mini',
      max_tokens: 40,
      messages: [{ role: 'user', content: `Count, round ${round}` }],
    }),
  })
  expect(response.status).toBe(202)
  const { job_id: id } = (await response.json()) as { job_id: string } // Of the wire contract.
  // At random, and some of them early, some late.
  await sleep(((round + Math.random()) / KILLS) * 800)
  const exited = once(served.process, 'exit')
  served.process.kill('SIGKILL')
  await exited
  return id
}

type Ended = {
  status: string
  error_code: string | null
  text: string
  state: string
  charged: boolean
  charges: number
}

const ended = async (id: string): Promise<Ended | undefined> => {
  const rows = (await gateway.books.query(
    `select j.status, j.error_code, j.output_text as text, h.state, h.charged_pico > 0 as charged,
            (select count(*)::int from ledger_entries l where l.source_id = h.id::text and l.kind = 'charge') as charges
       from async_jobs j join holds h on h.id = j.hold_id where j.id = $1`,
    [id],
  )) as Ended[] // The columns just asked for.
  return rows[0]
}

test(
  'killed at 20 random moments, then kicked again: the provider was asked once at most, one charge, no hold left',
  {
    timeout: 180_000,
  },
  async () => {
    const ids: string[] = []
    for (let round = 0; round < KILLS; round += SIDE_BY_SIDE) {
      const together = Array.from({ length: Math.min(SIDE_BY_SIDE, KILLS - round) }, (_, nth) => killOnce(round + nth))
      ids.push(...(await Promise.all(together)))
    }
    // The leases of the dead run out.
    await sleep(1_200)
    const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
    for (const id of ids) {
      await Promise.all([1, 2, 3].map(() => gateway.call(worker, { body: { id }, headers })))
    }
    await gateway.settled()
    const prompts = vendor.requests.map(({ body }) => /Count, round (\d+)/.exec(JSON.stringify(body))?.[1])
    const seen = { succeeded: 0, withPartial: 0, empty: 0 }
    for (const [round, id] of ids.entries()) {
      expect(prompts.filter((prompt) => prompt === String(round)).length, `round ${round}`).toBeLessThanOrEqual(1)
      const job = await ended(id)
      expect(job, `round ${round}`).toMatchObject({ state: 'settled', charges: 1, charged: true })
      if (job?.status === 'succeeded') {
        seen.succeeded += 1
        expect(job.text).toBe(Array.from({ length: 20 }, (_, nth) => `word${nth} `).join(''))
      } else {
        expect(job).toMatchObject({ status: 'failed', error_code: 'WORKER_LOST' })
        if (job?.text === '') seen.empty += 1
        else seen.withPartial += 1
        expect('word0 word1 word2 word3 word4 word5'.startsWith((job?.text ?? '').slice(0, 30))).toBe(true)
      }
    }
    // Otherwise the moments were all of one kind, and the test says little.
    expect(seen.withPartial).toBeGreaterThan(0)
    expect(seen.succeeded).toBeGreaterThan(0)
    expect(await gateway.openHolds()).toBe(0)
    expect(await gateway.discrepancies()).toEqual([])
  },
)
