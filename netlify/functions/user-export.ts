import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { USER_EVENT_COLUMNS } from './_lib/http/export-event-rows.ts'
import { consistentExport, EXPORT_DESCRIPTION, exportFields } from './_lib/http/export-fields.ts'
import { invoiceTable } from './_lib/http/export-invoice-rows.ts'
import { eventsResponse, tableResponse } from './_lib/http/export-response.ts'
import { USER_SUMMARY_COLUMNS, userSummaryRows } from './_lib/http/export-summary-rows.ts'
import { scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { callersMonth } from './_lib/services/export-summary.ts'
import { assertSeesInvoices, invoiceOf } from './_lib/services/invoices.ts'
import { visibleLine } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    summary: "The key's month as a file, or its customer's: the calls, the sums, the invoice",
    description: EXPORT_DESCRIPTION,
    errors: ['FORBIDDEN'],
    auth: account,
    query: z.object({ scope: scopeField, ...exportFields }).superRefine(consistentExport),
    handle: async ({ caller, query: { cursor, bom, ...query }, ...handling }) => {
      const { type, month, format, limit, scope, outcome } = query
      const customerId = caller.customer_id
      const owner = scope === 'customer' || type === 'invoice' ? `customer${customerId}` : `key${caller.key_last4}`
      const ended = outcome === undefined ? '' : `-${outcome}`
      const file = { name: `kaixu-${type}-${month}-${owner}${ended}`, format, bom }
      switch (type) {
        case 'events': {
          const covered = { customerId, month, keyLine: visibleLine(caller, scope), outcome }
          return eventsResponse(handling, file, { scope: covered, columns: USER_EVENT_COLUMNS, limit, cursor, query })
        }
        case 'summary': {
          const summary = await callersMonth(handling.deps, caller, { scope, month })
          return tableResponse(file, USER_SUMMARY_COLUMNS, userSummaryRows(month, summary))
        }
        case 'invoice': {
          assertSeesInvoices(caller)
          const { snapshot } = await invoiceOf(handling.deps, { customerId, month, revision: 'latest' })
          const { columns, rows } = invoiceTable(snapshot, format)
          return tableResponse(file, columns, rows)
        }
      }
    },
  }),
}

export default endpoint(routes)
