import type { Api, Query } from './api.ts'
import { fileNameOf, saveFile } from './save-file.ts'
import { wholeFile } from './whole-file.ts'

/** Saves an invoice as a table for a spreadsheet. Excel needs to be told that it is UTF-8, and no other minds. @throws ApiError */
export const saveInvoice = async (
  api: Api,
  name: 'admin-invoices' | 'user-invoices',
  which: Query,
): Promise<undefined> => {
  const response = await api.send(name, { query: { ...which, format: 'csv', bom: 1 } })
  const { content } = await wholeFile(response, { format: 'csv', isFirst: true })
  saveFile(fileNameOf(response, 'kaixu-invoice.csv'), content)
}
