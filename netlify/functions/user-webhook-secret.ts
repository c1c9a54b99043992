import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { webhookSecretBody } from './_lib/http/webhook-secret-body.ts'
import { revealWebhookSecret } from './_lib/services/reveal-webhook-secret.ts'

export const routes: Routes = {
  GET: route({
    summary: "What messages to the customer's own webhook are signed with",
    auth: keyHolder('admin'),
    handle: async ({ caller, deps }) => {
      const owner = { customerId: caller.customer_id }
      return json(webhookSecretBody(await revealWebhookSecret(deps, owner, `key:${caller.id}`)))
    },
  }),
}

export default endpoint(routes)
