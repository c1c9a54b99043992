import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { ADMIN_EVENT_COLUMNS } from './_lib/http/export-event-rows.ts'
import { consistentExport, EXPORT_DESCRIPTION, exportFields } from './_lib/http/export-fields.ts'
import { invoiceTable } from './_lib/http/export-invoice-rows.ts'
import { eventsResponse, tableResponse } from './_lib/http/export-response.ts'
import { ADMIN_SUMMARY_COLUMNS, adminSummaryRows } from './_lib/http/export-summary-rows.ts'
import { idField } from './_lib/http/fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { assertExportable } from './_lib/services/export-events.ts'
import { customerMonth } from './_lib/services/export-summary.ts'
import { invoiceOf } from './_lib/services/invoices.ts'

export const routes: Routes = {
  GET: route({
    summary: "A customer's month as a file: its calls, its sums, its invoice",
    description: EXPORT_DESCRIPTION,
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z
      .object({ customer_id: idField, api_key_id: idField.optional(), ...exportFields })
      .superRefine(consistentExport),
    handle: async ({ query: { cursor, bom, ...query }, ...handling }) => {
      const { type, month, format, limit, outcome, customer_id: customerId, api_key_id: apiKeyId } = query
      const key = apiKeyId === undefined ? '' : `-key${apiKeyId}`
      const ended = outcome === undefined ? '' : `-${outcome}`
      const file = { name: `kaixu-admin-${type}-${month}-customer${customerId}${key}${ended}`, format, bom }
      const scope = { customerId, month, apiKeyId }
      await assertExportable(handling.deps, customerId, apiKeyId)
      switch (type) {
        case 'events':
          return eventsResponse(handling, file, {
            scope: { ...scope, outcome },
            columns: ADMIN_EVENT_COLUMNS,
            limit,
            cursor,
            query,
          })
        case 'summary': {
          const summary = await customerMonth(handling.deps, scope)
          return tableResponse(file, ADMIN_SUMMARY_COLUMNS, adminSummaryRows(month, summary))
        }
        case 'invoice': {
          const { snapshot } = await invoiceOf(handling.deps, { customerId, month, revision: 'latest' })
          const { columns, rows } = invoiceTable(snapshot, format, apiKeyId)
          return tableResponse(file, columns, rows)
        }
      }
    },
  }),
}

export default endpoint(routes)
