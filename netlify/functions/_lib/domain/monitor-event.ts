export const EVENT_LEVELS = ['info', 'warn', 'error'] as const
export type EventLevel = (typeof EVENT_LEVELS)[number]

export const EVENT_KINDS = [
  'http_error_response',
  'thrown_error',
  'upstream_error',
  'slow',
  'rate_limited',
  'blocked',
  'client_error',
  'audit',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Which request an event belongs to, and who made it. `path` has no query. */
export type RequestFacts = {
  requestId?: string | undefined
  functionName?: string | undefined
  method?: string | undefined
  path?: string | undefined
  appId?: string | undefined
  buildId?: string | undefined
  userAgent?: string | undefined
  ipHash?: string | undefined
  installId?: string | undefined
  customerId?: string | undefined
  apiKeyId?: string | undefined
  provider?: string | undefined
  model?: string | undefined
}

/** Something that the operator should be able to find out. Texts may be as their authors wrote them; they are cleaned when stored. */
export type MonitorEvent = RequestFacts & {
  level: EventLevel
  kind: EventKind
  httpStatus?: number | undefined
  durationMs?: number | undefined
  errorCode?: string | undefined
  /** Only what a client may see too. */
  message?: string | undefined
  upstreamStatus?: number | undefined
  upstreamBody?: string | undefined
  extra?: Readonly<Record<string, unknown>> | undefined
}
