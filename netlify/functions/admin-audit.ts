import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { numericCursor, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { auditTrail } from './_lib/services/audit.ts'

export const routes: Routes = {
  GET: route({
    auth: admin,
    query: z.object({
      target: textField(200).optional(),
      action: textField(80).toUpperCase().optional(),
      actor: textField(200).optional(),
      limit: pageSize(100, 500),
      cursor: numericCursor.optional(),
    }),
    handle: async ({ query: { target, action, actor, limit, cursor: before }, deps }) => {
      const trail = await auditTrail(deps, { target, action, actor, before, limit })
      return json({ events: trail.rows, next_cursor: trail.nextCursor })
    },
  }),
}

export default endpoint(routes)
