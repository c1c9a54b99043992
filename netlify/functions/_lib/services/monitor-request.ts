import type { RequestFacts } from '../domain/monitor-event.ts'
import type { Monitor } from './monitor.ts'

/** What a request's own monitor begins with: what its headers say. */
export type RequestHead = {
  facts: RequestFacts
  /** W3C trace context of the caller. */
  traceparent: string | undefined
}

/**
 * A monitor for one request: whatever is noted in its course carries what is known of it by then. `headOf` is asked once, and only
 * when there is something to note.
 */
export const monitorRequest = (monitor: Monitor, headOf: () => RequestHead): Monitor => {
  let head: RequestHead | undefined
  let learnt: RequestFacts = {}
  return {
    note: (event) => {
      head ??= headOf()
      monitor.note({ ...head.facts, ...learnt, ...event })
    },
    trace: (span) => {
      head ??= headOf()
      monitor.trace({ ...span, traceparent: head.traceparent })
    },
    learn: (facts) => {
      learnt = { ...learnt, ...facts }
    },
    flush: () => monitor.flush(),
  }
}
