import { customerExists } from '../db/customer-exists.ts'
import {
  findExportCut,
  listExportedEvents,
  type ExportCut,
  type ExportedEvent,
  type ExportScope,
} from '../db/export-events.ts'
import { findKeyOwner } from '../db/key-owner.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer, noSuchKey } from './not-found.ts'

export type { ExportedEvent, ExportScope }

/** Rows of a query: enough that its own cost vanishes, few enough that they are gone before the garbage collector calls them old. */
const PAGE_ROWS = 250

export type EventsExport = {
  /** How many events the pages hold. */
  rowCount: number
  /** Where the rest begins; null when this is all. */
  nextCursor: string | null
  /** To be read once. Ends early only by throwing. */
  pages: AsyncGenerator<ExportedEvent[], void>
}

/**
 * Events oldest first, from behind the cursor, `limit` at most (null: all). How far it goes is decided before the first is read, so
 * that what is settled meanwhile does not count.
 * @throws GatewayError DATABASE_UNAVAILABLE also for the first page, while an answer can still be an error
 */
export const exportEvents = async (
  deps: Deps,
  scope: ExportScope,
  { cursor = '0', limit }: { cursor: string | undefined; limit: number | null },
): Promise<EventsExport> => {
  const cut = await findExportCut(deps.db, scope, { after: cursor, limit })
  const readAfter = (after: string): Promise<ExportedEvent[]> =>
    cut.last_id === null
      ? Promise.resolve([])
      : listExportedEvents(deps.db, scope, { after, last: cut.last_id, limit: PAGE_ROWS })
  return {
    rowCount: cut.row_count,
    nextCursor: cut.has_more ? cut.last_id : null,
    pages: pagesOf(cut, await readAfter(cursor), readAfter),
  }
}

async function* pagesOf(
  cut: ExportCut,
  first: ExportedEvent[],
  readAfter: (after: string) => Promise<ExportedEvent[]>,
): AsyncGenerator<ExportedEvent[], void> {
  let page = first
  for (let rows = page.length; page.length > 0; rows += page.length) {
    // Read while this page is written, and at most one ahead.
    const next = rows < cut.row_count ? readAfter(page.at(-1)?.id ?? '') : undefined
    // Whoever takes the next page hears of it; when nobody does, it is no failure of the process.
    next?.catch(() => undefined)
    yield page
    if (next === undefined) return
    page = await next
  }
  // A short file that looks whole would be worse than none.
  if (cut.row_count > 0) throw new Error('an export found fewer events than it had counted')
}

/** @throws GatewayError NOT_FOUND unless there is such a customer, with such a key if one is named */
export const assertExportable = async (deps: Deps, customerId: string, apiKeyId: string | undefined): Promise<void> => {
  if (!(await customerExists(deps.db, customerId))) throw noSuchCustomer()
  if (apiKeyId === undefined) return
  const owner = await findKeyOwner(deps.db, apiKeyId)
  if (owner?.customer_id !== customerId) throw noSuchKey('api_key_id', 'operator')
}
