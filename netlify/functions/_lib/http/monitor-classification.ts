import { type GatewayError, toGatewayError } from '../domain/errors.ts'
import type { EventKind, MonitorEvent } from '../domain/monitor-event.ts'
import { causeFields } from '../services/log.ts'
import type { Route } from './route.ts'

/** A request that has been answered, as far as the answer's headers. */
export type Answered = {
  status: number
  /** What was thrown; undefined: the handler answered itself, whatever the status. */
  error: GatewayError | undefined
  /** Undefined: the endpoint does not take the method. */
  route: Route | undefined
  method: string
  durationMs: number
}

/** What the operator is told of an answer: nothing, as a rule. */
export const eventsOf = (answered: Answered, slowMs: number): MonitorEvent[] => {
  const { status, route, method, durationMs } = answered
  const base = { httpStatus: status, durationMs }
  const events: MonitorEvent[] = []
  if (status >= 400) events.push({ ...base, ...failureOf(answered) })
  // Reading is no change, whoever does it.
  else if (route?.auth.name === 'admin' && method !== 'GET' && method !== 'HEAD') {
    events.push({ ...base, level: 'info', kind: 'audit' })
  }
  // A worker is meant to take its time.
  if (durationMs >= slowMs && route?.auth.name !== 'worker') events.push({ ...base, level: 'warn', kind: 'slow' })
  return events
}

/** Work that outlived its answer, a stream for instance, threw. */
export const backgroundFailure = (thrown: unknown): MonitorEvent => {
  const { code, message } = toGatewayError(thrown)
  return { level: 'error', kind: 'thrown_error', errorCode: code, message, extra: causeFields(thrown) }
}

const failureOf = ({ status, error }: Answered): Pick<MonitorEvent, 'level' | 'kind'> & Partial<MonitorEvent> => {
  const level = status >= 500 ? 'error' : 'warn'
  const kind = kindOf(status, error)
  if (error === undefined) return { level, kind }
  const upstreamStatus = error.details['upstream_status']
  return {
    level,
    kind,
    errorCode: error.code,
    message: error.message,
    upstreamStatus: typeof upstreamStatus === 'number' ? upstreamStatus : undefined,
    // Where in the code: only of what is our own fault.
    extra: status >= 500 ? causeFields(error.cause) : undefined,
  }
}

const kindOf = (status: number, error: GatewayError | undefined): EventKind => {
  if (error?.code === 'SERVER_ERROR') return 'thrown_error'
  switch (status) {
    case 429:
      return 'rate_limited'
    case 402:
    case 403:
      return 'blocked'
    default:
      return 'http_error_response'
  }
}
