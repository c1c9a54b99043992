import { z } from 'zod'
import { alertDeliveries, retryDelivery } from './_lib/services/alerts.ts'
import { deliveryFields } from './_lib/http/alert-fields.ts'
import { deliveriesBody } from './_lib/http/alerts-body.ts'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { searchField } from './_lib/http/search-field.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Messages to webhooks and what became of them, newest first',
    auth: admin,
    query: z.object({
      customer_id: idField.optional(),
      ...deliveryFields,
      q: searchField.meta({
        description:
          'A part of what the messages tell of (`cap warn`) or of the customer’s e-mail address, or the id of one (`5` or `msg_5`).',
      }),
    }),
    handle: async ({ query: { customer_id: customerId, q, state, limit, cursor: before }, deps }) =>
      json(deliveriesBody(await alertDeliveries(deps, { customerId, asker: 'operator', q, state, limit, before }))),
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
