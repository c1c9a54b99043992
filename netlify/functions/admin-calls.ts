import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { callsBody } from './_lib/http/calls-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField, textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { callSearchField, maybeMonthField, numericCursor, outcomeField, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { callsOfEverybody } from './_lib/services/calls-of-everybody.ts'

export const routes: Routes = {
  GET: route({
    summary: 'The calls of all customers in a month; whose call a request was, by its id alone',
    description:
      'Newest first. What was refused or failed was not charged, and is no call; GET admin-monitor-events knows of that.',
    auth: admin,
    query: z.object({
      month: maybeMonthField.meta({
        description:
          'A UTC month, `YYYY-MM`. When absent: with `request_id` or `event_id` and without `q` all of them, else the current one.',
      }),
      limit: pageSize(50, 200),
      cursor: numericCursor.optional(),
      q: callSearchField.meta({
        description:
          'How the id of a request, an app or a device begins, or a part of `provider/model` or of the e-mail address of a customer.',
      }),
      provider: textField(40).toLowerCase().optional(),
      model: textField(200).optional(),
      outcome: outcomeField,
      request_id: textField(128).optional().meta({ description: 'The whole id of a request.' }),
      event_id: idField.optional().meta({ description: 'The `id` of exactly one call.' }),
    }),
    handle: async ({ query, deps }) => {
      const { month, limit, cursor: before, q, provider, model, outcome, request_id: requestId } = query
      const filter = { id: query.event_id, q, provider, model, outcome, requestId }
      return json(callsBody(await callsOfEverybody(deps, { month, filter, page: { before, limit } })))
    },
  }),
}

export default endpoint(routes)
