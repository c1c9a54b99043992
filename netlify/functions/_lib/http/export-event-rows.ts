import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { ExportedEvent } from '../services/export-events.ts'

/** What existing spreadsheets read comes first, in the order that they know. */
const ADDED_EVENT_COLUMNS = [
  'request_id',
  'surface',
  'cached_tokens',
  'cache_write_tokens',
  'reasoning_tokens',
  'cost_usd',
  'estimated',
  'outcome',
  'app_id',
  'duration_ms',
  'id',
] as const

export const USER_EVENT_COLUMNS = [
  'created_at',
  'provider',
  'model',
  'input_tokens',
  'output_tokens',
  'cost_cents',
  'install_id',
  ...ADDED_EVENT_COLUMNS,
  'api_key_id',
] as const

/** With what the vendors charge, which is no customer's business. */
export const ADMIN_EVENT_COLUMNS = [
  'created_at',
  'api_key_id',
  'provider',
  'model',
  'input_tokens',
  'output_tokens',
  'cost_cents',
  'install_id',
  ...ADDED_EVENT_COLUMNS,
  'list_usd',
] as const

export const eventRow = ({ cost_pico, list_pico, ...event }: ExportedEvent) => ({
  ...event,
  cost_cents: picoToCents(cost_pico),
  cost_usd: picoToUsd(cost_pico),
  list_usd: picoToUsd(list_pico),
})
