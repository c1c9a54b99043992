import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { monitorEventsBody } from './_lib/http/monitor-events-body.ts'
import { afterIdField, eventFilter, eventFilterFields } from './_lib/http/monitor-fields.ts'
import { numericCursor, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { eventsAfter, latestEvents } from './_lib/services/monitor-events.ts'

export const routes: Routes = {
  GET: route({
    summary: 'What happened, newest first; oldest first from `after_id` on',
    auth: admin,
    query: z.object({
      ...eventFilterFields,
      order: z.enum(['asc', 'desc'], 'is neither asc nor desc').optional(),
      after_id: afterIdField.optional(),
      limit: pageSize(200, 1_000),
      cursor: numericCursor.optional(),
    }),
    handle: async ({ query, deps }) => {
      const { after_id: afterId, limit, cursor } = query
      const filter = eventFilter(query)
      const isForward = (query.order ?? (afterId === undefined ? 'desc' : 'asc')) === 'asc'
      const list = isForward
        ? await eventsAfter(deps, { filter, after: cursor ?? afterId ?? '0', limit })
        : await latestEvents(deps, { filter, before: cursor, limit })
      return json(monitorEventsBody(list))
    },
  }),
}

export default endpoint(routes)
