import { z } from 'zod'
import { testMessageBody } from './_lib/http/alerts-body.ts'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { deliverAlerts } from './_lib/services/deliver-alerts.ts'
import { queueTestMessage } from './_lib/services/test-message.ts'

export const routes: Routes = {
  POST: route({
    summary: "Sends a test message to the operator's own webhook, or to where a customer's alerts go",
    description:
      'Of type `TEST`, signed and tried as any other; at most one a minute to each. GET admin-alerts with `q=msg_<id>` says what became of it.',
    errors: ['NOT_FOUND', 'CONFLICT', 'RATE_LIMITED'],
    auth: admin,
    body: z.object({ customer_id: idField.optional() }),
    handle: async ({ caller, body, deps, waitUntil }) => {
      const { actor } = caller
      const id = await queueTestMessage(deps, { customerId: body.customer_id, sender: 'operator', actor })
      // Somebody looks on; should this fail, the clock sends it within a minute.
      waitUntil(deliverAlerts(deps))
      return json(testMessageBody(id))
    },
  }),
}

export default endpoint(routes)
