import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import { createMonitor, type Monitor } from '../../netlify/functions/_lib/services/monitor.ts'

/** Notes nothing: most tests are about what a request leaves behind in the books. */
export const SILENT_MONITOR: Monitor = {
  note: () => undefined,
  trace: () => undefined,
  learn: () => undefined,
  flush: () => Promise.resolve(),
}

/** The real one, for createTestGateway; its statements are counted like all others. */
export const withMonitor = (deps: Deps): Deps => ({ ...deps, monitor: createMonitor(deps.settings.monitor, deps) })

export type StoredEvent = Readonly<Record<string, unknown>> & { id: string; kind: string }

/** What was stored about a request, oldest first. */
export const eventsOfRequest = async (books: Database, requestId: string): Promise<StoredEvent[]> =>
  // The columns of the table, of which tests compare what they are about.
  (await books.query('select * from gateway_events where request_id = $1 order by id', [requestId])) as StoredEvent[]
