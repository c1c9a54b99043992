import { z } from 'zod'
import { alertDeliveries, retryDelivery } from './_lib/services/alerts.ts'
import { deliveryFields } from './_lib/http/alert-fields.ts'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Messages to web hooks and what became of them, newest first',
    auth: admin,
    query: z.object({ customer_id: idField.optional(), ...deliveryFields }),
    handle: async ({ query: { customer_id: customerId, state, limit, cursor: before }, deps }) => {
      const { rows, nextCursor } = await alertDeliveries(deps, { customerId, state, limit, before })
      return json({ deliveries: rows, next_cursor: nextCursor })
    },
  }),

  POST: route({
    summary: 'Sends a message that was given up once more',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: admin,
    body: z.object({ id: idField }),
    handle: async ({ caller, body, deps }) => {
      await retryDelivery(deps, body.id, caller.actor)
      return json({ ok: true, id: body.id })
    },
  }),
}

export default endpoint(routes)
