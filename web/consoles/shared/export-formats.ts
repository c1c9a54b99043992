import type { Query } from './api.ts'

/** How an export can be written, and what the gateway is asked for then. Excel needs to be told that a file is UTF-8. */
export const EXPORT_FORMATS = {
  csv: { format: 'csv' },
  excel: { format: 'csv', bom: 1 },
  ndjson: { format: 'ndjson' },
} as const satisfies Readonly<Record<string, Query>>

export type ExportFormat = keyof typeof EXPORT_FORMATS
