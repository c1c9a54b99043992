import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { idempotencyKeyOf, namedMonth, topUpCents } from './_lib/http/topup-fields.ts'
import { topUpByHand } from './_lib/services/top-up.ts'

export const routes: Routes = {
  POST: route({
    auth: admin,
    body: z.object({ customer_id: idField, amount_cents: topUpCents, month: namedMonth }),
    handle: async ({ caller, body, request, requestId, deps }) => {
      const { month, repeated } = await topUpByHand(deps, {
        customerId: body.customer_id,
        amountCents: body.amount_cents,
        month: body.month,
        requestId: idempotencyKeyOf(request) ?? requestId,
        actor: caller.actor,
      })
      const answer = { ok: true, customer_id: body.customer_id, month, amount_cents: body.amount_cents }
      return json(answer, { headers: repeated ? { 'x-kaixu-replayed': 'true' } : {} })
    },
  }),
}

export default endpoint(routes)
