import { z } from 'zod'
import { checkoutBody } from './_lib/http/checkout-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idempotencyKeyOf } from './_lib/http/idempotency-key.ts'
import { json } from './_lib/http/json.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { namedMonth, saveCardField, userTopUpCents } from './_lib/http/topup-fields.ts'
import { startCheckout } from './_lib/services/start-checkout.ts'

export const routes: Routes = {
  POST: route({
    summary: "A Stripe page where the caller's own top-up can be paid",
    errors: ['PROVIDER_NOT_CONFIGURED', 'UPSTREAM_ERROR', 'UPSTREAM_BUSY', 'UPSTREAM_TIMEOUT'],
    headers: ['idempotency-key'],
    auth: keyHolder('deployer'),
    body: z.object({ amount_cents: userTopUpCents, month: namedMonth, save_card: saveCardField }),
    handle: async ({ caller, body, request, deps }) => {
      const checkout = await startCheckout(deps, {
        customerId: caller.customer_id,
        amountCents: body.amount_cents,
        month: body.month,
        payer: 'user',
        saveCard: body.save_card,
        idempotencyKey: idempotencyKeyOf(request),
      })
      return json(checkoutBody(checkout))
    },
  }),
}

export default endpoint(routes)
