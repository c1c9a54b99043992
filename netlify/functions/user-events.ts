import { z } from 'zod'
import { account } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField, textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import {
  callSearchField,
  monthField,
  numericCursor,
  outcomeField,
  pageSize,
  scopeField,
} from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { userEventsBody } from './_lib/http/user-events-body.ts'
import { userEvents } from './_lib/services/usage-reports.ts'

export const routes: Routes = {
  GET: route({
    summary: 'The calls of a month and their sums, newest first',
    description:
      '`provider`, `model` and `api_key_id` narrow the list and the sums; `q`, `outcome` and `event_id` the list alone. `by_day_model` has the five dearest models of the month, and all others together without a name.',
    errors: ['FORBIDDEN'],
    auth: account,
    query: z.object({
      month: monthField,
      scope: scopeField,
      limit: pageSize(200, 500),
      cursor: numericCursor.optional(),
      q: callSearchField,
      provider: textField(40).toLowerCase().optional(),
      model: textField(200).optional(),
      api_key_id: idField.optional(),
      outcome: outcomeField,
      event_id: idField.optional().meta({ description: 'The `id` of exactly one call.' }),
    }),
    handle: async ({ caller, query, deps }) => {
      const { month, scope, q, provider, model, outcome } = query
      const report = await userEvents(deps, caller, {
        month,
        scope,
        filter: { id: query.event_id, q, provider, model, apiKeyId: query.api_key_id, outcome },
        page: { before: query.cursor, limit: query.limit },
      })
      return json({ month, scope, ...userEventsBody(caller.id, report) })
    },
  }),
}

export default endpoint(routes)
