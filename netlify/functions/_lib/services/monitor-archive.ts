import { noteAudit } from '../db/audit.ts'
import { deleteEvents, oldestEvents, purgeClientReports, type EventRow } from '../db/monitor-events.ts'
import type { BlobItem } from '../domain/blobs.ts'
import { GatewayError } from '../domain/errors.ts'
import { blobStore } from './blob-store.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'

export const ARCHIVE_PREFIX = 'gateway_events/'

/** Of one blob. */
export const ARCHIVE_BATCH = 1_000

/** A scheduled function has 30 s. */
const TIME_LIMIT_MS = 15_000

const DAY_MS = 86_400_000

export type ArchiveRun = {
  /** Events before this moment were archived, whole UTC days. */
  cutoff: Date
  batches: number
  exported: number
  deleted: number
  lastId: string | null
  keys: string[]
}

/**
 * Moves events whose time is over to the blob store, a UTC day at a time; without a store they are deleted. A run that died half-way is
 * made up for by the next: a batch is the same rows under the same key until they are deleted.
 */
export const archiveEvents = async (deps: Deps, now = new Date()): Promise<ArchiveRun> => {
  const store = await blobStore(deps)
  // The day that is still going over its time would be cut differently by every run.
  const limit = now.getTime() - deps.settings.monitor.retentionDays * DAY_MS
  const cutoff = new Date(limit - (limit % DAY_MS))
  const run: ArchiveRun = { cutoff, batches: 0, exported: 0, deleted: 0, lastId: null, keys: [] }
  const startedAt = Date.now()
  await purgeClientReports(deps.db)
  while (Date.now() - startedAt < TIME_LIMIT_MS) {
    const rows = await oldestEvents(deps.db, cutoff, ARCHIVE_BATCH)
    const [first] = rows
    const last = rows.at(-1)
    if (first === undefined || last === undefined) break
    if (store !== undefined) {
      const key = `${ARCHIVE_PREFIX}${first.created_at.toISOString().slice(0, 10)}/${first.id}-${last.id}.ndjson`
      await store.put(key, ndjson(rows))
      run.keys.push(key)
      run.exported += rows.length
    }
    // Those that were written, and no other.
    run.deleted += await deleteEvents(
      deps.db,
      rows.map(({ id }) => id),
    )
    run.batches += 1
    run.lastId = last.id
  }
  if (run.deleted > 0) {
    const meta = { events: run.deleted, files: run.keys.length }
    await noteAudit(deps.db, { actor: 'system', action: 'MONITOR_ARCHIVE', target: null, meta })
  }
  return run
}

const ndjson = (rows: readonly EventRow[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** What the archive holds, by day. */
export const listArchive = async (
  deps: Deps,
  { prefix, after, limit }: { prefix: string; after: string | undefined; limit: number },
): Promise<Paged<BlobItem>> => {
  const store = await blobStore(deps)
  const items = (await store?.list({ prefix, after, limit })) ?? []
  return nextPage(items, limit, ({ key }) => key)
}

/** One of its files, as NDJSON. @throws GatewayError NOT_FOUND */
export const archivedEvents = async (deps: Deps, key: string): Promise<string> => {
  const store = await blobStore(deps)
  const text = await store?.get(key)
  if (text === undefined) throw new GatewayError('NOT_FOUND', 'There is no such file in the archive')
  return text
}
