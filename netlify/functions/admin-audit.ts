import { z } from 'zod'
import { auditBody } from './_lib/http/audit-body.ts'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField, textField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { numericCursor, pageSize } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'
import { auditTrail } from './_lib/services/audit.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Who changed what, newest first',
    auth: admin,
    query: z.object({
      q: searchField.meta({
        description:
          'How who did it or its target begins, or a part of what was done (`key update`); a whole `customer:3`, `key:3` or `3` is only that.',
      }),
      target: textField(200).optional(),
      customer_id: idField.optional().meta({ description: 'What happened to this customer and its keys.' }),
      action: textField(80).toUpperCase().optional(),
      actor: textField(200).optional(),
      limit: pageSize(100, 500),
      cursor: numericCursor.optional(),
    }),
    handle: async ({ query: { customer_id: customerId, cursor: before, ...query }, deps }) => {
      const { target, action, actor, q, limit } = query
      return json(auditBody(await auditTrail(deps, { target, customerId, action, actor, q, before, limit })))
    },
  }),
}

export default endpoint(routes)
