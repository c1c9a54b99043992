import { admin } from './_lib/http/auth.ts'
import { operatorCheckoutBody } from './_lib/http/checkout-body.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idempotencyKeyOf } from './_lib/http/idempotency-key.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { checkoutOrder } from './_lib/http/topup-fields.ts'
import { startCheckout } from './_lib/services/start-checkout.ts'

export const routes: Routes = {
  POST: route({
    summary: "A Stripe page where a customer's top-up can be paid",
    errors: ['NOT_FOUND', 'PROVIDER_NOT_CONFIGURED', 'UPSTREAM_ERROR', 'UPSTREAM_BUSY', 'UPSTREAM_TIMEOUT'],
    headers: ['idempotency-key'],
    auth: admin,
    body: checkoutOrder,
    handle: async ({ body, request, deps }) => {
      const checkout = await startCheckout(deps, {
        customerId: body.customer_id,
        amountCents: body.amount_cents,
        month: body.month,
        payer: 'admin',
        saveCard: body.save_card,
        idempotencyKey: idempotencyKeyOf(request),
      })
      return json(operatorCheckoutBody(checkout))
    },
  }),
}

export default endpoint(routes)
