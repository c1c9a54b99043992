import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { webhookSecretBody } from './_lib/http/webhook-secret-body.ts'
import { revealWebhookSecret } from './_lib/services/reveal-webhook-secret.ts'

export const routes: Routes = {
  GET: route({
    summary: "What messages to the operator's webhook are signed with, or those to a customer's own",
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z.object({ customer_id: idField.optional() }),
    handle: async ({ caller, query: { customer_id: customerId }, deps }) => {
      const owner = customerId === undefined ? 'operator' : { customerId }
      return json(webhookSecretBody(await revealWebhookSecret(deps, owner, caller.actor)))
    },
  }),
}

export default endpoint(routes)
