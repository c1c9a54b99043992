import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { idempotencyKeyOf, namedMonth, saveCardField, topUpCents } from './_lib/http/topup-fields.ts'
import { startCheckout } from './_lib/services/start-checkout.ts'

export const routes: Routes = {
  POST: route({
    summary: "A Stripe page where a customer's top-up can be paid",
    errors: ['NOT_FOUND', 'PROVIDER_NOT_CONFIGURED', 'UPSTREAM_ERROR', 'UPSTREAM_BUSY', 'UPSTREAM_TIMEOUT'],
    headers: ['idempotency-key'],
    auth: admin,
    body: z.object({ customer_id: idField, amount_cents: topUpCents, month: namedMonth, save_card: saveCardField }),
    handle: async ({ body, request, deps }) => {
      const { id, url } = await startCheckout(deps, {
        customerId: body.customer_id,
        amountCents: body.amount_cents,
        month: body.month,
        payer: 'admin',
        saveCard: body.save_card,
        idempotencyKey: idempotencyKeyOf(request),
      })
      return json({ ok: true, url, id })
    },
  }),
}

export default endpoint(routes)
