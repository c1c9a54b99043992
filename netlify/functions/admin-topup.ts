import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idempotencyKeyOf } from './_lib/http/idempotency-key.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { topupBody } from './_lib/http/topup-body.ts'
import { manualTopUp, takenBackTopUp } from './_lib/http/topup-fields.ts'
import { takeBackTopUpByHand, topUpByHand } from './_lib/services/top-up.ts'

export const routes: Routes = {
  POST: route({
    summary: 'Credit a customer by hand, once per Idempotency-Key',
    errors: ['NOT_FOUND', 'CONFLICT'],
    headers: ['idempotency-key'],
    auth: admin,
    body: manualTopUp,
    handle: async ({ caller, body, request, requestId, deps }) => {
      const { month, repeated } = await topUpByHand(deps, {
        customerId: body.customer_id,
        amountCents: body.amount_cents,
        month: body.month,
        requestId: idempotencyKeyOf(request) ?? requestId,
        actor: caller.actor,
      })
      const answer = topupBody({ customer_id: body.customer_id, month, amount_cents: body.amount_cents })
      return json(answer, { headers: repeated ? { 'x-kaixu-replayed': 'true' } : {} })
    },
  }),

  DELETE: route({
    summary: 'Take back a top-up by hand, all of it; what was spent of it stays spent',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: takenBackTopUp,
    handle: async ({ caller, query: { customer_id, request_id: requestId }, deps }) => {
      const order = { customerId: customer_id, requestId, actor: caller.actor }
      const { month, amountCents, repeated } = await takeBackTopUpByHand(deps, order)
      const answer = topupBody({ customer_id, month, amount_cents: amountCents })
      return json(answer, { headers: repeated ? { 'x-kaixu-replayed': 'true' } : {} })
    },
  }),
}

export default endpoint(routes)
