import { csvHeader, csvLines, type CsvRow } from './csv.ts'

export type ExportFormat = 'csv' | 'ndjson'

export type WriteRows = <Column extends string>(
  columns: readonly Column[],
  rows: readonly CsvRow<NoInfer<Column>>[],
) => string

type Format = {
  contentType: string
  /** Of a file that goes on where another ended, so that the two can be put together as they are. */
  continuedContentType: string
  header: (columns: readonly string[]) => string
  lines: WriteRows
  /** How many rows of CSV are as large as one of these, which repeats every name. */
  weight: number
}

/** Both have the same rows under the same names; in JSON, texts are as they are stored. */
export const EXPORT_FORMATS: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    // RFC 4180's own parameter.
    continuedContentType: 'text/csv; charset=utf-8; header=absent',
    header: csvHeader,
    lines: csvLines,
    weight: 1,
  },
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    continuedContentType: 'application/x-ndjson; charset=utf-8',
    header: () => '',
    lines: (columns, rows) => {
      const names: string[] = [...columns]
      return rows.map((row) => `${JSON.stringify(row, names)}\n`).join('')
    },
    weight: 2,
  },
}
