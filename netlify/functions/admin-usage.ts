import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField, textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { callSearchField, monthField, numericCursor, outcomeField, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { customerUsageBody } from './_lib/http/usage-report-body.ts'
import { customerUsage } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    summary: "A customer's month: per key, model and day, and its calls",
    description:
      '`q`, `provider`, `model`, `api_key_id`, `outcome` and `request_id` narrow the list of calls; the sums are always of the whole month.',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z.object({
      customer_id: idField,
      month: monthField,
      limit: pageSize(200, 500),
      cursor: numericCursor.optional(),
      q: callSearchField,
      provider: textField(40).toLowerCase().optional(),
      model: textField(200).optional(),
      api_key_id: idField.optional(),
      outcome: outcomeField,
      request_id: textField(128).optional(),
    }),
    handle: async ({ query, deps }) => {
      const { customer_id: customerId, month, limit, cursor: before, q, provider, model, outcome } = query
      const filter = { q, provider, model, apiKeyId: query.api_key_id, outcome, requestId: query.request_id }
      const usage = await customerUsage(deps, { customerId, month }, { filter, page: { before, limit } })
      return json(customerUsageBody(month, usage))
    },
  }),
}

export default endpoint(routes)
