import type { MonitorRow } from '../../../shared/answers.ts'

/** What the kinds of events are called. */
export const KINDS = {
  http_error_response: 'Error answer',
  thrown_error: 'Exception',
  upstream_error: 'Provider failed',
  slow: 'Slow',
  rate_limited: 'Rate limited',
  blocked: 'Blocked',
  client_error: 'Client error',
  audit: 'Admin change',
} as const satisfies Record<MonitorRow['kind'], string>

export const KIND_OPTIONS = [
  // What the gateway calls an answer or a provider that failed.
  { value: 'error', label: 'Any failure' },
  ...Object.entries(KINDS).map(([value, label]) => ({ value, label })),
]

export const LEVELS = {
  info: { label: 'Info', tone: 'quiet' },
  warn: { label: 'Warning', tone: 'warn' },
  error: { label: 'Error', tone: 'bad' },
} as const satisfies Record<MonitorRow['level'], unknown>

export const LEVEL_OPTIONS = Object.entries(LEVELS).map(([value, { label }]) => ({ value, label }))
