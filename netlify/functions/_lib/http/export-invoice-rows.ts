import type { InvoiceSnapshot } from '../domain/invoice-snapshot.ts'
import type { ExportFormat } from './export-format.ts'
import { invoiceCsv } from './invoice-csv.ts'

/** An invoice as a table; of its keys only the one that is asked for. In JSON, cents are numbers as everywhere. */
export const invoiceTable = (snapshot: InvoiceSnapshot, format: ExportFormat, apiKeyId?: string) => {
  const { columns, rows } = invoiceCsv(snapshot)
  const shown = rows.filter(({ api_key_id: owner }) => owner === null || owner === (apiKeyId ?? owner))
  if (format === 'csv') return { columns, rows: shown }
  const numbers = shown.map((row) => ({
    ...row,
    spent_cents: row.spent_cents === null ? null : Number(row.spent_cents),
    amount_cents: row.amount_cents === null ? null : Number(row.amount_cents),
  }))
  return { columns, rows: numbers }
}
