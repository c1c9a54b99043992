import { writeEvents } from '../db/monitor-events.ts'
import type { Database } from '../db/database.ts'
import type { MonitorEvent, RequestFacts } from '../domain/monitor-event.ts'
import type { CallSpan } from '../domain/otlp-span.ts'
import type { WebhookSender } from '../domain/webhooks.ts'
import type { Log } from './log.ts'
import { createBatches } from './monitor-batches.ts'
import { eventRowOf } from './monitor-row.ts'
import type { MonitorSettings } from './monitor-settings.ts'
import { createSpanSender } from './otlp-sender.ts'

/** Where the operator is told what happens. Nothing here waits or throws: no call is ever slower or lost because of it. */
export type Monitor = {
  note(event: MonitorEvent): void
  /** A call to a provider has ended. */
  trace(span: CallSpan): void
  /** Who makes the request at hand, and for what; goes into every event of it that is noted from now on. */
  learn(facts: RequestFacts): void
  /** Writes what was noted. Resolves in any case; to be kept alive, not to be waited for. */
  flush(): Promise<void>
}

/** Events that wait at most, in one process. */
const EVENT_CAPACITY = 5_000
const EVENTS_AT_ONCE = 500

const SPAN_CAPACITY = 2_000
const SPANS_AT_ONCE = 200

/** From one flush to the next: a process with many failures writes them together. */
const PAUSE_MS = 200

/** Of a whole process; monitorRequest() makes one for a single request. */
export const createMonitor = (
  settings: MonitorSettings,
  { db, log, webhooks }: { db: Database; log: Log; webhooks: WebhookSender },
): Monitor => {
  const events = createBatches<{ event: MonitorEvent; at: Date }>({
    capacity: EVENT_CAPACITY,
    batchSize: EVENTS_AT_ONCE,
    pauseMs: PAUSE_MS,
    send: async (batch, lost) => {
      const told = lost === 0 ? [] : [{ event: lossOf(lost), at: new Date() }]
      await writeEvents(
        db,
        [...told, ...batch].map(({ event, at }) => eventRowOf(event, at)),
      )
    },
    onLoss: (lost) => log.warn('events_lost', { count: lost }),
  })
  const { otlp } = settings
  const spans =
    otlp &&
    createBatches<CallSpan>({
      capacity: SPAN_CAPACITY,
      batchSize: SPANS_AT_ONCE,
      pauseMs: PAUSE_MS,
      send: createSpanSender(otlp, webhooks),
      onLoss: (lost) => log.warn('spans_lost', { count: lost }),
    })
  return {
    note: (event) => events.add({ event, at: new Date() }),
    trace: (span) => spans?.add(span),
    learn: () => undefined,
    flush: async () => {
      await Promise.all([events.flush(), spans?.flush()])
    },
  }
}

const lossOf = (lost: number): MonitorEvent => ({
  level: 'warn',
  kind: 'thrown_error',
  functionName: 'monitor',
  errorCode: 'EVENTS_LOST',
  message: 'Events were lost: there were too many, or the database could not be reached',
  extra: { dropped: lost },
})
