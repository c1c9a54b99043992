import { testMessageBody } from './_lib/http/alerts-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { deliverAlerts } from './_lib/services/deliver-alerts.ts'
import { queueTestMessage } from './_lib/services/test-message.ts'

export const routes: Routes = {
  POST: route({
    summary: "Sends a test message to the address of the customer's alerts",
    description:
      'Of type `TEST`, signed and tried as any other; at most one a minute. GET user-alerts with `q=msg_<id>` says what became of it.',
    errors: ['CONFLICT', 'RATE_LIMITED'],
    auth: keyHolder('admin'),
    handle: async ({ caller, deps, waitUntil }) => {
      const { customer_id: customerId, id: keyId } = caller
      const id = await queueTestMessage(deps, { customerId, sender: 'customer', actor: `key:${keyId}` })
      // Somebody looks on; should this fail, the clock sends it within a minute.
      waitUntil(deliverAlerts(deps))
      return json(testMessageBody(id))
    },
  }),
}

export default endpoint(routes)
