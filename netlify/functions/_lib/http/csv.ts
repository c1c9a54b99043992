import type { CastReturnObject } from 'csv-stringify'
import { stringify } from 'csv-stringify/sync'

export type CsvCell = string | number | bigint | boolean | Date | null

export type CsvRow<Column extends string> = Readonly<Record<Column, CsvCell>>

/** A whole file: the header line and the rows. */
export const csvText = <Column extends string>(
  columns: readonly Column[],
  rows: readonly CsvRow<NoInfer<Column>>[],
): string => csvHeader(columns) + csvLines(columns, rows)

export const csvHeader = (columns: readonly string[]): string => `${columns.join(',')}\n`

/**
 * Rows without the header, each line ended by LF, quoted as RFC 4180 says. Whatever a spreadsheet would run as a formula gets an
 * apostrophe in front; numbers of either sign stay numbers, also as decimal text. Times are ISO 8601, UTC.
 */
export const csvLines = <Column extends string>(
  columns: readonly Column[],
  rows: readonly CsvRow<NoInfer<Column>>[],
): string =>
  stringify(
    rows.map((row) => columns.map((column) => row[column])),
    { escape_formulas: true, record_delimiter: '\n', quote_record_delimiter: true, cast: CAST },
  )

const CAST = {
  boolean: String,
  // 0.0000002 rather than 2e-7; 20 places are ten more than a cent has.
  number: (figure: number) =>
    String(figure).includes('e-') ? figure.toFixed(20).replace(/\.?0+$/, '') : String(figure),
  date: (time: Date) => time.toISOString(),
  string: (text: string) => {
    if (NEGATIVE_DECIMAL.test(text)) return asNumber(text)
    return HIDDEN_FORMULA.test(text) ? `'${text}` : text
  },
}

const NEGATIVE_DECIMAL = /^-\d+(?:\.\d+)?$/

// The library looks at the first character only, and some spreadsheets skip white space.
const HIDDEN_FORMULA = /^(?:\n|\s+[=+\-@＝＋－＠])/

/** The library knows numbers by their JavaScript type and takes this option for a single cell, though its types do not say so. */
const asNumber = (value: string): CastReturnObject & { escape_formulas: false } => ({ value, escape_formulas: false })
