import type { NewEventRow } from '../db/monitor-events.ts'
import type { MonitorEvent } from '../domain/monitor-event.ts'
import { redactSecrets } from '../domain/redact.ts'

/** Characters of what a vendor said. */
const MAX_UPSTREAM_BODY = 1_000

/** An event as it is stored: secrets taken out of every text that somebody else wrote, each cut to its length. */
export const eventRowOf = (event: MonitorEvent, at: Date): NewEventRow => ({
  created_at: at.toISOString(),
  level: event.level,
  kind: event.kind,
  // Made here or checked, so it is what it should be; redacted, nobody could look for it.
  request_id: event.requestId,
  function_name: clean(event.functionName, 80),
  method: clean(event.method, 20),
  path: clean(event.path, 200),
  app_id: clean(event.appId, 120),
  build_id: clean(event.buildId, 120),
  customer_id: event.customerId,
  api_key_id: event.apiKeyId,
  provider: clean(event.provider, 80),
  model: clean(event.model, 200),
  http_status: event.httpStatus,
  duration_ms:
    event.durationMs === undefined ? undefined : Math.min(MAX_INTEGER, Math.max(0, Math.round(event.durationMs))),
  error_code: clean(event.errorCode, 120),
  error_message: clean(event.message, 1_000),
  upstream_status: event.upstreamStatus,
  upstream_body: clean(event.upstreamBody, MAX_UPSTREAM_BODY),
  user_agent: clean(event.userAgent, 240),
  ip_hash: event.ipHash,
  install_id: clean(event.installId, 80),
  extra: event.extra === undefined ? undefined : cleanFields(event.extra),
})

const MAX_INTEGER = 2_147_483_647

/** PostgreSQL stores no NUL, and half a character is not text. */
const clean = (text: string | undefined, maxLength: number): string | undefined =>
  text === undefined
    ? undefined
    : redactSecrets(text.slice(0, MAX_TEXT)).slice(0, maxLength).toWellFormed().replaceAll('\0', '\uFFFD')

/** What is looked through at all; more than any column holds. */
const MAX_TEXT = 20_000

/** Bounded by whoever noted them. */
const cleanFields = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? clean(value, 10_000) : value]),
  )
