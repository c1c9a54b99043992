import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeEvents, type NewEventRow } from '../../netlify/functions/_lib/db/monitor-events.ts'
import type { BlobStore } from '../../netlify/functions/_lib/domain/blobs.ts'
import { createDirectoryBlobs } from '../../netlify/functions/_lib/integrations/blobs-directory.ts'
import { archiveEvents } from '../../netlify/functions/_lib/services/monitor-archive.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { routes as access } from '../../netlify/functions/monitor-archive-access.ts'
import { routes as prune } from '../../netlify/functions/monitor-archive-prune.ts'
import { bearer } from '../support/credentials.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'

let gateway: TestGateway
let folder: string
let blobs: BlobStore
let headers: Record<string, string>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaixu-archive-'))
  blobs = createDirectoryBlobs(folder)
  gateway = await createTestGateway({ MONITOR_RETENTION_DAYS: '30' }, (deps) => ({ ...deps, blobs }))
  headers = bearer(await signAdminToken(SECRETS.JWT_SECRET))
})
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const at = (time: string, name: string): NewEventRow => ({
  created_at: time,
  level: 'warn',
  kind: 'slow',
  request_id: name,
})
const rowsLeft = async (): Promise<string[]> =>
  (
    (await gateway.books.query('select request_id from gateway_events order by id', [])) as { request_id: string }[]
  ).map((row) => row.request_id)
const keys = async (): Promise<string[]> =>
  (await blobs.list({ prefix: '', after: undefined, limit: 1_000 })).map(({ key }) => key)
const archived = async (): Promise<string[]> => {
  const texts = await Promise.all((await keys()).map((key) => blobs.get(key)))
  return texts
    .flatMap((text) => (text ?? '').split('\n').filter((line) => line !== ''))
    .map((line) => (JSON.parse(line) as { request_id: string }).request_id) // A column.
}

/** Forty days after the first of the events. */
const LATER = new Date('2026-02-10T12:00:00Z')
const EVENTS = [
  at('2026-01-01T08:00:00Z', 'a'),
  at('2026-01-01T09:00:00Z', 'b'),
  at('2026-01-02T00:00:00Z', 'c'),
  // The first day that is not over yet when the retention is: 11 January, as 30 days before the 10th of February.
  at('2026-01-11T11:00:00Z', 'd'),
  at('2026-02-10T11:00:00Z', 'e'),
]

describe('the clock', () => {
  test('moves whole days that are older than the retention, a file each, and keeps the rest', async () => {
    await writeEvents(gateway.deps.db, EVENTS)
    expect(await archiveEvents(gateway.deps, LATER)).toEqual({
      cutoff: new Date('2026-01-11T00:00:00Z'),
      batches: 2,
      exported: 3,
      deleted: 3,
      lastId: '3',
      keys: ['gateway_events/2026-01-01/1-2.ndjson', 'gateway_events/2026-01-02/3-3.ndjson'],
    })
    expect(await rowsLeft()).toEqual(['d', 'e'])
    expect(await archived()).toEqual(['a', 'b', 'c'])
    expect(await archiveEvents(gateway.deps, LATER)).toMatchObject({ batches: 0, exported: 0, deleted: 0, keys: [] })
    await archiveEvents(gateway.deps, new Date('2026-02-11T12:00:00Z'))
    expect(await rowsLeft()).toEqual(['e'])
  })

  test('leaves in the audit when it last found something, and in no file an e-mail address', async () => {
    const { customerId } = await gateway.account({ customer: { email: 'nobody@archive.example' } })
    await writeEvents(gateway.deps.db, [{ ...at('2026-01-01T08:00:00Z', 'a'), customer_id: customerId }, ...EVENTS])
    await archiveEvents(gateway.deps, LATER)
    await archiveEvents(gateway.deps, LATER)
    expect(
      await gateway.books.query(
        `select actor, target, meta from audit_events where action = 'MONITOR_ARCHIVE' order by id`,
        [],
      ),
    ).toEqual([{ actor: 'system', target: null, meta: { events: 4, files: 2 } }])
    for (const key of await keys()) expect(await blobs.get(key)).not.toContain('archive.example')
  })

  test('takes more than one batch of a day', async () => {
    await writeEvents(
      gateway.deps.db,
      Array.from({ length: 2_500 }, (_, nth) => at('2026-01-01T08:00:00Z', `n-${nth}`)),
    )
    expect(await archiveEvents(gateway.deps, LATER)).toMatchObject({ batches: 3, exported: 2_500, deleted: 2_500 })
    expect((await archived()).length).toBe(2_500)
    expect(await keys()).toContain('gateway_events/2026-01-01/1001-2000.ndjson')
  })

  test('dies half-way, and the next run makes up for it: nothing lost, nothing twice', async () => {
    await writeEvents(gateway.deps.db, EVENTS)
    const dying: BlobStore = {
      ...blobs,
      put: async (key, text) => {
        await blobs.put(key, text)
        throw new Error('the process was killed')
      },
    }
    await expect(archiveEvents({ ...gateway.deps, blobs: dying }, LATER)).rejects.toThrow('killed')
    expect(await rowsLeft()).toEqual(['a', 'b', 'c', 'd', 'e'])
    // And a day later, when more has become old.
    await archiveEvents(gateway.deps, new Date('2026-02-12T12:00:00Z'))
    expect(await archived()).toEqual(['a', 'b', 'c', 'd'])
    expect(await rowsLeft()).toEqual(['e'])
  })

  test('keeps what cannot be written', async () => {
    await writeEvents(gateway.deps.db, EVENTS)
    const full: BlobStore = { ...blobs, put: () => Promise.reject(new Error('no room')) }
    await expect(archiveEvents({ ...gateway.deps, blobs: full }, LATER)).rejects.toThrow('no room')
    expect(await rowsLeft()).toHaveLength(5)
  })

  test('twice at once moves everything once', async () => {
    await writeEvents(gateway.deps.db, EVENTS)
    const runs = await Promise.all([archiveEvents(gateway.deps, LATER), archiveEvents(gateway.deps, LATER)])
    expect(runs.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(3)
    expect(await archived()).toEqual(['a', 'b', 'c'])
  })

  test('without a store, deletes', async () => {
    await writeEvents(gateway.deps.db, EVENTS)
    const run = await archiveEvents({ ...gateway.deps, blobs: undefined }, LATER)
    expect(run).toMatchObject({ exported: 0, deleted: 3, keys: [] })
    expect(await rowsLeft()).toEqual(['d', 'e'])
  })

  test('says what it did, and forgets who reported errors', async () => {
    await gateway.books.query(
      `insert into client_report_windows values ('x', now() - interval '2 hours', 1), ('y', now(), 1)`,
      [],
    )
    const response = await gateway.call(prune)
    expect(await response.json()).toEqual({
      ok: true,
      retention_days: 30,
      cutoff: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00.000Z$/) as string,
      batch_size: 1_000,
      batches: 0,
      exported: 0,
      deleted: 0,
      last_id: null,
      archive_keys: [],
    })
    expect(await gateway.books.query('select ip_hash from client_report_windows', [])).toEqual([{ ip_hash: 'y' }])
  })
})

describe('access', () => {
  const ask = (query = '') => gateway.call(access, { method: 'GET', headers, query })

  test('200: lists files with sizes, by cursor', async () => {
    for (const day of ['01', '02', '03']) {
      for (const nth of [1, 2, 3, 4]) await blobs.put(`gateway_events/2026-01-${day}/${nth}-${nth}.ndjson`, '{}\n')
    }
    await blobs.put('jobs/secret', 'no')
    const first = (await (await ask('?limit=5')).json()) as { items: { key: string }[]; next_cursor: string } // Of the wire contract.
    expect(first).toMatchObject({ ok: true, prefix: 'gateway_events/', limit: 10, cursor: null })
    expect(first.items).toHaveLength(10)
    expect(first.items[0]).toEqual({
      key: 'gateway_events/2026-01-01/1-1.ndjson',
      size: 3,
      updated_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    })
    const second = (await (await ask(`?limit=10&cursor=${first.next_cursor}`)).json()) as typeof first
    expect(second.items.map(({ key }) => key)).toEqual(
      [3, 4].map((nth) => `gateway_events/2026-01-03/${nth}-${nth}.ndjson`),
    )
    expect(second.next_cursor).toBeNull()
    const day = (await (await ask('?prefix=gateway_events/2026-01-02/')).json()) as typeof first
    expect(day.items).toHaveLength(4)
  })

  test('200: a file, line by line', async () => {
    await writeEvents(gateway.deps.db, EVENTS)
    const {
      keys: [key = ''],
    } = await archiveEvents(gateway.deps, LATER)
    const response = await ask(`?key=${encodeURIComponent(key)}`)
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="gateway_events-2026-01-01-1-2.ndjson"',
    )
    const lines = (await response.text()).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: '1', request_id: 'a', created_at: '2026-01-01T08:00:00.000Z', kind: 'slow', extra: {} },
      { id: '2', request_id: 'b' },
    ])
  })

  test('404: one that is not there', async () => {
    expect((await ask('?key=gateway_events/2026-01-01/9-9.ndjson')).status).toBe(404)
    expect((await ask('?key=gateway_events/../jobs/secret')).status).toBe(404)
  })

  test.each([
    ['key', 'jobs/secret'],
    ['key', '../gateway_events/x'],
    ['prefix', ''],
    ['prefix', 'jobs/'],
    ['cursor', 'jobs/secret'],
    ['limit', '-1'],
  ])('400: %s=%s', async (field, value) => {
    await blobs.put('jobs/secret', 'no')
    const response = await ask(`?${field}=${encodeURIComponent(value)}`)
    expect(response.status).toBe(400)
    expect((await errorBodyOf(response))['field']).toBe(field)
  })
})
