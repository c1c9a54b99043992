import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { monthField, numericCursor, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { customerUsageBody } from './_lib/http/usage-report-body.ts'
import { customerUsage } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    auth: admin,
    query: z.object({
      customer_id: idField,
      month: monthField,
      limit: pageSize(200, 500),
      cursor: numericCursor.optional(),
    }),
    handle: async ({ query, deps }) => {
      const { customer_id: customerId, month, limit, cursor: before } = query
      return json(customerUsageBody(month, await customerUsage(deps, { customerId, month }, { before, limit })))
    },
  }),
}

export default endpoint(routes)
