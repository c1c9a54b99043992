import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redactSecrets } from '../../netlify/functions/_lib/domain/redact.ts'
import { readStoredRequest } from '../../netlify/functions/_lib/http/job-fields.ts'
import { clearOldJobs } from '../../netlify/functions/_lib/services/jobs.ts'
import { archiveEvents } from '../../netlify/functions/_lib/services/monitor-archive.ts'
import { seedDatabase, type Seeded } from '../../scripts/seed/seed-database.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'

type Row = Record<string, unknown>

let gateway: TestGateway
let seeded: Seeded

const rows = async (text: string): Promise<Row[]> => (await gateway.books.query(text, [])) as Row[] // Tests compare the columns that they ask for.

beforeAll(async () => {
  gateway = await createTestGateway()
  const place = { connectionString: gateway.databaseUrl, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
  const size = { customers: 9, events: 5_000, months: 3, seed: 2 }
  seeded = await seedDatabase(place, { ...size, now: new Date(), say: () => undefined })
}, 120_000)
afterAll(() => gateway[Symbol.asyncDispose]())

describe('jobs', () => {
  test('are there, of several customers, done and failed, none of them waiting for a worker', async () => {
    const [found] = await rows(
      `select count(*)::int as jobs, count(distinct customer_id)::int as customers,
              count(*) filter (where completed_at is null)::int as open from async_jobs`,
    )
    expect(found).toMatchObject({ jobs: seeded.jobs, open: 0 })
    expect(Number(found?.['jobs'])).toBeGreaterThan(10)
    expect(Number(found?.['customers'])).toBeGreaterThanOrEqual(3)
    const codes = await rows(`select distinct error_code as code from async_jobs where status = 'failed'`)
    expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining(['CANCELLED', 'UPSTREAM_ERROR']))
    expect(await rows('select * from jobs_to_kick(100)')).toEqual([])
  })

  test('were each charged once, as their usage event says, and those that cost nothing not at all', async () => {
    const jobs = await rows(
      `select j.status, j.request_id = h.request_id and j.model = h.model and j.api_key_id = h.api_key_id and h.surface = 'job'
                and j.completed_at = h.resolved_at and j.created_at = h.created_at as same,
              h.state, u.cost_pico::text as cost,
              (select count(*)::int from ledger_entries l where l.source_kind = 'hold' and l.source_id = h.id::text and l.kind = 'charge') as charges,
              (select sum(amount_pico)::text from ledger_entries l where l.source_kind = 'hold' and l.source_id = h.id::text
                  and l.kind in ('charge', 'adjustment')) as booked
         from async_jobs j join holds h on h.id = j.hold_id left join usage_events u on u.hold_id = h.id`,
    )
    expect(jobs).toHaveLength(seeded.jobs)
    for (const { status, same, state, cost, charges, booked } of jobs) {
      expect(same).toBe(true)
      if (state === 'released') expect([status, cost, charges, booked]).toEqual(['failed', null, 0, null])
      else expect([state, charges, booked]).toEqual(['settled', 1, cost])
    }
  })

  test('have a request that a worker could have read, and a text as long as it says', async () => {
    for (const { request, output_text: text, output_len: length, status } of await rows('select * from async_jobs')) {
      expect(readStoredRequest(request).messages).toHaveLength(1)
      expect(String(text)).toHaveLength(Number(length))
      if (status === 'succeeded') expect(Number(length)).toBeGreaterThan(100)
    }
  })

  test('are all that the gateway itself would still have', async () => {
    expect(await clearOldJobs(gateway.deps)).toEqual({ deleted: 0 })
    const gone = await rows(
      `select h.id from holds h where h.surface = 'job' and h.resolved_at > now() - interval '167 hours'
          and not exists (select 1 from async_jobs j where j.hold_id = h.id)`,
    )
    expect(gone).toEqual([])
    const [past] = await rows(`select count(*)::int as calls from holds where surface = 'job'`)
    expect(Number(past?.['calls'])).toBeGreaterThan(seeded.jobs * 3)
  })

  test('that were to tell somebody did: one message each', async () => {
    const untold = await rows(
      `select j.id from async_jobs j full join webhook_deliveries d on d.payload ->> 'job_id' = j.id::text
        where (j.callback_url is not null or d.payload ? 'job_id')
          and (j.callback_url is distinct from d.url or d.event_type is distinct from
               case j.status when 'succeeded' then 'JOB_SUCCEEDED' else 'JOB_FAILED' end)`,
    )
    expect(untold).toEqual([])
    expect(await rows(`select 1 from async_jobs where callback_url is not null`)).not.toEqual([])
  })
})

describe('events of the monitor', () => {
  test('are of every kind that a healthy gateway has, in the order of their times, none of them older than is kept', async () => {
    expect(await rows('select count(*)::int as events from gateway_events')).toEqual([{ events: seeded.events }])
    const found = await rows('select distinct kind, coalesce(error_code, kind) as code from gateway_events')
    const codes = [
      'UPSTREAM_ERROR',
      'CAP_REACHED',
      'RATE_LIMITED',
      'UNPRICED_MODEL',
      'UNAUTHORIZED',
      'CANCELLED',
      'slow',
      'audit',
    ]
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(codes))
    expect(found.map(({ kind }) => kind)).toContain('client_error')
    const late = await rows(
      `select id from (select id, created_at < lag(created_at) over (order by id) as late from gateway_events) e where late`,
    )
    expect(late).toEqual([])
    expect(await archiveEvents(gateway.deps)).toMatchObject({ deleted: 0 })
  })

  test('tell of the same calls as the books: each failed one, by its request, key, model and error, and no other', async () => {
    const [found] = await rows(
      `select count(*) filter (where e.id is not null and h.id is not null)::int as both,
              count(*) filter (where h.id is null)::int as unknown, count(*) filter (where e.id is null)::int as untold
         from (select * from gateway_events where kind = 'upstream_error') e
         full join (
           select h.* from holds h left join async_jobs j on j.hold_id = h.id
            where h.outcome not in ('completed', 'lost', 'WORKER_LOST') and coalesce(h.late_at, h.resolved_at) > now() - interval '719 hours'
              and not (h.surface = 'job' and h.outcome = 'CANCELLED' and h.state = 'released')
         ) h on h.request_id = e.request_id and h.outcome = e.error_code and h.api_key_id = e.api_key_id
                and h.customer_id = e.customer_id and h.model = e.model
        where e.created_at is null or e.created_at > now() - interval '719 hours'`,
    )
    expect(found).toMatchObject({ unknown: 0, untold: 0 })
    expect(Number(found?.['both'])).toBeGreaterThan(20)
    const [refused] = await rows(
      `select count(*)::int as events from gateway_events where error_message = 'Monthly cap reached'`,
    )
    expect(Number(refused?.['events'])).toBeLessThanOrEqual(seeded.refused)
  })

  test('hold no secret, no key, and nothing of what was asked or answered', async () => {
    const asked = (await rows(`select request -> 'messages' -> 0 ->> 'content' as text from async_jobs`)).map(
      ({ text }) => String(text),
    )
    const answered = (
      await rows(`select substr(output_text, 40, 60) as text from async_jobs where output_len > 100`)
    ).map(({ text }) => String(text))
    const texts = (
      await rows(
        `select concat_ws(' ', error_message, upstream_body, path, app_id, user_agent, model, extra::text) as text from gateway_events`,
      )
    ).map(({ text }) => String(text))
    for (const text of texts) {
      expect(redactSecrets(text)).toBe(text)
      for (const own of [...asked, ...answered, 'kx_live_']) expect(text).not.toContain(own)
    }
  })
})
