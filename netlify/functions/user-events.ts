import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField, textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { monthField, numericCursor, pageSize, scopeField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { eventBody, sumsBody } from './_lib/http/usage-body.ts'
import { userEvents } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    auth: account,
    query: z.object({
      month: monthField,
      scope: scopeField,
      limit: pageSize(200, 500),
      cursor: numericCursor.optional(),
      provider: textField(40).toLowerCase().optional(),
      model: textField(200).optional(),
      api_key_id: idField.optional(),
    }),
    handle: async ({ caller, query, deps }) => {
      const { month, scope, provider, model } = query
      const report = await userEvents(deps, caller, {
        month,
        scope,
        filter: { provider, model, apiKeyId: query.api_key_id },
        page: { before: query.cursor, limit: query.limit },
      })
      return json({
        month,
        scope,
        key: { id: caller.id, label: report.label, key_last4: report.key_last4 },
        summary_by_provider: report.by_provider.map(sumsBody),
        summary_by_day: report.by_day.map(sumsBody),
        events: report.events.rows.map(eventBody),
        next_cursor: report.events.nextCursor,
      })
    },
  }),
}

export default endpoint(routes)
